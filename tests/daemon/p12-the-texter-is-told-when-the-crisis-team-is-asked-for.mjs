// P12. The texter is told when the crisis team is asked for, and what they choose is kept.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import test from "node:test";

import { peerAtDesk, signIn } from "./lib/console.mjs";
import { root, startDaemon } from "./lib/daemon.mjs";
import { newTexter, takeFrom } from "./lib/desk.mjs";
import { startProvider } from "./lib/provider.mjs";
import { until } from "./lib/wait.mjs";

const asked = /May someone from our crisis team join us here\?/;
const told = /Asking them sends nobody to you/;
const heard = /We hear you\. We're asking our crisis team/;

async function line(t) {
    const provider = await startProvider(t);
    const daemon = await startDaemon(t, { provider, resources_file: `${root}config/resources/demo.json` });
    const sam = await signIn(t, daemon, "Sam", "responder", "+16175559001");
    return { provider, daemon, sam, peer: await peerAtDesk(t, daemon, "Dana", 9) };
}

test("for words and a flag the texter is asked, at danger now told, each once", async (t) => {
    const { provider, daemon, peer } = await line(t);
    const flag = (conversation, kind) =>
        peer.must(peer.post(`/conversations/${conversation}/flags`, { kind, note: "" }));
    const causes = {
        words: { act: (texter) => texter.text("I am going to kill myself"), first: asked },
        flag: { act: (texter, conversation) => flag(conversation, "join"), first: asked },
        now: { act: (texter) => texter.text("NOW"), first: heard },
    };

    for (const [name, { act, first }] of Object.entries(causes)) {
        const texter = newTexter(daemon);
        const conversation = await takeFrom(texter, peer);
        const times = (words) => provider.to(texter.from).filter((one) => words.test(one.body)).length;
        await act(texter, conversation);
        await provider.texted(texter.from, (one) => first.test(one.body));
        await flag(conversation, "danger");
        await peer.send(conversation, `after ${name}`);
        await provider.texted(texter.from, (one) => one.body === `after ${name}`);
        const { messages, alert } = await peer.conversation(conversation);
        assert.equal(alert.danger_now, true, name);
        assert.ok(messages.some((one) => one.kind === "alert"), name);
        assert.deepEqual([times(first), times(told)], [1, 1], name);
    }
});

// By the line's policy: a peer's flag asks first. The page is out long before the answer.
test("what the texter answers is respected, kept, and can be changed", async (t) => {
    const { provider, daemon, peer, sam } = await line(t);
    const texter = newTexter(daemon);
    const conversation = await takeFrom(texter, peer);
    const { id } = await peer.must(peer.post(`/conversations/${conversation}/flags`, { kind: "join", note: "alone tonight" }));
    const choice = async () => (await sam.must(sam.get(`/alerts/${id}`))).texter_choice;
    const answered = (word) => until(word, async () => (await choice()).answered === word);

    await provider.texted("+16175559001", (one) => /alert/.test(one.body));
    await provider.texted(texter.from, (one) => one.body.includes("1 yes, 2 not now, 3 tell me more"));
    await sam.must(sam.post(`/alerts/${id}/ack`, {}));
    await texter.text("3");
    await provider.texted(texter.from, (one) => /join by text only/.test(one.body));
    await texter.text("not now");
    await answered("not_now");
    await provider.texted("+16175559001", (one) => /said not now/.test(one.body));
    for (const [path, body] of [["join", { as: "watch" }], ["take-over", { how: "force", reason: "worried" }]]) {
        const refused = await sam.post(`/alerts/${id}/${path}`, body);
        assert.equal(refused.status, 409);
        assert.equal(refused.json.error.code, "not_agreed");
    }
    await sam.must(sam.post(`/alerts/${id}/join`, { as: "coach" }));
    await sam.must(sam.post(`/conversations/${conversation}/notes`, { body: "ask who is with them" }));
    assert.equal((await peer.stream.next("note.created")).data.body, "ask who is with them");
    await texter.text("1");
    await answered("yes");
    await sam.must(sam.post(`/alerts/${id}/take-over`, { how: "ask" }));
    await peer.must(peer.post(`/alerts/${id}/hand-over`, { answer: "yes" }));
    await sam.must(sam.send(conversation, "I am Sam, I am here with you"));
    await texter.text("hi sam");
    await until("the hand-over", async () => (await sam.must(sam.get(`/alerts/${id}`))).joined[0].as === "took_over");
    await texter.text("WHY");
    await provider.texted(texter.from, (one) => /Your peer was worried/.test(one.body));
    const { timeline } = await sam.must(sam.post(`/alerts/${id}/resolve`, { outcome: "plan_made", note: "sister comes" }));
    await provider.texted(texter.from, (one) => /crisis team has stepped back/.test(one.body));
    const words = timeline.map((one) => one.what);
    for (const what of ["raised", "paged", "acknowledged", "asked_texter", "texter_not_now", "coach", "texter_yes",
        "asked_peer", "agreed", "wrote", "took_over", "resolved"])
        assert.ok(words.includes(what), `${what} is not in ${words}`);
    assert.equal(timeline.find((one) => one.what === "raised").reason, "alone tonight");
    assert.deepEqual([timeline.at(-1).who.name, timeline.at(-1).reason], ["Sam", "sister comes"]);
    assert.ok(!provider.taken.some((one) => /ask who is with them/.test(one.body)), "a note never leaves");
});

test("what a texter picks from a list is kept, and brings what to expect", async (t) => {
    const { provider, daemon, peer } = await line(t);
    const texter = newTexter(daemon);
    const conversation = await takeFrom(texter, peer);
    const { items } = await peer.must(peer.get("/resources?q="));
    const picked = items.slice(0, 3);

    await peer.must(peer.post(`/conversations/${conversation}/list/send`, { items: picked.map((one) => one.id) }));
    await provider.texted(texter.from, (one) => one.body.includes(picked[2].label));
    await texter.text("2");
    await provider.texted(texter.from, (one) => one.body.includes(picked[1].expect));
    const { list, messages } = await until("the choice", async () => {
        const found = await peer.conversation(conversation);
        return found.messages.some((one) => one.kind === "choice") && found;
    });
    assert.ok(messages.some((one) => one.dir === "in" && one.body === "2"), "every text reaches the peer");
    assert.equal(messages.find((one) => one.kind === "choice").body, `2 ${picked[1].label}`);
    assert.ok(["chosen", "told"].includes(list.items[1].state), list.items[1].state);
    assert.equal(list.items[0].state, "offered");
});

test("a choice with danger in it is danger", async (t) => {
    const { provider, daemon, peer } = await line(t);
    const texter = newTexter(daemon);
    const conversation = await takeFrom(texter, peer);
    const { items } = await peer.must(peer.get("/resources?q="));

    await peer.must(peer.post(`/conversations/${conversation}/list/send`, { items: [items[0].id, items[1].id] }));
    await texter.text("2, or I am going to kill myself");
    await provider.texted("+16175559001", (one) => /alert/.test(one.body));
});
