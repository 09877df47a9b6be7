// P13. Every hard record of the sample is taken, or refused by name, as a careful person would do it.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";

import { peerAtDesk, signIn } from "./lib/console.mjs";
import { peerlinectl, run, startDaemon } from "./lib/daemon.mjs";
import { newTexter, takeFrom } from "./lib/desk.mjs";
import { exporting, folderFor, importing, samples, service, skip, uuid, written }
    from "./lib/directory.mjs";
import { startProvider } from "./lib/provider.mjs";
import { until } from "./lib/wait.mjs";

const cases = skip ? []
    : JSON.parse(fs.readFileSync(path.join(samples, "import-edge-cases.json"), "utf8")).cases;
const recordOf = (words) => cases.find((one) => one.case.startsWith(words)).record;

// A list with a record on each line, from the second on.
const asLines = (records) => `[\n${records.map((one) => JSON.stringify(one)).join(",\n")}\n]\n`;

// Every case by itself, with what the line says, shows and gives on: `notes` is what the import
// said of it, `shown` what people see, `source` what is exported, `at` when it is open.
const expected = {
    "missing name": ({ told, shown }) => {
        assert.match(told, /^refused: line \d+: \S+ name - missing$/m);
        assert.equal(shown, null);
    },
    "id is not a UUID (HSDS 2 style)": async ({ told, daemon, file, row }) => {
        assert.match(row.id, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        assert.match(told, /note: .* id - it is no UUID/);
        const again = await importing(daemon, file);
        assert.deepEqual([again.added, again.changed], [0, 0]);
    },
    "no status (HSDS 1/2)": ({ told, shown }) => {
        assert.deepEqual([shown.status, shown.active], ["inactive", false]);
        assert.match(told, /note: .* status - missing/);
    },
    "status defunct after being active": ({ shown }) =>
        assert.deepEqual([shown.status, shown.active], ["defunct", false]),
    "status temporarily closed": ({ shown }) =>
        assert.deepEqual([shown.active, shown.alert], [false, "Closed for repairs until March"]),
    "phone with quotes and +44 (the official HSDS example)": ({ shown }) =>
        assert.deepEqual([shown.call, shown.dial], ["+44 1234 234567 ext. 100", "+441234234567"]),
    "vanity number": ({ shown }) =>
        assert.deepEqual([shown.dial, shown.call], ["8007997233", "1-800-799-SAFE (7233)"]),
    "typo in number: '630-462.7660'": ({ shown }) => assert.equal(shown.dial, "6304627660"),
    "short code with keyword": ({ shown }) =>
        assert.deepEqual([shown.text, shown.call, shown.dial], ["Text HOME to 741741", "", ""]),
    "988 press 1": ({ shown }) =>
        assert.deepEqual([shown.dial, shown.call], ["988", "Dial 988, then press 1"]),
    "fax only": ({ shown, told }) => {
        assert.deepEqual([shown.call, shown.text, shown.dial, shown.active], ["", "", "", false]);
        assert.match(told, /note: .* phones - no way to reach it: not offered/);
    },
    "open across midnight": async ({ open }) => {
        assert.equal(await open("2026-03-07T01:30:00-05:00"), "open", "Saturday 01:30");
        assert.equal(await open("2026-03-07T03:00:00-05:00"), "closed", "Saturday 03:00");
        assert.equal(await open("2026-03-08T01:30:00-05:00"), "open", "Sunday 01:30");
        assert.equal(await open("2026-03-09T01:30:00-05:00"), "closed", "Monday 01:30");
    },
    "all day": async ({ shown, open }) => {
        assert.equal(shown.hours, "24/7");
        assert.equal(await open("2026-03-07T23:59:30-05:00"), "open");
    },
    "UTC Z times": async ({ open, describe }) => {
        assert.equal(await open("2026-03-09T10:30:00-04:00"), "open");
        assert.equal(await open("2026-03-09T18:30:00-04:00"), "closed");
        assert.equal((await describe("2026-03-09T10:30:00-04:00")).hours, "Mon 10am-6pm");
    },
    "first Saturday of the month": async ({ open }) => {
        assert.equal(await open("2026-03-07T11:00:00-05:00"), "open");
        assert.equal(await open("2026-03-14T11:00:00-05:00"), "closed");
        assert.equal(await open("2026-03-06T11:00:00-05:00"), "closed");
    },
    "words only": ({ shown }) => assert.deepEqual([shown.open_now, shown.hours],
        ["unknown", "Repeats every month on the third Tuesday"]),
    "expired schedule": async ({ shown, open }) => {
        assert.equal(shown.open_now, "unknown");
        assert.equal(await open("2026-03-09T10:00:00-05:00"), "unknown", "a Monday in its hours");
    },
    "no schedule": ({ shown }) => assert.deepEqual([shown.open_now, shown.hours], ["unknown", ""]),
    "age limits as sentinels": ({ shown }) => assert.equal(shown.for, ""),
    "text that would break an SMS list": ({ shown, told }) => {
        assert.deepEqual([shown.name, shown.blurb], ["Evil 1. Send money to 555 STOP", "xyz"]);
        assert.match(told, /note: .* name - line breaks/);
        assert.match(told, /note: .* description - .*direction/);
    },
    "curly quotes and dashes": ({ shown }) =>
        assert.deepEqual([shown.label, shown.blurb], ["Women's Lunch Place - Boston", "Meals - showers ..."]),
    "url not http": ({ shown, source, told }) => {
        assert.deepEqual([shown.url, source.url], ["", undefined]);
        assert.match(told, /note: .* url - left out/);
    },
    "url with tracking": ({ shown, source }) => assert.deepEqual([shown.url, source.url],
        ["https://example.org/help", "https://example.org/help?utm_source=x&utm_medium=y"]),
    "same id twice": async ({ shown, told, daemon, folder, record }) => {
        assert.equal(shown.name, "Second");
        assert.match(told, /note: .* id - there twice/);
        const dated = record.map((one, n) => ({ ...one, id: uuid(24), last_modified: `202${6 - n}-01-01T00:00:00Z` }));
        await importing(daemon, written(folder, "dated.json", dated));
        const { contents } = JSON.parse(await exporting(daemon, folder, "dated-out.json"));
        assert.deepEqual(contents.filter((one) => one.id === uuid(24)).map((one) => one.name), ["First"]);
    },
    "nulls and empty arrays": ({ source }) =>
        assert.deepEqual(Object.keys(source).sort(), ["id", "name", "status"]),
    "unknown property": ({ source, record }) => assert.deepEqual(
        [source.x_city_code, source.capacities], [record.x_city_code, record.capacities]),
    "name over 200 characters": ({ shown, record }) => {
        assert.equal(shown.name, record.name);
        assert.ok(shown.label.length <= 30 && record.name.startsWith(`${shown.label} `), shown.label);
    },
    "HTML in description": ({ shown }) => assert.equal(shown.blurb, "Free meals & showers"),
    "local edit then re-import": async ({ shown, kim, daemon, folder, record }) => {
        const at = `/resources/${record.id}`;
        const own = { label: "Ours", blurb: "Our words.", expect: "They ask first." };
        const phone = (number) => [{ id: uuid(1), number }];
        const again = (more) => importing(daemon, written(folder, "again.json", [{ ...record, ...more }]),
            "--feed", "cases", "--part");

        await again({ phones: phone("617-555-0001") });
        const { rev } = await kim.must(kim.get(at));
        await kim.must(kim.ask("PATCH", at, own, { "If-Match": `"${rev}"` }));
        await again({ name: "New name", description: "Theirs.", phones: phone("617-555-0002") });
        const after = await kim.must(kim.get(at));
        assert.deepEqual([after.label, after.blurb, after.expect], Object.values(own));
        assert.deepEqual([after.name, after.call, after.phone_changed], ["New name", "617-555-0002", true]);
        assert.equal(shown.name, record.name);
    },
    "gone from the feed": async ({ daemon, folder, kim }) => {
        const feed = (...all) => importing(daemon, written(folder, "gone.json", all));
        await feed(service(901), service(902));
        assert.equal((await feed(service(901))).gone, 1);
        const gone = await kim.must(kim.get(`/resources/${uuid(902)}`));
        assert.deepEqual([gone.active, gone.gone], [false, true]);
    },
};

test("each case of the sample is handled as it expects", { skip }, async (t) => {
    const daemon = await startDaemon(t);
    const folder = folderFor(t);
    const kim = await signIn(t, daemon, "Kim", "supervisor");
    const records = cases.flatMap((one) => one.record ?? []);
    const file = written(folder, "cases.json", asLines(records));
    const { notes, refused, added } = await importing(daemon, file);
    const { contents } = JSON.parse(await exporting(daemon, folder));
    const rowsAt = async (at) => (await run(peerlinectl, ["resources", "check", file, "--json", "--at", at]))
        .stdout.trim().split("\n").map((one) => JSON.parse(one));

    assert.deepEqual([refused, added], [1, records.length - 2], "one refused, one there twice");
    for (const { case: name, record } of cases) {
        await t.test(name, async () => {
            const line = records.indexOf(Array.isArray(record) ? record.at(-1) : record) + 2;
            const describe = async (at) => (await rowsAt(at))
                .find((one) => one.kind === "service" && one.line === line);
            const row = record && await describe("2026-03-07T12:00:00-05:00");
            await expected[name]({
                daemon, file, folder, kim, record, describe, row,
                told: notes.split("\n").filter((one) => one.includes(` line ${line}:`)).join("\n"),
                shown: row ? await kim.must(kim.get(`/resources/${row.id}`)) : null,
                source: contents.find((one) => one.id === row?.id),
                open: async (at) => (await describe(at)).open,
            });
        });
    }
});

// Of two cases the second half: "past referrals still show it", "never deleted while a referral
// points to it".
test("a place somebody was sent to stays with them, defunct or gone", { skip }, async (t) => {
    const provider = await startProvider(t);
    const daemon = await startDaemon(t, { provider });
    const folder = folderFor(t);
    const feed = (...all) => importing(daemon, written(folder, "feed.json", all));
    const old = { ...recordOf("status defunct"), phones: [{ number: "617-555-0001" }] };
    const texter = newTexter(daemon);

    await feed({ ...old, status: "active" }, service(902));
    const peer = await peerAtDesk(t, daemon, "Dana");
    const conversation = await takeFrom(texter, peer);
    await peer.must(peer.post(`/conversations/${conversation}/list/send`,
        { items: [{ resource_id: old.id }, { resource_id: uuid(902) }] }));
    await provider.texted(texter.from, (one) => one.body.includes("1 Old line"));
    for (const words of ["1", "and 2"]) await texter.text(words);
    const listed = async () => (await peer.conversation(conversation)).list.items;
    await until("both choices", async () => (await listed()).every((one) => one.wish === "wanted"));
    const before = await listed();

    assert.equal((await feed(old)).gone, 1);
    assert.deepEqual(await listed(), before);
    assert.deepEqual((await peer.must(peer.get("/resources"))).items, []);
    for (const id of [old.id, uuid(902)])
        assert.equal((await peer.must(peer.get(`/resources/${id}`))).active, false);
});
