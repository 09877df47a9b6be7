// The directory by hand: numbers and hours need two people, everybody is told, anybody may report.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";

import { peerAtDesk, signIn } from "./lib/console.mjs";
import { root, startDaemon } from "./lib/daemon.mjs";
import { newTexter, takeFrom } from "./lib/desk.mjs";
import { startProvider } from "./lib/provider.mjs";

const starter = path.join(root, "config/resources/massachusetts.json");
const demo = path.join(root, "config/resources/demo.json");
const match = (rev) => ({ "If-Match": `"${rev}"` });

// Two people who keep the directory, a peer, and the entry they are all looking at.
async function keepers(t, { words = "warmline", ...options } = {}) {
    const daemon = await startDaemon(t, { resources_file: demo, ...options });
    const kim = await signIn(t, daemon, "Kim", "supervisor");
    const ada = await signIn(t, daemon, "Ada", "admin");
    const dana = await peerAtDesk(t, daemon, "Dana");
    const { items: [entry] } = await kim.must(kim.get(`/resources?q=${words}&all=1`));
    const at = `/resources/${entry.id}`;
    const look = (person = dana) => person.must(person.get(at));
    const edit = async (person, words) => person.ask("PATCH", at, words, match((await look()).rev));
    const answer = async (person, word) =>
        person.post(`${at}/publish`, { answer: word }, match((await look()).rev));
    const shown = async (show, person = kim) =>
        (await person.must(person.get(`/resources?all=1&show=${show}`))).items.map((one) => one.id);

    return { daemon, kim, ada, dana, entry, at, look, edit, answer, shown };
}

test("until a second person says yes, texters get the old number", async (t) => {
    const { kim, ada, dana, entry, look, edit, answer, shown } = await keepers(t);
    const edited = await kim.must(edit(kim, { call: "617-555-0199", label: "Harbor evenings" }));

    assert.deepEqual([edited.call, edited.label, edited.waiting], [entry.call, "Harbor evenings", ["call"]]);
    const { proposals: [proposal] } = await look();
    assert.deepEqual([proposal.what, proposal.value, proposal.by.name], ["call", "617-555-0199", "Kim"]);
    assert.deepEqual(await shown("waiting"), [entry.id]);
    assert.equal((await answer(kim, "yes")).json.error.code, "needs_second");
    assert.equal((await answer(dana, "yes")).json.error.code, "forbidden");
    assert.equal((await look()).call, entry.call);

    const published = await ada.must(answer(ada, "yes"));
    assert.deepEqual([published.call, published.dial, published.waiting, published.proposals],
        ["617-555-0199", "6175550199", [], []]);
    assert.equal((await answer(ada, "yes")).json.current.call, "617-555-0199");
    assert.deepEqual(await shown("waiting"), []);
});

let hasSqlite = true;
try { execFileSync("sqlite3", ["--version"]); } catch { hasSqlite = false; }

test("who asked, who confirmed and who reported is on record",
    { skip: hasSqlite ? false : "sqlite3 is not installed" }, async (t) => {
        const { daemon, kim, ada, dana, at, edit, answer } = await keepers(t);
        const record = () => execFileSync("sqlite3", ["-readonly", daemon.storage, "SELECT name, action FROM audit"
            + " JOIN person ON person.id = audit.person WHERE action LIKE 'resource%' ORDER BY audit.id"])
            .toString().trim().split("\n");

        await kim.must(edit(kim, { call: "617-555-0199" }));
        assert.equal((await answer(kim, "yes")).status, 409);
        await ada.must(answer(ada, "yes"));
        await dana.must(dana.post(`${at}/reports`, { body: "It rings and rings." }));
        assert.deepEqual(record(), ["Kim|resource_edit", "Ada|resource_publish", "Dana|resource_report"]);
    });

test("no drops what waits; its history tells who wanted what", async (t) => {
    const { kim, ada, at, entry, look, edit, answer } = await keepers(t);

    await kim.must(edit(kim, { hours: "Weekends", text: "HOME to 617-555-0198" }));
    assert.deepEqual((await look()).waiting, ["text", "hours"]);
    const kept = await ada.must(answer(ada, "no"));
    assert.deepEqual([kept.hours, kept.text, kept.waiting], [entry.hours, entry.text, []]);
    const { items } = await kim.must(kim.get(`${at}/history`));
    const told = items.map(({ what, was, became, by }) => `${by.name} ${what} ${was}: ${became}`).sort();
    assert.deepEqual(told, ["Ada refused hours: Weekends", "Ada refused text: HOME to 617-555-0198",
        "Kim proposed hours: Weekends", "Kim proposed text: HOME to 617-555-0198"]);
});

test("what was never on is one person's to write; checked today puts it on", async (t) => {
    const { kim, ada } = await keepers(t);
    const made = await kim.must(kim.post("/resources", { name: "Elm House", label: "Elm House", call: "617-555-0120" }));
    const at = `/resources/${made.id}`;
    const edited = await kim.must(kim.ask("PATCH", at, { call: "617-555-0121" }, match(made.rev)));
    const checked = await kim.must(kim.post(`${at}/checked`, {}, match(edited.rev)));

    assert.deepEqual([made.active, edited.call, edited.waiting, checked.active],
        [false, "617-555-0121", [], true]);
    const later = await ada.must(ada.ask("PATCH", at, { call: "617-555-0122" }, match(checked.rev)));
    assert.deepEqual([later.call, later.waiting], ["617-555-0121", ["call"]]);
    const off = await ada.must(ada.ask("PATCH", at, { active: false }, match(later.rev)));
    const still = await ada.must(ada.ask("PATCH", at, { call: "617-555-0123" }, match(off.rev)));
    assert.equal(still.call, "617-555-0121", "switching it off first is no way around it");
});

test("every open console is told of a change and of a report", async (t) => {
    const { dana, kim, entry, at, look, edit, shown } = await keepers(t);
    const told = (rev) => dana.stream.next("resource.updated", (data) => data.id === entry.id && data.rev === rev);
    const edited = await kim.must(edit(kim, { blurb: "Evenings." }));

    await told(edited.rev);
    const after = dana.stream.events.length;
    const reported = await dana.must(dana.post(`${at}/reports`, { body: "Nobody has answered since Monday." }));
    assert.deepEqual([reported.reported, reported.rev], [true, edited.rev]);
    await dana.stream.next("resource.updated", (data) => data.id === entry.id, { after });
    assert.deepEqual(await shown("look"), [entry.id]);
    assert.equal((await dana.post(`${at}/reports`, { body: "" })).status, 422);
    const { items: [line] } = await kim.must(kim.get(`${at}/history`));
    assert.deepEqual([line.what, line.by.name, line.became],
        ["reported", "Dana", "Nobody has answered since Monday."]);
    await kim.must(kim.post(`${at}/checked`, {}, match(edited.rev)));
    assert.equal((await look()).reported, false);
});

test("an import tells the consoles once that many places may be others now", async (t) => {
    const { daemon, dana, at } = await keepers(t);
    const file = path.join(daemon.folder, "feed.json");
    const service = (n) => ({ id: `7b1f8a52-0a55-4a0a-9c49-00000000000${n}`, name: `Service ${n}`, status: "active" });
    const importing = (...services) => {
        fs.writeFileSync(file, JSON.stringify(services));
        return daemon.ctl("resources", "import", file);
    };
    const told = () => dana.stream.all("resource.updated").map((one) => [one.data.id, one.data.rev]);

    assert.equal((await importing(service(1), service(2))).code, 0);
    await dana.stream.next("resource.updated");
    assert.equal((await importing(service(1), service(2))).code, 0, "nothing new");
    await dana.must(dana.post(`${at}/reports`, { body: "closed" })); // what comes after it
    await dana.stream.next("resource.updated", (data) => data.id !== null);
    assert.deepEqual(told().map(([id]) => id !== null), [false, true]);
});

test("the directory shows what is on, off, open and long unchecked", async (t) => {
    const { kim, dana, edit, entry, shown } = await keepers(t, { words: "988", resources_file: starter });
    const everything = (await shown("all")).length;

    assert.deepEqual([(await shown("on")).length, (await shown("stale")).length], [0, everything]);
    await kim.must(kim.post(`/resources/${entry.id}/checked`, {}, match(entry.rev)));
    assert.deepEqual(await shown("on"), [entry.id]);
    assert.deepEqual([(await shown("off")).length, (await shown("stale")).length],
        [everything - 1, everything - 1]);
    await kim.must(edit(kim, { active: false }));
    assert.deepEqual(await shown("on"), []);
    assert.equal((await kim.get("/resources?show=bananas")).status, 400);
    assert.equal((await dana.get("/resources?all=1")).status, 403);
    const unknown = await kim.must(kim.get("/resources?all=1&open_now=unknown"));
    assert.equal(unknown.items.length, everything, "hours in words are not certain");
    assert.deepEqual((await kim.must(kim.get("/resources?all=1&open_now=open"))).items, []);
});

test("whoever chooses a place is told its number, and the preview shows it so", async (t) => {
    const provider = await startProvider(t);
    const { dana, kim, entry: lifeline } =
        await keepers(t, { provider, words: "988", resources_file: starter });
    const { texts } = await dana.must(dana.post("/resources/preview", lifeline));

    assert.equal(texts.length, 2);
    assert.match(texts[0].body, /^1 988 Lifeline$/m);
    assert.match(texts[1].body, /^1 988 Lifeline: Call 988\. Text 988 \(AYUDA: Spanish\)\. By text/);
    assert.ok(texts.every((one) => one.segments <= 2));
    await kim.must(kim.post(`/resources/${lifeline.id}/checked`, {}, match(lifeline.rev)));

    const texter = newTexter(dana.daemon);
    const conversation = await takeFrom(texter, dana, "is there somewhere I can call?");
    await dana.must(dana.post(`/conversations/${conversation}/list/send`, { items: [lifeline.id] }));
    await texter.text("1");
    await dana.stream.next("message.created", (data) => data.kind === "expect" && data.body === texts[1].body);
    assert.equal((await dana.must(dana.get(`/resources/${lifeline.id}`))).lists, 1);
});
