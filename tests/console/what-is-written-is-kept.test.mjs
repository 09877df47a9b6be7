// SPDX-License-Identifier: AGPL-3.0-or-later
// Nothing takes a peer's words away: not another conversation, not a reload, not a hand-over.

import assert from "node:assert/strict";
import test from "node:test";

import { settles, until } from "../daemon/lib/wait.mjs";
import { startLine } from "./lib/line.mjs";
import { texterA, texterB } from "./lib/phones.mjs";

const holds = (person, words) =>
    until(`the reply field to hold "${words}"`, async () =>
        (await person.reply.inputValue()) === words);

test("what a peer writes is kept until it is sent", async (t) => {
    const line = await startLine(t);
    const phones = await line.phones();
    const dana = await line.peerOnShift("Dana");

    await phones.of("Texter A").write("hello from A");
    await dana.accept();
    const first = await dana.alias();
    await phones.of("Texter B").write("hello from B");
    await dana.accept();
    const second = await dana.alias();

    await t.test("each conversation has its own draft", async () => {
        await dana.open(first);
        await dana.reply.fill("for the first");
        await dana.open(second);
        await holds(dana, "");
        await dana.reply.pressSequentially("for the sec");
        await dana.open(first);
        await holds(dana, "for the first");
        await dana.open(second);
        await holds(dana, "for the sec");
    });

    await t.test("opening the open one again changes nothing", async () => {
        await dana.open(second);
        await dana.open(second);
        await holds(dana, "for the sec");
    });

    await t.test("what goes out goes to the one it was written for", async () => {
        await dana.reply.press("Control+Enter");
        await phones.of("Texter B").got("for the sec");
        assert.equal(await phones.of("Texter A").texts("for the sec").count(), 0);
        await dana.open(first);
        await holds(dana, "for the first");
    });

    await t.test("a new text does not touch it, nor the focus", async () => {
        await dana.reply.focus();
        await phones.of("Texter A").write("are you there?");
        await dana.message("are you there?").waitFor();
        await holds(dana, "for the first");
        await settles(async () =>
            assert.ok(await dana.reply.evaluate((field) => field === document.activeElement)));
    });

    await t.test("it is there after a reload", async () => {
        await dana.page.reload();
        await holds(dana, "for the first");
    });

    await t.test("it is there after the lock", async () => {
        await dana.button(/Status and settings/).click();
        await dana.button("Lock").click();
        await dana.page.getByRole("heading", { name: "Locked" }).waitFor();
        await settles(async () => assert.ok(!(await dana.page.content()).includes("for the first")));
        await dana.unlock();
        await holds(dana, "for the first");
    });

    await t.test("it is there on another device", async () => {
        const elsewhere = await line.personAgain("Dana");
        await elsewhere.signIn();
        await elsewhere.open(first);
        await holds(elsewhere, "for the first");
        await elsewhere.page.context().close();
    });

    await t.test("what another window wrote is not written over unseen", async () => {
        const elsewhere = await line.personAgain("Dana");
        const question = (person) =>
            person.page.getByRole("group", { name: "In another window you wrote something else here:" });
        await elsewhere.signIn();
        await elsewhere.open(first);
        await holds(elsewhere, "for the first");
        const saved = dana.page.waitForResponse(/\/draft$/);
        await dana.reply.fill("here");
        await saved;
        line.expect(/status of 409 .*\/draft$/);
        await elsewhere.reply.fill("there");
        await question(elsewhere).getByText("here", { exact: true }).waitFor();
        await holds(elsewhere, "there");
        await elsewhere.button("Keep these").click();
        await question(elsewhere).waitFor({ state: "hidden" });
        await dana.reply.pressSequentially(" and here");
        await question(dana).getByText("there", { exact: true }).waitFor();
        await holds(dana, "here and here");
        await dana.button("Use those words").click();
        await holds(dana, "there");
        await elsewhere.page.context().close();
    });

    await t.test("two presses on Send are one message", async () => {
        await dana.reply.fill("only once");
        await dana.button(`Send to ${first}`).dblclick();
        await dana.message("only once").getByText("Delivered").waitFor();
        assert.equal(await phones.of("Texter A").texts("only once").count(), 1);
    });

    await t.test("when the conversation moves away, the words stay and Send goes", async () => {
        const lee = await line.peerOnShift("Lee");
        await dana.transferTo("Lee");
        await dana.reply.fill("half a thou");
        await lee.accept();
        await dana.says(`Lee is now with ${first}. Your draft is kept.`);
        await holds(dana, "half a thou");
        await settles(async () => assert.ok(await dana.button(`Send to ${first}`).isDisabled()));
        await dana.reply.press("Control+Enter");
        await lee.send("this is Lee");
        await phones.of("Texter A").got("this is Lee");
        assert.equal(await phones.of("Texter A").texts("half a thou").count(), 0);
    });

    await line.check(texterA, texterB);
});
