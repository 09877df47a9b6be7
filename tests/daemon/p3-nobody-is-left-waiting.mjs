// P3. Every open conversation has an owner or a place in the queue, and a moment when time acts.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { takeClock, whyClockStands } from "./lib/clock.mjs";
import { peerAtDesk, signIn } from "./lib/console.mjs";
import { prepareDaemon, startDaemon } from "./lib/daemon.mjs";
import { newTexter, takeFrom } from "./lib/desk.mjs";
import { startProvider } from "./lib/provider.mjs";
import { seconds, until } from "./lib/wait.mjs";

const line = async (t, timing = {}) => {
    const provider = await startProvider(t);
    return { provider, daemon: await startDaemon(t, { provider, timing: { offer: "5s", gone_grace: "1s", ...timing } }) };
};

const offerTo = (peer, conv, after = 0) =>
    peer.stream.next("offer.created", (one) => !conv || one.conv === conv, { after, patience: seconds(40) });

// Most of the time these wait, so they wait together.
describe("nobody is left waiting", { concurrency: 10 }, () => {
    test("an offer that is not answered goes to the next peer, and comes round again", async (t) => {
        const { daemon } = await line(t);
        const dana = await peerAtDesk(t, daemon, "Dana");
        const lee = await peerAtDesk(t, daemon, "Lee");

        await newTexter(daemon).text("hello");
        const first = await until("the first offer", () =>
            dana.stream.all("offer.created")[0] ?? lee.stream.all("offer.created")[0]);
        const [asked, next] = dana.stream.all("offer.created").length ? [dana, lee] : [lee, dana];
        const gone = await asked.stream.next("offer.gone", (one) => one.id === first.data.id);
        assert.equal(gone.data.why, "expired");
        await offerTo(next, first.data.conv);
        const late = await asked.post(`/offers/${first.data.id}/accept`);
        assert.deepEqual([late.status, late.json.error.code], [410, "gone"]);
        await offerTo(asked, first.data.conv, asked.stream.events.length);
    });

    test("what happens just after the clock was set ahead is not shifted with the past", { skip: whyClockStands }, async (t) => {
        const daemon = await prepareDaemon({ timing: { offer: "5s" } });
        const jump = takeClock(daemon);
        t.after(() => daemon.end());
        await daemon.start();
        const dana = await peerAtDesk(t, daemon, "Dana");

        jump("+10m");
        await newTexter(daemon).text("hello");
        const { data: first } = await offerTo(dana);
        assert.equal((await dana.stream.next("offer.gone", (one) => one.id === first.id)).data.why, "expired");
        const { data: second } = await offerTo(dana, first.conv, dana.stream.events.length);
        assert.equal(second.waiting_since, first.waiting_since);
    });

    test("declined goes to the next peer at once", async (t) => {
        const { daemon } = await line(t, { offer: "60s" });
        const dana = await peerAtDesk(t, daemon, "Dana");

        await newTexter(daemon).text("hello");
        const offer = (await offerTo(dana)).data;
        const lee = await peerAtDesk(t, daemon, "Lee");
        await dana.must(dana.post(`/offers/${offer.id}/decline`, { reason: "need_a_moment" }));
        const second = await lee.stream.next("offer.created", (one) => one.conv === offer.conv, { patience: seconds(5) });
        assert.equal((await lee.accept(second.data.id)).conversation.state, "active");
        assert.equal(dana.stream.all("offer.created").length, 1);
    });

    test("a peer who declined, and is alone, is asked again after a pause", async (t) => {
        const { daemon } = await line(t);
        const dana = await peerAtDesk(t, daemon, "Dana");

        await newTexter(daemon).text("hello");
        const offer = (await offerTo(dana)).data;
        await dana.must(dana.post(`/offers/${offer.id}/decline`, { reason: "full" }));
        await offerTo(dana, offer.conv, dana.stream.events.length);
    });

    test("a closed browser gives the offer on", async (t) => {
        const { daemon } = await line(t, { offer: "5m" });
        const dana = await peerAtDesk(t, daemon, "Dana");

        await newTexter(daemon).text("hello");
        const offer = (await offerTo(dana)).data;
        const lee = await peerAtDesk(t, daemon, "Lee");
        dana.leave();
        await offerTo(lee, offer.conv);
        assert.equal((await dana.post(`/offers/${offer.id}/accept`)).status, 410);
    });

    test("a browser that comes back in time keeps its offer", async (t) => {
        const { daemon } = await line(t, { offer: "5m", gone_grace: "20s" });
        const dana = await peerAtDesk(t, daemon, "Dana");

        await newTexter(daemon).text("hello");
        const offer = (await offerTo(dana)).data;
        dana.leave();
        dana.stream = await dana.listen();
        assert.equal((await dana.state()).offers[0].id, offer.id);
        assert.equal((await dana.accept(offer.id)).conversation.state, "active");
    });

    test("nobody who is off shift, full or without a browser is asked", async (t) => {
        const { daemon } = await line(t);
        const off = await signIn(t, daemon, "Off", "peer");
        const offStream = await off.listen();
        const away = await signIn(t, daemon, "Away", "peer");
        await away.onShift();
        const full = await peerAtDesk(t, daemon, "Full", 1);

        await takeFrom(newTexter(daemon), full);
        await newTexter(daemon).text("somebody else");
        await until("the queue", async () => (await daemon.status()).waiting === 1);
        assert.equal((await away.state()).offers.length, 0);
        assert.equal(full.stream.all("offer.created").length, 1);
        assert.equal(offStream.all("offer.created").length, 0);
        await off.onShift();
        await offStream.next("offer.created");
    });

    test("a silent peer is reminded, and then it goes back to the queue", async (t) => {
        const { provider, daemon } = await line(t, { first_reply: "10s", return_after: "10s" });
        const dana = await peerAtDesk(t, daemon, "Dana");
        const texter = newTexter(daemon);
        const conversation = await takeFrom(texter, dana);
        const lee = await peerAtDesk(t, daemon, "Lee");

        await dana.stream.next("conversation.updated",
            (one) => one.id === conversation && !one.assignee && one.state !== "active",
            { after: dana.stream.events.length, patience: seconds(60) });
        await provider.texted(texter.from, (one) => one.body.includes("We're looking for another peer"));
        await offerTo(lee, conversation);
        assert.equal((await dana.send(conversation, "too late")).status, 409);
    });

    test("a peer gives it back, and goes off shift only with empty hands", async (t) => {
        const { daemon } = await line(t);
        const dana = await peerAtDesk(t, daemon, "Dana");
        const conversation = await takeFrom(newTexter(daemon), dana);
        const off = () => dana.put("/me/status", { status: "off", capacity: 2 });
        const refused = await off();

        assert.deepEqual([refused.status, refused.json.error.code], [409, "open_conversations"]);
        const lee = await peerAtDesk(t, daemon, "Lee");
        await dana.must(dana.post(`/conversations/${conversation}/return`, { reason: "shift_end" }));
        assert.equal((await off()).status, 200);
        const offer = await offerTo(lee, conversation);
        assert.equal((await lee.accept(offer.data.id)).conversation.assignee.name.toLowerCase(), "lee");
    });

    test("the longest waiting is offered first, but danger goes before", async (t) => {
        const { daemon } = await line(t);
        const texters = [newTexter(daemon), newTexter(daemon), newTexter(daemon)];

        await texters[0].text("the first");
        await texters[1].text("the second");
        await texters[2].text("I am going to kill myself tonight");
        const dana = await peerAtDesk(t, daemon, "Dana", 3);
        await until("three offers", () => dana.stream.all("offer.created").length === 3);
        const order = dana.stream.all("offer.created").map((one) => one.data);
        assert.ok(["high", "imminent"].includes(order[0].tier), order[0].tier);
        assert.ok(order[1].waiting_since <= order[2].waiting_since);
    });

    test("waiting long, a texter is told that they are not forgotten", async (t) => {
        const { provider, daemon } = await line(t, { not_forgotten: "1m" });
        const texter = newTexter(daemon);

        await texter.text("hello?");
        await provider.texted(texter.from, (one) => one.body.includes("No peer is on right now"));
        assert.equal((await daemon.status()).waiting, 1);
        await provider.texted(texter.from, (one) => one.body.startsWith("You're not forgotten"), seconds(90));
    });
});
