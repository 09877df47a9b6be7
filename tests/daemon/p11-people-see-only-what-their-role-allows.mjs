// P11. People see only what their role and their conversations allow; every look is on record.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { describe, test } from "node:test";

import { takeClock, whyClockStands } from "./lib/clock.mjs";
import { Console, peerAtDesk, signIn } from "./lib/console.mjs";
import { passwordOf, prepareDaemon, root, startDaemon } from "./lib/daemon.mjs";
import { newTexter, takeFrom } from "./lib/desk.mjs";
import { request } from "./lib/http.mjs";
import { startProvider } from "./lib/provider.mjs";
import { pause, seconds, until } from "./lib/wait.mjs";

// ---- every route of the API page, for every role ----

const page = fs.readFileSync(`${root}daemon/console/API.md`, "utf8");
const named = [...page.matchAll(/`(GET|POST|PUT|PATCH|DELETE) (\/(?!simulator)[^`? ]*)/g)]
    .map(([, method, path]) => `${method} ${path.replace(/\\\|.*$/, "")}`);
const routes = [...new Set(named)];

// The daemon's own table, written as the page writes it.
const table = fs.readFileSync(`${root}daemon/edge/console_api.c`, "utf8");
const folders = { API: "", CONVERSATION: "/conversations/{}", ALERT: "/alerts/{}", RESOURCE: "/resources/{}" };
const served = [...table.matchAll(/\{ HTTP_([A-Z]+), +([A-Z]+)(?: "([^"]*)")?,/g)]
    .map(([, method, folder, rest = ""]) => `${method} ${folders[folder]}${rest.replace(/:[a-z]+/g, "{}")}`);

// Who may: everybody else is refused. `own` is the peer whose conversation it is; `called` the
// responders once it has an alert.
const line = ["own", "peer", "called", "responder", "supervisor"];
const all = [...line, "admin"];
const rules = {
    "GET /me": all,
    "GET /state": all,
    "PUT /me/status": line,
    "POST /me/rest": all,                                // everybody's own
    "DELETE /me/rest": all,
    "POST /me/talk": line,
    "POST /talks/{id}/take": ["supervisor"],             // with the peer, who is asked for
    "DELETE /me/talk": line,
    "GET /conversations": all,                           // an admin's are none
    "GET /conversations/{id}": ["own", "called", "supervisor"],
    "GET /conversations/{id}/messages": ["own", "called", "supervisor"],
    "POST /conversations/{id}/messages": ["own"],
    "GET /conversations/{id}/messages/by-key/{key}": ["own"],
    "POST /conversations/{id}/messages/{mid}/retry": [], // nothing failed, so nobody
    "PUT /conversations/{id}/read": ["own", "called", "supervisor"], // only its peer's counts
    "PUT /conversations/{id}/draft": ["own"],
    "POST /offers/{id}/accept": [],                      // its offer is long gone
    "POST /offers/{id}/decline": [],
    "POST /conversations/{id}/transfer": ["own", "supervisor"],
    "POST /conversations/{id}/return": ["own", "supervisor"],
    "POST /conversations/{id}/close": ["own", "supervisor"],
    "POST /conversations/{id}/reveal": ["own", "supervisor"], // a responder's after taking the alert
    "GET /conversations/{id}/risk": ["own", "called", "supervisor"],
    "POST /conversations/{id}/risk": ["own", "called", "supervisor"],
    "POST /conversations/{id}/risk/confirm": ["called", "supervisor"],
    "GET /conversations/{id}/notes": ["own", "called", "supervisor"], // before they take it none
    "POST /conversations/{id}/notes": ["own", "supervisor"], // a responder's after joining
    "POST /conversations/{id}/flags": ["own", "supervisor"],
    "PUT /conversations/{id}/list": ["own"],
    "POST /conversations/{id}/list/offer": ["own"],
    "POST /conversations/{id}/list/preview": ["own", "called", "supervisor"],
    "POST /conversations/{id}/list/send": ["own"],
    "POST /conversations/{id}/list/choice": ["own"],
    "GET /conversations/{id}/list/history": ["own", "called", "supervisor"],
    "PUT /conversations/{id}/follow-up": ["own"],
    "GET /conversations/{id}/wrap-up": ["own", "called", "supervisor"],
    "POST /conversations/{id}/wins": ["own"],
    "DELETE /conversations/{id}/wins/{win}": ["own"],
    "GET /alerts": all,
    "GET /alerts/{id}": ["own", "called", "supervisor"],
    "POST /alerts/{id}/ack": ["called", "supervisor"],
    "POST /alerts/{id}/take-over": ["called", "supervisor"],
    "POST /alerts/{id}/hand-over": ["own"],
    "POST /alerts/{id}/pass": ["called", "supervisor"],
    "POST /alerts/{id}/join": ["called", "supervisor"],
    "POST /alerts/{id}/emergency": ["called", "supervisor"],
    "POST /alerts/{id}/resolve": ["called", "supervisor"],
    "POST /pages/{token}/open": [],                      // nobody was sent this one
    "POST /oncall/test": all,                            // to one's own phone
    "GET /oncall/ladder": ["supervisor", "admin"],
    "PUT /oncall/ladder": ["supervisor", "admin"],
    "GET /roster": all,
    "GET /shifts": all,
    "POST /shifts": ["supervisor", "admin"],
    "PATCH /shifts/{id}": ["supervisor", "admin"],
    "POST /shifts/{id}/swap": ["supervisor", "admin"],
    "GET /resources": all,                               // admins keep the directory, too
    "GET /resources/{id}": all,
    "GET /resources/{id}/history": all,
    "POST /resources": ["supervisor", "admin"],
    "PATCH /resources/{id}": ["supervisor", "admin"],
    "POST /resources/{id}/checked": ["supervisor", "admin"],
    "POST /resources/{id}/publish": ["supervisor", "admin"],
    "POST /resources/{id}/reports": all,                 // whoever finds that something is wrong
    "POST /resources/preview": all,
    "GET /resources/export": ["supervisor", "admin"],
    "POST /resources/imports": ["supervisor", "admin"],
    "PUT /resources/imports/{id}/file": ["supervisor", "admin"],
    "GET /resources/imports/{id}": ["supervisor", "admin"],
    "POST /resources/imports/{id}/start": ["supervisor", "admin"],
};
const ofOneself = [
    "POST /session", "DELETE /session", "POST /session/lock", "POST /session/unlock", "GET /events",
];

// What somebody who may is told when there is a reason against it; nobody else hears it.
const reasons = {
    "POST /conversations/{id}/risk/confirm": ["conflict"],           // nothing waits for a second person
    "POST /alerts/{id}/take-over": ["not_holder", "not_agreed"],
    "POST /alerts/{id}/hand-over": ["conflict"],                     // nobody has asked
    "POST /oncall/test": ["conflict"],                               // no phone
    "POST /shifts/{id}/swap": ["bad_request"],                       // nothing starts then
    "PUT /oncall/ladder": ["conflict"],                              // somebody else was first
    "PATCH /resources/{id}": ["conflict"],                           // another was faster
    "POST /resources/{id}/checked": ["conflict"],
    "POST /resources/{id}/publish": ["conflict"],                    // nothing waits
    "PUT /resources/imports/{id}/file": ["gone"],                    // none of this session's own
    "GET /resources/imports/{id}": ["gone"],
    "POST /resources/imports/{id}/start": ["gone"],
};

const bodies = {
    "PUT /me/status": { status: "on", capacity: 2 },
    "POST /conversations/{id}/messages": { body: "a word" },
    "PUT /conversations/{id}/read": { upto: 1 },
    "PUT /conversations/{id}/draft": { body: "a draft" },
    "POST /offers/{id}/decline": { reason: "full" },
    "POST /conversations/{id}/return": { reason: "other" },
    "POST /conversations/{id}/close": { outcome: "goodbye" },
    "POST /conversations/{id}/reveal": { reason: "emergency_services" },
    "POST /conversations/{id}/risk": { level: "imminent", reason: "it sounds so" },
    "POST /conversations/{id}/risk/confirm": { answer: "yes" },
    "POST /conversations/{id}/notes": { body: "a note" },
    "POST /conversations/{id}/flags": { kind: "join", note: "" },
    "POST /conversations/{id}/list/choice": { n: 1, state: "wanted" },
    "POST /alerts/{id}/take-over": { how: "force", reason: "it must be" },
    "POST /alerts/{id}/hand-over": { answer: "yes" },
    "POST /alerts/{id}/resolve": { outcome: "plan_made" },
    "POST /alerts/{id}/emergency": { step: "told" },
    "PUT /oncall/ladder": { rev: 0, steps: [{ after_ms: 0, who: "responders", way: "text" }] },
    "PATCH /shifts/{id}": { minutes: 60 },
    "POST /resources": { name: "Harbor Warm Line", label: "Warm line" },
    "PATCH /resources/{id}": { label: "Warm line" },
    "POST /resources/{id}/publish": { answer: "yes" },
    "POST /resources/{id}/reports": { body: "nobody answers" },
    "POST /resources/preview": { label: "Warm line" },
    "POST /resources/imports": { bytes: 100 },
};

const secret = "words only for whom they are meant";

const weeklyOf = (person) =>
    ({ line: "harbor", person, weekday: "Mon", starts: "08:00", minutes: 480, zone: "UTC" });

// A line with somebody of every role, one conversation, and perhaps its alert.
async function world(t, withAlert) {
    const provider = await startProvider(t);
    const daemon = await startDaemon(t, { provider, resources_file: `${root}config/resources/demo.json` });
    const own = await peerAtDesk(t, daemon, "Dana");
    const conversation = await takeFrom(newTexter(daemon), own, secret);
    const key = "6f1c2a52-7d0e-4a57-9f59-0d9d3e1e8a11";
    const message = (await own.must(own.send(conversation, `answer: ${secret}`, { "Idempotency-Key": key }))).id;
    const lee = await peerAtDesk(t, daemon, "Lee");
    const responder = await signIn(t, daemon, "Sam", "responder", "+16175559001");
    const people = {
        own, peer: lee, supervisor: await signIn(t, daemon, "Kim", "supervisor"),
        [withAlert ? "called" : "responder"]: responder, admin: await signIn(t, daemon, "Ada", "admin"),
    };
    const alert = withAlert
        ? (await own.must(own.post(`/conversations/${conversation}/flags`, { kind: "join", note: secret }))).id
        : "a_1";
    const offer = own.stream.all("offer.created")[0].data.id;
    const resource = (await own.must(own.get("/resources?q="))).items[0].id;
    const { id: leeId } = await lee.must(lee.get("/me"));
    const { id: samId } = await responder.must(responder.get("/me"));
    const weekly = weeklyOf(samId);
    const heard = (await own.conversation(conversation)).messages.find((one) => one.dir === "in").id;
    const kept = { body: secret.slice(0, 20), message_id: heard };
    const { wins: [win] } = await own.must(own.post(`/conversations/${conversation}/wins`, kept));
    const { items } = await people.supervisor.must(people.supervisor.post("/shifts", weekly));

    return { daemon, people, conversation, alert, offer, message, key, resource, leeId, heard, win: win.id, weekly, shift: items[0].id };
}

function bodyOf(w, route) {
    if (/\/list$|list\/preview|list\/send/.test(route)) return { items: [w.resource] };
    if (route.endsWith("/follow-up")) return { answer: "yes", message_id: w.heard, days: 3 };
    if (route.endsWith("/wins")) return { body: "I wrote", message_id: w.heard };
    if (route.endsWith("/transfer")) return { to: w.leeId };
    if (route === "POST /shifts") return w.weekly;
    if (route.endsWith("/swap")) return { from: "2026-01-01T00:00:00Z", to: w.weekly.person };
    return bodies[route] ?? {};
}

function ask(w, person, route) {
    const [method, pattern] = route.split(" ");
    const owner = pattern.split("/")[1];
    const id = { alerts: w.alert, offers: w.offer, talks: w.leeId, shifts: w.shift, resources: w.resource }[owner] ?? w.conversation;
    const path = pattern.replace("{id}", id).replace("{mid}", w.message).replace("{key}", w.key)
        .replace("{token}", "0123456789abcdef0123").replace("{win}", w.win);
    const query = path === "/oncall/ladder" ? "?line=harbor&tier=high" : path.endsWith("/file") ? "?name=a.json" : "";
    const body = method === "GET" || method === "DELETE" ? undefined : bodyOf(w, route);

    return person.ask(method, path + query, body, owner === "resources" ? { "If-Match": '"1"' } : {});
}

const refusals = [403, 404, 409, 410];

describe("who may see and do what", { concurrency: 8 }, () => {
    test("the API page names no route that is not judged here", () => {
        assert.ok(routes.length > 25, `only ${routes.length} found`);
        assert.deepEqual(routes.filter((route) => !rules[route] && !ofOneself.includes(route)), []);
    });

    test("the API page names every route that is served", () => {
        const known = routes.map((route) => route.replace(/\{[a-z]+\}/g, "{}"));

        assert.ok(served.length > 50, `only ${served.length} found`);
        assert.deepEqual(served.filter((route) => !known.includes(route)), []);
    });

    // Flags and risk raise an alert, and what has one is not closed; what is closed is not returned.
    const courses = {
        "until it is closed": { withAlert: false, leaveOut: /alerts\/|flags|POST .*risk$|return/ },
        "until it is returned": { withAlert: false, leaveOut: /alerts\/|flags|POST .*risk$|close/ },
        "until its alert is resolved": { withAlert: true, leaveOut: /close|return|transfer/ },
    };
    const last = /transfer|return|close|pass|join|take-over|hand-over|resolve|emergency/; // once only, or by one only

    for (const [course, { withAlert, leaveOut }] of Object.entries(courses))
        test(`every route for every role, ${course}`, async (t) => {
            const w = await world(t, withAlert);
            const tried = Object.keys(rules).filter((route) => !leaveOut.test(route))
                .sort((a, b) => last.test(a) - last.test(b));

            for (const route of tried) {
                const may = (role) => rules[route].includes(role);
                const roles = Object.keys(w.people).sort((a, b) => may(a) - may(b));
                for (const role of roles) {
                    if (may(role) && last.test(route) && role !== roles.find(may)) continue;
                    const answer = await ask(w, w.people[role], route);
                    const place = `${role}: ${route}: ${answer.status} ${answer.body.slice(0, 100)}`;
                    const reasoned = (reasons[route] ?? []).includes(answer.json.error?.code);
                    if (may(role)) assert.ok(answer.status < 300 || reasoned, place);
                    else assert.ok(refusals.includes(answer.status) && !reasoned && !answer.body.includes(secret), place);
                }
            }
        });

    test("another's conversation is not there at all", async (t) => {
        const w = await world(t, false);

        for (const role of ["peer", "responder", "admin"])
            for (const path of ["", "/messages", "/risk"]) {
                const answer = await w.people[role].get(`/conversations/${w.conversation}${path}`);
                assert.ok([403, 404].includes(answer.status), `${role}${path}`);
                if (role === "peer") assert.equal(answer.json.error.code, "not_found");
            }
        for (const view of ["mine", "waiting", "all"])
            for (const role of ["peer", "admin"]) {
                const rows = (await w.people[role].get(`/conversations?view=${view}`)).json.items ?? [];
                assert.ok(!rows.some((row) => row.id === w.conversation), `${role}: ${view}`);
            }
        assert.ok(!JSON.stringify(await w.people.peer.state()).includes(secret));
    });

    test("an alert is seen by the crisis team and its peer, and by nobody else", async (t) => {
        const w = await world(t, true);
        const seen = async (role) => (await w.people[role].must(w.people[role].get("/alerts?state=open"))).items
            .map((one) => one.id);

        for (const role of ["own", "called", "supervisor"]) assert.deepEqual(await seen(role), [w.alert], role);
        for (const role of ["peer", "admin"]) assert.deepEqual(await seen(role), [], role);
        assert.deepEqual(w.people.peer.stream.all("alert.raised"), []);
    });

    test("notes are for its peer, whoever has its alert, and supervisors", async (t) => {
        const w = await world(t, true);
        const path = `/conversations/${w.conversation}/notes`;
        const noted = await w.people.own.must(w.people.own.post(path, { body: "only between us" }));
        const sees = async (role) => ((await w.people[role].get(path)).json.items ?? []).some((one) => one.id === noted.id);

        for (const role of ["own", "supervisor"]) assert.ok(await sees(role), role);
        for (const role of ["called", "peer", "admin"]) assert.ok(!await sees(role), role);
        await w.people.called.must(w.people.called.post(`/alerts/${w.alert}/ack`));
        assert.ok(await sees("called"), "once it is theirs");
    });

    test("who wants to talk is known to supervisors, and after whom to nobody", async (t) => {
        const w = await world(t, false);
        const others = ["peer", "responder", "admin"];
        const streams = Object.fromEntries(await Promise.all([...others, "supervisor"].map(async (role) =>
            [role, await w.people[role].listen()])));
        const { id } = await w.people.own.must(w.people.own.get("/me"));
        const talksOf = async (role) => (await w.people[role].state()).talks;

        await w.people.own.must(w.people.own.post("/me/talk"));
        const told = await streams.supervisor.next("talk.updated", ({ person }) => person.id === id);
        assert.equal(told.conv, null);
        assert.deepEqual((await talksOf("supervisor")).map(({ person }) => person.id), [id]);
        for (const role of others) assert.deepEqual(await talksOf(role), [], role);
        await w.people.supervisor.must(w.people.supervisor.post(`/talks/${id}/take`));
        await w.people.own.stream.next("talk.updated", ({ taken_by }) => taken_by?.name === "Kim");
        await w.people.own.must(w.people.own.put("/me/status", { status: "on", capacity: 3 }));
        for (const role of others) { // what comes later is there, so nothing is still on its way
            await streams[role === "admin" ? "peer" : role].next("roster.updated", (one) => one.capacity === 3);
            assert.deepEqual(streams[role].all("talk.updated"), [], role);
        }
        assert.deepEqual(await talksOf("supervisor"), []);
    });

    test("who waits is shown in the queue, without a word of theirs", async (t) => {
        const w = await world(t, false);
        const stream = await w.people.responder.listen();

        await newTexter(w.daemon).text(`queued: ${secret}`);
        await w.people.peer.stream.next("offer.created");
        for (const role of ["own", "peer", "responder"]) {
            const { waiting } = await w.people[role].state();
            assert.ok(waiting.length >= 1, role);
            assert.ok(!JSON.stringify(waiting).includes("queued:"), role);
        }
        await stream.next("conversation.updated");
        assert.ok(!JSON.stringify(stream.events).includes(secret), "a responder's stream");
        assert.ok(!JSON.stringify(w.people.peer.stream.events).includes("queued:"), "a peer's stream");
    });

    test("without a session every route is shut, and the files are not", async (t) => {
        const daemon = await startDaemon(t);
        const nobody = new Console(daemon, "nobody");
        const w = { conversation: "c_1", alert: "a_1", offer: "o_1", message: "m_1", key: "x".repeat(36), resource: "r", leeId: "p_1",
            heard: "m_1", win: "w_1", shift: "d_1", weekly: weeklyOf("p_1") };

        for (const cookie of [undefined, "s=" + "A".repeat(43), "s=; s=x", "s=' OR 1=1 --"]) {
            nobody.cookie = cookie;
            for (const route of Object.keys(rules)) {
                const answer = await ask(w, nobody, route);
                assert.equal(answer.status, 401, `${route} with ${cookie}`);
                assert.equal(answer.json.error.code, "signed_out", route);
            }
            assert.equal((await nobody.get("/state")).status, 401);
            assert.equal((await nobody.get("/events")).status, 401);
        }
        assert.equal((await request(daemon.port, { path: "/" })).status, 200);
        assert.equal((await request(daemon.port, { path: "/simulator" })).status, 404);
    });
});

// ---- on record ----

const auditOf = (daemon, where) => execFileSync("sqlite3", ["-readonly", daemon.storage,
    `SELECT action FROM audit WHERE ${where} ORDER BY id`]).toString().split("\n").filter(Boolean);

let hasSqlite = true;
try { execFileSync("sqlite3", ["--version"]); } catch { hasSqlite = false; }

test("every look of a supervisor or responder is on record, and their peer's is not one",
    { skip: hasSqlite ? false : "sqlite3 is not installed" }, async (t) => {
        const w = await world(t, true);
        const looks = () => auditOf(w.daemon, "action = 'look_in'").length;
        const id = async (role) => (await w.people[role].must(w.people[role].get("/me"))).id.replace(/\D/g, "");

        await w.people.own.conversation(w.conversation);
        assert.equal(looks(), 0);
        let expected = 0;
        for (const role of ["supervisor", "called"]) {
            const { length } = auditOf(w.daemon, `action = 'look_in' AND person = ${await id(role)}`);
            await w.people[role].conversation(w.conversation);
            await until("the record", () => looks() > expected);
            assert.equal(auditOf(w.daemon, `action = 'look_in' AND person = ${await id(role)}`).length, length + 1);
            expected = looks();
        }
        await w.people.supervisor.get(`/conversations/${w.conversation}/messages`);
        await until("a record of that as well", () => looks() > expected);
        for (const role of ["peer", "admin"]) await w.people[role].get(`/conversations/${w.conversation}`);
        assert.equal(auditOf(w.daemon, `action = 'look_in' AND person = ${await id("peer")}`).length, 0);
    });

// ---- sessions ----

describe("sessions", { concurrency: 8 }, () => {
    test("the cookie cannot be read, sent elsewhere, or sent in clear", async (t) => {
        const daemon = await startDaemon(t, { public_url: "https://line.example.org" });
        await daemon.addPerson("Dana", "peer");
        const dana = new Console(daemon, "Dana");
        const answer = await dana.post("/session", { user: "Dana", password: passwordOf("Dana") });
        const [cookie] = answer.headers["set-cookie"];

        assert.match(cookie, /^__Host-[a-z]+=[A-Za-z0-9_-]{43};/);
        for (const part of ["HttpOnly", "Secure", "SameSite=Strict", "Path=/"]) assert.ok(cookie.includes(part), part);
        assert.ok(!/Domain/i.test(cookie));
        assert.equal(answer.headers["cache-control"], "no-store");

        const local = await startDaemon(t);
        await local.addPerson("Dana", "peer");
        const plain = (await new Console(local, "Dana").post("/session", { user: "dana", password: passwordOf("Dana") }));
        assert.match(plain.headers["set-cookie"][0], /HttpOnly; SameSite=Strict/);
    });

    test("another sign-in is another session, and signing out ends it", async (t) => {
        const daemon = await startDaemon(t);
        const first = await signIn(t, daemon, "Dana", "peer");
        const second = await new Console(daemon, "Dana").signIn();

        assert.notEqual(first.cookie, second.cookie);
        const out = await first.delete("/session");
        assert.equal(out.status, 200);
        assert.match(out.headers["clear-site-data"], /"cache", "storage"/);
        assert.equal((await first.get("/me")).status, 401);
        assert.equal((await second.get("/me")).status, 200);
        assert.equal((await first.delete("/session")).status, 200);
    });

    test("a wrong password says nothing, and every further one waits longer", async (t) => {
        const daemon = await startDaemon(t);
        await daemon.addPerson("Dana", "peer");
        const tried = (user, password) => new Console(daemon, user).post("/session", { user, password });
        const known = await tried("Dana", "not the password at all");
        const unknown = await tried("Nobody", "not the password at all");

        assert.deepEqual([known.status, known.body], [unknown.status, unknown.body]);
        assert.equal(known.json.error.code, "bad_credentials");
        let slowed;
        for (let n = 0; n < 8 && slowed?.status !== 429; n++) slowed = await tried("Dana", `wrong ${n}`);
        assert.equal(slowed.status, 429);
        assert.ok(slowed.json.error.retry_after_ms > 0);
        await until("the delay to be over", async () =>
            (await tried("Dana", passwordOf("Dana"))).status === 200, seconds(40));
    });

    test("what does not come from our own page changes nothing", async (t) => {
        const daemon = await startDaemon(t);
        const dana = await signIn(t, daemon, "Dana", "peer");
        const put = (headers) => request(daemon.port, {
            method: "PUT", path: "/api/v1/me/status", body: '{"status":"on","capacity":3}',
            headers: { Cookie: dana.cookie, "Content-Type": "application/json", ...headers } });
        const foreign = {
            "no X-Console": { "Sec-Fetch-Site": "same-origin" },
            "X-Console of another kind": { "X-Console": "yes", "Sec-Fetch-Site": "same-origin" },
            "another site": { "X-Console": "1", "Sec-Fetch-Site": "cross-site" },
            "the same site, another origin": { "X-Console": "1", "Sec-Fetch-Site": "same-site" },
            "another Origin": { "X-Console": "1", Origin: "https://evil.example" },
            "an Origin of null": { "X-Console": "1", Origin: "null" },
            "neither of them": { "X-Console": "1" },
        };

        for (const [name, headers] of Object.entries(foreign)) {
            const answer = await put(headers);
            assert.equal(answer.status, 403, name);
            assert.equal(JSON.parse(answer.body).error.code, "forbidden", name);
        }
        assert.equal((await dana.get("/me")).json.shift.status, "off");
        assert.equal((await put({ "X-Console": "1", Origin: daemon.publicUrl })).status, 200);
    });

    test("a locked session sees nothing until the password comes", async (t) => {
        const daemon = await startDaemon(t);
        const dana = await signIn(t, daemon, "Dana", "peer");
        const stream = await dana.listen();

        await dana.must(dana.post("/session/lock"));
        const ended = await stream.next("session.ended");
        assert.equal(ended.data.reason, "locked");
        await until("the stream's end", () => stream.closed);
        for (const path of ["/me", "/state", "/conversations", "/events", "/alerts", "/resources"]) {
            const answer = await dana.get(path);
            assert.deepEqual([answer.status, answer.json.error.code], [401, "locked"], path);
        }
        assert.equal((await dana.onShift().catch(() => null)), null);
        assert.equal((await dana.post("/session/unlock", { password: "not the password at all" })).status, 401);
        await dana.must(dana.post("/session/unlock", { password: passwordOf("Dana") }));
        assert.equal((await dana.get("/me")).status, 200);
    });

    test("an account that is disabled is out at once", async (t) => {
        const daemon = await startDaemon(t);
        const dana = await signIn(t, daemon, "Dana", "peer");
        const stream = await dana.listen();

        assert.equal((await daemon.ctl("user", "disable", "Dana")).code, 0);
        await until("the stream's end", () => stream.closed);
        assert.equal((await dana.get("/me")).status, 401);
        assert.equal((await dana.post("/session", { user: "Dana", password: passwordOf("Dana") })).status, 401);
    });

    test("a session nobody uses is locked, and an old one is over",
        { skip: whyClockStands }, async (t) => {
            const daemon = await prepareDaemon();
            const jump = takeClock(daemon);
            t.after(() => daemon.end());
            await daemon.start();
            const dana = await signIn(t, daemon, "Dana", "peer");
            const codeNow = async () => (await dana.get("/me")).json.error?.code;

            assert.equal(await codeNow(), undefined);
            jump("+14m");
            assert.equal(await codeNow(), undefined);
            await pause(100);
            jump("+30m");
            assert.equal(await codeNow(), "locked");
            await dana.must(dana.post("/session/unlock", { password: passwordOf("Dana") }));
            assert.equal(await codeNow(), undefined);
            jump("+13h");
            assert.equal(await codeNow(), "signed_out");
        });
});
