// SPDX-License-Identifier: AGPL-3.0-or-later
// The list in the making is the conversation's, not a window's: a reload, another window, whoever
// reads along and whoever carries on see it, and nobody's version is written over unseen.

import assert from "node:assert/strict";
import test from "node:test";

import { settles } from "../daemon/lib/wait.mjs";
import { startLine } from "./lib/line.mjs";
import { texterA } from "./lib/phones.mjs";

const responderNumber = "+16175550141";

// What stands in the list in the making, in its order.
const made = (person) => person.page.getByRole("list", { name: "List to send" }).getByRole("listitem");

const shows = (person, ...labels) => settles(async () => {
    const all = await made(person).allTextContents();
    assert.equal(all.length, labels.length, all.join(" | "));
    labels.forEach((label, i) => assert.match(all[i], new RegExp(label, "i")));
});

const openList = (person) =>
    person.page.getByRole("link", { name: "List", exact: true }).first().click();

test("the list in the making is the conversation's", async (t) => {
    const line = await startLine(t);
    const phones = await line.phones();
    const texter = phones.of("Texter A");
    const dana = await line.peerOnShift("Dana");

    await texter.write("hello there");
    await dana.accept();
    const alias = await dana.alias();
    await dana.pick("warmline", "pantry");

    await t.test("a reload finds it", async () => {
        await settles(async () => {
            await dana.page.reload();
            await shows(dana, "warmline", "pantry");
        });
    });

    const elsewhere = await line.personAgain("Dana");
    await elsewhere.signIn();
    await elsewhere.open(alias);
    await openList(elsewhere);

    await t.test("another window has it, and each sees what the other changes", async () => {
        await shows(elsewhere, "warmline", "pantry");
        await elsewhere.pick("rent");
        await shows(dana, "warmline", "pantry", "rent");
        await dana.button(/^Remove .*warmline/).click();
        await shows(elsewhere, "pantry", "rent");
    });

    await t.test("of two versions the peer sees both, side by side, and chooses", async () => {
        const both = dana.page.getByRole("group", { name: "Two versions of the list" });
        const side = (name) => both.getByRole("region", { name });
        line.expect(/net::ERR_/, /status of 409 .*\/list$/);
        await dana.page.getByRole("searchbox").fill("juniper");
        await dana.button(/^Add .*juniper/i).waitFor();
        await dana.page.context().setOffline(true);
        await dana.pickFound("juniper");
        await dana.says("Not saved yet.");
        await elsewhere.button(/^Remove .*pantry/).click();
        await shows(elsewhere, "rent");
        await dana.page.context().setOffline(false);
        await both.waitFor();
        await side("In the other window").getByText("Rent").waitFor();
        assert.equal(await side("In the other window").getByText("pantry").count(), 0);
        await side("Here").getByText("pantry").waitFor();
        await side("Here").getByText("Juniper").waitFor();
        await shows(elsewhere, "rent");
        await dana.button("Use the list here", both).click();
        await shows(dana, "pantry", "rent", "juniper");
        await shows(elsewhere, "pantry", "rent", "juniper");
        await dana.live();
    });

    await t.test("what the line could not be told goes again by itself", async () => {
        const unsaved = dana.page.getByRole("group", { name: "Not saved yet." });
        line.expect(/status of 503/);
        await dana.page.route("**/list", (route) => route.fulfill({ status: 503, json: { error: { code: "down" } } }));
        await dana.button(/^Remove .*Juniper/).click();
        await unsaved.getByText("Your list is kept here and goes again by itself.").waitFor();
        await shows(elsewhere, "pantry", "rent", "juniper");
        await dana.page.unroute("**/list");
        await shows(elsewhere, "pantry", "rent");
        await unsaved.waitFor({ state: "hidden" });
        await dana.pickFound("juniper");
        await shows(elsewhere, "pantry", "rent", "juniper");
    });

    await t.test("words of the peer's own; what is not for them stays behind", async () => {
        await dana.page.getByRole("textbox", { name: "In your own words" }).fill("The library, ask for Ana");
        await dana.page.keyboard.press("Enter");
        await made(dana).getByRole("combobox", { name: /Juniper/ }).selectOption({ label: "Not for them: stays here" });
        await shows(elsewhere, "pantry", "rent", "juniper", "library");
        await dana.button("Preview").click();
        const preview = dana.page.getByRole("group", { name: "As they will see it" });
        await preview.getByText("3 The library, ask for Ana").waitFor();
        await preview.getByText("2 texts").waitFor();
        await dana.button("Send list").click();
        assert.doesNotMatch(await texter.got("Some places"), /Juniper/);
        await shows(dana, "juniper");
        await shows(elsewhere, "juniper");
        await elsewhere.says(/^Sent at /);
        await elsewhere.page.context().close();
    });

    await t.test("every list that was sent is kept as it went out", async () => {
        await dana.button(/^Remove .*Juniper/).click();
        await dana.pick("warmline");
        await dana.button("Send list").click();
        await texter.got("1 Harbor Street warmline");
        await dana.page.getByText("1 earlier list", { exact: true }).click();
        const earlier = dana.page.locator(".earlier-list");
        await earlier.getByText("The library, ask for Ana").waitFor();
        assert.equal(await earlier.getByText("warmline").count(), 0);
        await dana.button("Add these to the new list", earlier).click();
        await shows(dana, "pantry", "rent", "library");
    });

    await t.test("whoever reads along sees it, and cannot change it", async () => {
        const sam = await line.responder("Sam", responderNumber);
        await dana.getHelp("Crisis team please join");
        await sam.page.getByRole("link", { name: /^Crisis( \d+ open)?$/ }).click();
        await sam.button(/^I have this/, sam.alertCard).click();
        await sam.button(/^Join/, sam.alertCard).click();
        await openList(sam);
        await shows(sam, "pantry", "rent", "library");
        await dana.button(/^Remove .*library/).click();
        await shows(sam, "pantry", "rent");
        assert.equal(await sam.button("Send list").count(), 0);
        assert.equal(await sam.page.getByRole("searchbox").count(), 0);
    });

    await t.test("whoever carries on has it", async () => {
        const lee = await line.peerOnShift("Lee");
        await dana.transferTo("Lee");
        await lee.accept();
        await openList(lee);
        await shows(lee, "pantry", "rent");
        await lee.button("Send list").click();
        await texter.got("1 North Side food pantry");
    });

    await line.check(texterA);
});
