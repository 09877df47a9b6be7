// SPDX-License-Identifier: AGPL-3.0-or-later
// Woken at four, one thumb, a small phone: the crisis desk, and what it says when paging fails.

import assert from "node:assert/strict";
import test from "node:test";

import { settles } from "../daemon/lib/wait.mjs";
import { startLine } from "./lib/line.mjs";
import { texterA } from "./lib/phones.mjs";

const responderNumber = "+16175550141";
const supervisorNumber = "+16175550140";
const smallPhone = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true,
    colorScheme: "dark" };

const inTheLowerThird = (page, button) => settles(async () => {
    const { y, height } = await button.boundingBox();
    const { height: whole } = page.viewportSize();
    assert.ok(height >= 56, `${height} px high`);
    assert.ok(y >= whole / 2 && y + height <= whole, `from ${y} to ${y + height} of ${whole}`);
});

const centreOf = async (button) => {
    const { x, y, width, height } = await button.boundingBox();
    return [x + width / 2, y + height / 2];
};

test("a page's link leads one thumb to the alert", async (t) => {
    const line = await startLine(t);
    const phones = await line.phones();
    const texter = phones.of("Texter A");
    const samsPhone = phones.of("Sam, responder");
    const dana = await line.peerOnShift("Dana");
    const sam = await line.person("Sam", "responder", { phone: responderNumber, ...smallPhone });
    let link;

    await texter.write("hello there");
    await dana.accept();
    await dana.getHelp("Crisis team please join");

    await t.test("the link asks who one is, then shows the card", async () => {
        const page = await samsPhone.got("alert");
        link = page.match(/\S+\/#\/p\/\S+/)[0].replace(/\.$/, "");
        await sam.page.goto(link);
        await sam.signIn();
        await sam.alertCard.waitFor();
        await settles(() => assert.match(new URL(sam.page.url()).hash, /^#\/crisis\//));
        await sam.alertCard.getByText("Text to Sam: reached them").waitFor();
    });

    await t.test("what is to be done is large and under the thumb", async () => {
        await inTheLowerThird(sam.page, sam.button(/^I have this/, sam.alertCard));
    });

    await t.test("taking it is one tap, and the time left is told in tens of seconds", async () => {
        await sam.button(/^I have this/, sam.alertCard).tap();
        const state = sam.alertCard.getByText(/contact in \d+:\d0$/);
        await state.waitFor();
        await inTheLowerThird(sam.page, sam.button(/^Join/, sam.alertCard));
        await dana.alertLine.getByText(/Sam has it/).waitFor();
    });

    await t.test("resolving is a second tap in another place", async () => {
        const [x, y] = await centreOf(sam.button(/^Resolve…/, sam.alertCard));
        await sam.page.touchscreen.tap(x, y);
        await sam.sheet.waitFor();
        await sam.page.touchscreen.tap(x, y);
        await sam.page.waitForTimeout(300);
        await sam.alertCard.waitFor();
        assert.equal(await dana.alertLine.count(), 1);
    });

    await t.test("the link was good for once", async () => {
        line.expect(/status of 410 .*\/open$/);
        await sam.page.goto(link);
        await sam.says("This link was used before");
        await sam.page.getByRole("link", { name: "Crisis desk" }).tap();
        await sam.alertCard.waitFor();
    });

    await line.check(texterA, responderNumber);
});

test("a test page reaches whoever asks for it", async (t) => {
    const line = await startLine(t);
    const phones = await line.phones();
    const sam = await line.responder("Sam", responderNumber);

    await sam.page.getByRole("link", { name: "Crisis", exact: true }).click();
    await sam.button("Send me a test page").click();
    await sam.says("A test page is on its way to your phone.");
    await phones.of("Sam, responder").got(/test/i);
    await line.check(responderNumber);
});

test("when no page goes out, the number to call is said at once and stays", async (t) => {
    const line = await startLine(t, { line: { crisis_call: supervisorNumber } });
    const phones = await line.phones();
    const dana = await line.peerOnShift("Dana");
    const call = dana.alertLine.getByRole("link", { name: `Call ${supervisorNumber} now.` });

    await phones.of("Texter A").write("hello there");
    await dana.accept();
    await dana.getHelp("Danger now");
    await dana.alertLine.getByText("The page did not go out.").waitFor();
    assert.equal(await call.getAttribute("href"), `tel:${supervisorNumber}`);
    await dana.page.getByRole("alert").getByText("The page did not go out.").waitFor();

    await t.test("on another screen it stands above everything", async () => {
        await dana.page.evaluate(() => (location.hash = "#/desk"));
        await dana.page.getByRole("region", { name: "Notices" })
            .getByText("The page did not go out.").waitFor();
    });

    await line.check(texterA);
});
