// SPDX-License-Identifier: AGPL-3.0-or-later
// Nobody waits for a peer who is not there.

import assert from "node:assert/strict";
import test from "node:test";

import { startLine } from "./lib/line.mjs";
import { texterA } from "./lib/phones.mjs";

test("a closed browser gives the offer on, and so does saying no", async (t) => {
    const line = await startLine(t, { timing: { offer: "10m", gone_grace: "1s" } });
    const phones = await line.phones();
    const dana = await line.peerOnShift("Dana");
    const lee = await line.peerOnShift("Lee");

    await t.test("the browser is closed", async () => {
        await phones.of("Texter A").write("hello?");
        await dana.offer.waitFor();
        await dana.page.context().close();
        await lee.offer.waitFor();
    });

    await t.test("the bar counts how long they have waited by now", () =>
        lee.page.getByRole("group", { name: "Queue" }).getByText(/longest [1-9]/).waitFor());

    await t.test("she is back and on shift, and he says not now", async () => {
        const again = await line.personAgain("Dana");
        await again.signIn();
        await lee.button(/^Not now: /, lee.offer).click();
        await lee.sheet.getByRole("radio", { name: "I need a moment" }).check();
        await lee.button("Pass on", lee.sheet).click();
        await again.offer.waitFor();
        await lee.offer.waitFor({ state: "hidden" });
        await again.accept();
    });

    await line.check(texterA);
});

test("an offer that nobody takes up goes on by itself", async (t) => {
    const line = await startLine(t, { timing: { offer: "5s" } });
    const phones = await line.phones();
    const dana = await line.peerOnShift("Dana");
    const lee = await line.peerOnShift("Lee");

    await phones.of("Texter A").write("hello?");
    await dana.offer.waitFor();
    await lee.offer.waitFor();
    await dana.offer.waitFor({ state: "hidden" });
    await lee.accept();
    await line.check(texterA);
});

test("what is given back is offered to the next, and the reason is told", async (t) => {
    const line = await startLine(t);
    const phones = await line.phones();
    const dana = await line.peerOnShift("Dana");
    const lee = await line.peerOnShift("Lee");

    await phones.of("Texter A").write("hello?");
    await dana.accept();
    await dana.choose("Return to the queue…");
    await dana.sheet.getByRole("radio", { name: "I need a break" }).check();
    await dana.button("Return to the queue", dana.sheet).click();
    await dana.sheet.waitFor({ state: "hidden" });
    await dana.says("You're free. Take a breath.");
    await phones.of("Texter A").got("We're looking for another peer for you");
    await lee.accept();
    await lee.message("Dana gave it back to the queue: I need a break.").waitFor();
    await line.check(texterA);
});

test("an offer that is gone says so kindly", async (t) => {
    const line = await startLine(t, { timing: { offer: "10m" } });
    const phones = await line.phones();
    const dana = await line.peerOnShift("Dana");
    const elsewhere = await line.personAgain("Dana");

    await elsewhere.signIn();
    await phones.of("Texter A").write("hello?");
    await dana.offer.waitFor();
    await elsewhere.offer.waitFor();
    line.expect(/ERR_FAILED .*events/, /status of 410 .*\/accept$/);
    await elsewhere.page.route("**/api/v1/events*", (route) => route.abort());
    line.wire.cut();
    await dana.live();
    await dana.accept();
    await elsewhere.button(/^Accept /, elsewhere.offer).click();
    await elsewhere.says("Someone else is with them already. Thank you.");
    await line.check(texterA);
});
