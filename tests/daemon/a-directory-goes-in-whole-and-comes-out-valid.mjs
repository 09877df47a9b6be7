// A directory goes in whole, comes out valid by the official schema, and is kept true by people.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import zlib from "node:zlib";

import { signIn } from "./lib/console.mjs";
import { root, peerlinectl, run, startDaemon } from "./lib/daemon.mjs";
import { exporting, folderFor, importing, samples, service, skip, uuid, validator, written }
    from "./lib/directory.mjs";
import { until } from "./lib/wait.mjs";

test("every sample goes in, twice changes nothing, and what comes out is valid", { skip }, async (t) => {
    const daemon = await startDaemon(t);
    const folder = folderFor(t);
    const files = ["ilao-dev.hsds3.ndjson", "ilao-dev-20.page.json", "sanmateo.page.json",
        "ma-public-lines.page.json", "hsds-3.0-examples/service_full.json", "hsds-3.0-examples/service_list.json",
        "hsds-3.0-examples/service_at_location_full.json", "hsds-3.0-examples/service_at_location_list.json",
        "hsds-3.0-examples/organization_full.json", "hsds-3.1-examples/service_full.json",
        "hsds-3.1-examples/service_at_location_full.json", "hsds-3.1-examples/organization_full.json",
        "hsds-3.0-examples/csv", "ma-public-lines.csv", "sanmateo-csv", "legacy-ilao-csv",
        "legacy-ohana-csv", "load/ilao-dev-x21.hsds3.ndjson.gz"];

    for (const file of files) {
        const first = await importing(daemon, path.join(samples, file), "--feed", file);
        const second = await importing(daemon, path.join(samples, file), "--feed", file);
        assert.equal(first.refused, 0, file);
        assert.deepEqual([second.added, second.changed, second.gone], [0, 0, 0], file);
    }
    const { contents } = JSON.parse(await exporting(daemon, folder));
    assert.ok(contents.length > 5280, `${contents.length}`);
    validator()(contents);
});

test("what is no service is said to be something else", { skip }, async () => {
    const others = { "base.json": /it describes an API/, "location.json": /it is a location/,
        "organization_list.json": /it is an organization/, "taxonomy.json": /it is a taxonomy/,
        "taxonomy_list.json": /it is a taxonomy/, "taxonomy_term.json": /it is a taxonomy term/,
        "taxonomy_term_list.json": /it is a taxonomy term/ };

    for (const [file, says] of Object.entries(others)) {
        const { code, stdout, stderr } = await run(peerlinectl,
            ["resources", "check", path.join(samples, "hsds-3.0-examples", file)]);
        assert.match(stderr, says, file);
        assert.match(stdout, /^0 services go in, 1 records are refused/);
        assert.equal(code, 1);
    }
});

test("import, export, import is a fixed point, as JSON and as CSV", { skip }, async (t) => {
    const folder = folderFor(t);
    const lines = [await startDaemon(t), await startDaemon(t), await startDaemon(t)];
    const file = path.join(folder, "export.json");

    await importing(lines[0], path.join(samples, "ilao-dev.hsds3.ndjson"));
    await importing(lines[0], path.join(samples, "ma-public-lines.csv"));
    const first = await exporting(lines[0], folder);
    const again = await importing(lines[0], file);
    assert.deepEqual([again.added, again.changed, again.gone], [0, 0, 0]);
    await importing(lines[1], file);
    assert.equal(await exporting(lines[1], folder, "again.json"), first);

    const tables = path.join(folder, "tables");
    assert.equal((await lines[1].ctl("resources", "export", "--csv", tables)).code, 0);
    await importing(lines[2], tables);
    validator()(JSON.parse(await exporting(lines[2], folder, "tables.json")).contents);
    const more = path.join(folder, "more-tables");
    assert.equal((await lines[2].ctl("resources", "export", "--csv", more)).code, 0);
    for (const name of fs.readdirSync(tables))
        assert.equal(fs.readFileSync(path.join(more, name), "utf8"),
            fs.readFileSync(path.join(tables, name), "utf8"), name);
});

test("what is refused is named with its line, field and reason, and the rest goes in", async (t) => {
    const daemon = await startDaemon(t);
    const folder = folderFor(t);
    const lines = [service(1), { id: uuid(2), status: "active" }, "{broken", service(3)];
    const file = written(folder, "feed.ndjson.gz", zlib.gzipSync(
        lines.map((one) => typeof one === "string" ? one : JSON.stringify(one)).join("\n")));
    const { added, refused, notes } = await importing(daemon, file);

    assert.deepEqual([added, refused], [2, 2]);
    assert.match(notes, new RegExp(`refused: line 2: ${uuid(2)} name - missing`));
    assert.match(notes, /refused: line 3: /);
});

test("what a feed no longer has is off and kept; a part of a feed turns nothing off", async (t) => {
    const daemon = await startDaemon(t);
    const folder = folderFor(t);
    const feed = (...services) => written(folder, "feed.json", services);

    await importing(daemon, feed(service(1), service(2), service(3)));
    assert.equal((await importing(daemon, feed(service(1)), "--part")).gone, 0);
    assert.equal((await importing(daemon, feed(service(1), service(2)))).gone, 1);
    const { contents } = JSON.parse(await exporting(daemon, folder));
    assert.deepEqual(contents.map((one) => one.status).sort(), ["active", "active", "inactive"]);
    assert.equal((await importing(daemon, feed(service(1), service(2), service(3)))).changed, 1);
});

test("the line's own words survive, a changed number is flagged, and who saw less gets 409", async (t) => {
    const daemon = await startDaemon(t);
    const folder = folderFor(t);
    const kim = await signIn(t, daemon, "Kim", "supervisor");
    const dana = await signIn(t, daemon, "Dana", "peer");
    const at = `/resources/${uuid(1)}`;
    const match = (rev) => ({ "If-Match": `"${rev}"` });

    await importing(daemon, written(folder, "feed.json", [service(1)]));
    const before = await kim.must(kim.get(at));
    assert.equal((await dana.ask("PATCH", at, { label: "Mine" }, match(before.rev))).status, 403);
    const edited = await kim.must(kim.ask("PATCH", at, { label: "Ours", expect: "They ask first." },
        match(before.rev)));
    assert.deepEqual([edited.label, edited.own], ["Ours", ["label", "expect"]]);
    const late = await kim.ask("PATCH", at, { label: "Too late" }, match(before.rev));
    assert.deepEqual([late.status, late.json.error.code, late.json.current.label],
        [409, "conflict", "Ours"]);
    assert.equal((await kim.ask("PATCH", at, { call: "1" }, match(edited.rev))).status, 422);

    const changed = service(1, { name: "New name" });
    changed.phones[0].number = "617-555-9999";
    await importing(daemon, written(folder, "feed.json", [changed]));
    const after = await kim.must(kim.get(at));
    assert.deepEqual([after.label, after.expect, after.name, after.call, after.phone_changed],
        ["Ours", "They ask first.", "New name", "617-555-9999", true]);

    const checked = await kim.must(kim.post(`${at}/checked`, {}, match(after.rev)));
    assert.deepEqual([checked.phone_changed, checked.stale], [false, false]);
    assert.match(checked.checked, /^\d{4}-\d\d-\d\d$/);
    const { items } = await kim.must(kim.get(`${at}/history`));
    const call = items.find((one) => one.what === "call");
    assert.deepEqual([call.was, call.became, call.by], ["617-555-0001", "617-555-9999", null]);
    assert.equal(items.find((one) => one.what === "label").by.name, "Kim");
});

test("the starter directory is off until somebody has checked it today", async (t) => {
    const daemon = await startDaemon(t,
        { resources_file: path.join(root, "config/resources/massachusetts.json") });
    const kim = await signIn(t, daemon, "Kim", "supervisor");

    assert.deepEqual((await kim.must(kim.get("/resources"))).items, []);
    const { items } = await kim.must(kim.get("/resources?all=1&q=wildflower"));
    assert.ok(items.length >= 1 && items.every((one) => !one.active));
    const checked = await kim.must(kim.post(`/resources/${items[0].id}/checked`, {},
        { "If-Match": String(items[0].rev) }));
    assert.ok(checked.active);
    assert.deepEqual((await kim.must(kim.get("/resources"))).items.map((one) => one.id),
        [items[0].id]);
});

test("services are found by words, place, language, cost, people and hours", async (t) => {
    const daemon = await startDaemon(t);
    const folder = folderFor(t);
    const dana = await signIn(t, daemon, "Dana", "peer");
    const always = { freq: "WEEKLY", byday: "MO,TU,WE,TH,FR,SA,SU", opens_at: "00:00", closes_at: "23:59" };
    const found = async (query) =>
        (await dana.must(dana.get(`/resources?${query}`))).items.map((one) => one.name);

    await importing(daemon, written(folder, "feed.json", [
        service(1, { name: "Harbor pantry", description: "Groceries for anyone.",
            service_areas: [{ name: "Boston" }], languages: [{ name: "Spanish", code: "es" }],
            fees_description: "Free", schedules: [always] }),
        service(2, { name: "Hill clinic", description: "Doctors.",
            service_areas: [{ name: "Worcester" }], eligibility_description: "Veterans",
            schedules: [{ description: "By appointment" }] }),
        service(3, { name: "Old pantry", status: "defunct" }),
    ]));
    assert.deepEqual(await found("q=pant"), ["Harbor pantry"]);
    assert.deepEqual(await found("q=groceries+any"), ["Harbor pantry"]);
    assert.deepEqual(await found('q=%22%20OR%20pantry%22)*'), []);
    assert.deepEqual(await found("area=worc"), ["Hill clinic"]);
    assert.deepEqual(await found("lang=es"), ["Harbor pantry"]);
    assert.deepEqual(await found("free=1"), ["Harbor pantry"]);
    assert.deepEqual(await found("for=veteran"), ["Hill clinic"]);
    assert.deepEqual(await found("open_now=1"), ["Harbor pantry"]);
    assert.deepEqual((await found("")).length, 2);
    const hill = (await dana.must(dana.get("/resources?q=hill"))).items[0];
    assert.deepEqual([hill.open_now, hill.hours], ["unknown", "By appointment"]);
});

test("a feed is fetched page by page, then what changed, and asks nothing about anyone", async (t) => {
    const folder = folderFor(t);
    const theirs = await startDaemon(t, { hsds_public: true });
    const many = Array.from({ length: 120 }, (_, n) => service(n + 1));

    await importing(theirs, written(folder, "feed.json", many));
    const ours = await startDaemon(t, { directory_feeds: [
        { id: "theirs", url: `http://127.0.0.1:${theirs.port}/hsds`, every: "10s" }] });
    await until("the feed", () => /feed_done feed=theirs full=1 pages=3 /.test(ours.log));
    const { contents } = JSON.parse(await exporting(ours, folder));
    assert.deepEqual(contents.map((one) => one.name).sort(), many.map((one) => one.name).sort());
});

test("peerlinectl resources check needs no daemon and tells how a record would be read", async (t) => {
    const file = written(folderFor(t), "one.json", service(1, { schedules: [
        { freq: "WEEKLY", byday: "FR", opens_at: "19:00-05:00", closes_at: "02:00-05:00" }] }));
    const check = async (at) => JSON.parse((await run(peerlinectl,
        ["resources", "check", file, "--json", "--at", at])).stdout.trim().split("\n").pop());

    assert.equal((await check("2026-03-07T01:30:00-05:00")).open, "open");
    assert.equal((await check("2026-03-07T03:00:00-05:00")).open, "closed");
});

test("peerlinectl resources explains itself, and counts what there is to do", async (t) => {
    const ctl = async (...args) => run(peerlinectl, ["resources", ...args]);
    for (const [command, words] of [["import", /--feed NAME[^]*--columns MAP[^]*--part/], ["export", /--csv/],
        ["check", /--json[^]*--at TIME/]]) {
        const { code, stdout } = await ctl(command, "--help");
        assert.equal(code, 0);
        assert.match(stdout, words);
    }
    assert.equal((await ctl("check")).code, 2);
    const { code, stdout } = await ctl("check", written(folderFor(t), "some.json", [service(1),
        service(2, { phones: [] }), service(3, { name: "A name that has far too many letters for a list" })]));
    assert.equal(code, 0);
    assert.match(stdout, /^3 services go in, 0 records are refused$/m);
    for (const line of ["2 of them can be offered", "1 of them cannot be called", "3 of them have no hours",
        "1 of them have a name that was cut"])
        assert.match(stdout, new RegExp(`^ +${line}`, "m"));
});

test("an export overwrites nothing, and can go to standard output", async (t) => {
    const daemon = await startDaemon(t);
    const folder = folderFor(t);
    await importing(daemon, written(folder, "feed.json", [service(1)]));
    for (const [name, ...more] of [["feed.json"], ["", "--csv"]]) {
        const { code, stderr } = await daemon.ctl("resources", "export", ...more, path.join(folder, name));
        assert.equal(code, 1);
        assert.match(stderr, /File exists/);
    }
    const { code, stdout } = await daemon.ctl("resources", "export", "-");
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout).contents.map((one) => one.id), [uuid(1)]);
});

const script = ["/usr/bin/script", "/bin/script"].find((file) => fs.existsSync(file));

test("on a terminal a long import tells how far it is",
    { skip: script ? false : "there is no script(1) to be a terminal" }, async (t) => {
        const daemon = await startDaemon(t);
        const file = written(folderFor(t), "feed.json", Array.from({ length: 200 }, (_, n) => service(n + 1)));
        const { code, stdout } = await run(script, ["-qec",
            `${peerlinectl} --socket ${daemon.config.control_socket} resources import ${file}`, "/dev/null"]);

        assert.equal(code, 0);
        assert.match(stdout, /\r64 of 200 services\r128 of 200 services\r192 of 200 services\r200 of 200 services\r?\n/);
        assert.match(stdout, /200 added/);
        assert.doesNotMatch((await importing(daemon, file)).notes, /of 200 services/, "a pipe is no terminal");
    });
