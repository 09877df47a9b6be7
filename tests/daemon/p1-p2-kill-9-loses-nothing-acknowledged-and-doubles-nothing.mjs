// P1, P2. A text we said yes to is on disk; one provider message is one message, for ever.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import test from "node:test";

import { peerAtDesk } from "./lib/console.mjs";
import { prepareDaemon } from "./lib/daemon.mjs";
import { startProvider } from "./lib/provider.mjs";
import { bring, newSid, number } from "./lib/texter.mjs";
import { pause, seconds, until } from "./lib/wait.mjs";

const texts = 2000;
const texters = 100;
const senders = 12;
const kills = 25;

// Brings a text until the line says yes; now and then once more, as networks do.
async function deliver(daemon, text, acknowledged) {
    for (;;) {
        const answer = await bring(daemon, text, { patience: seconds(20) }).catch(() => null);
        if (answer?.status === 200) break;
        assert.ok(!answer || answer.status === 503, `answered with ${answer?.status}`);
        await pause(20 + Math.random() * 60);
    }
    acknowledged.add(text.sid);
    if (Math.random() < 0.1) await bring(daemon, text).catch(() => null);
}

// Kills at moments nobody chose, while the texts come in.
async function killAtRandom(daemon, isOver) {
    let killed = 0;

    while (killed < kills && !isOver()) {
        await pause(20 + Math.random() * 400);
        await daemon.kill();
        killed++;
        await daemon.start();
    }
    return killed;
}

// Takes what is offered and closes it again, until everybody who waited has been offered.
async function offeredToAll(peer, waiting) {
    const offered = new Set();

    for (let seen = 0; offered.size < waiting.size;) {
        const offer = await until("an offer", () => peer.stream.all("offer.created")[seen], seconds(60));
        seen++;
        offered.add(offer.data.conv);
        await peer.accept(offer.data.id);
        await peer.must(peer.post(`/conversations/${offer.data.conv}/close`, { outcome: "other" }));
    }
    return offered;
}

test("2,000 signed texts, a sender that repeats, and kill -9 at random", async (t) => {
    const provider = await startProvider(t);
    const daemon = await prepareDaemon({ provider, timing: { rest: "0s" } });
    const queue = Array.from({ length: texts }, (_, n) =>
        ({ sid: newSid(), from: number(n % texters), body: n % 3 ? "hello" : `text ${n}` }));
    const all = queue.map((text) => text.sid);
    const acknowledged = new Set();
    const send = async () => {
        for (let text; (text = queue.shift());) {
            await deliver(daemon, text, acknowledged);
            await pause(Math.random() * 60);
        }
    };
    t.after(() => daemon.end());
    await daemon.start();

    const sending = Promise.all(Array.from({ length: senders }, send));
    const killed = await killAtRandom(daemon, () => queue.length === 0);
    await sending;
    t.diagnostic(`killed ${killed} times`);
    assert.ok(killed >= 10, `only ${killed} kills hit`);

    await daemon.kill();
    await daemon.start();
    const stored = (await daemon.rows("messages"))
        .filter((row) => row.direction === "in").map((row) => row.provider_id);
    assert.equal(acknowledged.size, texts);
    assert.deepEqual(all.filter((sid) => !stored.includes(sid)), [], "acknowledged and lost");
    assert.equal(new Set(stored).size, stored.length, "a text is there twice");
    assert.equal(stored.length, texts);

    const waiting = new Set((await daemon.rows("conversations")).map((row) => row.conversation));
    assert.equal(waiting.size, texters);
    const peer = await peerAtDesk(t, daemon, "Dana", 9);
    assert.equal((await offeredToAll(peer, waiting)).size, texters);

    // P5. Of the line's own texts none left twice, though most kills hit one in flight.
    const greetings = provider.taken.filter((send) => send.body.startsWith("Hi, thanks"));
    assert.equal(new Set(greetings.map((send) => send.to)).size, greetings.length, "greeted twice");
});
