// SPDX-License-Identifier: AGPL-3.0-or-later
// The main job without a mouse: from signing in to an alert taken. Only keys are pressed here.

import assert from "node:assert/strict";
import test from "node:test";

import { passwordOf } from "../daemon/lib/daemon.mjs";
import { settles } from "../daemon/lib/wait.mjs";
import { getsFocus, pickByKeys, press, showsFocus, tabTo } from "./lib/keyboard.mjs";
import { startLine } from "./lib/line.mjs";
import { texterA } from "./lib/phones.mjs";

async function signIn(person) {
    const { keyboard } = person.page;
    await tabTo(person.page, person.page.getByRole("textbox", { name: "Name" }));
    await keyboard.type(person.name);
    await keyboard.press("Tab");
    await keyboard.type(passwordOf(person.name));
    await keyboard.press("Enter");
    await person.live();
}

test("everything that matters is done by keyboard alone", async (t) => {
    const line = await startLine(t);
    const phones = await line.phones();
    const texter = phones.of("Texter A");
    const dana = await line.person("Dana", "peer");
    const sam = await line.person("Sam", "responder", { phone: "+16175550141" });
    const { keyboard } = dana.page;

    await t.test("signing in and starting the shift", async () => {
        await signIn(dana);
        await press(dana, "Start shift…");
        await press(dana, "Start shift", dana.sheet);
        await dana.sheet.waitFor({ state: "hidden" });
    });

    await t.test("a takes one to Accept, and the conversation begins at its heading", async () => {
        await texter.write("hello?");
        await dana.offer.waitFor();
        await keyboard.press("a");
        await getsFocus(dana.button(/^Accept /));
        await showsFocus(dana.page);
        await keyboard.press("Enter");
        await dana.reply.waitFor();
        await getsFocus(dana.heading);
    });

    await t.test("r goes to the reply, Ctrl+Enter sends, Escape goes to the messages", async () => {
        await keyboard.press("r");
        await keyboard.type("Hi, I'm Dana.");
        await keyboard.press("Control+Enter");
        await texter.got("Hi, I'm Dana.");
        await getsFocus(dana.reply);
        await keyboard.press("Escape");
        await getsFocus(dana.log);
        await keyboard.press("ArrowUp");
        await getsFocus(dana.message("Hi, I'm Dana."));
    });

    await t.test("single keys are letters while one writes", async () => {
        await keyboard.press("r");
        await keyboard.type("a!?jgd");
        await settles(async () => assert.equal(await dana.reply.inputValue(), "a!?jgd"));
        assert.equal(await dana.sheet.count(), 0);
        for (let i = 0; i < 6; i++) await keyboard.press("Backspace");
        await keyboard.press("Escape");
    });

    await t.test("l goes to the directory; places are added, moved and sent", async () => {
        const items = dana.page.getByRole("list", { name: "List to send" }).getByRole("listitem");
        await pickByKeys(dana, "warmline", "pantry");
        await press(dana, /^Move .*pantry up/i);
        await items.first().getByText("pantry").waitFor();
        await getsFocus(items.first());
        await keyboard.press("Alt+ArrowDown");
        await items.first().getByText("warmline").waitFor();
        await tabTo(dana.page, dana.button("Send list"));
        await keyboard.press("Enter");
        await texter.got("Some places");
    });

    await t.test("w goes to what was agreed", async () => {
        await getsFocus(dana.page.getByRole("heading", { name: /^Sent at / }));
        await keyboard.press("w");
        await dana.page.getByRole("heading", { name: "Asking later how it went" }).waitFor();
    });

    await t.test("! opens Get help, which Escape leaves and Enter sends", async () => {
        await keyboard.press("Escape");
        await keyboard.press("!");
        await dana.sheet.waitFor();
        await keyboard.press("Escape");
        await dana.sheet.waitFor({ state: "hidden" });
        await keyboard.press("!");
        await dana.sheet.getByRole("radio", { name: "Crisis team please join" }).waitFor();
        await keyboard.press("ArrowDown");
        await getsFocus(dana.sheet.getByRole("radio", { name: "Danger now" }));
        await press(dana, "Page the crisis team", dana.sheet);
        await dana.alertLine.waitFor();
    });

    await t.test("the responder takes it, joins and reads", async () => {
        await signIn(sam);
        await sam.page.keyboard.press("g");
        await sam.page.keyboard.press("c");
        await press(sam, /^I have this/, sam.alertCard);
        await press(sam, /^Join/, sam.alertCard);
        await sam.message("hello?").waitFor();
        await dana.alertLine.getByText("Sam has joined").waitFor();
    });

    await t.test("? says which keys there are", async () => {
        await sam.page.keyboard.press("?");
        await sam.sheet.getByRole("heading", { name: "Keyboard" }).waitFor();
        await sam.page.keyboard.press("Escape");
        await sam.sheet.waitFor({ state: "hidden" });
    });

    await t.test("a conversation is closed", async () => {
        await sam.page.keyboard.press("g");
        await sam.page.keyboard.press("c");
        await press(sam, /^Resolve…/, sam.alertCard);
        await press(sam, "Resolve", sam.sheet);
        await dana.alertLine.waitFor({ state: "hidden" });
        await press(dana, "Move or close");
        await press(dana, "Close the conversation…");
        await press(dana, "Close the conversation", dana.sheet);
        await dana.says("You're free. Take a breath.");
    });

    await line.check(texterA);
});
