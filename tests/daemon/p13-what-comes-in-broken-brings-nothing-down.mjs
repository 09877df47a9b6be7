// P13. What comes in broken gets a clear error, is kept, and brings nothing down.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import net from "node:net";
import { describe, test } from "node:test";

import { signIn } from "./lib/console.mjs";
import { startDaemon } from "./lib/daemon.mjs";
import { request } from "./lib/http.mjs";
import { bring, newSid, number } from "./lib/texter.mjs";
import { pause, seconds, until } from "./lib/wait.mjs";
import { run } from "./http-battery.mjs";

const inbound = "/hooks/twilio/inbound";

// A raw connection: what came back, and when it was closed.
function raw(port, bytes = "") {
    const one = { got: "", closed: false, opened: Date.now() };
    one.socket = net.connect({ port, host: "127.0.0.1" });
    if (bytes) one.socket.write(bytes);
    one.socket.on("data", (part) => (one.got += part.toString("latin1")));
    one.socket.on("error", () => {});
    one.socket.on("close", () => { one.closed = true; one.lasted = Date.now() - one.opened; });
    return one;
}

// One byte a second, until the other side has had enough.
async function drip(one, bytes) {
    for (let i = 0; !one.closed && i < bytes.length; i++) {
        one.socket.write(bytes[i]);
        await pause(seconds(1));
    }
}

async function assertWebhookWorks(daemon) {
    const began = Date.now();
    assert.equal((await bring(daemon, { from: number(1), body: "still here?" })).status, 200);
    assert.ok(Date.now() - began < seconds(10), "a webhook took long");
}

describe("what comes in broken", { concurrency: 8 }, () => {
    test("malformed and smuggled requests are refused, and none hidden in them runs", async (t) => {
        const daemon = await startDaemon(t);
        const { count, failed } = await run(daemon.port, "/healthz", inbound);

        assert.deepEqual(failed, []);
        assert.ok(count > 100, `only ${count} were tried`);
        assert.equal((await daemon.status()).messages_in, 0);
        await assertWebhookWorks(daemon);
    });

    test("a head that drips is closed within its total time", async (t) => {
        const daemon = await startDaemon(t);
        const one = raw(daemon.port);

        await drip(one, "GET /healthz HTTP/1.1\r\nHost: drip.example\r\nX: yyyyyyyyyyyyy");
        assert.ok(one.closed && one.lasted < seconds(15), `lived for ${one.lasted} ms`);
        assert.match(one.got, /^(HTTP\/1.1 408 |$)/);
        await assertWebhookWorks(daemon);
    });

    test("a body that drips is closed within its total time", async (t) => {
        const daemon = await startDaemon(t);
        const one = raw(daemon.port, `POST ${inbound} HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n`);

        await drip(one, "x".repeat(40));
        assert.ok(one.closed && one.lasted < seconds(25), `lived for ${one.lasted} ms`);
        assert.match(one.got, /^(HTTP\/1.1 408 |$)/);
        await assertWebhookWorks(daemon);
    });

    test("200 idle connections do not stop a webhook", async (t) => {
        const daemon = await startDaemon(t);
        const idle = Array.from({ length: 200 }, (_, n) => raw(daemon.port, n % 2 ? "GET / HT" : ""));

        t.after(() => idle.forEach((one) => one.socket.destroy()));
        await until("the connections", () => idle.every((one) => one.socket.readyState === "open" || one.closed));
        await assertWebhookWorks(daemon);
    });

    test("clients that leave in the middle leave nothing behind", async (t) => {
        const daemon = await startDaemon(t);
        const wanted = async () => Number((await request(daemon.port, { path: "/metrics" })).body
            .match(/^peerline_http_connections (\d+)$/m)[1]);

        for (let n = 0; n < 300; n++) {
            const one = raw(daemon.port, `POST ${inbound} HTTP/1.1\r\nHost: h\r\nContent-Length: 50\r\n\r\nBody=`);
            setTimeout(() => one.socket.resetAndDestroy(), n % 20);
        }
        await until("all of them to be gone", async () => (await wanted()) <= 2);
        await assertWebhookWorks(daemon);
    });

    test("a sender that does not wait for its answer has it stored all the same", async (t) => {
        const daemon = await startDaemon(t);
        const sid = newSid();

        await bring(daemon, { from: number(2), body: "gone already", sid }, { patience: 1 }).catch(() => {});
        await bring(daemon, { from: number(2), body: "gone already", sid });
        assert.equal((await daemon.status()).messages_in, 1);
    });

    test("an event stream nobody reads is dropped, and the line goes on", async (t) => {
        const daemon = await startDaemon(t);
        const kim = await signIn(t, daemon, "Kim", "supervisor");
        const stream = await kim.listen();
        const dropped = async () => Number((await request(daemon.port, { path: "/metrics" })).body
            .match(/^peerline_http_streams_dropped_total (\d+)$/m)[1]);

        stream.answer.pause();
        for (let n = 0; !(await dropped()); n++) {
            assert.ok(n < 400, "it was never dropped");
            await Promise.all(Array.from({ length: 10 }, (_, i) =>
                bring(daemon, { from: number(i), body: "界".repeat(1500) })));
        }
        await assertWebhookWorks(daemon);
        const again = await kim.listen(stream.events.at(-1)?.id);
        await again.next("hello");
    });

    test("JSON that is none, too deep, doubled or of the wrong kind is refused with a code", async (t) => {
        const daemon = await startDaemon(t);
        const kim = await signIn(t, daemon, "Kim", "supervisor");
        const bodies = ["{", "[]", "null", "\"x\"", '{"status":"on","status":"off","capacity":2}',
            '{"status":7,"capacity":2}', '{"status":"on","capacity":"2"}', '{"status":"on","capacity":1e99}',
            '{"status":"sideways","capacity":2}', '{"status":"on","capacity":0}', "[".repeat(3000),
            '{"status":"on\\u0000","capacity":2}', '{"status":"\\ud800","capacity":2}', ""];

        for (const body of bodies) {
            const answer = await request(daemon.port, { method: "PUT", path: "/api/v1/me/status", body,
                headers: { ...kim.unsafeHeaders, Cookie: kim.cookie } });
            assert.ok([400, 422].includes(answer.status), `${body.slice(0, 40)}: ${answer.status}`);
            assert.ok(JSON.parse(answer.body).error.code, body.slice(0, 40));
        }
        assert.equal((await kim.get("/me")).json.shift.status, "off");
    });

    test("ids that are none are not found", async (t) => {
        const daemon = await startDaemon(t);
        const kim = await signIn(t, daemon, "Kim", "supervisor");

        for (const id of ["0", "-1", "x", "99999999999999999999", "c_0", "c_99", "c_-1", "%00", "..", "c_1'--"]) {
            const answer = await kim.get(`/conversations/${id}`);
            assert.ok([400, 404].includes(answer.status), `${id}: ${answer.status}`);
        }
    });
});
