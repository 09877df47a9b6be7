// SPDX-License-Identifier: AGPL-3.0-or-later
// Who is woken when: seen by responders, set by supervisors, with hours of nobody in words.

import assert from "node:assert/strict";
import test from "node:test";

import { startLine } from "./lib/line.mjs";

const samsNumber = "+16175550141";
const leesNumber = "+16175550144";
const ownersNumber = "+16175550140";

test("hours on call are added, swapped and ended, and gaps are said", async (t) => {
    const line = await startLine(t, { line: { time_zone: "America/New_York" } });
    const phones = await line.phones();
    const options = { timezoneId: "America/New_York" };
    await line.daemon.addPerson("Lee", "responder", leesNumber);
    const sam = await line.responder("Sam", samsNumber, options);
    const ada = await line.person("Ada", "supervisor", { phone: ownersNumber, ...options });
    const day = (name, person = ada) => person.page.getByRole("region", { name, exact: true });
    const toTeam = (person) => person.page.getByRole("link", { name: "Team", exact: true }).click();

    await ada.signIn();
    await toTeam(ada);

    await t.test("nothing is planned: everybody stands in, and the gap is in words", async () => {
        await ada.page.getByRole("list", { name: "On call now" }).getByText("Sam").waitFor();
        await ada.says("no rota for now: everybody stands in");
    });

    await t.test("hours are added by keyboard, overnight", async () => {
        await ada.button("Add hours").press("Enter");
        await ada.sheet.getByLabel("Who").selectOption({ label: "Sam" });
        await ada.sheet.getByLabel("Day").selectOption("Fri");
        await ada.sheet.getByLabel("From").fill("22:00");
        await ada.sheet.getByLabel("Until").fill("06:00");
        await ada.button("Add", ada.sheet).press("Enter");
        await ada.sheet.waitFor({ state: "hidden" });
        await day("Friday").getByText("22:00–06:00").waitFor();
        await ada.page.getByRole("list", { name: "Hours with nobody" })
            .getByText(/^Nobody on call from .+ to .+\.$/).first().waitFor();
    });

    await t.test("one time goes to a colleague", async () => {
        await ada.button("22:00–06:00 Sam, Friday").click();
        await ada.sheet.getByLabel("Who comes instead").selectOption({ label: "Lee" });
        await ada.button("Swap this one", ada.sheet).click();
        await ada.sheet.waitFor({ state: "hidden" });
        await ada.says(/^Lee instead of Sam: Fri, .+ 10:00 PM to Sat, .+ 6:00 AM$/);
    });

    await t.test("a responder sees it all and changes nothing", async () => {
        await toTeam(sam);
        await day("Friday", sam).getByText("Sam").waitFor();
        assert.equal(await sam.button("Add hours").count(), 0);
        assert.equal(await sam.button(/Sam, Friday$/).count(), 0);
    });

    await t.test("a test page is asked for, and it is said when it came", async () => {
        await sam.says("No page has reached your phone yet.");
        await sam.button("Send me a test page").click();
        await phones.of("Sam, responder").got(/test/i);
        await sam.says(/^Last page reached you /);
    });

    await t.test("hours that end are gone", async () => {
        await ada.button("22:00–06:00 Sam, Friday").click();
        await ada.button("End these hours", ada.sheet).click();
        await ada.sheet.waitFor({ state: "hidden" });
        await day("Friday").getByText("Nobody").waitFor();
        await day("Friday", sam).getByText("Nobody").waitFor(); // who just looks on sees it too
    });

    await line.check(samsNumber, leesNumber, ownersNumber);
});
