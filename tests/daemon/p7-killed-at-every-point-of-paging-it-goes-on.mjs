// P7. Killed at any point of paging, the alert goes on within five seconds of the restart.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import net from "node:net";
import { describe, test } from "node:test";

import { signIn } from "./lib/console.mjs";
import { freePort, startDaemon } from "./lib/daemon.mjs";
import { newTexter } from "./lib/desk.mjs";
import { FakeProvider, answers } from "./lib/provider.mjs";
import { Texter, bring, newSid } from "./lib/texter.mjs";
import { pause, seconds, until } from "./lib/wait.mjs";

const sam = "+16175559001";
const danger = "I am going to kill myself tonight";
const soon = seconds(5);

// A provider that kills the daemon in the middle of a page, and then answers as usual.
//   claimed    the connection is there, nothing of the request has been read
//   half sent  some bytes of the request have come
async function startCutter(t, provider, point, kill) {
    const server = net.createServer((socket) => {
        socket.on("error", () => {});
        if (server.done) {
            const on = net.connect(provider.port, "127.0.0.1");
            on.on("error", () => socket.destroy());
            socket.pipe(on).pipe(socket);
            return;
        }
        if (point === "claimed") return cut(socket);
        // One byte is read and no more: the rest waits in the daemon's own socket.
        socket.once("readable", () => { socket.read(1); cut(socket); });
    });
    const cut = (socket) => {
        server.done = true;
        kill();
        socket.destroy();
    };

    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    t.after(() => server.close());
    return `http://127.0.0.1:${server.address().port}`;
}

async function line(t, { upstream } = {}) {
    const provider = await new FakeProvider().start(await freePort());
    t.after(() => provider.end());
    const api = upstream ? await upstream(provider) : provider.url;
    const daemon = await startDaemon(t, { provider: { url: api }, timing: { repage: "1m" },
        line: { ladder: [{ after: "0s", who: "responders" }] } });
    await signIn(t, daemon, "Sam", "responder", sam);
    return { provider, daemon, pages: () => provider.to(sam).filter((one) => /alert/.test(one.body)) };
}

const codeOf = (page) => page.body.match(/alert ([2-9][A-Z][2-9])/)[1];

async function goesOn(daemon, pages) {
    const before = pages().length;
    await daemon.start();
    const started = Date.now();
    await until("the page after the restart", () => pages().length > before, soon);
    assert.ok(pages().at(-1).at - started < soon);
}

async function alertOf(t, daemon) {
    const supervisor = await signIn(t, daemon, "Kim", "supervisor", "+16175559002");
    return (await supervisor.must(supervisor.get("/alerts?state=open"))).items[0];
}

describe("killed", { concurrency: 3 }, () => {
    test("accepted: the text was said yes to", async (t) => {
        const { provider, daemon, pages } = await line(t);

        provider.behave = () => answers.silence({ take: false });
        const { status } = await bring(daemon, { from: "+16175550142", body: danger, sid: newSid() });
        await daemon.kill();
        assert.equal(status, 200);
        provider.behave = () => answers.accept;
        await goesOn(daemon, pages);
    });

    for (const point of ["claimed", "half sent"])
        test(`${point}: the request is under way`, async (t) => {
            let kill;
            const killed = new Promise((resolve) => (kill = resolve));
            const { daemon, pages } = await line(t, {
                upstream: (provider) => startCutter(t, provider, point, () => kill()) });

            killed.then(() => daemon.signal("SIGKILL"));
            await newTexter(daemon).text(danger).catch(() => {});
            await killed;
            await daemon.ended;
            await goesOn(daemon, pages);
        });

    test("sent: the request has arrived, its answer has not", async (t) => {
        const { provider, daemon, pages } = await line(t);

        provider.behave = (send) => (send.to === sam ? answers.silence({ take: true }) : answers.accept);
        await newTexter(daemon).text(danger);
        await until("the page's request", () => pages().length === 1);
        await daemon.kill();
        provider.behave = () => answers.accept;
        await goesOn(daemon, pages);
    });

    test("acknowledged: the answer was said yes to, but nobody has heard of it", async (t) => {
        const { provider, daemon, pages } = await line(t);

        await newTexter(daemon).text(danger);
        const page = await until("the page", () => pages()[0]);
        provider.behave = () => answers.silence({ take: false });
        await new Texter(daemon, sam).text(`${codeOf(page)} YES`);
        await daemon.kill();
        provider.behave = () => answers.accept;
        const before = pages().length;
        await daemon.start();
        await provider.texted(sam, (one) => one.body.includes("is yours"), soon);
        assert.equal((await alertOf(t, daemon)).state, "held");
        await pause(seconds(2));
        assert.equal(pages().length, before, "a page after somebody has it");
    });

    test("confirmed: the responder has heard of it, but nobody knows", async (t) => {
        const { provider, daemon, pages } = await line(t);

        await newTexter(daemon).text(danger);
        const page = await until("the page", () => pages()[0]);
        provider.behave = (send) => (send.body.includes("is yours") ? answers.silence({ take: true }) : answers.accept);
        await new Texter(daemon, sam).text(`${codeOf(page)} YES`);
        await provider.texted(sam, (one) => one.body.includes("is yours"));
        await daemon.kill();
        provider.behave = () => answers.accept;
        const before = pages().length;
        await daemon.start();
        assert.equal((await alertOf(t, daemon)).holder.name.toLowerCase(), "sam");
        await pause(seconds(2));
        assert.equal(pages().length, before, "a page after somebody has it");
    });
});
