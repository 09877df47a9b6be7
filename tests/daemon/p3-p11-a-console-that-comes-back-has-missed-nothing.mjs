// P3, P11. A console that loses its stream comes back without a gap and without hearing twice.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EventSource } from "eventsource";

import { Console, peerAtDesk, signIn } from "./lib/console.mjs";
import { startDaemon } from "./lib/daemon.mjs";
import { newTexter, takeFrom } from "./lib/desk.mjs";
import { startProvider } from "./lib/provider.mjs";
import { pause, seconds, until } from "./lib/wait.mjs";

const number = (id) => Number(id.split("-")[1]);
const heard = (events) => events.filter((one) => one.event === "message.created" && one.data.dir === "in")
    .map((one) => one.data.body);

async function line(t) {
    const provider = await startProvider(t);
    const daemon = await startDaemon(t, { provider });
    const peer = await peerAtDesk(t, daemon, "Dana");
    const texter = newTexter(daemon);
    return { provider, daemon, peer, texter, conversation: await takeFrom(texter, peer) };
}

describe("event streams", { concurrency: 8 }, () => {
    test("the answer is a stream that no cache keeps, and begins with hello", async (t) => {
        const { peer } = await line(t);
        const stream = await peer.listen();

        assert.equal(stream.status, 200);
        assert.match(stream.headers["content-type"], /^text\/event-stream/);
        assert.match(stream.headers["cache-control"], /no-store|no-cache/);
        await stream.next("hello");
        assert.equal(stream.events[0].event, "hello");
        assert.equal(stream.events[0].id, undefined);
    });

    test("resumed by its cursor again and again, nothing is missing and nothing comes twice", async (t) => {
        const { peer, texter } = await line(t);
        const all = [];
        const words = Array.from({ length: 40 }, (_, n) => `text ${n}`);
        let cursor = (await peer.state()).cursor;
        let written = 0;
        const writing = (async () => { for (const body of words) { await texter.text(body); written++; } })();

        peer.leave();
        while (heard(all).length < words.length) {
            const stream = await peer.listen(cursor);
            await pause(Math.random() * 60);
            if (written === words.length) await until("the rest", () => heard(stream.events).at(-1) === words.at(-1) ||
                heard(all).length === words.length);
            stream.close();
            const numbered = stream.events.filter((one) => one.id);
            all.push(...numbered);
            cursor = numbered.at(-1)?.id ?? cursor;
        }
        await writing;
        assert.deepEqual(heard(all), words);
        const ids = all.map((one) => number(one.id));
        ids.slice(1).forEach((id, n) => assert.ok(id > ids[n], "the order of ids"));
    });

    test("what is in the state and what comes after it is all there is", async (t) => {
        const { peer, texter } = await line(t);
        const writing = (async () => { for (let n = 0; n < 30; n++) await texter.text(`text ${n}`); })();

        await pause(20);
        const { cursor, mine } = await peer.state();
        const stream = await peer.listen(cursor);
        await writing;
        await stream.next("message.created", (one) => one.body === "text 29");
        const later = heard(stream.events);
        const first = Number(later[0].split(" ")[1]);
        assert.deepEqual(later, Array.from({ length: 30 - first }, (_, n) => `text ${first + n}`));
        if (first) assert.equal(mine[0].last_preview, `text ${first - 1}`);
    });

    test("the header wins over the address, and an unknown position is told to begin anew", async (t) => {
        const { daemon, peer, texter } = await line(t);
        const { cursor } = await peer.state();

        await texter.text("missed");
        const [epoch] = cursor.split("-");
        const newest = peer.stream.events.findLast((one) => one.id).id;
        const byHeader = await peer.listen(newest, { "Last-Event-ID": cursor });
        await byHeader.next("message.created", (one) => one.body === "missed");
        for (const [position, reason] of [[`ffff-1`, "epoch"], ["nonsense", "epoch"], [`${epoch}-99999999`, "too_old"]]) {
            const stream = await peer.listen(position);
            const reset = await stream.next("reset");
            assert.equal(reset.data.reason, reason, position);
            await peer.listen(reset.id).then((again) => again.next("hello"));
            stream.close();
        }
        assert.ok(daemon.runs);
    });

    test("a heart beats every ten seconds, and its cursor is one to resume from", async (t) => {
        const { peer, texter } = await line(t);
        const beat = await peer.stream.next("hb", () => true, { patience: seconds(15) });

        await texter.text("after the beat");
        const stream = await peer.listen(beat.data.cursor);
        await stream.next("message.created", (one) => one.body === "after the beat");
        assert.equal(heard(stream.events).filter((body) => body === "after the beat").length, 1);
        const second = await peer.stream.next("hb", (one) => one.t !== beat.data.t, { patience: seconds(15) });
        const gap = Date.parse(second.data.t) - Date.parse(beat.data.t);
        assert.ok(gap > 8000 && gap < 20000, `${gap} ms between two beats`);
    });

    test("a fourth stream of a session pushes the first one out", async (t) => {
        const { peer } = await line(t);
        const more = [await peer.listen(), await peer.listen(), await peer.listen()];

        await peer.stream.next("superseded");
        await until("its end", () => peer.stream.closed);
        assert.ok(more.every((one) => !one.closed));
    });

    test("everybody of the line hears of the queue", async (t) => {
        const { daemon } = await line(t);
        const kim = await signIn(t, daemon, "Kim", "supervisor");
        const stream = await kim.listen();

        await newTexter(daemon).text("somebody new");
        await stream.next("queue.updated", (one) => one.waiting === 1);
        await newTexter(daemon).text("and another");
        await stream.next("conversation.updated");
    });

    test("somebody else's EventSource lives through a restart and misses nothing", async (t) => {
        const { daemon, peer, texter } = await line(t);
        const bodies = [];
        let opened = 0;
        const source = new EventSource(`${daemon.publicUrl}/api/v1/events`, {
            fetch: (url, options) => fetch(url, { ...options, headers: { ...options.headers, Cookie: peer.cookie } }),
        });

        t.after(() => source.close());
        source.addEventListener("open", () => opened++);
        source.addEventListener("message.created", (event) => {
            const { data } = JSON.parse(event.data);
            if (data.dir === "in") bodies.push(data.body);
        });
        await until("the stream", () => opened === 1);
        await texter.text("before");
        await until("the first text", () => bodies.includes("before"));
        await daemon.kill();
        await daemon.start();
        await texter.text("after kill");
        await until("the text after", () => bodies.includes("after kill"));
        await daemon.stop();
        await daemon.start();
        await texter.text("after a clean stop");
        await until("the last text", () => bodies.includes("after a clean stop"));
        assert.deepEqual(bodies, ["before", "after kill", "after a clean stop"]);
        assert.ok(opened >= 3);
    });

    test("a planned stop says goodbye", async (t) => {
        const { daemon, peer } = await line(t);

        await daemon.stop();
        await until("the stream's end", () => peer.stream.closed);
        const bye = peer.stream.all("bye")[0];
        assert.ok(bye?.data.retry_after_ms > 0);
    });

    test("many consoles hear the same text once each", async (t) => {
        const { daemon, peer, texter } = await line(t);
        const kim = await signIn(t, daemon, "Kim", "supervisor");
        const streams = [];

        for (let n = 0; n < 10; n++) {
            const device = n ? await new Console(daemon, "Kim").signIn() : kim;
            for (let tab = 0; tab < 3; tab++) streams.push(await device.listen());
        }
        t.after(() => streams.forEach((one) => one.close()));
        await texter.text("for all");
        await peer.stream.next("message.created", (one) => one.body === "for all");
        for (const stream of streams) await stream.next("message.created", (one) => one.body === "for all");
        for (const stream of streams)
            assert.equal(heard(stream.events).filter((body) => body === "for all").length, 1);
    });
});
