// P1, P5. What a person texts is what a peer reads, and what the peer answers is what they get.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import test from "node:test";

import { peerAtDesk } from "./lib/console.mjs";
import { lineNumber, startDaemon } from "./lib/daemon.mjs";
import { newTexter, settled, takeFrom } from "./lib/desk.mjs";
import { startProvider } from "./lib/provider.mjs";

const words = {
    "plain words": "I don't know what to do tonight.",
    "emoji of several parts": "👩🏽‍🚒 ok 🏳️‍🌈 👍🏿 ❤️‍🩹",
    "Chinese, Japanese, Korean": "我需要帮助。助けてください。도와주세요.",
    "right to left": "أحتاج إلى المساعدة، שלום עולם (123)",
    "marks that combine": "Tiếng Việt: cần người nói chuyện — e\u0301 ñ",
    "lines, tabs and spaces": "  first\n\tsecond\n\n  third  ",
    "what looks like code": "<b>&amp; 'quoted' \"twice\" %41 a=b&c=d; DROP TABLE text --",
    "a text as long as they come": "x".repeat(1590) + " the end.",
    "the longest in other letters": "界".repeat(1599) + "。",
};

test("a text is offered, taken, answered, and its delivery shown", async (t) => {
    const provider = await startProvider(t);
    const daemon = await startDaemon(t, { provider });
    const peer = await peerAtDesk(t, daemon, "Dana");
    const texter = newTexter(daemon);

    await texter.text("I could use somebody to talk to");
    const greeting = await provider.texted(texter.from);
    assert.match(greeting.body, /Harbor Line/);
    const offer = (await peer.stream.next("offer.created")).data;
    assert.equal(offer.transfer, false);
    assert.equal((await peer.state()).offers[0].id, offer.id);
    const { conversation } = await peer.accept(offer.id);
    assert.equal(conversation.state, "active");
    assert.equal(conversation.assignee.name.toLowerCase(), "dana");
    assert.equal(conversation.phone_masked, `•••• ${texter.from.slice(-4)}`);

    const { messages } = await peer.conversation(conversation.id);
    const heard = messages.find((one) => one.dir === "in");
    assert.equal(heard.body, "I could use somebody to talk to");
    assert.equal(heard.status, "received");

    const answer = await peer.send(conversation.id, "Hi, I'm Dana. I'm here.");
    assert.equal(answer.status, 201);
    const sent = await provider.texted(texter.from, (one) => one.body === "Hi, I'm Dana. I'm here.");
    assert.equal(sent.from, lineNumber);
    assert.match(sent.callback, new RegExp(`^${daemon.publicUrl}/hooks/twilio/status\\?t=[0-9a-f]{32}$`));
    assert.equal((await provider.callback(daemon, sent, "sent")).status, 200);
    assert.equal((await provider.callback(daemon, sent, "delivered")).status, 200);
    const told = await peer.stream.next("message.updated",
        (one) => one.id === answer.json.id && one.status === "delivered");
    assert.equal(told.data.conv, conversation.id);

    // A callback that comes late or twice never moves it back.
    await provider.callback(daemon, sent, "sent");
    await provider.callback(daemon, sent, "undelivered", { ErrorCode: "30003" });
    const after = (await peer.conversation(conversation.id)).messages;
    assert.equal(after.find((one) => one.id === answer.json.id).status, "delivered");
    assert.equal(provider.requests.filter((one) => one.body === sent.body).length, 1);
});

test("a phone that did not get it is shown so, with the provider's code", async (t) => {
    const provider = await startProvider(t);
    const daemon = await startDaemon(t, { provider });
    const peer = await peerAtDesk(t, daemon, "Dana");
    const texter = newTexter(daemon);
    const conversation = await takeFrom(texter, peer);
    const { id } = (await peer.send(conversation, "are you there?")).json;
    const sent = await provider.texted(texter.from, (one) => one.body === "are you there?");

    await provider.callback(daemon, sent, "undelivered", { ErrorCode: "30003" });
    const told = await peer.stream.next("message.updated",
        (one) => one.id === id && one.status === "undelivered");
    assert.equal(told.data.error, "30003");
});

test("words of every kind arrive as they were written, both ways", async (t) => {
    const provider = await startProvider(t);
    const daemon = await startDaemon(t, { provider });
    const peer = await peerAtDesk(t, daemon, "Dana");
    const texter = newTexter(daemon);
    const conversation = await takeFrom(texter, peer);

    await settled(peer, conversation);
    for (const [name, body] of Object.entries(words)) {
        await texter.text(body);
        const heard = await peer.stream.next("message.created", (one) => one.dir === "in" && one.body === body);
        assert.equal(heard.data.body, body, name);
        assert.equal((await peer.send(conversation, body)).status, 201, name);
        const sent = await provider.texted(texter.from, (one) => one.body === body);
        assert.equal(sent.body, body, name);
    }
    const { messages } = await peer.conversation(conversation);
    for (const [name, body] of Object.entries(words))
        assert.equal(messages.filter((one) => one.body === body).length, 2, name);
});

test("more than one message carries, or nothing at all, is refused to the peer", async (t) => {
    const provider = await startProvider(t);
    const daemon = await startDaemon(t, { provider });
    const peer = await peerAtDesk(t, daemon, "Dana");
    const conversation = await takeFrom(newTexter(daemon), peer);
    const long = await peer.send(conversation, "x".repeat(1601));
    const empty = await peer.send(conversation, "");

    assert.deepEqual([long.status, long.json.error.code], [422, "too_long"]);
    assert.deepEqual([empty.status, empty.json.error.code], [422, "empty"]);
});

test("pictures are noted with their type and never fetched", async (t) => {
    const provider = await startProvider(t);
    const daemon = await startDaemon(t, { provider });
    const peer = await peerAtDesk(t, daemon, "Dana");
    const texter = newTexter(daemon);
    const before = provider.connections;

    await texter.text("", { NumMedia: "2",
        MediaUrl0: `${provider.url}/secret.jpg`, MediaContentType0: "image/jpeg",
        MediaUrl1: `${provider.url}/secret.3gp`, MediaContentType1: "video/3gpp" });
    const offer = (await peer.stream.next("offer.created")).data;
    const { conversation } = await peer.accept(offer.id);
    await settled(peer, conversation.id);
    const heard = (await peer.conversation(conversation.id)).messages.find((one) => one.dir === "in");

    assert.deepEqual(heard.media, ["image/jpeg", "video/3gpp"]);
    assert.equal(heard.body, "");
    assert.ok(provider.connections - before <= provider.requests.length);
});

test("the same key is the same message; another body under it is refused", async (t) => {
    const provider = await startProvider(t);
    const daemon = await startDaemon(t, { provider });
    const peer = await peerAtDesk(t, daemon, "Dana");
    const texter = newTexter(daemon);
    const conversation = await takeFrom(texter, peer);
    const key = { "Idempotency-Key": "6f1c2a52-7d0e-4a57-9f59-0d9d3e1e8a11" };
    const first = await peer.send(conversation, "once only", key);
    const again = await peer.send(conversation, "once only", key);
    const other = await peer.send(conversation, "something else", key);

    assert.equal(first.status, 201);
    assert.equal(again.status, 201);
    assert.equal(again.json.id, first.json.id);
    assert.deepEqual([other.status, other.json.error.code], [422, "key_reused"]);
    const found = await peer.get(`/conversations/${conversation}/messages/by-key/${key["Idempotency-Key"]}`);
    assert.equal(found.json.id, first.json.id);
    await peer.send(conversation, "the last");
    await provider.texted(texter.from, (one) => one.body === "the last");
    assert.equal(provider.to(texter.from).filter((one) => one.body === "once only").length, 1);
});

test("a conversation is closed, and a new text opens it again", async (t) => {
    const provider = await startProvider(t);
    const daemon = await startDaemon(t, { provider });
    const peer = await peerAtDesk(t, daemon, "Dana");
    const texter = newTexter(daemon);
    const conversation = await takeFrom(texter, peer);
    const closed = await peer.must(peer.post(`/conversations/${conversation}/close`, { outcome: "goodbye" }));

    assert.equal(closed.conversation.state, "closed");
    assert.equal((await peer.send(conversation, "too late")).status, 409);
    assert.equal(await takeFrom(texter, peer, "me again"), conversation);
    assert.equal((await peer.send(conversation, "welcome back")).status, 201);
});
