// P7. Calls, PagerDuty, GoAlert, ntfy and webhooks wake people, and take their answer.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import crypto from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { describe, test } from "node:test";

import { signIn } from "./lib/console.mjs";
import { prepareDaemon, startDaemon } from "./lib/daemon.mjs";
import { newTexter } from "./lib/desk.mjs";
import { request } from "./lib/http.mjs";
import { descriptionOf, startPrism } from "./lib/prism.mjs";
import { startProvider } from "./lib/provider.mjs";
import { Texter } from "./lib/texter.mjs";
import { pause, seconds, until } from "./lib/wait.mjs";

const sam = "+16175559001";
const kim = "+16175559002";
const danger = "I am going to kill myself tonight";
const routingKey = "0123456789abcdef0123456789abcdef";
const hookSecret = "a secret of PagerDuty's";
const webhookKey = crypto.randomBytes(32);
const webhookSecret = `whsec_${webhookKey.toString("base64")}`;
const callsDescription = descriptionOf("calls");

const alertOf = async (responder) =>
    (await responder.must(responder.get("/alerts?state=open"))).items[0];

function alertIs(responder, state, patience) {
    return until(`the alert to be ${state}`, async () => {
        const alert = await alertOf(responder);
        return alert?.state === state && alert;
    }, patience);
}

// Nothing of the texter, and no number, is in anything that leaves to wake somebody.
function assertSecret(words, texter) {
    for (const secret of ["kill", "tonight", texter.from.slice(1), sam.slice(1), kim.slice(1)])
        assert.ok(!words.includes(secret), `a page says ${secret}: ${words}`);
}

// Splits what the daemon calls between Twilio's two descriptions.
async function startFork(t, ports) {
    const server = http.createServer((ask, answer) => {
        const port = ask.url.includes("/Calls.json") ? ports.calls : ports.texts;
        const on = http.request({ host: "127.0.0.1", port, method: ask.method, path: ask.url,
            headers: { ...ask.headers, host: `127.0.0.1:${port}` } }, (from) => {
            answer.writeHead(from.statusCode, from.headers);
            from.pipe(answer);
        });
        on.on("error", () => answer.destroy());
        ask.pipe(on);
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    t.after(() => { server.close(); server.closeAllConnections(); });
    return `http://127.0.0.1:${server.address().port}`;
}

// A service that wakes people; `told` is all it was told.
async function startService(t, answer = () => ({ status: 200, body: "{}" })) {
    const service = { told: [], answer };
    const server = http.createServer(async (ask, response) => {
        const parts = [];
        for await (const part of ask) parts.push(part);
        const call = { method: ask.method, path: ask.url, headers: ask.headers,
            body: Buffer.concat(parts).toString() };
        service.told.push(call);
        const { status, body } = service.answer(call);
        response.writeHead(status, { "Content-Type": "application/json" });
        response.end(body);
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    t.after(() => { server.close(); server.closeAllConnections(); });
    service.url = `http://127.0.0.1:${server.address().port}`;
    return service;
}

// By the rules that PagerDuty publishes for its Events API v2.
function pagerdutyRefuses(call) {
    const event = JSON.parse(call.body);
    const { payload } = event;

    assert.equal(call.method, "POST");
    assert.match(call.headers["content-type"], /^application\/json/);
    assert.match(event.routing_key, /^[0-9a-zA-Z]{32}$/);
    assert.ok(["trigger", "acknowledge", "resolve"].includes(event.event_action));
    assert.ok(event.dedup_key.length >= 1 && event.dedup_key.length <= 255);
    assert.ok(Buffer.byteLength(call.body) <= 512 * 1024);
    if (event.event_action !== "trigger") return;
    assert.ok(payload.summary.length >= 1 && payload.summary.length <= 1024);
    assert.ok(payload.source.length >= 1);
    assert.ok(["critical", "error", "warning", "info"].includes(payload.severity));
    assert.ok(!Number.isNaN(Date.parse(payload.timestamp)));
    assert.equal(typeof payload.custom_details, "object");
    for (const link of event.links) assert.ok(new URL(link.href) && typeof link.text === "string");
}

const startPagerduty = (t) => startService(t, (call) => {
    try {
        pagerdutyRefuses(call);
    } catch (error) {
        return { status: 400, body: JSON.stringify({ status: "invalid event", errors: [String(error)] }) };
    }
    return { status: 202, body: JSON.stringify({ status: "success", message: "Event processed",
        dedup_key: JSON.parse(call.body).dedup_key }) };
});

const events = (service) => service.told.map((call) => JSON.parse(call.body));

// PagerDuty's webhook v3, as it comes when somebody there does something.
function webhookV3(daemon, type, key, agent, secret = hookSecret) {
    const body = JSON.stringify({ event: {
        id: crypto.randomUUID(), event_type: type, resource_type: "incident",
        occurred_at: new Date().toISOString(), agent, client: null,
        data: { id: "PGR0VU2", type: "incident", status: "acknowledged", incident_key: key },
    } });
    const signature = `v1=${crypto.createHmac("sha256", secret).update(body).digest("hex")}`;

    return request(daemon.port, { method: "POST", path: "/hooks/pd/answer", body,
        headers: { "Content-Type": "application/json", "X-PagerDuty-Signature": `v1=00ff,${signature}` } });
}

const person = (summary) => ({ id: "PLH1HKV", type: "user_reference", summary });

async function lineWithWaker(t, waker, secret, { hook } = {}) {
    const provider = await startProvider(t);
    const daemon = await prepareDaemon({ provider, timing: { repage: "10s" },
        wakers: [{ id: "pd", secret_file: "waker.key", ...(hook ? { hook_secret_file: "hook.key" } : {}), ...waker }],
        line: { ladder: [{ after: "0s", who: "waker", waker: "pd" }] } });
    t.after(() => daemon.end());
    fs.writeFileSync(path.join(daemon.folder, "waker.key"), `${secret}\n`);
    if (hook) fs.writeFileSync(path.join(daemon.folder, "hook.key"), `${hook}\n`);
    await daemon.start();
    const responder = await signIn(t, daemon, "Sam", "responder", sam);
    return { provider, daemon, responder };
}

describe("ways to wake", { concurrency: 4 }, () => {
    test("a call reads the code twice and takes a key, as Twilio's API has it",
        { skip: fs.existsSync(callsDescription) ? false : "the provider's API description is not here" }, async (t) => {
            const provider = await startProvider(t);
            const prism = await startPrism(t, callsDescription, provider.url);
            const api = await startFork(t, { calls: prism.port, texts: provider.port });
            const daemon = await startDaemon(t, { provider: { url: api }, timing: { repage: "1m" },
                line: { ladder: [{ after: "0s", who: "responders", way: "call" }] } });
            const responder = await signIn(t, daemon, "Sam", "responder", sam);
            const texter = newTexter(daemon);

            await texter.text(danger);
            const call = await until("a call", () => provider.calls.find((one) => one.to === sam));
            const { code } = await alertOf(responder);
            const spoken = code.split("").join(" ");
            const words = await provider.onPhone(daemon, call);
            assert.equal(words.status, 200);
            assert.match(words.headers["content-type"], /^text\/xml/);
            assert.equal(words.body.split(spoken).length - 1, 2);
            assert.match(words.body, /<Gather numDigits="1"/);
            assertSecret(words.body, texter);

            // Nobody but Twilio is told, and a wrong key is no answer.
            const forged = await request(daemon.port, { method: "POST",
                path: call.url.slice(daemon.publicUrl.length), body: "Digits=1",
                headers: { "Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": "AAAA" } });
            assert.equal(forged.status, 403);
            const action = words.body.match(/action="([^"]+)"/)[1].replace("&amp;", "&");
            assert.match((await provider.onPhone(daemon, call, action, { Digits: "7" })).body, /<Gather/);
            const wrong = action.replace(/p=[0-9a-f]{20}/, `p=${"0".repeat(20)}`);
            assert.doesNotMatch((await provider.onPhone(daemon, call, wrong, { Digits: "1" })).body, /<Say/);
            assert.equal((await alertOf(responder)).state, "paging");

            const taken = await provider.onPhone(daemon, call, action, { Digits: "1" });
            assert.match(taken.body, new RegExp(`${spoken} is yours`));
            const alert = await alertIs(responder, "held");
            assert.equal(alert.holder.name.toLowerCase(), "sam");
            await provider.callStatus(daemon, call, "completed");
            await until("what became of the call", async () =>
                (await alertOf(responder)).paged.some((one) => one.via === "call" && one.state === "delivered"));
            assert.deepEqual(prism.violations(), []);
        });

    test("key 2 passes it on, and a call nobody answers becomes a text at once", async (t) => {
        const provider = await startProvider(t);
        const daemon = await startDaemon(t, { provider, timing: { repage: "2m" },
            line: { ladder: [{ after: "0s", who: "responders", way: "call" }, { after: "10m", who: "supervisors" }] } });
        const responder = await signIn(t, daemon, "Sam", "responder", sam);
        await signIn(t, daemon, "Kim", "supervisor", kim);

        await newTexter(daemon).text(danger);
        const call = await until("a call", () => provider.calls.find((one) => one.to === sam));
        await provider.callStatus(daemon, call, "no-answer");
        await provider.texted(sam, (one) => /alert/.test(one.body), seconds(5));
        const passed = await provider.onPhone(daemon, call, call.url, { Digits: "2" });
        assert.match(passed.body, /goes on to the next person/);
        await provider.texted(kim, (one) => /alert/.test(one.body), seconds(5));
        assert.equal((await alertOf(responder)).state, "paging");
    });

    test("a way that is refused gives way to the other at once", async (t) => {
        const provider = await startProvider(t);
        const daemon = await startDaemon(t, { provider, timing: { repage: "2m" },
            line: { ladder: [{ after: "0s", who: "responders", way: "call" }] } });
        await signIn(t, daemon, "Sam", "responder", sam);

        provider.refusesCalls = true;
        await newTexter(daemon).text(danger);
        await provider.texted(sam, (one) => /alert/.test(one.body), seconds(5));
    });

    test("PagerDuty is called by its own rules, and its people's answers count", async (t) => {
        const pagerduty = await startPagerduty(t);
        const { daemon, responder } = await lineWithWaker(t,
            { type: "pagerduty", url: `${pagerduty.url}/v2/enqueue` }, routingKey, { hook: hookSecret });
        const texter = newTexter(daemon);

        await texter.text(danger);
        await until("PagerDuty to be called", () => pagerduty.told.length >= 1);
        const [trigger] = events(pagerduty);
        const { code } = await alertOf(responder);
        assert.equal(trigger.event_action, "trigger");
        assert.equal(trigger.payload.severity, "critical");
        assert.match(trigger.payload.summary, new RegExp(`alert ${code}`));
        assertSecret(JSON.stringify(trigger), texter);

        const key = trigger.dedup_key;
        const forged = await webhookV3(daemon, "incident.acknowledged", key, person("Sam"), "another secret");
        assert.equal(forged.status, 403);
        // What we said ourselves comes back without a person, and people we do not know count for nobody.
        const ours = { id: "PINT", type: "inbound_integration_reference", summary: "Peerline" };
        assert.equal((await webhookV3(daemon, "incident.acknowledged", key, ours)).status, 204);
        assert.equal((await webhookV3(daemon, "incident.acknowledged", key, person("A Stranger"))).status, 204);
        assert.equal((await webhookV3(daemon, "incident.acknowledged", "another-key", person("Sam"))).status, 204);
        assert.equal((await alertOf(responder)).state, "paging");

        assert.equal((await webhookV3(daemon, "incident.acknowledged", key, person("Sam"))).status, 204);
        assert.equal((await alertIs(responder, "held")).holder.name.toLowerCase(), "sam");
        await until("the acknowledgement", () => events(pagerduty).some((one) => one.event_action === "acknowledge"));

        // Given back there, it pages anew under another key, and the old one is resolved.
        assert.equal((await webhookV3(daemon, "incident.unacknowledged", key, null)).status, 204);
        await alertIs(responder, "paging");
        const again = await until("a new call", () =>
            events(pagerduty).find((one) => one.event_action === "trigger" && one.dedup_key !== key), seconds(15));
        assert.ok(events(pagerduty).some((one) => one.event_action === "resolve" && one.dedup_key === key));

        const { id } = await alertOf(responder);
        await responder.must(responder.post(`/alerts/${id}/ack`));
        await responder.must(responder.post(`/alerts/${id}/join`));
        await responder.must(responder.post(`/alerts/${id}/resolve`, { outcome: "safe_for_now" }));
        await until("the end", () => events(pagerduty).some((one) =>
            one.event_action === "resolve" && one.dedup_key === again.dedup_key));
        assert.ok(pagerduty.told.every((call) => { pagerdutyRefuses(call); return true; }));
    });

    test("GoAlert's generic API: opened, and closed when somebody has it", async (t) => {
        const goalert = await startService(t, () => ({ status: 204, body: "" }));
        const { daemon, responder } = await lineWithWaker(t,
            { type: "goalert", url: `${goalert.url}/api/v2/generic/incoming` }, "a-token&more");
        const texter = newTexter(daemon);

        await texter.text(danger);
        await until("GoAlert to be called", () => goalert.told.length >= 1);
        const form = new URLSearchParams(goalert.told[0].body);
        assert.equal(goalert.told[0].path, "/api/v2/generic/incoming?token=a-token%26more");
        assert.match(form.get("summary"), /^Harbor Line: alert/);
        assert.ok(form.get("dedup") && !form.has("action"));
        assertSecret(goalert.told[0].body, texter);
        await responder.must(responder.post(`/alerts/${(await alertOf(responder)).id}/ack`));
        const closed = await until("its end", () => goalert.told.map((one) => new URLSearchParams(one.body))
            .find((one) => one.get("action") === "close"));
        assert.equal(closed.get("dedup"), form.get("dedup"));
    });

    test("ntfy gets one line, a high priority and a link", async (t) => {
        const ntfy = await startService(t);
        const { daemon } = await lineWithWaker(t, { type: "ntfy", url: `${ntfy.url}/topic` }, "tk_secret");
        const texter = newTexter(daemon);

        await texter.text(danger);
        const [call] = await until("ntfy to be called", () => ntfy.told.length >= 1 && ntfy.told);
        assert.match(call.body, /^Harbor Line: alert [2-9][A-Z][2-9]/);
        assert.equal(call.headers.authorization, "Bearer tk_secret");
        assert.equal(call.headers.priority, "5");
        assert.ok(call.headers.click.startsWith(`${daemon.publicUrl}/#/p/`));
        assertSecret(call.body + JSON.stringify(call.headers), texter);
    });

    test("a webhook is signed by Standard Webhooks, and may answer by them", async (t) => {
        const hook = await startService(t);
        const { daemon, responder } = await lineWithWaker(t, { type: "webhook", url: `${hook.url}/in` },
            webhookSecret, { hook: webhookSecret });
        const texter = newTexter(daemon);
        const signed = (id, time, body) =>
            `v1,${crypto.createHmac("sha256", webhookKey).update(`${id}.${time}.${body}`).digest("base64")}`;

        await texter.text(danger);
        const [call] = await until("the webhook", () => hook.told.length >= 1 && hook.told);
        const { "webhook-id": id, "webhook-timestamp": time, "webhook-signature": signature } = call.headers;
        assert.equal(signature, signed(id, time, call.body));
        assert.ok(Math.abs(Number(time) - Date.now() / 1000) < 60);
        const { type, data } = JSON.parse(call.body);
        assert.equal(type, "alert.page");
        assertSecret(call.body, texter);

        const answer = (body, at, secret = signed("m1", at, body)) => request(daemon.port, { method: "POST",
            path: "/hooks/pd/answer", body, headers: { "webhook-id": "m1", "webhook-timestamp": String(at),
                "webhook-signature": secret } });
        const take = JSON.stringify({ key: data.key, action: "take", name: "Sam" });
        const now = Math.floor(Date.now() / 1000);
        assert.equal((await answer(take, now - 400)).status, 403);
        assert.equal((await answer(take, now, "v1,AAAA")).status, 403);
        assert.equal((await answer(take, now)).status, 204);
        await alertIs(responder, "held");
        await until("that somebody has it", () => hook.told.some((one) => JSON.parse(one.body).type === "alert.held"));
    });

    test("a page's link opens the card once, for whoever it was sent to", async (t) => {
        const provider = await startProvider(t);
        const daemon = await startDaemon(t, { provider, line: { ladder: [{ after: "0s", who: "responders" }] } });
        const responder = await signIn(t, daemon, "Sam", "responder", sam);
        const other = await signIn(t, daemon, "Lee", "responder", "+16175559003");

        await newTexter(daemon).text(danger);
        const page = await provider.texted(sam, (one) => one.body.includes("/#/p/"));
        const token = page.body.match(/\/#\/p\/([0-9a-f]{20})$/)[1];
        assert.equal((await other.post(`/pages/${token}/open`)).status, 404);
        assert.equal((await responder.post(`/pages/${"0".repeat(20)}/open`)).status, 404);
        const opened = await responder.must(responder.post(`/pages/${token}/open`));
        assert.equal(opened.id, (await alertOf(responder)).id);
        assert.equal(opened.state, "paging");
        assert.equal((await responder.post(`/pages/${token}/open`)).status, 410);
    });

    test("whoever the rota names is woken first, and all responders where it names nobody", async (t) => {
        const provider = await startProvider(t);
        const daemon = await startDaemon(t, { provider, timing: { repage: "2m" },
            line: { time_zone: "America/New_York", ladder: [{ after: "0s", who: "on_call" }] } });
        const responder = await signIn(t, daemon, "Sam", "responder", sam);
        await signIn(t, daemon, "Lee", "responder", "+16175559003");
        const supervisor = await signIn(t, daemon, "Kim", "supervisor", kim);
        const me = (await responder.must(responder.get("/me"))).id;

        assert.equal((await responder.must(responder.get("/roster"))).on_call.length, 2);
        assert.equal((await responder.post("/shifts", { person: me })).status, 400);
        const inMs = (time) => new Date(Date.now() + time).toISOString();
        const cover = { line: "harbor", in: me, from: inMs(seconds(3)), until: inMs(seconds(3600)) };
        assert.equal((await responder.post("/shifts", cover)).status, 403);
        const rota = await supervisor.must(supervisor.post("/shifts", cover));
        assert.equal(rota.changes.length, 1);
        assert.match(rota.gaps[0].words, /^Nobody on crisis, /);
        await provider.texted(sam, (one) => /test of your pages/.test(one.body)); // as the shift starts
        const { on_call: onCall } = await responder.must(responder.get("/roster"));
        assert.deepEqual(onCall.map((one) => [one.person.name, one.by_rota]), [["Sam", true]]);

        await newTexter(daemon).text(danger);
        await provider.texted(sam, (one) => /alert/.test(one.body));
        await pause(seconds(1));
        assert.ok(!provider.to("+16175559003").some((one) => /alert/.test(one.body)));
        assert.ok((await responder.must(responder.get("/me"))).paged_at);
    });

    test("ladders are edited by line and tier, and open alerts keep theirs", async (t) => {
        const provider = await startProvider(t);
        const daemon = await startDaemon(t, { provider });
        const responder = await signIn(t, daemon, "Sam", "responder", sam);
        const supervisor = await signIn(t, daemon, "Kim", "supervisor", kim);
        const where = "/oncall/ladder?line=harbor&tier=imminent";

        assert.equal((await responder.get(where)).status, 403);
        const first = await supervisor.must(supervisor.get(where));
        assert.equal(first.rev, 0);
        assert.deepEqual(first.wakes, { on_call: 0, responders: 1, supervisors: 1, everyone: 2 });
        assert.equal(first.steps.length, 5);
        for (const steps of [[], [{ after_ms: 0, who: "waker", waker: "nobody" }],
            [{ after_ms: 5, who: "on_call" }, { after_ms: 1, who: "everyone" }], [{ after_ms: 0, who: "number" }]])
            assert.ok([400, 422].includes((await supervisor.put(where, { rev: 0, steps })).status));
        const steps = [{ after_ms: 0, who: "supervisors" }];
        assert.equal((await supervisor.put(where, { steps })).status, 400); // which one was changed?
        const set = await supervisor.must(supervisor.put(where, { rev: 0, steps }));
        assert.ok(set.rev > 0);
        const late = await supervisor.put(where, { rev: 0, steps: first.steps });
        assert.equal(late.status, 409);
        assert.deepEqual(late.json.current.steps, set.steps);
        await newTexter(daemon).text(danger);
        await provider.texted(kim, (one) => /alert/.test(one.body));
        assert.ok(!provider.to(sam).some((one) => /alert/.test(one.body)));
    });

    test("a test page reaches whoever asks for it", async (t) => {
        const provider = await startProvider(t);
        const daemon = await startDaemon(t, { provider });
        const responder = await signIn(t, daemon, "Sam", "responder", sam);
        const nobody = await signIn(t, daemon, "Pat", "peer");

        await responder.must(responder.post("/oncall/test"));
        await provider.texted(sam, (one) => /test of your pages/.test(one.body));
        await until("when it reached them", async () => (await responder.must(responder.get("/me"))).paged_at);
        assert.equal((await nobody.post("/oncall/test")).status, 409);
        assert.equal((await new Texter(daemon, sam).text("ok")).length, 34);
    });
});
