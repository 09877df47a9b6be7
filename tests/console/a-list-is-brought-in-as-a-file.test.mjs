// SPDX-License-Identifier: AGPL-3.0-or-later
// Whoever keeps the directory brings a list in as a file: what it would do is said first, then it is
// done, and all of it can be taken along again.

import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";

import { service, uuid } from "../daemon/lib/directory.mjs";
import { settles } from "../daemon/lib/wait.mjs";
import { isForEverybody } from "./lib/everybody.mjs";
import { startLine } from "./lib/line.mjs";

const pane = (person) => person.page.locator(".entry");
const places = (person) => person.page.getByRole("list", { name: "Places" });
const link = (person, name) => person.page.getByRole("link", { name, exact: true });
const field = (person) => pane(person).getByLabel("File");
const hasFocus = (locator) => settles(async () =>
    assert.ok(await locator.evaluate((one) => one === document.activeElement), `${locator} has no focus`));
const lines = (...records) => Buffer.from(records.map((one) =>
    typeof one === "string" ? one : JSON.stringify(one)).join("\n"));

async function keeper(line, name, role = "supervisor") {
    const person = await line.person(name, role);
    await person.signIn();
    await link(person, "Directory").click();
    await link(person, "Import and export").click();
    await field(person).waitFor();
    return person;
}

async function check(person, buffer, name) {
    await field(person).setInputFiles({ name, mimeType: "application/octet-stream", buffer });
    await person.button("Check the file").click();
}

const counts = (person) => pane(person).locator(".import-counts li").allTextContents();
const said = (person, heading) => pane(person).getByRole("heading", { name: heading, exact: true }).waitFor();

test("a list is checked, brought in, and taken along", async (t) => {
    const line = await startLine(t);
    const kim = await keeper(line, "Kim");
    const dana = await line.peerOnShift("Dana");
    const refused = pane(kim).getByRole("list", { name: "3 records are refused" });
    const feed = lines(service(1, { name: "Shore clinic" }), service(2, { name: "Shore kitchen" }),
        { id: uuid(9), status: "active" }, "{broken", { id: uuid(8), name: "Main Street", location_type: "physical" });
    const took = {};

    await t.test("by keyboard: the check says what would be, and every refused record", async () => {
        const { keyboard } = kim.page;
        await field(kim).setInputFiles({ name: "shore.ndjson", mimeType: "application/json", buffer: feed });
        await settles(async () => assert.equal(
            await pane(kim).getByRole("textbox", { name: "Name of the list" }).inputValue(), "shore"));
        await pane(kim).getByRole("textbox", { name: "Name of the list" }).press("Enter");
        const heading = pane(kim).getByRole("heading", { name: "What the import would do" });
        await heading.waitFor();
        await hasFocus(heading);
        assert.deepEqual(await counts(kim), ["2 new places", "3 records are refused"]);
        const [nameless, broken, foreign] = await refused.getByRole("listitem").allTextContents();
        assert.equal(nameless, "Line 3 · name: missing");
        assert.match(broken, /^Line 4: /);
        assert.equal(foreign, "Line 5: left out: it is a location, not a service");
        await kim.says("Nothing has been changed so far.");
        await keyboard.press("Tab");
        await hasFocus(kim.button("Import"));
    });

    await t.test("until it is imported nothing is there, and then it is there for everybody", async () => {
        await link(dana, "Directory").click();
        await places(dana).getByRole("link", { name: /warmline/ }).waitFor();
        assert.equal(await places(dana).getByRole("link", { name: /Shore/ }).count(), 0);
        assert.equal(await link(dana, "Import and export").count(), 0);
        await kim.page.keyboard.press("Enter");
        await said(kim, "This is in now");
        assert.deepEqual(await counts(kim), ["2 new places", "3 records are refused"]);
        await refused.waitFor();
        await places(dana).getByRole("link", { name: /Shore kitchen/ }).waitFor();
        await places(kim).getByRole("link", { name: /Shore clinic/ }).waitFor();
    });

    await t.test("the same once more has nothing to import", async () => {
        await kim.button("Choose another file").click();
        await check(kim, feed, "shore.ndjson");
        await kim.says("All of it is here already.");
        assert.equal(await kim.button("Import").count(), 0);
        assert.deepEqual(await counts(kim), ["2 places as they were", "3 records are refused"]);
    });

    await t.test("what is there is what one takes along", async () => {
        for (const [form, words] of [["json", "HSDS 3.0 (JSON)"], ["csv", "Table (CSV)"]]) {
            const coming = kim.page.waitForEvent("download");
            await link(kim, words).click();
            const download = await coming;
            assert.match(download.suggestedFilename(), new RegExp(`^directory-\\d{4}-\\d\\d-\\d\\d\\.${form}$`));
            took[form] = fs.readFileSync(await download.path());
        }
        const names = JSON.parse(took.json).contents.map((one) => one.name);
        assert.ok(names.includes("Shore clinic") && names.includes("Shore kitchen"), `${names}`);
        assert.match(took.csv.toString(), /^key,name,[^]*Shore clinic[^]*Shore kitchen/);
    });

    await t.test("what was taken along can come back: a list that has lost a place switches it off", async () => {
        const { contents } = JSON.parse(took.json);
        const left = contents.filter((one) => one.name === "Shore kitchen");
        await kim.button("Choose another file").click();
        await check(kim, lines(...left), "shore.json");
        await said(kim, "What the import would do");
        assert.deepEqual(await counts(kim), ["1 place as it was", "1 place is gone from the list: switched off"]);
        await kim.button("Import").click();
        await said(kim, "This is in now");
        await places(dana).getByRole("link", { name: /Shore clinic/ }).waitFor({ state: "detached" });
        await places(dana).getByRole("link", { name: /Shore kitchen/ }).waitFor();
    });

    await t.test("a part of a list switches nothing off, and a table is read as well", async () => {
        await kim.button("Choose another file").click();
        await pane(kim).getByRole("checkbox", { name: /only a part/ }).check();
        await check(kim, Buffer.from(`key,name,call\n${uuid(7)},Shore garden,617-555-0107\n`), "shore.csv");
        await said(kim, "What the import would do");
        await kim.says("What is not in the file stays as it is.");
        assert.deepEqual(await counts(kim), ["1 new place"]);
    });

    await line.check();
});

test("what cannot be read is said where it was chosen", async (t) => {
    const line = await startLine(t);
    const ada = await keeper(line, "Ada", "admin");
    const trouble = pane(ada).locator(".trouble");
    const cannot = async (buffer, name, words) => {
        await check(ada, buffer, name);
        await trouble.filter({ hasText: words }).waitFor();
        await hasFocus(trouble);
        assert.equal(await ada.button("Import").count(), 0);
        await ada.button("Choose another file").click();
    };

    await cannot(Buffer.alloc(0), "empty.json", "This file can't be read. empty.json: there is no record in it.");
    await cannot(Buffer.from("PK\x03\x04 a workbook"), "places.xlsx", "it is a spreadsheet or a ZIP archive");
    await check(ada, lines(...Array.from({ length: 130 }, (_, n) => ({ id: uuid(n) }))), "nameless.json");
    await ada.says("There is no place in it that can be read.");
    const list = pane(ada).getByRole("list", { name: "130 records are refused" });
    await list.getByText("and 30 more").waitFor();
    assert.equal(await list.getByRole("listitem").count(), 101);
    assert.equal(await ada.button("Import").count(), 0);

    line.expect(/status of 413 /);
    await ada.button("Choose another file").click();
    await ada.page.route(/\/resources\/imports$/, (route) => route.fulfill({ status: 413, json: { error: { code: "too_large" } } }));
    await check(ada, lines(service(1)), "large.json");
    await trouble.filter({ hasText: "The file is too large. Packed it may have 16 MB." }).waitFor();
    await ada.page.unrouteAll({ behavior: "wait" });

    line.expect(/status of 410 /);
    await ada.button("Choose another file").click();
    await check(ada, lines(service(1)), "late.json");
    await said(ada, "What the import would do");
    await ada.page.evaluate(() => fetch("/api/v1/resources/imports", { method: "POST", body: '{"bytes":1}',
        headers: { "X-Console": "1", "Idempotency-Key": crypto.randomUUID(), "Content-Type": "application/json" } }));
    await ada.button("Import").click();
    await trouble.filter({ hasText: "This check is over. Choose the file again." }).waitFor();
    await line.check();
});

// The line's answers, held at one moment of an import.
async function heldAt(person, state) {
    let held = true;
    await person.page.route(/\/resources\/imports\/[0-9a-f]+$/, async (route) => {
        const response = await route.fetch();
        const json = await response.json();
        await route.fulfill({ response, json: held ? { ...json, state, total: 5000, at: 640 } : json });
    });
    return () => (held = false);
}

test("a long import shows how far it is, is for everybody, and goes on while one looks elsewhere", async (t) => {
    const line = await startLine(t);
    const kim = await keeper(line, "Kim");
    const many = lines(...Array.from({ length: 12 }, (_, n) => service(n)), ...Array.from({ length: 3 }, () => "{"));

    await isForEverybody(t, "import", kim.page);
    await check(kim, many, "a-rather-long-name-of-a-county-directory-of-2026.ndjson");
    await said(kim, "What the import would do");
    await isForEverybody(t, "import-checked", kim.page);
    const goOn = await heldAt(kim, "storing");
    await kim.button("Import").click();
    await kim.says("640 of 5000 places are in…");
    assert.equal(await pane(kim).getByRole("progressbar").getAttribute("value"), "640");
    await isForEverybody(t, "import-storing", kim.page);
    await link(kim, "Desk").click();
    await kim.desk.waitFor();
    goOn();
    await kim.page.goBack();
    await said(kim, "This is in now");
    assert.deepEqual(await counts(kim), ["12 new places", "3 records are refused"]);
    await line.check();
});
