// SPDX-License-Identifier: AGPL-3.0-or-later
// The texter holds the list: it is asked for first, built together, answered in their own way, and
// nobody asks how it went without their yes.

import assert from "node:assert/strict";
import test from "node:test";

import { whyClockStands } from "../daemon/lib/clock.mjs";
import { settles, until } from "../daemon/lib/wait.mjs";
import { getsFocus, pickByKeys, tabTo } from "./lib/keyboard.mjs";
import { startLine } from "./lib/line.mjs";
import { texterA, texterB } from "./lib/phones.mjs";

test("a list is asked for, filtered, sent and set right", async (t) => {
    const line = await startLine(t);
    const phones = await line.phones();
    const texter = phones.of("Texter A");
    const dana = await line.peerOnShift("Dana");

    await texter.write("hello there");
    await dana.accept();
    await dana.page.getByRole("link", { name: "List", exact: true }).first().click();

    await t.test("asking first sends the line's question", async () => {
        const before = await texter.texts(/list/i).count();
        await dana.button("Ask first").click();
        await dana.says("They are asked whether a short list would be useful.");
        await texter.texts(/list/i).nth(before).waitFor();
    });

    await t.test("each place says whether it is open; the filters leave fewer", async () => {
        const places = dana.page.getByRole("list", { name: "Places" }).getByRole("listitem");
        await places.first().getByText(/open now|closed now|hours not certain/).waitFor();
        const all = await places.count();
        await dana.page.getByText("Filters", { exact: true }).click();
        const filters = dana.page.getByRole("group", { name: "Only places that are" });
        await filters.getByLabel("Hours").selectOption({ label: "open now" });
        await places.filter({ hasText: /closed now|hours not certain/ }).first()
            .waitFor({ state: "hidden" });
        assert.ok(await places.count() <= all);
        await filters.getByLabel("Hours").selectOption({ label: "At any time" });
        await filters.getByLabel("For whom").fill("recovery");
        await places.filter({ hasText: "Harbor Street" }).waitFor({ state: "hidden" });
        await places.filter({ hasText: "Open Door" }).waitFor();
        await filters.getByLabel("Language").fill("Latin");
        await dana.says("Nothing matches. Try fewer words.");
        await dana.page.getByText("2 filters", { exact: true }).waitFor();
        await dana.button("No filters").click();
        await places.filter({ hasText: "Harbor Street" }).waitFor();
        await filters.getByLabel("Town, county or state").fill("Demo");
        await filters.getByRole("checkbox", { name: "Free" }).check();
        await places.filter({ hasText: "Harbor Street" }).waitFor();
        await dana.button("No filters").click();
    });

    await t.test("a reading is set right in one step", async () => {
        await dana.pick("warmline", "pantry");
        await dana.button("Send list").click();
        await texter.got("Some places");
        const wish = dana.page.getByRole("combobox", { name: /^What they say of North Side/ });
        await wish.selectOption({ label: "They want it" });
        await texter.got("Come to the side door");
        await wish.selectOption({ label: "Not for them" });
        await dana.page.getByRole("combobox", { name: /^What they say of North Side/ }).waitFor();
        await settles(async () => assert.equal(await wish.inputValue(), "not_for_them"));
    });

    await line.check(texterA);
});

const places = ["warmline", "juniper", "pantry", "lantern", "recovery", "maple"];

// What the texter answers to a list, one after another: what comes of it on their phone, and what the
// peer reads. Some of it is for the peer alone, and then no automatic text comes.
const answers = [
    { says: "13", gets: "Did you mean 1 Harbor Street warmline, or 3 North Side food pantry?" },
    { says: "hmm, 13?" },
    { says: "MORE", gets: "6 Maple drop-in" },
    { says: "2", gets: "Call 617-555-0111", reads: "They chose 2 Juniper House" },
    { says: "the pantry please", gets: "Come to the side door", reads: "They chose 3 North Side" },
    { says: "1 and 4", gets: "Text HI to 617-555-0113", reads: "They chose 4 Lantern night line" },
    { says: "can we just talk a bit" },
];

const wrapUp = (person) => person.page.getByRole("link", { name: "Wrap-up", exact: true }).first().click();

// A text of the texter's, word for word.
const heard = (person, words) => person.log.locator(".message.in .words").getByText(words, { exact: true });

// When the question goes out, as the peer's own console would be told.
const dueOf = (person) => person.page.evaluate(async () => {
    const [, id] = location.hash.match(/conversation\/([^/]+)/);
    const answer = await fetch(`/api/v1/conversations/${decodeURIComponent(id)}/wrap-up`);
    return Date.parse((await answer.json()).follow_up.due);
});

test("from the first place to how it went", { skip: whyClockStands }, async (t) => {
    const line = await startLine(t, { clock: true });
    const phones = await line.phones();
    const [texter, other] = [phones.of("Texter A"), phones.of("Texter B")];
    const dana = await line.peerOnShift("Dana");
    const { keyboard } = dana.page;

    await texter.write("i need somebody to talk to, and food");
    await dana.accept();
    const alias = await dana.alias();

    await t.test("a list is built and sent by keyboard alone", async () => {
        await dana.reply.press("Escape");
        await pickByKeys(dana, ...places);
        await tabTo(dana.page, dana.button("Preview"), "Shift+Tab");
        await keyboard.press("Enter");
        await dana.page.getByRole("group", { name: "As they will see it" }).getByText("More places:").waitFor();
        await tabTo(dana.page, dana.button("Send list"));
        await keyboard.press("Enter");
        assert.match(await texter.got("Some places"), /5 Open Door recovery meeting\nReply 1-5/);
        await getsFocus(dana.page.getByRole("heading", { name: /^Sent at / }));
    });

    for (const { says, gets, reads } of answers)
        await t.test(`"${says}"`, async () => {
            await texter.write(says);
            await heard(dana, says).last().waitFor();
            if (gets) await texter.got(gets);
            if (reads) await dana.message(reads).waitFor();
        });

    await t.test("one gentle question at most, and whether it may be asked later once", async () => {
        assert.equal(await texter.texts("Did you mean").count(), 1);
        assert.equal(await texter.texts("OK if we ask you in a few days how it went?").count(), 1);
    });

    await t.test("a reading is set right in one tap, and the texter hears nothing of it", async () => {
        const before = await texter.texts(/./).count();
        const wish = dana.page.getByRole("combobox", { name: "What they say of Lantern night line (text)" });
        await wish.selectOption({ label: "Not for them" });
        await settles(async () => assert.equal(await wish.inputValue(), "not_for_them"));
        assert.equal(await texter.texts(/./).count(), before);
    });

    await t.test("the yes belongs to the text that said it", async () => {
        await texter.write("yes, tomorrow");
        await texter.got("We'll ask once");
        await wrapUp(dana);
        const later = dana.page.getByRole("region", { name: "Asking later how it went" });
        await later.getByText(/^They agree\. The line asks about .* on /).waitFor();
        await later.locator("q").getByText("yes, tomorrow", { exact: true }).waitFor();
    });

    await t.test("none of the rest", async () => {
        await texter.write("NONE");
        await texter.got("That's OK, none of these.");
        const became = dana.page.getByRole("region", { name: "What became of the places" });
        await became.getByRole("listitem").filter({ hasText: "Maple" }).getByText("None fit").waitFor();
        await became.getByRole("listitem").filter({ hasText: "pantry" }).getByText("Texter wants it").waitFor();
    });

    await t.test("a small win is kept by the text that agreed to it", async () => {
        await texter.write("i got up and texted you. you can keep that");
        await dana.message("you can keep that").waitFor();
        await dana.page.getByRole("textbox", { name: "In their words" }).fill("I got up and texted you");
        await dana.page.getByLabel("The text in which they agreed")
            .selectOption({ label: "i got up and texted you. you can keep that" });
        await dana.button("Keep").click();
        await dana.page.getByRole("list", { name: "Strengths and small wins" })
            .getByText("I got up and texted you").waitFor();
        await texter.write("WINS");
        await texter.got("- I got up and texted you");
    });

    const due = await dueOf(dana);

    await t.test("it is closed with how it ended", async () => {
        await dana.page.getByRole("radio", { name: "They said goodbye" }).check();
        await dana.button("Close the conversation").click();
        await dana.says(`Closed with ${alias}. Thank you.`);
    });

    await t.test("another chooses too, and says nothing to being asked later", async () => {
        await other.write("hello");
        await dana.accept();
        await dana.pick("warmline", "pantry");
        await dana.button("Send list").click();
        await other.got("Some places");
        await other.write("1");
        await other.got("OK if we ask you");
        await dana.message("They chose 1").waitFor();
        await wrapUp(dana);
        await dana.page.getByText(/^They were asked whether we may ask later/).waitFor();
        await dana.button("Close the conversation").click();
        await dana.says("You're free. Take a breath.");
    });

    await t.test("time passes, and whoever agreed is asked how it went", async () => {
        line.expect(/status of 401 /);
        line.ahead((due - Date.now()) / 1000 + 60);
        assert.match(await texter.got("1 it helped, 2 not for me"), /Harbor Street warmline/);
    });

    await t.test("not for me: the others of the list come again, without blame", async () => {
        await texter.write("2");
        await texter.got("Not every place fits everyone");
        await settles(async () => {
            const again = await texter.got("Some places");
            assert.match(again, /\n1 Juniper House \(a stay\)\n2 North Side food pantry\nReply 1-2/);
        });
    });

    await t.test("the peer is back, reads what came of it, and goes on from there", async () => {
        await dana.page.reload();
        await dana.signIn();
        await dana.accept();
        assert.equal(await dana.alias(), alias);
        await dana.message("How it went: it was not for them.").waitFor();
        await wrapUp(dana);
        await dana.page.getByText(/^They told us how it went with/).waitFor();
        await dana.page.getByRole("region", { name: "What became of the places" })
            .getByText("Was not for them").waitFor();
        await dana.page.getByRole("list", { name: "Strengths and small wins" })
            .getByText("I got up and texted you").waitFor();
        await texter.write("1");
        await dana.message("They chose 1 ").last().waitFor();
    });

    await t.test("whoever did not agree is not asked, however long it takes", async () => {
        const jumps = () => line.daemon.log.split("clock_jumped").length;
        const before = jumps();
        line.ahead("+40d");
        await until("the jump to be noticed", () => jumps() > before);
        const { messages_in } = await line.daemon.status();
        await texter.write("are you still there?");
        await until("the text", async () => (await line.daemon.status()).messages_in > messages_in);
        assert.equal(await other.texts("it helped").count(), 0);
        assert.equal(await texter.texts("it helped").count(), 1);
    });

    await line.check(texterA, texterB);
});
