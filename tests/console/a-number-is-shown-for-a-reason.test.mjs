// SPDX-License-Identifier: AGPL-3.0-or-later
// A texter's number is masked, until somebody whom it concerns says why they need it; then they see
// it for half a minute, and everybody in the conversation sees that they did.

import assert from "node:assert/strict";
import test from "node:test";

import { settles } from "../daemon/lib/wait.mjs";
import { isForEverybody } from "./lib/everybody.mjs";
import { startLine } from "./lib/line.mjs";
import { texterA } from "./lib/phones.mjs";

const responderNumber = "+16175550141";
const answer = /\{"phone":"\+16175550142","until":"[^"]*"\}/;
const longerThanShown = { timeout: 60_000 };

const numberOf = (person) => person.page.getByRole("link", { name: texterA });

// What stands on something else above the messages, or out of its place there.
const crowded = (page) => page.evaluate(() => {
    const parts = [...document.querySelectorAll(":is(.conversation-head, .subnav) :is(h1, a, button, .hint)")]
        .filter((one) => one.checkVisibility() && !one.parentElement.closest("a, button"));
    const bar = (one) => one.closest(".conversation-head, .subnav").getBoundingClientRect();
    const box = (one) => one.getBoundingClientRect();
    const name = (one) => `${one.tagName} ${one.textContent}`;
    const over = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    const out = parts.filter((one) => box(one).left < bar(one).left + 3 || box(one).right > bar(one).right - 3 ||
        box(one).top < bar(one).top || box(one).bottom > bar(one).bottom);
    const pairs = parts.flatMap((one, i) => parts.slice(i + 1).filter((two) => over(box(one), box(two)))
        .map((two) => `${name(one)} on ${name(two)}`));
    return [...out.map(name), ...pairs];
});

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

    await t.test("the head of the conversation has room for it at every width", async (t) => {
        await dana.page.clock.setFixedTime(new Date()); // as long as it takes, it is not masked
        await dana.button("Show number…").click();
        await dana.button("Show number", dana.sheet).click();
        line.exempt(answer);
        await numberOf(dana).waitFor();
        await isForEverybody(t, "number", dana.page);
        for (const width of [1280, 390, 320]) {
            await dana.page.setViewportSize({ width, height: 700 });
            await settles(async () => assert.deepEqual(await crowded(dana.page), [], `${width} px`));
        }
        await dana.page.clock.setFixedTime(Date.now() + 60_000);
        await isMaskedAgain(dana);
    });

    assert.equal(await texter.texts("number").count(), 0);
    await line.check(texterA, responderNumber);
});
