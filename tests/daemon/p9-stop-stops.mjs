// P9. STOP stops.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import test from "node:test";

import { peerAtDesk, signIn } from "./lib/console.mjs";
import { startDaemon } from "./lib/daemon.mjs";
import { messageIs, newTexter, settled, takeFrom } from "./lib/desk.mjs";
import { answers, startProvider } from "./lib/provider.mjs";
import { pause, until } from "./lib/wait.mjs";

const bodies = (provider, texter) => provider.to(texter.from).map((one) => one.body);
const hasNote = async (peer, conversation, kind) =>
    (await peer.conversation(conversation)).messages.some((one) => one.kind === kind);

test("after STOP one confirmation goes out, and then nothing", async (t) => {
    const provider = await startProvider(t);
    const daemon = await startDaemon(t, { provider });
    const peer = await peerAtDesk(t, daemon, "Dana");
    const texter = newTexter(daemon);
    const conversation = await takeFrom(texter, peer);

    await settled(peer, conversation);
    const before = provider.requests.length;
    await texter.text("Stop.");
    await provider.texted(texter.from, (one) => one.body.includes("won't get more texts"));
    await peer.stream.next("message.created", (one) => one.kind === "stopped");
    const refused = await peer.send(conversation, "please stay");
    assert.deepEqual([refused.status, refused.json.error.code], [423, "opted_out"]);
    const list = await peer.post(`/conversations/${conversation}/list/send`, { items: ["r-1"] });
    assert.ok([422, 423].includes(list.status), `a list was answered with ${list.status}`);
    await texter.text("STOP");
    assert.equal((await peer.send(conversation, "please")).status, 423);
    await pause(500); // whatever would wrongly go out gets the time to
    assert.ok(provider.requests.length - before <= 2, bodies(provider, texter).join("\n"));
    assert.equal((await peer.state()).mine[0].opted_out, true);
});

test("any later text from the person means: I may be texted again", async (t) => {
    const provider = await startProvider(t);
    const daemon = await startDaemon(t, { provider });
    const peer = await peerAtDesk(t, daemon, "Dana");

    for (const [word, reply] of [["START", /^Welcome back to Harbor Line/], ["are you there?", null]]) {
        const texter = newTexter(daemon);
        const conversation = await takeFrom(texter, peer);
        await texter.text("unsubscribe");
        assert.equal((await peer.send(conversation, "no")).status, 423);
        await texter.text(word);
        assert.equal((await peer.send(conversation, "yes, here")).status, 201);
        await provider.texted(texter.from, (one) => one.body === "yes, here");
        assert.ok(await hasNote(peer, conversation, "started"));
        if (reply) assert.ok(bodies(provider, texter).some((body) => reply.test(body)));
    }
});

test("what waited to be sent when STOP came never leaves, and says so", async (t) => {
    const provider = await startProvider(t);
    const daemon = await startDaemon(t, { provider });
    const peer = await peerAtDesk(t, daemon, "Dana");
    const texter = newTexter(daemon);
    const conversation = await takeFrom(texter, peer);

    await settled(peer, conversation);
    provider.behave = () => answers.late(1500);
    await peer.send(conversation, "on its way");
    await until("the first to be on its way", () =>
        provider.requests.some((one) => one.body === "on its way"));
    const { id } = (await peer.send(conversation, "still here")).json;
    await texter.text("STOP");
    await provider.texted(texter.from, (one) => one.body.includes("won't get more texts"));
    await messageIs(peer, conversation, id, "blocked");
    assert.ok(!provider.requests.some((one) => one.body === "still here"));
});

test("words that only contain STOP are words", async (t) => {
    const provider = await startProvider(t);
    const daemon = await startDaemon(t, { provider });
    const peer = await peerAtDesk(t, daemon, "Dana");
    const texter = newTexter(daemon);
    const conversation = await takeFrom(texter, peer);

    for (const words of ["I want to stop feeling this way", "end of the day", "don't cancel on me"]) {
        await texter.text(words);
        assert.equal((await peer.send(conversation, `I read: ${words}`)).status, 201, words);
    }
});

test("STOP before a peer has it closes it without a greeting", async (t) => {
    const provider = await startProvider(t);
    const daemon = await startDaemon(t, { provider });
    const texter = newTexter(daemon);

    await texter.text("STOP");
    await provider.texted(texter.from, (one) => one.body.includes("won't get more texts"));
    assert.equal((await daemon.rows("conversations")).length, 0);
    assert.equal(provider.to(texter.from).length, 1);
});

test("where the provider confirms STOP itself, the line does not double it", async (t) => {
    const provider = await startProvider(t);
    const daemon = await startDaemon(t, { provider, line: { provider_answers_stop: true } });
    const texter = newTexter(daemon);

    await texter.text("hello");
    await provider.texted(texter.from);
    await texter.text("STOP");
    await pause(500);
    assert.equal(provider.to(texter.from).length, 1);
});

test("a provider that says the number opted out is believed", async (t) => {
    const provider = await startProvider(t);
    const daemon = await startDaemon(t, { provider });
    const peer = await peerAtDesk(t, daemon, "Dana");
    const texter = newTexter(daemon);
    const conversation = await takeFrom(texter, peer);

    await settled(peer, conversation);
    provider.behave = () => answers.refuse(400, 21610);
    const { id } = (await peer.send(conversation, "hello?")).json;
    const told = await messageIs(peer, conversation, id, "blocked");
    assert.equal(told.error, "21610");
    assert.equal((await peer.send(conversation, "again")).status, 423);
});

test("HELP gets the required words, and the peer is told", async (t) => {
    const provider = await startProvider(t);
    const daemon = await startDaemon(t, { provider });
    const peer = await peerAtDesk(t, daemon, "Dana");
    const texter = newTexter(daemon);
    const conversation = await takeFrom(texter, peer);

    await texter.text("help!");
    await provider.texted(texter.from, (one) => one.body.includes("Msg&data rates may apply"));
    assert.ok(await hasNote(peer, conversation, "help"));
    const { messages } = await peer.conversation(conversation);
    assert.ok(messages.some((one) => one.dir === "in" && one.body === "help!"));
    assert.equal((await peer.send(conversation, "I'm here")).status, 201);
});

test("STOP in danger raises the alert: contact ended by the person", async (t) => {
    const provider = await startProvider(t);
    const daemon = await startDaemon(t, { provider });
    const peer = await peerAtDesk(t, daemon, "Dana");
    const responder = await signIn(t, daemon, "Sam", "responder", "+16175559001");
    const texter = newTexter(daemon);
    const conversation = await takeFrom(texter, peer);
    const alertOf = () => until("the alert", async () =>
        (await responder.get("/alerts?state=open")).json.items.find((one) => one.conv === conversation));

    await peer.must(peer.post(`/conversations/${conversation}/flags`, { kind: "danger", note: "" }));
    const first = await alertOf();
    await responder.must(responder.post(`/alerts/${first.id}/ack`));
    await responder.must(responder.post(`/alerts/${first.id}/resolve`, { outcome: "plan_made" }));
    await texter.text("STOP");
    const second = await alertOf();
    assert.equal(second.kind, "stopped");
    assert.notEqual(second.id, first.id);
    await provider.texted("+16175559001", (one) => one.body.includes(second.code));
});
