// SPDX-License-Identifier: AGPL-3.0-or-later
// A list is asked for first, found by what is open, sent, and set right where a reply was misread.

import assert from "node:assert/strict";
import test from "node:test";

import { settles } from "../daemon/lib/wait.mjs";
import { startLine } from "./lib/line.mjs";
import { texterA } from "./lib/phones.mjs";

test("a list is asked for, filtered, sent and set right", async (t) => {
    const line = await startLine(t);
    const phones = await line.phones();
    const texter = phones.of("Texter A");
    const dana = await line.peerOnShift("Dana");

    await texter.write("hello there");
    await dana.accept();
    await dana.page.getByRole("link", { name: "List", exact: true }).first().click();

    await t.test("asking first sends the line's question", async () => {
        const before = await texter.texts(/list/i).count();
        await dana.button("Ask first").click();
        await dana.says("They are asked whether a short list would be useful.");
        await texter.texts(/list/i).nth(before).waitFor();
    });

    await t.test("each place says whether it is open; the filters leave fewer", async () => {
        const places = dana.page.getByRole("list", { name: "Places" }).getByRole("listitem");
        await places.first().getByText(/open now|closed now|hours not certain/).waitFor();
        const all = await places.count();
        const asked = dana.page.waitForResponse(/open_now=1/);
        await dana.page.getByRole("checkbox", { name: "Open now" }).check();
        await asked;
        await places.filter({ hasText: /closed now|hours not certain/ }).first()
            .waitFor({ state: "hidden" });
        assert.ok(await places.count() <= all);
        await dana.page.getByRole("checkbox", { name: "Open now" }).uncheck();
    });

    await t.test("a reading is set right in one step", async () => {
        await dana.pick("warmline", "pantry");
        await dana.button("Send list").click();
        await texter.got("Some places");
        const wish = dana.page.getByRole("combobox", { name: /^What they say of North Side/ });
        await wish.selectOption({ label: "They want it" });
        await texter.got("Come to the side door");
        await wish.selectOption({ label: "Not for them" });
        await dana.page.getByRole("combobox", { name: /^What they say of North Side/ }).waitFor();
        await settles(async () => assert.equal(await wish.inputValue(), "not_for_them"));
    });

    await line.check(texterA);
});
