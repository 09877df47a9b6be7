// A directory comes in and goes out by the console: looked at first, then stored, by those who keep it.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import zlib from "node:zlib";

import { Console, signIn } from "./lib/console.mjs";
import { startDaemon } from "./lib/daemon.mjs";
import { exporting, folderFor, importing, samples, service, skip, uuid, validator }
    from "./lib/directory.mjs";
import { request } from "./lib/http.mjs";
import { seconds, until } from "./lib/wait.mjs";

const lines = (...services) => services.map((one) => JSON.stringify(one)).join("\n");
const counts = (added, changed, same, gone) => ({ added, changed, same, gone });

// The file itself, as the browser sends it.
const put = (person, id, bytes, { name = "harbor.ndjson", feed = "", part = "", ...headers } = {}) =>
    request(person.daemon.port, {
        method: "PUT",
        path: `/api/v1/resources/imports/${id}/file?${new URLSearchParams({ name, feed, part })}`,
        headers: { ...(person.cookie ? { Cookie: person.cookie } : {}), ...person.unsafeHeaders,
            "Content-Type": "application/octet-stream", ...headers },
        body: bytes,
    });

const begin = (person, bytes) =>
    person.must(person.post("/resources/imports", { bytes: Buffer.byteLength(bytes) }));
const look = (person, id) => person.must(person.get(`/resources/imports/${id}`));
const comesTo = (person, id, ...states) => until(`an import that is ${states}`, async () => {
    const found = await look(person, id);
    return states.includes(found.state) && found;
}, seconds(120));

// Sent and looked at; nothing is stored.
async function check(person, bytes, options) {
    const { id } = await begin(person, bytes);
    const answer = await put(person, id, bytes, options);

    assert.equal(answer.status, 200, answer.body);
    return comesTo(person, id, "checked", "failed");
}

async function store(person, checked) {
    await person.must(person.post(`/resources/imports/${checked.id}/start`));
    return comesTo(person, checked.id, "done", "failed");
}

const take = (person, form) => request(person.daemon.port,
    { path: `/api/v1/resources/export?form=${form}`, headers: person.cookie ? { Cookie: person.cookie } : {} });

async function keeper(t, options) {
    const daemon = await startDaemon(t, options);
    const kim = await signIn(t, daemon, "Kim", "supervisor");
    const total = async () => (await kim.must(kim.get("/resources?all=1&limit=100"))).items.length;

    return { daemon, kim, total };
}

test("a check changes nothing, an import does what was said, and a second one changes nothing", async (t) => {
    const { kim, total } = await keeper(t);
    const first = lines(service(1), service(2), { id: uuid(9), status: "active" }, service(3));
    const second = lines(service(1), service(2, { name: "New name" }), service(4));
    const options = { feed: "harbor" };

    const checked = await check(kim, first, options);
    assert.deepEqual([checked.state, checked.feed, checked.total, checked.counts],
        ["checked", "harbor", 4, counts(3, 0, 0, 0)]);
    assert.equal(await total(), 0, "a check changes nothing");
    const { refused } = checked;
    assert.deepEqual([refused.count, refused.items.length], [1, 1]);
    assert.deepEqual(refused.items[0], { line: 3, id: uuid(9), field: "name", why: "missing" });

    assert.deepEqual((await store(kim, checked)).counts, counts(3, 0, 0, 0));
    assert.equal(await total(), 3);
    assert.deepEqual((await store(kim, checked)).counts, counts(3, 0, 0, 0), "started twice is started once");
    assert.deepEqual((await store(kim, await check(kim, first, options))).counts, counts(0, 0, 3, 0));

    const again = await check(kim, second, options);
    assert.deepEqual(again.counts, counts(1, 1, 1, 1));
    assert.deepEqual((await store(kim, again)).counts, counts(1, 1, 1, 1));
    assert.deepEqual((await check(kim, first, { ...options, part: "1" })).counts, counts(0, 2, 1, 0),
        "a part of a feed turns nothing off, and what had gone comes back");
});

test("what the console takes in is what peerlinectl would", { skip }, async (t) => {
    const [here, there] = [await keeper(t), await startDaemon(t)];
    const folder = folderFor(t);

    for (const name of ["ilao-dev.hsds3.ndjson", "sanmateo.page.json", "ma-public-lines.csv"]) {
        const file = path.join(samples, name);
        const checked = await check(here.kim, fs.readFileSync(file), { name });
        const done = await store(here.kim, checked);
        const { notes, refused, ...told } = await importing(there, file);

        assert.deepEqual([done.counts, checked.counts], [told, told], name);
        assert.equal(done.refused.count, refused, name);
        assert.equal(done.notes.count, notes.split("\n").filter((line) => line.startsWith("note: ")).length, name);
    }
    assert.equal(await exporting(here.daemon, folder, "here.json"), await exporting(there, folder, "there.json"));
});

test("five thousand services go in, packed and unpacked, and answers come meanwhile", { skip }, async (t) => {
    const { kim } = await keeper(t);
    const packed = fs.readFileSync(path.join(samples, "load/ilao-dev-x21.hsds3.ndjson.gz"));
    const checked = await check(kim, zlib.gunzipSync(packed));

    assert.ok(checked.total >= 4998, `${checked.total}`);
    await kim.must(kim.post(`/resources/imports/${checked.id}/start`));
    let answers = 0;
    while ((await look(kim, checked.id)).state === "storing") answers += (await kim.get("/me")).status === 200;
    assert.ok(answers > 0, "nobody else was answered");
    assert.equal((await look(kim, checked.id)).counts.added, checked.total);
    assert.equal((await check(kim, packed)).counts.same, checked.total, "the same, packed");
    const { contents } = JSON.parse((await take(kim, "json")).body);
    assert.equal(contents.length, checked.total);
});

test("a file that was packed in pieces is read whole", async (t) => {
    const { kim } = await keeper(t);
    const pieces = [1, 2, 3].map((n) => zlib.gzipSync(lines(service(n)) + "\n"));

    assert.deepEqual((await check(kim, Buffer.concat(pieces))).counts, counts(3, 0, 0, 0));
});

test("only those who keep the directory take it in or out", async (t) => {
    const { daemon } = await keeper(t);
    const people = {
        peer: await signIn(t, daemon, "Dana", "peer"),
        responder: await signIn(t, daemon, "Sam", "responder"),
        admin: await signIn(t, daemon, "Ada", "admin"),
    };

    for (const [role, person] of Object.entries(people)) {
        const may = role === "admin";
        assert.equal((await person.post("/resources/imports", { bytes: 10 })).status, may ? 201 : 403, role);
        for (const form of ["json", "csv"]) assert.equal((await take(person, form)).status, may ? 200 : 403, role);
    }
    const nobody = new Console(daemon, "nobody");
    assert.equal((await nobody.post("/resources/imports", { bytes: 10 })).status, 401);
    assert.equal((await take(nobody, "json")).status, 401);
});

test("an import is its session's own, and comes from our own page only", async (t) => {
    const { daemon, kim, total } = await keeper(t);
    const ada = await signIn(t, daemon, "Ada", "admin");
    const bytes = lines(service(1));
    const { id } = await begin(kim, bytes);

    assert.equal((await put(ada, id, bytes)).status, 410);
    assert.equal((await put(new Console(daemon, "nobody"), id, bytes)).status, 401);
    assert.equal((await put(kim, id, bytes, { "X-Console": "0" })).status, 403);
    assert.equal((await put(kim, id, bytes, { "Sec-Fetch-Site": "cross-site" })).status, 403);
    assert.equal((await look(kim, id)).state, "awaited", "none of them was taken");
    assert.equal((await put(kim, id, bytes)).status, 200);
    await comesTo(kim, id, "checked");
    for (const [method, more] of [["GET", ""], ["POST", "/start"]])
        assert.equal((await ada.ask(method, `/resources/imports/${id}${more}`, method === "GET" ? undefined : {})).status, 410);
    assert.equal((await kim.ask("POST", `/resources/imports/${id}/start`, {}, { "X-Console": "0" })).status, 403);
    assert.equal(await total(), 0);
    const next = await begin(kim, bytes);
    assert.notEqual(next.id, id);
    assert.equal((await kim.get(`/resources/imports/${id}`)).status, 410, "a new one takes its place");
});

test("a file is as large as it was said to be, and never larger than one may be", async (t) => {
    const { kim } = await keeper(t);
    const bytes = " ".repeat(300000) + lines(service(1));
    const { status, json } = await kim.post("/resources/imports", { bytes: (16 << 20) + 1 });

    assert.deepEqual([status, json.error.code], [413, "too_large"]);
    assert.equal((await kim.post("/resources/imports", {})).status, 400);
    const { id } = await begin(kim, bytes);
    const larger = await put(kim, id, bytes + " ").catch((error) => error);
    assert.ok(larger.status === 413 || larger instanceof Error, `${larger.status}`);
    const foreign = await put(kim, "0".repeat(32), bytes).catch((error) => error);
    assert.ok(foreign.status === 413 || foreign instanceof Error, "nobody has announced it");
    assert.equal((await put(kim, id, bytes)).status, 200);
    assert.deepEqual((await comesTo(kim, id, "checked")).counts, counts(1, 0, 0, 0));
    assert.equal((await put(kim, id, bytes)).status, 200, "sent again it is the same");
});

const garbage = {
    "an empty file": ["a.json", "", /there is no record in it/],
    "an empty list": ["a.json", "[]", /there is no record in it/],
    "a spreadsheet": ["a.xlsx", Buffer.from("PK\x03\x04\x14\x00\x06\x00 and so on", "latin1"), /spreadsheet or a ZIP archive/],
    "UTF-16": ["a.json", Buffer.from("\ufeff[]", "utf16le"), /UTF-16 text/],
    "a table without names": ["a.csv", "colour,size\nred,7\n", /no column for the name/],
    "a packed file that was cut": ["a.json.gz", zlib.gzipSync("[]".repeat(900)).subarray(0, -9), /the file was cut/],
    "a bomb": ["a.json.gz", zlib.gzipSync(Buffer.alloc(65 << 20, " ")), /it is larger than 64 MB/],
};

test("of a file that cannot be read it is said why", async (t) => {
    const { kim, total } = await keeper(t);

    for (const [what, [name, bytes, says]] of Object.entries(garbage)) {
        const checked = await check(kim, bytes, { name });
        assert.deepEqual([checked.state, checked.trouble], ["failed", "unreadable"], what);
        assert.match(checked.why, says, what);
        await kim.must(kim.post(`/resources/imports/${checked.id}/start`));
        assert.equal((await look(kim, checked.id)).state, "failed", what);
    }
    assert.equal(await total(), 0);
});

test("of many refused records a hundred are named and all are counted, and nothing is gone by it", async (t) => {
    const { kim } = await keeper(t);
    const noise = Buffer.from(Array.from({ length: 250 }, (_, n) => `\xff\xfe noise ${n}`).join("\n"), "latin1");

    await store(kim, await check(kim, lines(service(1), service(2)), { feed: "harbor" }));
    const checked = await check(kim, Buffer.concat([Buffer.from(lines(service(1)) + "\n"), noise]), { feed: "harbor" });
    assert.deepEqual([checked.refused.count, checked.refused.items.length, checked.part], [250, 100, true]);
    assert.deepEqual(checked.refused.items[0], { line: 2, id: "", field: "", why: "it is not UTF-8 text" });
    assert.deepEqual(checked.counts, counts(0, 0, 1, 0));
});

test("what is taken out goes in again as it was, as JSON and as a table", { skip }, async (t) => {
    const [here, there] = [await keeper(t), await keeper(t)];
    const expected = { json: "application/json", csv: "text/csv; charset=utf-8" };

    for (const name of ["ilao-dev.hsds3.ndjson", "ma-public-lines.csv"])
        await store(here.kim, await check(here.kim, fs.readFileSync(path.join(samples, name)), { name }));
    for (const [form, type] of Object.entries(expected)) {
        const taken = await take(here.kim, form);
        assert.equal(taken.headers["content-type"], type);
        assert.match(taken.headers["content-disposition"],
            new RegExp(`^attachment; filename="directory-\\d{4}-\\d\\d-\\d\\d\\.${form}"$`));
        const name = `directory.${form}`;
        assert.equal((await store(there.kim, await check(there.kim, taken.body, { name }))).refused.count, 0);
        assert.equal((await take(there.kim, form)).body, taken.body, form);
        const again = await check(there.kim, taken.body, { name });
        assert.deepEqual([again.counts.added, again.counts.changed, again.counts.gone], [0, 0, 0], form);
    }
    const page = JSON.parse((await take(here.kim, "json")).body);
    assert.deepEqual([page.total_items, page.empty, page.last_page], [page.contents.length, false, true]);
    validator()(page.contents);
    const folder = folderFor(t);
    assert.deepEqual(page.contents, JSON.parse(await exporting(here.daemon, folder)).contents);
    const sheet = path.join(folder, "directory.csv");
    assert.equal((await here.daemon.ctl("resources", "export", "--sheet", sheet)).code, 0);
    assert.equal(fs.readFileSync(sheet, "utf8"), (await take(here.kim, "csv")).body, "peerlinectl writes the same");
    assert.equal((await here.daemon.ctl("resources", "export", "--sheet", sheet)).code, 1, "nothing is overwritten");
});

test("an empty directory is an empty file, and still one that can be read", async (t) => {
    const { kim } = await keeper(t);
    const page = JSON.parse((await take(kim, "json")).body);

    assert.deepEqual([page.contents, page.total_items, page.total_pages, page.empty], [[], 0, 1, true]);
    assert.match((await take(kim, "csv")).body, /^key,name,label,[a-z_,]+\r\n$/);
});

let hasSqlite = true;
try { execFileSync("sqlite3", ["--version"]); } catch { hasSqlite = false; }

test("who took it in and who took it out is on record, once each; a check is not",
    { skip: hasSqlite ? false : "sqlite3 is not installed" }, async (t) => {
        const { daemon, kim } = await keeper(t);
        const dana = await signIn(t, daemon, "Dana", "peer");
        const many = lines(...Array.from({ length: 200 }, (_, n) => service(n)));
        const record = () => execFileSync("sqlite3", ["-readonly", daemon.storage, "SELECT name, action FROM audit"
            + " JOIN person ON person.id = audit.person WHERE action LIKE 'resource%' ORDER BY audit.id"])
            .toString().trim().split("\n");

        const checked = await check(kim, many);
        assert.equal((await take(dana, "json")).status, 403);
        await store(kim, checked);
        assert.equal((await take(kim, "json")).status, 200);
        await until("the record", () => record().length === 2);
        assert.deepEqual(record(), ["Kim|resource_import", "Kim|resource_export"]);
        const { items: [made] } = await kim.must(kim.get(`/resources/${uuid(1)}/history`));
        assert.equal(made, undefined, "what is new has no history yet");
        await store(kim, await check(kim, lines(service(1, { name: "Another name" })), { part: "1" }));
        const { items } = await kim.must(kim.get(`/resources/${uuid(1)}/history`));
        assert.ok(items.length && items.every((one) => one.by.name === "Kim"), JSON.stringify(items));
    });

test("of two imports of one feed that run at once the later one counts, and the other says so", async (t) => {
    const { daemon, kim, total } = await keeper(t);
    const ada = await signIn(t, daemon, "Ada", "admin");
    const many = lines(...Array.from({ length: 3000 }, (_, n) => service(n)));
    const run = async (person, id) => {
        await person.must(person.post(`/resources/imports/${id}/start`));
        return comesTo(person, id, "done", "failed");
    };

    const first = await check(kim, many, { feed: "harbor" });
    const second = await check(ada, many, { feed: "harbor" });
    const ended = await Promise.all([run(kim, first.id), run(ada, second.id)]);
    assert.deepEqual(ended.map((one) => `${one.state} ${one.trouble}`).sort(), ["done null", "failed conflict"]);
    assert.equal(await total(), 100, "as many as a page has");
});
