// P4. A conversation has one peer at a time, and only that peer's words go out.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import test from "node:test";

import { peerAtDesk, signIn } from "./lib/console.mjs";
import { startDaemon } from "./lib/daemon.mjs";
import { newTexter, takeFrom } from "./lib/desk.mjs";
import { startProvider } from "./lib/provider.mjs";

const line = async (t) => {
    const provider = await startProvider(t);
    return { provider, daemon: await startDaemon(t, { provider, timing: { offer: "5s" } }) };
};

const idOf = async (person) => (await person.must(person.get("/me"))).id;

test("nobody but its peer can send, list, move or close", async (t) => {
    const { provider, daemon } = await line(t);
    const dana = await peerAtDesk(t, daemon, "Dana");
    const texter = newTexter(daemon);
    const conversation = await takeFrom(texter, dana);
    const others = [
        await peerAtDesk(t, daemon, "Lee"),
        await signIn(t, daemon, "Sam", "responder"),
        await signIn(t, daemon, "Kim", "supervisor"),
        await signIn(t, daemon, "Ada", "admin"),
    ];

    for (const other of others) {
        const answer = await other.send(conversation, `from ${other.name}`);
        assert.ok([403, 404, 409].includes(answer.status), `${other.name}: ${answer.status}`);
    }
    assert.equal((await others[0].send(conversation, "mine?")).status, 409);
    await dana.send(conversation, "the only one");
    await provider.texted(texter.from, (one) => one.body === "the only one");
    assert.ok(!provider.to(texter.from).some((one) => one.body.startsWith("from ")));
});

test("accepted on two devices at once: one has it, the other hears that it is gone", async (t) => {
    const { daemon } = await line(t);
    const dana = await peerAtDesk(t, daemon, "Dana", 9);

    for (let round = 0; round < 5; round++) {
        const after = dana.stream.events.length;
        await newTexter(daemon).text(`round ${round}`);
        const offer = (await dana.stream.next("offer.created", () => true, { after })).data;
        const accept = () => dana.post(`/offers/${offer.id}/accept`);
        const answers = await Promise.all([accept(), accept()]);
        assert.deepEqual(answers.map((one) => one.status).sort(), [200, 410]);
    }
});

test("an offer to one peer is not another's to take", async (t) => {
    const { daemon } = await line(t);
    const dana = await peerAtDesk(t, daemon, "Dana");

    await newTexter(daemon).text("hello");
    const offer = (await dana.stream.next("offer.created")).data;
    const lee = await peerAtDesk(t, daemon, "Lee");
    assert.equal((await lee.post(`/offers/${offer.id}/accept`)).status, 410);
    assert.equal((await lee.post(`/offers/${offer.id}/decline`, { reason: "full" })).status, 410);
    assert.equal((await dana.accept(offer.id)).conversation.state, "active");
});

test("in a transfer the first peer stays until the second accepts", async (t) => {
    const { provider, daemon } = await line(t);
    const dana = await peerAtDesk(t, daemon, "Dana");
    const texter = newTexter(daemon);
    const conversation = await takeFrom(texter, dana);
    const lee = await peerAtDesk(t, daemon, "Lee");
    const transfer = async () => {
        const after = lee.stream.events.length;
        const to = await idOf(lee);
        const { conversation: row } = await dana.must(dana.post(`/conversations/${conversation}/transfer`, { to }));
        assert.equal(row.assignee.name.toLowerCase(), "dana");
        return (await lee.stream.next("offer.created", () => true, { after })).data;
    };

    // Not answered: it stays where it was.
    const first = await transfer();
    assert.deepEqual([first.transfer, first.from.name.toLowerCase()], [true, "dana"]);
    assert.equal((await lee.send(conversation, "too early")).status, 409);
    assert.equal((await dana.send(conversation, "still me")).status, 201);
    await lee.stream.next("offer.gone", (one) => one.id === first.id && one.why === "expired");
    assert.equal((await dana.send(conversation, "still me again")).status, 201);

    // Accepted: from then on the other's words go out, and the first one's do not.
    const second = await transfer();
    const { conversation: row } = await lee.accept(second.id);
    assert.equal(row.assignee.name.toLowerCase(), "lee");
    const refused = await dana.send(conversation, "not me any more");
    assert.deepEqual([refused.status, refused.json.error.code], [409, "not_assigned"]);
    assert.equal((await lee.send(conversation, "now me")).status, 201);
    await provider.texted(texter.from, (one) => one.body === "now me");
    const moved = await dana.stream.next("conversation.removed", (one) => one.id === conversation);
    assert.deepEqual([moved.data.why, moved.data.to.name.toLowerCase()], ["moved", "lee"]);
    await provider.texted(texter.from, (one) => /lee is here now/i.test(one.body));
});

test("a transfer to nobody who could take it is refused", async (t) => {
    const { daemon } = await line(t);
    const dana = await peerAtDesk(t, daemon, "Dana");
    const conversation = await takeFrom(newTexter(daemon), dana);
    const off = await signIn(t, daemon, "Off", "peer");
    const kim = await signIn(t, daemon, "Kim", "supervisor");

    for (const other of [off, kim, dana]) {
        const answer = await dana.post(`/conversations/${conversation}/transfer`, { to: await idOf(other) });
        assert.deepEqual([answer.status, answer.json.error?.code], [409, "not_available"], other.name);
    }
});
