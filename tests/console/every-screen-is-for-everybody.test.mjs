// SPDX-License-Identifier: AGPL-3.0-or-later
// Every screen in every theme and width: axe finds nothing, and nothing has to be scrolled sideways.

import test from "node:test";

import { isForEverybody } from "./lib/everybody.mjs";
import { startLine } from "./lib/line.mjs";
import { texterA } from "./lib/phones.mjs";

async function closeSheet(person) {
    await person.page.keyboard.press("Escape");
    await person.sheet.waitFor({ state: "hidden" });
}

test("every screen is for everybody", async (t) => {
    const line = await startLine(t);
    const phones = await line.phones();
    const texter = phones.of("Texter A");
    const dana = await line.person("Dana", "peer");
    const check = (name, person = dana) => isForEverybody(t, name, person.page);

    await check("sign-in");
    await dana.signIn();
    await check("off-shift");
    await dana.button("Start shift…").click();
    await dana.sheet.waitFor();
    await check("shift-check");
    await dana.button("Start shift", dana.sheet).click();
    await dana.sheet.waitFor({ state: "hidden" });
    await check("empty-desk");
    await dana.button(/Status and settings/).click();
    await check("status-menu");
    await dana.button("Settings").click();
    await dana.sheet.waitFor();
    await check("settings");
    await closeSheet(dana);
    await dana.page.keyboard.press("?");
    await dana.sheet.waitFor();
    await check("keys");
    await closeSheet(dana);

    await texter.write("hey. long day. everything at once and nobody to tell");
    await dana.offer.waitFor();
    await check("offer");
    await dana.button(/^Not now: /).click();
    await dana.sheet.waitFor();
    await check("decline");
    await closeSheet(dana);
    await dana.accept();
    await texter.got("Dana is here");
    await dana.send("Hi, I'm Dana. I'm glad you texted. What was the heaviest part of it?");
    await texter.write("my landlord. and i skipped eating again");
    await dana.message("my landlord").waitFor();
    await dana.send("That is a lot for one day. Skipping meals makes all of it heavier, I know that one.");
    await dana.message("Skipping meals").getByText("Delivered").waitFor();
    await dana.pick("rent", "pantry");
    await dana.button("Preview").click();
    await dana.page.getByRole("group", { name: "As they will see it" }).waitFor();
    await check("list");
    await dana.button("Send list").click();
    await texter.got("Some places");
    await texter.write("2");
    await dana.page.getByText("Texter wants it").waitFor();
    await dana.reply.fill("They’re open tomorrow. Want to plan it together? No rush.");
    await check("list-sent");
    await dana.page.goto(`${dana.page.url().replace(/\/list$/, "")}`);
    await dana.reply.waitFor();
    await check("conversation");
    await dana.choose("Transfer to a colleague…");
    await check("transfer");
    await closeSheet(dana);
    await dana.choose("Close the conversation…");
    await check("close");
    await closeSheet(dana);
    await dana.button("Get help").click();
    await dana.sheet.waitFor();
    await check("get-help");
    await closeSheet(dana);

    const sam = await line.responder("Sam", "+16175550141");
    await sam.page.getByRole("link", { name: "Crisis", exact: true }).click();
    await sam.says("No open alerts");
    await check("crisis-none", sam);
    const ada = await line.person("Ada", "supervisor", { phone: "+16175550140" });
    await ada.signIn();
    await ada.page.getByRole("link", { name: "Team", exact: true }).click();
    for (const day of ["Fri", "Sun"]) {
        await ada.button("Add hours").click();
        await ada.sheet.getByLabel("Who").selectOption({ label: "Sam" });
        await ada.sheet.getByLabel("Day").selectOption(day);
        await ada.button("Add", ada.sheet).click();
        await ada.sheet.waitFor({ state: "hidden" });
    }
    await ada.button(/, Sunday$/).waitFor();
    await check("team", ada);
    await ada.button(/, Sunday$/).click();
    await ada.sheet.waitFor();
    await check("swap", ada);
    await closeSheet(ada);
    await ada.page.getByRole("link", { name: "Directory", exact: true }).click();
    await ada.page.getByText("Filters", { exact: true }).click();
    await ada.page.getByRole("link", { name: /warmline/ }).waitFor();
    await check("directory", ada);
    await ada.openPlace(/warmline/);
    await check("place", ada);
    await ada.editPlace({ "Name in a list": "A name that is longer than thirty characters" });
    await ada.says("characters too long");
    await check("place-writing", ada);
    const kim = await line.person("Kim", "supervisor");
    await kim.signIn();
    await kim.openPlace(/warmline/);
    await kim.editPlace({ "Name in a list": "Harbor evenings", "Number to call": "617-555-0199" });
    await kim.button("Save").click();
    await kim.says("Saved.");
    await ada.writePlace({ "Name in a list": "Harbor warm line" });
    line.expect(/status of 409 .*\/api\/v1\/resources\//);
    await ada.button("Save").click();
    await ada.page.getByRole("heading", { name: "Two versions" }).waitFor();
    await check("place-versions", ada);
    await ada.button("Keep theirs, drop mine").click();
    await ada.place.getByText("History").click();
    await ada.place.getByText("Number to call, for a second person:").waitFor();
    await check("place-waiting", ada);
    await ada.button("Something is wrong…").click();
    await ada.sheet.waitFor();
    await check("place-report", ada);
    await closeSheet(ada);
    await kim.page.close();
    await ada.page.close();
    await sam.page.getByRole("link", { name: "Desk", exact: true }).click();
    await dana.getHelp("Crisis team please join", "something in how they write");
    await dana.alertLine.getByText(/Paged Sam/).waitFor();
    await check("alert-line");
    await sam.page.getByRole("region", { name: /^Alert / }).waitFor();
    await check("alert-banner", sam);
    await sam.page.getByRole("link", { name: "Crisis desk" }).click();
    await sam.alertCard.waitFor();
    await check("crisis", sam);
    await sam.button(/^I have this/, sam.alertCard).click();
    await sam.says("You have this");
    await check("crisis-held", sam);
    await sam.button(/^Join/, sam.alertCard).click();
    await sam.message("my landlord").waitFor();
    await check("crisis-joined", sam);
    await sam.page.getByRole("link", { name: "Notes", exact: true }).first().click();
    await sam.page.getByRole("textbox", { name: "Note for the team" }).fill("Ask about tonight.");
    await sam.button("Keep note").click();
    await sam.page.getByRole("listitem").filter({ hasText: "Ask about tonight." }).waitFor();
    await check("notes", sam);
    await sam.button("Take over…").click();
    await sam.sheet.waitFor();
    await check("take-over", sam);
    await closeSheet(sam);
    await sam.page.getByRole("link", { name: "Crisis", exact: true }).click();
    await sam.page.getByText("Timeline").click();
    await sam.alertCard.getByText(/^Taken: Sam/).waitFor();
    await check("timeline", sam);
    await sam.button(/^Emergency…/, sam.alertCard).click();
    await sam.button("Record: They do not agree").click();
    await sam.sheet.getByText(/^Sam, \d/).waitFor();
    await check("emergency", sam);
    await closeSheet(sam);
    await sam.button(/^Resolve…/, sam.alertCard).click();
    await sam.sheet.waitFor();
    await check("resolve", sam);

    await phones.of("Sam, responder").got("alert");
    await isForEverybody(t, "phones", phones.page);
    await dana.page.getByRole("link", { name: /why\?/ }).click();
    await dana.says("Please join · asked by Dana");
    await check("about");
    await dana.button("I see it differently…").click();
    await dana.sheet.waitFor();
    await check("judge");
    await closeSheet(dana);
    await dana.button(/Status and settings/).click();
    await dana.button("Lock").click();
    await dana.page.getByRole("heading", { name: "Locked" }).waitFor();
    await check("locked");

    await line.check(texterA);
});

/* A call ends by itself: what is seen then is for everybody as well. */
test("a phone that rings is for everybody", async (t) => {
    const ladder = [{ after: "0s", who: "responders", way: "call" }];
    const line = await startLine(t, { line: { ladder } });
    const phones = await line.phones();

    await line.daemon.addPerson("Sam", "responder", "+16175550141");
    await phones.of("Texter A").write("sometimes i think about killing myself");
    await phones.of("Sam, responder").call.rings();
    await isForEverybody(t, "ringing", phones.page);
    await line.check();
});
