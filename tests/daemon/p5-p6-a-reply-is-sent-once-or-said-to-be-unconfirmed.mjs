// P5, P6. A reply is sent once; when that cannot be known, it is said so. Order is kept.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { peerAtDesk } from "./lib/console.mjs";
import { freePort, startDaemon } from "./lib/daemon.mjs";
import { atWork, messageIs, newTexter, takeFrom, tries } from "./lib/desk.mjs";
import { FakeProvider, answers, startProvider } from "./lib/provider.mjs";
import { pause, seconds, until } from "./lib/wait.mjs";

const settings = { capacity: 9, timing: { settle: "10s" } };
const statesOf = (peer, id) => peer.stream.all("message.updated")
    .filter((one) => one.data.id === id).map((one) => one.data.status);

// Each breaks after the whole request was read: nobody can know from outside.
const broken = {
    "a reset": answers.reset,
    "an error of the provider's": answers.serverError,
    "an answer that is none": answers.garbage,
};

// Most of the time these wait, so they wait together.
describe("a reply is sent once", { concurrency: 12 }, () => {
    for (const [name, how] of Object.entries(broken)) {
        test(`after ${name} it is unconfirmed, and the callback settles it`, async (t) => {
            const { provider, daemon, peer, conversation } = await atWork(t, settings);

            provider.behave = () => how({ take: true });
            const { id } = (await peer.send(conversation, "did it go?")).json;
            await messageIs(peer, conversation, id, "unconfirmed");
            assert.equal((await peer.post(`/conversations/${conversation}/messages/${id}/retry`)).status, 409);
            const send = provider.requests.find((one) => one.body === "did it go?");
            await provider.callback(daemon, send, "delivered");
            await messageIs(peer, conversation, id, "delivered");
            assert.equal(tries(provider, "did it go?"), 1);
            assert.ok(!statesOf(peer, id).includes("failed"));
        });
    }

    test("without a callback the provider is asked, and what it has is believed", async (t) => {
        const { provider, peer, conversation } = await atWork(t, settings);

        provider.behave = () => answers.reset({ take: true });
        const { id } = (await peer.send(conversation, "is it there?")).json;
        await messageIs(peer, conversation, id, "unconfirmed");
        await messageIs(peer, conversation, id, "sent", seconds(40));
        assert.ok(provider.lookUps >= 1);
        assert.equal(tries(provider, "is it there?"), 1);
    });

    test("what the provider does not know stays unconfirmed until the peer sends it again", async (t) => {
        const { provider, peer, texter, conversation } = await atWork(t, settings);
        const again = (id) => peer.post(`/conversations/${conversation}/messages/${id}/retry`);

        provider.behave = () => answers.reset({ take: false });
        const { id } = (await peer.send(conversation, "lost?")).json;
        await messageIs(peer, conversation, id, "unconfirmed");
        provider.behave = () => answers.accept;
        await until("the look-up", () => provider.lookUps >= 1, seconds(40));
        await until("the peer's say", async () => (await again(id)).status === 200);
        await messageIs(peer, conversation, id, "sent");
        assert.equal(tries(provider, "lost?"), 2);
        assert.equal(provider.to(texter.from).filter((one) => one.body === "lost?").length, 1);
        assert.ok(!statesOf(peer, id).includes("failed"));
    });

    test("silence is unconfirmed as well, and holds nobody else up", async (t) => {
        const { provider, daemon, peer, conversation } = await atWork(t, settings);
        const other = await takeFrom(newTexter(daemon), peer);

        provider.behave = (send) => send.body === "into silence"
            ? answers.silence({ take: true }) : answers.accept;
        const { id } = (await peer.send(conversation, "into silence")).json;
        const elsewhere = (await peer.send(other, "to somebody else")).json;
        await messageIs(peer, other, elsewhere.id, "sent");
        await messageIs(peer, conversation, id, "unconfirmed", seconds(60));
        assert.equal(tries(provider, "into silence"), 1);
    });

    // A kept connection that the provider closes just as the next request is written: libcurl would
    // send the POST a second time by itself, and report success.
    test("no POST is repeated when a kept connection closes under it", async (t) => {
        const { provider, peer, conversation } = await atWork(t, settings);
        const ids = [];

        provider.behave = (send) => /odd/.test(send.body)
            ? (_, one, response) => { provider.taken.push(one); response.socket.destroy(); }
            : answers.accept;
        for (const body of ["odd 1", "odd 2"]) {
            const before = provider.connections;
            ids.push((await peer.send(conversation, body)).json.id);
            await messageIs(peer, conversation, ids.at(-1), "unconfirmed");
            await messageIs(peer, conversation, ids.at(-1), "sent", seconds(40));
            assert.equal(tries(provider, body), 1);
            assert.ok(provider.connections >= before);
        }
    });

    test("killed with a text in flight, it is unconfirmed afterwards and not sent again", async (t) => {
        const { provider, daemon, peer, texter, conversation } = await atWork(t, settings);

        provider.behave = () => answers.silence({ take: true });
        const { id } = (await peer.send(conversation, "in flight")).json;
        await until("the request", () => tries(provider, "in flight") === 1);
        await daemon.kill();
        provider.behave = () => answers.accept;
        await daemon.start();
        await messageIs(peer, conversation, id, "unconfirmed");
        await provider.callback(daemon, provider.to(texter.from).at(-1), "delivered");
        await messageIs(peer, conversation, id, "delivered");
        assert.equal(tries(provider, "in flight"), 1);
    });

    test("what certainly did not leave goes out once the provider is there", async (t) => {
        const port = await freePort();
        const daemon = await startDaemon(t, { provider: { url: `http://127.0.0.1:${port}` } });
        const peer = await peerAtDesk(t, daemon, "Dana");
        const texter = newTexter(daemon);
        const conversation = await takeFrom(texter, peer);
        const { id } = (await peer.send(conversation, "at last")).json;

        await pause(1000);
        const provider = await new FakeProvider().start(port);
        t.after(() => provider.end());
        await messageIs(peer, conversation, id, "sent", seconds(60));
        assert.equal(tries(provider, "at last"), 1);
    });

    test("a provider that says later is asked later; its clear no is final", async (t) => {
        const { provider, peer, conversation } = await atWork(t, settings);
        let busy = 2;

        provider.behave = (send) => send.body === "never" ? answers.refuse(400, 21211)
            : busy-- > 0 ? answers.refuse(429, 20429, { "Retry-After": "1" }) : answers.accept;
        const later = (await peer.send(conversation, "later")).json;
        await messageIs(peer, conversation, later.id, "sent", seconds(40));
        assert.equal(tries(provider, "later"), 3);
        const never = (await peer.send(conversation, "never")).json;
        const refused = await messageIs(peer, conversation, never.id, "failed");
        assert.equal(refused.error, "21211");
        assert.equal(tries(provider, "never"), 1);
    });

    // Half of the attempts fail in ways that allow another try; order must not suffer (P6).
    test("texts to one person arrive in the order they were written", async (t) => {
        const { provider, peer, texter, conversation } = await atWork(t, settings);
        const bodies = Array.from({ length: 12 }, (_, n) => `number ${n}`);
        const failed = new Set();

        provider.behave = (send) => {
            const n = Number(send.body.split(" ")[1]);
            if (n % 4 === 1 && !failed.has(n)) {
                failed.add(n);
                return answers.refuse(429, 20429, { "Retry-After": "1" });
            }
            return n % 3 === 0 ? answers.late(100 - n * 5) : answers.accept;
        };
        for (const body of bodies) assert.equal((await peer.send(conversation, body)).status, 201);
        await provider.texted(texter.from, (one) => one.body === bodies.at(-1), seconds(60));
        assert.deepEqual(provider.to(texter.from).slice(-bodies.length).map((one) => one.body), bodies);
        assert.equal(failed.size, 3);
    });

    // What comes behind a text of unknown fate waits until that is settled (P6).
    test("behind an unconfirmed text the next one waits until it is settled", async (t) => {
        const { provider, daemon, peer, texter, conversation } = await atWork(t, settings);

        provider.behave = (send) => send.body === "first" ? answers.reset({ take: true }) : answers.accept;
        const first = (await peer.send(conversation, "first")).json;
        await peer.send(conversation, "second");
        await messageIs(peer, conversation, first.id, "unconfirmed");
        assert.equal(tries(provider, "second"), 0);
        await provider.callback(daemon, provider.to(texter.from).at(-1), "sent");
        await provider.texted(texter.from, (one) => one.body === "second");
    });
});
