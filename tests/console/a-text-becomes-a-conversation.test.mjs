// SPDX-License-Identifier: AGPL-3.0-or-later
// The main job, end to end: two peers, a responder and a texter, each with what they really hold.

import assert from "node:assert/strict";
import test from "node:test";

import { settles } from "../daemon/lib/wait.mjs";
import { startLine } from "./lib/line.mjs";
import { texterA } from "./lib/phones.mjs";

const responderNumber = "+16175550141";

test("a text becomes a conversation, and the crisis team is woken from it", async (t) => {
    const line = await startLine(t);
    const phones = await line.phones();
    const texter = phones.of("Texter A");
    const dana = await line.peerOnShift("Dana");
    const lee = await line.peerOnShift("Lee");
    const sam = await line.responder("Sam", responderNumber);

    await t.test("a first text is welcomed, and offered to one peer", async () => {
        await texter.write("hi, can somebody talk?");
        assert.match(await texter.got("thanks for texting"), /STOP to end/);
        await dana.offer.waitFor();
        await lee.rows("Waiting queue").first().waitFor();
        assert.equal(await lee.offer.count(), 0);
        assert.equal(await dana.rows("Waiting queue").count(), 0);
    });

    await t.test("accepting opens the conversation and takes it from the queue", async () => {
        await dana.accept();
        await dana.message("hi, can somebody talk?").waitFor();
        await lee.says("No one is waiting right now");
    });

    await t.test("Enter breaks the line, Ctrl+Enter sends, and the phone gets just that", async () => {
        await dana.reply.pressSequentially("Hi, I'm Dana.");
        await dana.reply.press("Enter");
        await dana.reply.pressSequentially("I'm here.");
        assert.equal(await dana.reply.inputValue(), "Hi, I'm Dana.\nI'm here.");
        assert.equal(await dana.message("I'm here.").count(), 0);
        await dana.reply.press("Control+Enter");
        assert.equal(await texter.got("I'm Dana."), "Hi, I'm Dana.\nI'm here.");
        await dana.message("I'm here.").getByText("Delivered").waitFor();
        await settles(async () => assert.equal(await dana.reply.inputValue(), ""));
        assert.equal(await texter.texts("I'm here.").count(), 1);
        assert.equal(await dana.message("I'm here.").count(), 1);
    });

    await t.test("a list is built, seen as it will be, and sent", async () => {
        await dana.pick("warmline", "pantry");
        await dana.button("Preview").click();
        await dana.page.getByRole("group", { name: "As they will see it" })
            .getByText("North Side food pantry").waitFor();
        await dana.button("Send list").click();
        assert.match(await texter.got("Some places"), /1.*Harbor Street warmline[^]*2.*North Side/);
    });

    await t.test("a number chooses, and brings what to expect", async () => {
        await texter.write("2");
        await texter.got("Come to the side door");
        await dana.message("They chose 2 North Side food pantry.").waitFor();
        await dana.page.getByText("Texter wants it").waitFor();
    });

    await t.test("a colleague carries on after accepting, and not before", async () => {
        await dana.transferTo("Lee");
        await lee.offer.getByText("Dana asks you to carry on").waitFor();
        await dana.send("Lee is asked to carry on with you.");
        await lee.accept();
        await lee.message("Dana handed over to Lee.").waitFor();
        await dana.page.getByRole("note").getByText(/Lee is now with|no longer/).waitFor();
        await lee.send("Hi, this is Lee.");
        await texter.got("Hi, this is Lee.");
    });

    await t.test("a flag pages the responder's phone, without a word of the texter's", async () => {
        await texter.write("the kettle is blue");
        await lee.message("the kettle is blue").waitFor();
        await lee.getHelp("Crisis team please join", "I am not sure");
        const page = await phones.of("Sam, responder").got("alert");
        assert.match(page, /alert \w+, High\. Reply/);
        for (const words of ["kettle", "not sure", texterA.slice(-4), await lee.alias()])
            assert.ok(!page.includes(words), page);
        await lee.alertLine.getByText(/Paged Sam/).waitFor();
    });

    await t.test("the responder's console has a card; a text takes the alert", async () => {
        await sam.page.getByRole("link", { name: /^Crisis desk$/ }).click();
        await sam.alertCard.getByText("Nobody has this yet").waitFor();
        const code = await sam.alertCard.locator(".code").textContent();
        await phones.of("Sam, responder").write(`${code} yes`);
        await phones.of("Sam, responder").got(`${code} is yours`);
        await sam.alertCard.getByText("You have this").waitFor();
        await lee.alertLine.getByText(/Sam has it/).waitFor();
        await lee.message("Sam of the crisis team has it.").waitFor();
    });

    await t.test("the responder joins, reads, and says how it ended", async () => {
        await sam.button(/^Join/, sam.alertCard).click();
        await sam.message("the kettle is blue").waitFor();
        await lee.alertLine.getByText(/Sam has joined/).waitFor();
        await sam.page.getByRole("link", { name: "Crisis" }).click();
        await sam.button(/^Resolve…/, sam.alertCard).click();
        await sam.sheet.getByRole("radio", { name: "A plan was made together" }).check();
        await sam.button("Resolve", sam.sheet).click();
        await sam.says("No open alerts");
        await lee.alertLine.waitFor({ state: "hidden" });
    });

    await t.test("closing asks how it ended, and the desk is free again", async () => {
        await lee.choose("Close the conversation…");
        await lee.button("Close the conversation", lee.sheet).click();
        await lee.says("You're free. Take a breath.");
    });

    await line.check(texterA, responderNumber);
});
