// SPDX-License-Identifier: AGPL-3.0-or-later
// Ladders are changed by supervisors: with what each step would do now, faults in words, and both
// versions side by side when somebody was faster.

import assert from "node:assert/strict";
import test from "node:test";

import { isForEverybody } from "./lib/everybody.mjs";
import { startLine } from "./lib/line.mjs";
import { texterA } from "./lib/phones.mjs";

const samsNumber = "+16175550141";
const adasNumber = "+16175550140";
const secondPhone = "+16175550149";

class LadderScreen {
    constructor(person) {
        this.person = person;
        this.page = person.page;
    }

    async open() {
        await this.page.getByRole("link", { name: "Team", exact: true }).click();
        await this.page.getByRole("link", { name: "Who is woken when an alert comes" }).click();
        await this.page.getByRole("heading", { level: 1, name: "Who is woken when" }).waitFor();
        await this.step(1).waitFor();
    }

    step(n) {
        return this.page.getByRole("group", { name: `Step ${n}`, exact: true });
    }

    get stepCount() {
        return this.page.getByRole("group", { name: /^Step \d+$/ }).count();
    }

    async level(name) {
        await this.page.getByRole("navigation", { name: "For alerts of this level" })
            .getByRole("link", { name }).click();
        await this.page.getByRole("navigation", { name: "For alerts of this level" })
            .locator("[aria-current]", { hasText: name }).waitFor();
    }

    async line(name) {
        const choice = this.page.getByRole("navigation", { name: "Line", exact: true });
        await choice.getByRole("link", { name }).click();
        await choice.locator("[aria-current]", { hasText: name }).waitFor();
    }

    // Who is woken by step 1, as it stands in its field.
    async firstWakes(who) {
        await this.step(1).getByLabel("Who").locator("option:checked", { hasText: who })
            .waitFor({ state: "attached" });
    }

    async removeAllButFirst() {
        for (let n = await this.stepCount; n > 1; n--)
            await this.person.button(`Remove step ${n}`).press("Enter");
    }

    get saveButton() { return this.person.button("Save"); }
}

test("a supervisor changes who is woken when", async (t) => {
    const line = await startLine(t);
    const phones = await line.phones();
    const ada = await line.person("Ada", "supervisor", { phone: adasNumber });
    await ada.signIn();
    await line.responder("Sam", samsNumber);
    const ladder = new LadderScreen(ada);
    await ladder.open();

    await t.test("the screen is for everybody, at every width", async (t) => {
        await isForEverybody(t, "ladder", ada.page);
    });

    await t.test("each step says what it would do now, and a long gap is explained", async () => {
        await ladder.step(1).getByText("Nobody is on call by the rota now: 1 responder stands in.").waitFor();
        await ada.says("3 min until the next step: meanwhile this one is woken again every 2 min.");
        await ladder.removeAllButFirst();
        await ladder.step(1).getByLabel("Who").selectOption("All supervisors");
        await ladder.step(1).getByText("Wakes 1 person now.").waitFor();
    });

    await t.test("what is wrong is said at its place, by keyboard", async () => {
        await ada.button("Add a step").press("Enter");
        await ada.button("Add a step").press("Enter");
        await ladder.step(3).getByLabel("Who").selectOption("A phone number");
        await ladder.step(3).getByText("Only people with an account can take it.").waitFor();
        await ladder.step(3).getByLabel("Minutes").fill("1");
        await ladder.saveButton.press("Enter");
        await ladder.step(3).getByText("This comes before step 2. Give it a later time.").waitFor();
        const minutes = ladder.step(3).getByLabel("Minutes");
        await minutes.and(ada.page.locator(":focus")).waitFor();
        assert.equal(await minutes.getAttribute("aria-invalid"), "true");
        await minutes.fill("4");
        await ladder.step(3).getByText("A number with its country code").waitFor();
        await ladder.step(3).getByRole("textbox", { name: "Phone number" }).fill(secondPhone);
        await ladder.saveButton.press("Enter");
        await ada.says("Saved. New alerts of this level go down this ladder.");
        assert.ok(await ladder.saveButton.isDisabled());
    });

    await t.test("other levels keep theirs", async () => {
        await ladder.level("Imminent");
        await ada.says("nobody has changed it yet");
        await ladder.level("High");
        await ladder.step(3).waitFor();
        assert.equal(await ladder.stepCount, 3);
    });

    await t.test("an alert goes down the new one", async () => {
        await phones.of("Texter A").write("sometimes i think about killing myself"); // High
        await phones.of("Ada, supervisor").got("alert");
        assert.equal(await phones.of("Sam, responder").texts("alert").count(), 0);
    });

    await line.check(texterA, samsNumber);
});

test("whoever was slower sees both versions", async (t) => {
    const line = await startLine(t);
    const ada = await line.person("Ada", "supervisor");
    const kim = await line.person("Kim", "supervisor");
    const [adas, kims] = [new LadderScreen(ada), new LadderScreen(kim)];
    const both = kim.page.getByRole("region", { name: /^Somebody changed this a moment ago/ });
    const change = async (screen, who) => {
        await screen.removeAllButFirst();
        await screen.step(1).getByLabel("Who").selectOption(who);
    };
    const saved = (person) => person.says("Saved. New alerts");

    for (const screen of [adas, kims]) {
        await screen.person.signIn();
        await screen.open();
    }
    await change(kims, "All supervisors");
    await change(adas, "All responders");
    await adas.saveButton.click();
    await saved(ada);

    await t.test("nothing of theirs is lost when it comes", async (t) => {
        line.expect(/status of 409 .*\/oncall\/ladder/);
        await kims.saveButton.click();
        await both.getByRole("region", { name: "Theirs, saved now" })
            .getByText("At once: All responders · By text").waitFor();
        await both.getByRole("region", { name: "Yours" })
            .getByText("At once: All supervisors · By text").waitFor();
        await isForEverybody(t, "both ladders", kim.page);
    });

    await t.test("one's own is saved over it only by saying so", async () => {
        await kim.button("Save mine over it").click();
        await saved(kim);
        await both.waitFor({ state: "detached" });
    });

    await t.test("and who changed nothing sees it by itself", async () => {
        await adas.firstWakes("All supervisors");
    });

    await line.check();
});

test("of several lines one chooses, and what is not saved stays", async (t) => {
    const line = await startLine(t, { moreLines: [{ id: "bay", name: "Bay Line", number: "+16175550101" }] });
    const ada = await line.person("Ada", "supervisor");
    const ladder = new LadderScreen(ada);
    const notSaved = ada.page.getByText("not saved", { exact: true });

    await ada.signIn();
    await ladder.open();
    await ladder.firstWakes("Whoever is on call");
    await ladder.line("Bay Line");
    await ladder.step(1).getByLabel("Who").selectOption("All supervisors");
    await ada.says("Not saved yet. Your changes stay here");

    await t.test("the screen of several lines is for everybody", async (t) => {
        await isForEverybody(t, "ladder of a line", ada.page);
    });

    await t.test("another line, another screen: it is told where it waits", async () => {
        await ladder.line("Harbor Line");
        await ladder.firstWakes("Whoever is on call");
        await ada.page.getByRole("link", { name: "Bay Line not saved" }).waitFor();
        await ada.page.getByRole("link", { name: "Desk", exact: true }).click();
        await ada.page.getByRole("link", { name: "Team", exact: true }).click();
        await ada.page.getByRole("link", { name: /an alert comes not saved$/ }).waitFor();
        await ladder.open();
        await ladder.line("Bay Line");
        await ladder.firstWakes("All supervisors");
    });

    await t.test("a reload and the lock lose nothing", async () => {
        await ada.page.reload();
        await ladder.firstWakes("All supervisors");
        await ada.button(/Status and settings/).click();
        await ada.button("Lock").click();
        await ada.unlock();
        await ladder.firstWakes("All supervisors");
    });

    await t.test("it is saved for that line alone, or undone", async () => {
        await ladder.saveButton.click();
        await ada.says("Saved. New alerts of this level");
        await notSaved.waitFor({ state: "detached" });
        await ladder.step(1).getByLabel("Who").selectOption("All responders");
        await notSaved.first().waitFor();
        await ada.button("Undo my changes").click();
        await notSaved.waitFor({ state: "detached" });
        await ladder.firstWakes("All supervisors");
        await ladder.line("Harbor Line");
        await ladder.firstWakes("Whoever is on call");
    });

    await line.check();
});
