// SPDX-License-Identifier: AGPL-3.0-or-later
// Peers read the directory and say what is wrong; those who keep it check, change and confirm, and
// neither of two people undoes the other unawares.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";

import { settles } from "../daemon/lib/wait.mjs";
import { startLine } from "./lib/line.mjs";
import { texterA } from "./lib/phones.mjs";

const refused = /status of 409 .*\/api\/v1\/resources\//;

async function keeper(line, name, role = "supervisor") {
    const person = await line.person(name, role);
    await person.signIn();
    return person;
}

const fact = (person, name) => person.place.locator("dl div").filter({ hasText: name }).locator("dd");
const hasFocus = (locator) => locator.evaluate((one) => one === document.activeElement);
const getsFocus = (locator) => settles(async () => assert.ok(await hasFocus(locator), `${locator} has no focus`));

// By keys alone; whoever goes so must arrive.
async function tabTo(person, locator, key = "Tab") {
    for (let i = 0; i < 80 && !(await hasFocus(locator)); i++) await person.page.keyboard.press(key);
    assert.ok(await hasFocus(locator), `${locator} is not reached by ${key}`);
}

// The answers of the line, as they are once nine people have told how it went.
const toldOutcomes = (page) => page.route(/\/api\/v1\/resources/, async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    for (const place of json.items ?? [json]) place.outcomes = { told: 12, answered: 9, helped: 7 };
    await route.fulfill({ response, json });
});

test("a place is read by all and kept by some", async (t) => {
    const line = await startLine(t);
    const dana = await line.peerOnShift("Dana");
    const kim = await keeper(line, "Kim");
    const places = (person) => person.page.getByRole("list", { name: "Places" });

    await t.test("a peer reads it, finds by words, and changes nothing", async () => {
        await dana.page.keyboard.press("g");
        await dana.page.keyboard.press("r");
        await places(dana).getByRole("link").first().waitFor();
        await dana.page.getByRole("searchbox").fill("groceries");
        await places(dana).getByRole("link", { name: /warmline/ }).waitFor({ state: "detached" });
        assert.equal(await places(dana).getByRole("link").count(), 1);
        await dana.openPlace(/pantry/);
        assert.equal(await dana.button("Edit").count() + await dana.button("Checked today").count(), 0);
        await dana.place.getByText("1 North Side food pantry: Come to the side door").waitFor();
        await dana.place.getByText("When it is chosen · 2 texts").waitFor();
        await dana.place.getByText("nobody has told us yet").waitFor();
    });

    await t.test("what a peer says is wrong is there at once for those who keep it", async () => {
        await kim.page.getByRole("link", { name: "Directory", exact: true }).click();
        await places(kim).getByRole("link", { name: /pantry/ }).waitFor();
        await dana.button("Something is wrong…").click();
        await dana.sheet.getByRole("textbox").fill("The side door is locked on Fridays.");
        await dana.button("Tell them", dana.sheet).click();
        await dana.says("The people who keep the directory see it now");
        await places(kim).getByRole("link", { name: /pantry/ }).getByText("Something is wrong").waitFor();
        await kim.button("1 place somebody should look at").click();
        await places(kim).getByRole("link", { name: /warmline/ }).waitFor({ state: "detached" });
        await kim.openPlace(/pantry/);
        await kim.place.getByText("History").click();
        await kim.place.getByText("The side door is locked on Fridays.").waitFor();
    });

    await t.test("checked today settles it, on every screen", async () => {
        const before = await fact(dana, "Last checked").textContent();
        await kim.button("Checked today").click();
        await kim.says("Checked today. It is on: peers can offer it.");
        await kim.page.getByText("Nothing matches.").waitFor();
        await kim.page.getByText("Filters (1 in use)").click();
        await kim.button("Without filters").click();
        await dana.place.getByText("Something is wrong", { exact: true }).waitFor({ state: "detached" });
        assert.notEqual(await fact(dana, "Last checked").textContent(), before);
    });

    await t.test("off is off for peers, and the same person can put it on again", async () => {
        await kim.button("Turn off…").click();
        await kim.sheet.getByText("It is in no list that was sent.").waitFor();
        await kim.button("Turn off", kim.sheet).click();
        await kim.says("It is off. Peers cannot offer it any more.");
        await kim.place.getByText("Off", { exact: true }).waitFor();
        await dana.page.getByRole("searchbox").fill("");
        await places(dana).getByRole("link", { name: /warmline/ }).waitFor();
        assert.equal(await places(dana).getByRole("link", { name: /pantry/ }).count(), 0);
        await kim.button("Turn on").click();
        await places(dana).getByRole("link", { name: /pantry/ }).waitFor();
    });

    await t.test("a new place shows how it will be texted, and is off until it is checked", async () => {
        await kim.page.getByRole("link", { name: "New place" }).click();
        await kim.writePlace({ "Name in a list": "Elm Street listening line", "What to expect": "A neighbor answers." });
        await kim.writePlace({ "Number to call": "617-555-0134" });
        await kim.place.getByText("1 Elm Street listening line: Call 617-555-0134. A neighbor answers.").waitFor();
        await kim.button("Add the place").click();
        await kim.place.getByRole("heading", { level: 1, name: "Elm Street listening line" }).waitFor();
        await kim.place.getByText("Off", { exact: true }).waitFor();
        await kim.button("Checked today").click();
        await kim.says("It is on: peers can offer it.");
        await places(dana).getByRole("link", { name: /Elm Street/ }).waitFor();
    });

    await t.test("how it went for others is said in numbers", async () => {
        await toldOutcomes(dana.page);
        await dana.openPlace(/warmline/);
        await dana.place.getByText("7 of 9 who told us: helped").waitFor();
        await dana.page.unrouteAll({ behavior: "wait" });
    });

    await t.test("of a publisher's place only some words are ours, and can be given back", async () => {
        const file = path.join(line.daemon.folder, "feed.json");
        fs.writeFileSync(file, JSON.stringify([{ id: "7b1f8a52-0a55-4a0a-9c49-000000000001", name: "Shore clinic",
            status: "active", description: "Doctors.", phones: [{ id: "7b1f8a52-0a55-4a0a-9c49-000000000002",
                number: "617-555-0177" }] }]));
        await line.daemon.ctl("resources", "import", file, "--feed", "shore");
        await kim.openPlace(/Shore clinic/);
        await kim.editPlace({ "Name in a list": "Shore doctors" });
        assert.equal(await kim.place.getByText("From shore: it is changed there.").count() > 3, true);
        assert.equal(await kim.place.getByRole("textbox", { name: "Number to call" }).count(), 0);
        await kim.button("Save").click();
        await kim.place.getByRole("heading", { level: 1, name: "Shore doctors" }).waitFor();
        await settles(async () => assert.equal(await fact(kim, "Our own words").textContent(), "Name in a list"));
        await kim.button("Edit", kim.place).click();
        await kim.page.getByRole("checkbox", { name: "Use the words of shore again" }).check();
        await kim.button("Save").click();
        await kim.button("Edit", kim.place).waitFor();
        assert.equal(await kim.place.getByText("Our own words").count(), 0);
    });

    await t.test("what is being written is kept, whatever one looks at meanwhile", async () => {
        await kim.openPlace(/Elm Street/);
        await kim.editPlace({ "In one line, for peers": "Neighbors who listen." });
        await kim.page.getByRole("link", { name: "Desk", exact: true }).click();
        await kim.desk.waitFor();
        await kim.page.goBack();
        const field = kim.place.getByRole("textbox", { name: "In one line, for peers" });
        await field.waitFor();
        assert.equal(await field.inputValue(), "Neighbors who listen.");
        await kim.button("Drop my changes").click();
        await kim.button("Edit").waitFor();
        assert.equal(await kim.place.getByText("Neighbors who listen.").count(), 0);
    });

    await line.check();
});

test("two people change one place: both versions stand side by side", async (t) => {
    const line = await startLine(t);
    const kim = await keeper(line, "Kim");
    const ada = await keeper(line, "Ada");
    const group = (name) => kim.page.getByRole("group", { name, exact: true });
    const { keyboard } = kim.page;

    line.expect(refused);
    await kim.openPlace(/warmline/);
    await ada.openPlace(/warmline/);
    await ada.editPlace({ "Name in a list": "Harbor evenings", "In one line, for peers": "Evening talks.", "Tags": "evening" });

    await t.test("an open form says that there is news, and keeps its words", async () => {
        await tabTo(kim, kim.button("Edit", kim.place));
        await keyboard.press("Enter");
        await tabTo(kim, kim.place.getByRole("textbox", { name: "Name in a list" }));
        await keyboard.press("Control+A");
        await keyboard.type("Harbor warm line");
        await tabTo(kim, kim.place.getByRole("textbox", { name: "Cost" }));
        await keyboard.press("Control+A");
        await keyboard.type("Free, always");
        await ada.button("Save").click();
        await ada.says("Saved.");
        await kim.says("Somebody changed this place a moment ago.");
        assert.equal(await kim.place.getByRole("textbox", { name: "Name in a list" }).inputValue(), "Harbor warm line");
    });

    await t.test("saving shows mine and theirs, and nobody decides for me", async () => {
        await tabTo(kim, kim.button("Save", kim.place));
        await keyboard.press("Enter");
        const heading = kim.page.getByRole("heading", { name: "Two versions" });
        await heading.waitFor();
        await getsFocus(heading);
        await kim.says("Ada changed this place while you were writing.");
        const sides = group("Name in a list").getByRole("radio");
        assert.deepEqual(await sides.evaluateAll((all) => all.map((one) => one.checked)), [false, false]);
        await group("Name in a list").getByText("Before: Harbor Street warmline").waitFor();
        assert.ok(await group("Cost").getByRole("radio", { name: "Mine" }).isChecked());
        assert.ok(await group("Tags").getByRole("radio", { name: "Ada" }).isChecked());
        assert.ok(await kim.button("Save what I chose").isDisabled());
    });

    await t.test("chosen by keys, field by field, both people's words stand", async () => {
        await tabTo(kim, group("Name in a list").getByRole("radio", { name: "Mine" }));
        await keyboard.press("Space");
        await tabTo(kim, kim.button("Save what I chose"));
        await keyboard.press("Enter");
        await kim.says("Saved.");
        for (const person of [kim, ada]) {
            await person.place.getByRole("heading", { level: 1, name: "Harbor warm line" }).waitFor();
            await person.place.getByText("Evening talks.").waitFor();
            assert.equal(await fact(person, "Cost").textContent(), "Free, always");
            assert.equal(await fact(person, "Tags").textContent(), "evening");
        }
    });

    await t.test("theirs can be kept and mine dropped", async () => {
        await ada.editPlace({ Area: "Harbor City" });
        await kim.editPlace({ Area: "Demo Town" });
        await ada.button("Save").click();
        await ada.says("Saved.");
        await kim.button("Save").click();
        await kim.button("Keep theirs, drop mine").click();
        await kim.button("Edit").waitFor();
        assert.equal(await fact(kim, "Area").textContent(), "Harbor City");
    });

    await line.check();
});

test("a number waits for a second person; until then everybody gets the old one", async (t) => {
    const line = await startLine(t);
    const dana = await line.peerOnShift("Dana");
    const kim = await keeper(line, "Kim");
    const ada = await keeper(line, "Ada", "admin");
    const number = (person) => fact(person, "Number to call").textContent();

    for (const person of [dana, kim, ada]) await person.openPlace(/warmline/);
    await kim.editPlace({ "Number to call": "617-555-0199" });
    await kim.button("Save").click();
    await kim.says("Numbers and hours wait for a second person");
    await kim.says("You asked for this.");
    assert.equal(await kim.button("I tried it: use it").count(), 0);
    await dana.place.getByRole("heading", { name: "Waits for a second person" }).waitFor();
    assert.equal(await number(dana), "617-555-0110");
    assert.equal(await dana.button("I tried it: use it").count(), 0);

    await ada.button("1 place waits for a second person").click();
    await ada.button("I tried it: use it").click();
    await ada.says("Published. It counts as checked today.");
    for (const person of [dana, kim, ada]) {
        await person.place.getByRole("heading", { name: "Waits for a second person" }).waitFor({ state: "detached" });
        assert.equal(await number(person), "617-555-0199");
    }

    await ada.editPlace({ Hours: "Weekends" });
    await ada.button("Save").click();
    await kim.button("Keep the old one").click();
    await kim.says("Dropped. The old value stays.");
    await ada.place.getByRole("heading", { name: "Waits for a second person" }).waitFor({ state: "detached" });
    assert.match(await fact(ada, "Hours").textContent(), /^Every day 4pm-11pm/);
    await line.check();
});

test("the starter directory comes on place by place, as each is checked", async (t) => {
    const line = await startLine(t, { directory: "massachusetts" });
    const dana = await line.peerOnShift("Dana");
    const kim = await keeper(line, "Kim");

    await dana.page.getByRole("link", { name: "Directory", exact: true }).click();
    await dana.says("Nothing matches.");
    await kim.openPlace(/^988 Lifeline/);
    await kim.place.getByText("not checked yet").waitFor();
    await kim.place.getByText("1 988 Lifeline: Call 988. Text 988 (AYUDA: Spanish). By text").waitFor();
    await kim.button("Checked today").click();
    await kim.says("It is on: peers can offer it.");
    await dana.page.getByRole("list", { name: "Places" }).getByRole("link", { name: /988 Lifeline/ }).waitFor();
    await kim.page.getByText("Filters", { exact: true }).click();
    await kim.page.getByRole("combobox", { name: "Show" }).selectOption({ label: "Off" });
    await kim.page.getByRole("list", { name: "Places" }).getByRole("link", { name: /988 Lifeline/ })
        .waitFor({ state: "detached" });
    await line.check();
});

test("whoever makes a list sees how it went for others, and what is wrong with a place", async (t) => {
    const line = await startLine(t);
    const phones = await line.phones();
    const dana = await line.peerOnShift("Dana");

    await dana.openPlace(/warmline/);
    await dana.button("Something is wrong…").click();
    await dana.sheet.getByRole("textbox").fill("Nobody answers.");
    await dana.button("Tell them", dana.sheet).click();
    await dana.sheet.waitFor({ state: "hidden" });
    await dana.page.getByRole("link", { name: "Desk", exact: true }).click();
    await phones.of("Texter A").write("is there anybody to talk to tonight?");
    await dana.accept();
    await toldOutcomes(dana.page);
    await dana.page.getByRole("link", { name: "List", exact: true }).first().click();
    const place = dana.page.getByRole("list", { name: "Places" }).getByRole("listitem").filter({ hasText: "warmline" });
    await place.getByText("7 of 9 who told us: helped").waitFor();
    await place.getByText("Something is wrong").waitFor();
    await dana.page.unrouteAll({ behavior: "wait" });
    await line.check(texterA);
});
