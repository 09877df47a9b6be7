// SPDX-License-Identifier: AGPL-3.0-or-later
// A texter's number is masked, until somebody whom it concerns says why they need it; then they see
// it for half a minute, and everybody in the conversation sees that they did.

import assert from "node:assert/strict";
import test from "node:test";

import { isForEverybody } from "./lib/everybody.mjs";
import { startLine } from "./lib/line.mjs";
import { texterA } from "./lib/phones.mjs";

const responderNumber = "+16175550141";
const answer = /\{"phone":"\+16175550142","until":"[^"]*"\}/;
const longerThanShown = { timeout: 60_000 };

const numberOf = (person) => person.page.getByRole("link", { name: texterA });

async function isMaskedAgain(person) {
    await numberOf(person).waitFor({ state: "hidden", ...longerThanShown });
}

test("a number is shown for a reason, on record, and masked again", async (t) => {
    const line = await startLine(t);
    const texter = (await line.phones()).of("Texter A");
    const dana = await line.peerOnShift("Dana");
    const sam = await line.responder("Sam", responderNumber);

    await texter.write("hello there");
    await dana.accept();
    await dana.send("Hi, I'm Dana.");

    await t.test("the question why is for everybody", async (t) => {
        await dana.button("Show number…").click();
        await isForEverybody(t, "reason", dana.page);
        await dana.page.keyboard.press("Escape");
        await dana.sheet.waitFor({ state: "hidden" });
    });

    await t.test("its peer asks by keyboard, and everybody there sees why", async () => {
        await dana.button("Show number…").press("Enter");
        await dana.sheet.getByRole("radio", { name: "We agreed that I call" }).check();
        await dana.button("Show number", dana.sheet).press("Enter");
        line.exempt(answer);
        await numberOf(dana).waitFor();
        assert.equal(await numberOf(dana).getAttribute("href"), `tel:${texterA}`);
        await dana.message("Dana saw the full number: We agreed that I call.").waitFor();
        await dana.button("Show number…").and(dana.page.locator(":focus")).waitFor();
    });

    await t.test("whoever stands on it when it is masked keeps their place beside it", async () => {
        await numberOf(dana).focus();
        await isMaskedAgain(dana);
        await dana.button("Show number…").and(dana.page.locator(":focus")).waitFor();
        await dana.says("•••• 0142");
    });

    await t.test("for emergency services the number is at hand, and on the timeline", async () => {
        await dana.getHelp("Danger now");
        await sam.page.getByRole("link", { name: /^Crisis( \d+ open)?$/ }).click();
        await sam.button(/^I have this/, sam.alertCard).click();
        await sam.button(/^Emergency…/, sam.alertCard).click();
        await sam.button(/^Show their number/, sam.sheet).click();
        line.exempt(answer);
        await numberOf(sam).waitFor();
        await dana.message("Sam saw the full number: For emergency services.").waitFor();
        await isMaskedAgain(sam);
        await sam.sheet.getByRole("button", { name: "Close" }).first().click();
        await sam.page.getByText("Timeline").click();
        await sam.alertCard.getByText("Number shown: Sam, For emergency services").waitFor();
    });

    assert.equal(await texter.texts("number").count(), 0);
    await line.check(texterA, responderNumber);
});
