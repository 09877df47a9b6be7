// SPDX-License-Identifier: AGPL-3.0-or-later
// The first responder sleeps, the second is called and takes it by a key: the whole way of an alert
// with three people at consoles, the texter's say in it, and nothing said where it may be overheard.

import assert from "node:assert/strict";
import test from "node:test";

import { signIn } from "../daemon/lib/console.mjs";
import { until } from "../daemon/lib/wait.mjs";
import { startLine } from "./lib/line.mjs";
import { texterA } from "./lib/phones.mjs";

const samsNumber = "+16175550141";
const leesNumber = "+16175550144";
const secret = "the lilac suitcase";

// First whoever is on call by text, then all of them by a call.
const ladder = [
    { after: "0s", who: "on_call", way: "text" },
    { after: "2s", who: "responders", way: "call" },
];

// Sam is on call all week; Lee is a responder who is not.
async function putOnCall(t, daemon, name) {
    const ada = await signIn(t, daemon, "Ada", "supervisor");
    const { roster } = await ada.state();
    const { id } = roster.find((person) => person.name === name);
    await ada.must(ada.post("/shifts", {
        line: "harbor", person: id, weekday: "Mon", starts: "00:00", minutes: 7 * 24 * 60, zone: "UTC",
    }));
}

const notesOf = (page) => page.evaluate(async () => {
    const worker = await navigator.serviceWorker.getRegistration();
    const notes = await worker?.getNotifications() ?? [];
    return notes.map(({ title, body, tag, data }) => JSON.stringify({ title, body, tag, data }));
});

async function lockScreenOf(person) {
    await person.button(/Status and settings/).click();
    await person.button("Lock").click();
    await person.page.getByRole("heading", { name: "Locked" }).waitFor();
    const shown = [await person.page.title(), await person.page.locator("body").innerText()];
    await person.unlock();
    return shown;
}

test("a sleeping responder, a call, a key, and the texter's say", async (t) => {
    const line = await startLine(t, { line: { ladder } });
    const phones = await line.phones();
    const texter = phones.of("Texter A");
    const samsPhone = phones.of("Sam, responder");
    const leesPhone = phones.of("Lee, responder");
    const overheard = []; // what a phone or a screen shows to whoever stands by
    const toCrisis = (person) =>
        person.page.getByRole("link", { name: /^Crisis( \d+ open)?$/ }).click();

    const dana = await line.peerOnShift("Dana");
    await line.daemon.addPerson("Sam", "responder", samsNumber);
    const lee = await line.responder("Lee", leesNumber, { permissions: ["notifications"] });
    await putOnCall(t, line.daemon, "Sam");
    const joining = lee.page.getByRole("region", { name: "You and this conversation" });
    const choice = (words) => dana.alertLine.getByText(words).waitFor();
    let alias;

    await texter.write(`hello, it is about ${secret}`);
    await dana.accept();
    alias = await dana.alias();
    await dana.send("Hi, I'm Dana.");
    await dana.getHelp("Crisis team please join", `They speak of ${secret}.`);

    await t.test("the first one is paged by text, and sleeps", async () => {
        overheard.push(await samsPhone.got("alert"));
        await texter.got("May someone from our crisis team join us here?");
    });

    await t.test("then phones ring; the words are read out, and 1 takes it", async () => {
        await leesPhone.call.rings();
        const said = await leesPhone.call.answer();
        assert.match(said, /^This is Harbor Line\. Alert \w \w \w, High\. Press 1 to take it\./);
        overheard.push(said);
        overheard.push(...await until("the note", async () => {
            const notes = await notesOf(lee.page);
            return notes.length > 0 && notes;
        }));
        await leesPhone.call.button("Press 1").click();
        const held = leesPhone.pastCall("is yours");
        await held.waitFor();
        overheard.push(await held.textContent());
        await dana.alertLine.getByText(/Lee has it/).waitFor();
    });

    await t.test("not now is respected, until they say yes", async () => {
        await texter.write("2");
        await choice("They said not now");
        await leesPhone.got("the texter said not now");
        await toCrisis(lee);
        await lee.button(/^Join/, lee.alertCard).click();
        await joining.getByText("You advise").waitFor(); // the peer, out of the texter's sight
        await texter.write("1");
        await choice("They said yes");
        await leesPhone.got("the texter said yes");
    });

    await t.test("a locked screen says nothing of it", async () => {
        overheard.push(...await lockScreenOf(lee), ...await lockScreenOf(dana));
    });

    await t.test("the word is handed over", async () => {
        await lee.button("Take over…", joining).click();
        await lee.button("Take over", lee.sheet).click();
        await lee.sheet.waitFor({ state: "hidden" });
        await dana.button("Hand over").click();
        await lee.send("Hi, I'm Lee. Dana is still here too.");
        await texter.got("Hi, I'm Lee.");
        await texter.write("ok Lee");
        await joining.getByText("You have taken over.").waitFor();
    });

    await t.test("the timeline has it all, in its order", async () => {
        await toCrisis(lee);
        await lee.page.getByText("Timeline").click();
        const entries = lee.alertCard.locator("ol.timeline");
        const happened = ["Raised: Dana", "Texter asked", "Text to Sam", "Call to Lee", "Taken: Lee",
            "Texter said not now", "Advises: Lee", "Texter said yes", "Asked to take over: Lee",
            "Peer agreed: Dana", "Wrote to the texter: Lee", "Took over: Lee"];
        await entries.getByText(happened.at(-1)).waitFor();
        const lines = await entries.getByRole("listitem").allInnerTexts();
        const places = happened.map((words) => lines.findIndex((one) => one.includes(words)));
        assert.deepEqual(places, [...places].sort((a, b) => a - b), lines.join("\n"));
        assert.ok(!places.includes(-1), `${places} in:\n${lines.join("\n")}`);
    });

    await t.test("the steps before emergency services are stamped, one by one", async () => {
        const step = (words) => lee.sheet.getByRole("listitem").filter({ hasText: words });
        await lee.button(/^Emergency…/, lee.alertCard).click();
        await lee.button("Record: Asked who could be with them now").click();
        await step("Asked who could be").getByText(/^Lee, \d/).waitFor();
        await lee.sheet.getByRole("textbox").fill("their sister comes over");
        await lee.button("Record: They do not agree").click();
        await step("They do not agree").getByText("their sister comes over").waitFor();
        assert.equal(await lee.sheet.getByRole("textbox").inputValue(), "");
        await lee.page.keyboard.press("Escape");
        await lee.alertCard.getByText("They do not agree: Lee").waitFor();
    });

    await t.test("it ends with an outcome, and the peer rests", async () => {
        await lee.button(/^Resolve…/, lee.alertCard).click();
        await lee.sheet.getByRole("radio", { name: "A plan was made together" }).check();
        await lee.sheet.getByRole("textbox").fill("Sister stays the night.");
        await lee.button("Resolve", lee.sheet).click();
        await lee.says("No open alerts");
        await texter.got("stepped back");
        await dana.page.getByText(/^You rest until /).waitFor();
        await dana.button("I'm ready now").click();
        await dana.says("You can be offered conversations again.");
        await dana.page.getByText(/^You rest until /).waitFor({ state: "detached" });
    });

    await t.test("who slept on was left alone", async () => {
        await samsPhone.pastCall("Missed call").waitFor(); // it rang before the key was pressed
        assert.equal(await samsPhone.texts("alert").count(), 1);
    });

    await t.test("no page, note or locked screen held a text, a name or a number", () => {
        for (const words of overheard)
            for (const one of [secret, alias, texterA.slice(2), "Dana"])
                assert.ok(!words.includes(one), `${one} in: ${words}`);
    });

    await line.check(texterA, samsNumber, leesNumber);
});
