// P7, P8. Words of danger reach the crisis team's phones, and page until a human acknowledges.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { peerAtDesk, signIn } from "./lib/console.mjs";
import { startDaemon } from "./lib/daemon.mjs";
import { newTexter, takeFrom } from "./lib/desk.mjs";
import { answers, startProvider } from "./lib/provider.mjs";
import { Texter } from "./lib/texter.mjs";
import { pause, seconds, until } from "./lib/wait.mjs";

const sam = "+16175559001";
const kim = "+16175559002";
const soon = seconds(5); // on any machine; the bench has the real bound
const danger = "I am going to kill myself tonight";
const ladder = [
    { after: "0s", who: "responders" },
    { after: "3s", who: "everyone" },
];

// A line with a responder and a supervisor whose phones can be paged.
async function line(t, more = {}) {
    const provider = await startProvider(t);
    const daemon = await startDaemon(t, { provider, line: { ladder }, timing: { repage: "10s" }, ...more });
    const responder = await signIn(t, daemon, "Sam", "responder", sam);
    const supervisor = await signIn(t, daemon, "Kim", "supervisor", kim);
    const pages = (phone) => provider.to(phone).filter((one) => /alert [2-9][A-Z][2-9]/.test(one.body));

    return { provider, daemon, responder, supervisor, pages };
}

const codeOf = (page) => page.body.match(/alert ([2-9][A-Z][2-9])/)[1];
const alerts = async (responder) => (await responder.must(responder.get("/alerts?state=open"))).items;

async function paged(pages, phone, count = 1, patience = seconds(40)) {
    await until(`${count} pages to ${phone}`, () => pages(phone).length >= count, patience);
    return pages(phone).at(-1);
}

// Most of the time these wait, so they wait together.
describe("an alert pages on", { concurrency: 6 }, () => {
    test("danger pages the responder with a code, and tells the texter", async (t) => {
        const { provider, daemon, responder, pages } = await line(t);
        const texter = newTexter(daemon);

        await texter.text(danger);
        const answered = Date.now();
        const page = await paged(pages, sam);
        assert.ok(page.at - answered < soon, `paged ${page.at - answered} ms after the text was stored`);
        assert.match(page.body, /^Harbor Line: alert [2-9][A-Z][2-9]/);
        for (const secret of ["kill", "tonight", texter.from.slice(-4), "Sam"])
            assert.ok(!page.body.includes(secret), `a page says ${secret}`);
        await provider.texted(texter.from, (one) => one.body.includes("asking our crisis team"));
        const [alert] = await alerts(responder);
        assert.equal(alert.code, codeOf(page));
        assert.equal(alert.state, "paging");
        assert.ok(!JSON.stringify(alert).includes("kill"));
    });

    test("a YES from the responder's own phone acknowledges, and no page goes out any more", async (t) => {
        const { provider, daemon, responder, pages } = await line(t);

        await newTexter(daemon).text(danger);
        const code = codeOf(await paged(pages, sam));
        await new Texter(daemon, sam).text(`${code.toLowerCase()} yes`);
        await provider.texted(sam, (one) => one.body.startsWith(`${code} is yours`));
        const [alert] = await alerts(responder);
        assert.deepEqual([alert.state, alert.holder.name.toLowerCase()], ["held", "sam"]);
        const before = pages(sam).length + pages(kim).length;
        await pause(seconds(4)); // past the second step of the ladder
        assert.equal(pages(sam).length + pages(kim).length, before);

        await new Texter(daemon, kim).text(`${code} YES`);
        const told = await provider.texted(kim, (one) => one.body.includes(`has ${code}`));
        assert.match(told.body, /^sam has/i);
        assert.equal((await alerts(responder))[0].holder.name.toLowerCase(), "sam");
    });

    test("from any other number the same words are a texter's, and guessing gets nowhere", async (t) => {
        const { daemon, responder, pages } = await line(t);

        await newTexter(daemon).text(danger);
        const code = codeOf(await paged(pages, sam));
        await newTexter(daemon).text(`${code} YES`);
        const guesser = newTexter(daemon);
        for (let guess = 0; guess < 100; guess++)
            await guesser.text(`${2 + guess % 8}${"ACDEFHJKMN"[guess % 10]}${2 + Math.floor(guess / 8) % 8} YES`);
        assert.equal((await alerts(responder))[0].state, "paging");
        assert.equal((await alerts(responder))[0].holder, null);

        // The right phone with a wrong code does not take it either, and is told.
        const wrong = code === "2A2" ? "3A3" : "2A2";
        await new Texter(daemon, sam).text(`${wrong} YES`);
        await until("the answer", () => pages(sam).length >= 1);
        assert.equal((await alerts(responder))[0].holder, null);
    });

    test("unanswered it goes down the ladder, and then begins again", async (t) => {
        const { daemon, pages } = await line(t);

        await newTexter(daemon).text(danger);
        const first = await paged(pages, sam);
        assert.equal(pages(kim).length, 0);
        const wider = await paged(pages, kim);
        assert.ok(wider.at - first.at >= 2500, `the second step came after ${wider.at - first.at} ms`);
        await paged(pages, sam, 3, seconds(60));
        const times = pages(sam).map((one) => one.at);
        times.slice(1).forEach((time, n) => assert.ok(time - times[n] < seconds(20), "a gap between two pages"));
    });

    test("NO passes it on at once", async (t) => {
        const { daemon, responder, pages } = await line(t, {
            line: { ladder: [{ after: "0s", who: "responders" }, { after: "10m", who: "everyone" }] },
            timing: { repage: "2m" } });

        await newTexter(daemon).text(danger);
        const code = codeOf(await paged(pages, sam));
        await new Texter(daemon, sam).text(`${code} NO`);
        await until("another page", () => pages(sam).length + pages(kim).length > 1);
        assert.equal((await alerts(responder))[0].state, "paging");
    });

    test("killed in between, it pages on after the restart", async (t) => {
        const { provider, daemon, pages } = await line(t);

        // The first page is swallowed with the daemon: nobody knows whether it arrived.
        provider.behave = () => answers.silence({ take: false });
        await newTexter(daemon).text(danger);
        await until("the page's request", () => provider.requests.some((one) => one.to === sam));
        await daemon.kill();
        provider.behave = () => answers.accept;
        await daemon.start();
        const started = Date.now();
        const page = await paged(pages, sam);
        assert.ok(page.at - started < soon, `paged ${page.at - started} ms after the restart`);
        await daemon.kill();
        await pause(seconds(3));
        await daemon.start();
        await paged(pages, kim, 1, seconds(20));
    });

    test("a page of unknown fate is sent again at once", async (t) => {
        const { provider, daemon, pages } = await line(t);
        let resets = 2;

        provider.behave = (send) => send.to === sam && resets-- > 0
            ? answers.reset({ take: true }) : answers.accept;
        await newTexter(daemon).text(danger);
        await paged(pages, sam, 3, seconds(10));
    });

    test("pages go out although 64 replies are stuck at the provider", async (t) => {
        const { provider, daemon, pages } = await line(t);

        provider.behave = (send) => send.to === sam || send.to === kim
            ? answers.accept : answers.silence({ take: false });
        await Promise.all(Array.from({ length: 80 }, () => newTexter(daemon).text("hello")));
        await until("the replies to be stuck", () => provider.requests.length >= 64);
        await newTexter(daemon).text(danger);
        const answered = Date.now();
        const page = await paged(pages, sam, 1, seconds(10));
        assert.ok(page.at - answered < soon, `paged after ${page.at - answered} ms`);
    });

    test("a peer's flag pages too, in every kind, and a second one adds to it", async (t) => {
        const { provider, daemon, responder, pages } = await line(t);
        const peer = await peerAtDesk(t, daemon, "Dana", 9);

        for (const [kind, cause] of [["watch", "flag_watch"], ["join", "flag_join"], ["danger", "flag_danger"]]) {
            const texter = newTexter(daemon);
            const conversation = await takeFrom(texter, peer);
            const raised = await peer.post(`/conversations/${conversation}/flags`, { kind, note: "worried" });
            assert.equal(raised.status, 201);
            assert.equal(raised.json.kind, cause);
            await until("the page", () => pages(sam).some((one) => codeOf(one) === raised.json.code));
            const again = await peer.post(`/conversations/${conversation}/flags`, { kind: "danger", note: "" });
            assert.equal(again.json.id, raised.json.id);
            assert.ok(!pages(sam).some((one) => one.body.includes("worried")));
        }
        assert.equal((await alerts(responder)).length, 3);
        assert.ok(provider.taken.length > 3);
    });

    test("a texter's NOW raises the crisis team", async (t) => {
        const { daemon, responder, pages } = await line(t);

        await newTexter(daemon).text("now");
        await paged(pages, sam);
        assert.equal((await alerts(responder))[0].kind, "now");
    });

    test("acknowledged, joined and resolved in the console", async (t) => {
        const { daemon, responder, supervisor, pages } = await line(t);
        const peer = await peerAtDesk(t, daemon, "Dana");
        const conversation = await takeFrom(newTexter(daemon), peer, danger);

        await paged(pages, sam);
        const [alert] = await alerts(responder);
        const taken = await responder.must(responder.post(`/alerts/${alert.id}/ack`));
        assert.deepEqual([taken.state, taken.holder.name.toLowerCase()], ["held", "sam"]);
        const second = await supervisor.must(supervisor.post(`/alerts/${alert.id}/ack`));
        const intruder = await supervisor.post(`/alerts/${alert.id}/join`);
        assert.deepEqual([intruder.status, intruder.json.error?.code], [409, "not_holder"]);
        assert.equal(second.holder.name.toLowerCase(), "sam");
        assert.equal((await responder.must(responder.post(`/alerts/${alert.id}/join`))).state, "joined");
        assert.equal((await responder.get(`/conversations/${conversation}`)).status, 200);
        const ended = await responder.must(responder.post(`/alerts/${alert.id}/resolve`, { outcome: "safe_for_now" }));
        assert.deepEqual([ended.state, ended.outcome], ["resolved", "safe_for_now"]);
        assert.equal((await alerts(responder)).length, 0);
        await peer.stream.next("alert.closed");
    });
});
