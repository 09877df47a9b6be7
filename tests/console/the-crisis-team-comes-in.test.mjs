// SPDX-License-Identifier: AGPL-3.0-or-later
// The crisis team comes into a conversation: advising unseen, taking over with the peer's word, and
// lowering a level only by two people.

import assert from "node:assert/strict";
import test from "node:test";

import { startLine } from "./lib/line.mjs";
import { texterA } from "./lib/phones.mjs";

const responderNumber = "+16175550141";
const secret = "ask about the kettle";

async function openTab(person, name) {
    await person.page.getByRole("link", { name, exact: true }).first().click();
}

test("a responder advises, takes over, and a level is lowered by two", async (t) => {
    const line = await startLine(t);
    const phones = await line.phones();
    const texter = phones.of("Texter A");
    const dana = await line.peerOnShift("Dana");
    const sam = await line.responder("Sam", responderNumber);
    const joining = sam.page.getByRole("region", { name: "You and this conversation" });
    const notes = (person) => person.page.getByRole("region", { name: "Team only" });

    await texter.write("hello there");
    await dana.accept();
    await dana.send("Hi, I'm Dana.");
    await dana.getHelp("Danger now");

    await t.test("joining from the card is to advise; the peer sees it", async () => {
        await sam.page.getByRole("link", { name: /^Crisis( \d+ open)?$/ }).click();
        await sam.button(/^I have this/, sam.alertCard).press("Enter");
        await sam.button(/^Join/, sam.alertCard).and(sam.page.locator(":focus")).press("Enter");
        await joining.getByText("You advise").waitFor();
        await dana.message("Sam of the crisis team advises").waitFor();
    });

    await t.test("a note is seen by the peer and never by the texter", async () => {
        await openTab(sam, "Notes");
        await sam.page.getByRole("textbox", { name: "Note for the team" }).fill(secret);
        await sam.button("Keep note", notes(sam)).click();
        await openTab(dana, "Notes");
        await notes(dana).getByText(secret).waitFor();
        assert.equal(await sam.reply.count(), 0);
        assert.equal(await texter.texts(secret).count(), 0);
    });

    await t.test("taking over asks the peer, in a second place; then the words are Sam's", async () => {
        await sam.button("Take over…", joining).click();
        await sam.page.setViewportSize({ width: 600, height: 800 }); // what it lies in is behind now
        await sam.button("Take over", sam.sheet).waitFor();
        await sam.page.setViewportSize({ width: 1280, height: 800 });
        await sam.button("Take over", sam.sheet).click();
        await sam.sheet.waitFor({ state: "hidden" });
        const asked = dana.page.getByRole("region", { name: "Hand over", exact: true });
        await asked.getByText("Sam of the crisis team asks to take over.").waitFor();
        await dana.reply.fill("I was just about to say");
        await dana.button("Hand over", asked).click();
        await sam.reply.waitFor();
        await dana.page.getByText("Only Sam's words go out.").waitFor();
        assert.equal(await dana.reply.inputValue(), "I was just about to say");
        await sam.send("Hi, I'm Sam. Dana is still here too.");
        await texter.got("Hi, I'm Sam.");
        await texter.write("ok");
        await joining.getByText("You have taken over.").waitFor();
    });

    await t.test("everything is on the alert's timeline", async () => {
        await sam.page.getByRole("link", { name: /^Crisis( \d+ open)?$/ }).click();
        await sam.page.getByText("Timeline").click();
        for (const words of ["Taken: Sam", "Advises: Sam", "Asked to take over: Sam"])
            await sam.alertCard.getByText(words).waitFor();
    });

    await line.check(texterA, responderNumber);
});

test("a level is raised at once, and lowered from High by a second person", async (t) => {
    const line = await startLine(t);
    const phones = await line.phones();
    const dana = await line.peerOnShift("Dana");
    const sam = await line.responder("Sam", responderNumber);
    const judge = async (level, reason) => {
        await dana.button("I see it differently…").click();
        await dana.sheet.getByRole("radio", { name: level }).check();
        await dana.sheet.getByRole("textbox").fill(reason);
        await dana.button("Save", dana.sheet).click();
        await dana.sheet.waitFor({ state: "hidden" });
    };

    await phones.of("Texter A").write("hello there");
    await dana.accept();
    await dana.getHelp("Crisis team please join");
    await dana.page.getByRole("link", { name: /why\?/ }).click();

    await t.test("lowering is kept, and says that it waits", async () => {
        line.expect(/status of 409 .*\/risk$/);
        await judge("Watch", "They laughed about it with me");
        await dana.says("You asked to lower this to Watch. It waits for a second person.");
        assert.equal(await dana.button("I agree").count(), 0);
    });

    await t.test("a responder agrees", async () => {
        await sam.page.getByRole("link", { name: /^Crisis( \d+ open)?$/ }).click();
        await sam.button(/^I have this/, sam.alertCard).click();
        await sam.button(/^Join/, sam.alertCard).click();
        await openTab(sam, "About");
        await sam.says("Dana asks to lower this to Watch.");
        await sam.says("They laughed about it with me");
        await sam.button("I agree").click();
        await dana.page.getByRole("link", { name: "Watch: why?" }).waitFor();
    });

    await line.check(texterA, responderNumber);
});
