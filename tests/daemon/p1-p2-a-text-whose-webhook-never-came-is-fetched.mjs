// P1, P2. A text whose webhook never came is fetched from the provider's list, and taken in once.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { peerAtDesk } from "./lib/console.mjs";
import { prepareDaemon, startDaemon } from "./lib/daemon.mjs";
import { atWork, newTexter } from "./lib/desk.mjs";
import { startProvider } from "./lib/provider.mjs";
import { number } from "./lib/texter.mjs";
import { until } from "./lib/wait.mjs";

const minutes = 60000;
const often = { catch_up: "1s" };
const received = async (daemon) => (await daemon.status()).messages_in;
const arrived = (daemon, count) =>
    until(`${count} texts`, async () => (await received(daemon)) === count);

// Two more looks at the list: whatever is on it has been seen.
async function lookedAgain(provider) {
    const before = provider.listings;
    await until("two more looks at the list", () => provider.listings >= before + 2);
}

const wordsOf = async (peer, conversation) =>
    (await peer.conversation(conversation)).messages.filter((one) => one.dir === "in").map((one) => one.body);

describe("what no webhook brought", { concurrency: 6 }, () => {
    test("it comes all the same, and its webhook afterwards changes nothing", async (t) => {
        const { provider, daemon, peer, texter, conversation } = await atWork(t, often);
        const sid = provider.unheard({ from: texter.from, body: "nobody came to the door", media: 2 });

        await arrived(daemon, 2);
        await texter.text("nobody came to the door", { sid });
        await texter.text("but now you do");
        assert.deepEqual(await wordsOf(peer, conversation),
            ["hello", "nobody came to the door", "but now you do"]);
        const { messages } = await peer.conversation(conversation);
        assert.equal(messages.find((one) => one.body === "nobody came to the door").media.length, 2);
        assert.match(daemon.log, new RegExp(`webhook_missed provider=twilio id=${sid}`));
        assert.doesNotMatch(daemon.log, /nobody came/);
    });

    test("what was texted while the line was down comes in the order it was written", async (t) => {
        const { provider, daemon, peer, texter, conversation } = await atWork(t, often);
        const written = Array.from({ length: 120 }, (_, n) => `text ${n}`);

        await daemon.kill();
        for (const body of written) provider.unheard({ from: texter.from, body });
        await daemon.start();
        await arrived(daemon, 121);
        const there = await daemon.rows("messages");
        assert.equal(there.filter((row) => row.direction === "in").length, 121);
        peer.stream = await peer.listen();
        assert.deepEqual((await wordsOf(peer, conversation)).slice(-20), written.slice(-20));
    });

    test("danger in it wakes the crisis team", async (t) => {
        const provider = await startProvider(t);
        const daemon = await startDaemon(t, { provider, ...often });

        await daemon.addPerson("Sam", "responder", "+16175550190");
        provider.unheard({ from: number(31), body: "i am going to kill myself tonight" });
        await provider.texted("+16175550190");
    });

    test("what is older than the line, on its list for another number, or ours, is left", async (t) => {
        const provider = await startProvider(t);
        provider.unheard({ from: number(32), body: "an hour before it began", at: Date.now() - 60 * minutes });
        const daemon = await startDaemon(t, { provider, ...often });
        await lookedAgain(provider);
        assert.equal(await received(daemon), 0);

        provider.unheard({ from: number(33), body: "to somebody else", to: "+16175550999" });
        provider.unheard({ from: number(34), body: "sent by the line" });
        provider.listed.at(-1).direction = "outbound-api";
        provider.unheard({ from: number(35), body: "to the line" });
        await arrived(daemon, 1);
        await lookedAgain(provider);
        assert.equal(await received(daemon), 1);
    });

    test("a list that cannot be read is read later, from where it was", async (t) => {
        const provider = await startProvider(t);
        const daemon = await startDaemon(t, { provider, ...often });

        await newTexter(daemon).text("by webhook");
        provider.refusesLists = true;
        provider.unheard({ from: number(36), body: "still there later" });
        await lookedAgain(provider);
        assert.equal(await received(daemon), 1);
        assert.match(daemon.log, /catch_up_failed provider=twilio why=answer/);
        provider.refusesLists = false;
        await arrived(daemon, 2);
    });

    test("one line's trouble is not another's", async (t) => {
        const [provider, lost] = [await startProvider(t), await startProvider(t)];
        const daemon = await prepareDaemon({ provider, ...often });
        t.after(() => daemon.end());
        const { providers, lines } = daemon.config;

        lost.refusesLists = true;
        providers.unshift({ ...providers[0], id: "lost", api_url: lost.url });
        lines.unshift({ ...lines[0], id: "other", number: "+16175550101", provider: "lost" });
        await daemon.start();
        provider.unheard({ from: number(37), body: "to the second line" });
        await arrived(daemon, 1);
        assert.ok(lost.listings > 0);
    });

    test("what was erased is not fetched again (P14)", async (t) => {
        const provider = await startProvider(t);
        const daemon = await startDaemon(t, { provider, ...often });
        const texter = newTexter(daemon);
        const sid = await texter.text("forget this");

        provider.unheard({ from: texter.from, body: "forget this", sid });
        const [{ conversation }] = await daemon.rows("conversations");
        const erased = await daemon.ctl("erase", String(conversation));
        assert.equal(erased.code, 0, erased.stderr);
        await lookedAgain(provider);
        assert.deepEqual(await daemon.rows("conversations"), []);
        assert.equal(await received(daemon), 1);
    });

    test("a STOP that was not heard stops, too", async (t) => {
        const provider = await startProvider(t);
        const daemon = await startDaemon(t, { provider, ...often });
        const peer = await peerAtDesk(t, daemon, "Dana");
        const texter = newTexter(daemon);

        await texter.text("hello");
        const { data } = await peer.stream.next("offer.created");
        const { conversation } = await peer.accept(data.id);
        provider.unheard({ from: texter.from, body: "STOP" });
        await arrived(daemon, 2);
        assert.equal((await peer.send(conversation.id, "are you there?")).status, 423);
    });
});
