// SPDX-License-Identifier: AGPL-3.0-or-later
// The simulated phone on a slow line, and across a restart: every text stays, in its order; a call
// that is not answered says so.

import assert from "node:assert/strict";
import test from "node:test";

import { until } from "../daemon/lib/wait.mjs";
import { startLine } from "./lib/line.mjs";

// Holds back the first text until release() is called.
async function holdFirstText(page) {
    let release;
    const released = new Promise((resolve) => (release = resolve));
    let held = false;
    await page.route("**/simulator/api/texts", async (route) => {
        if (!held) {
            held = true;
            await released;
        }
        await route.continue();
    });
    return { release, isHeld: () => held };
}

test("what is written while a text is on its way goes after it", async (t) => {
    const line = await startLine(t);
    const phones = await line.phones();
    const texter = phones.of("Texter A");
    const own = texter.frame.locator("li.message.own p");
    const { release, isHeld } = await holdFirstText(phones.page);

    await texter.field.fill("one");
    await texter.field.press("Enter");
    await until("the first text to be held", isHeld);
    await texter.field.fill("two");
    await texter.field.press("Enter");
    release();
    await own.filter({ hasText: "two" }).waitFor();
    await until("the field to be empty", async () => (await texter.field.inputValue()) === "");
    assert.deepEqual(await own.evaluateAll((all) => all.map((one) => one.lastChild.textContent)),
        ["one", "two"]);
});

test("a restarted line replaces nothing on an open page", async (t) => {
    const line = await startLine(t);
    const phones = await line.phones();
    const texter = phones.of("Texter A");
    const own = (words) => texter.frame.locator("li.message.own p").filter({ hasText: words });

    await texter.write("before");
    await own("before").waitFor();
    line.expect(/ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_REFUSED|Failed to load resource/);
    await line.daemon.stop();
    await line.daemon.start();
    await phones.page.getByText("The line does not answer").waitFor({ state: "hidden" });
    await texter.write("after");
    await own("after").waitFor();
    assert.equal(await own("before").count(), 1);
});

test("a declined call is said, and a text comes instead", async (t) => {
    const ladder = [{ after: "0s", who: "responders", way: "call" }];
    const line = await startLine(t, { line: { ladder } });
    const phones = await line.phones();
    const sams = phones.of("Sam, responder");

    await line.daemon.addPerson("Sam", "responder", "+16175550141");
    await phones.of("Texter A").write("sometimes i think about killing myself");
    await sams.call.rings();
    await sams.call.button("Decline").click();
    await sams.pastCall("Declined call from Harbor Line").waitFor();
    await sams.got("alert");
});
