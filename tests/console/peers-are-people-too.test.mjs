// SPDX-License-Identifier: AGPL-3.0-or-later
// After a conversation a peer is asked how they are. What they say is kept nowhere: it is a pause, a
// supervisor who comes, or nothing.

import assert from "node:assert/strict";
import test from "node:test";

import { isForEverybody } from "./lib/everybody.mjs";
import { startLine } from "./lib/line.mjs";
import { texterA } from "./lib/phones.mjs";

const question = (person) => person.page.getByRole("group", { name: "How are you after this one?" });
const wish = (person) => person.page.getByRole("group", { name: /^You asked at .* to talk with somebody$/ });
const askedFor = (person) => person.page.getByText(/ would like to talk with somebody \(since /);

async function talkWith(person, texter, words) {
    await texter.write(words);
    await person.accept();
}

async function close(person) {
    await person.choose("Close the conversation…");
    await person.button("Close the conversation", person.sheet).click();
    await question(person).waitFor();
}

const noOffer = async (person) => {
    await person.rows("Waiting queue").first().waitFor();
    assert.equal(await person.offer.count(), 0);
};

test("after a conversation a peer is asked how they are, and may just go on", async (t) => {
    const line = await startLine(t);
    const texter = (await line.phones()).of("Texter A");
    const dana = await line.peerOnShift("Dana");

    await talkWith(dana, texter, "hello there");

    await t.test("the question is for everybody", async (t) => {
        await close(dana);
        await isForEverybody(t, "after", dana.page);
    });

    await t.test("Ready lets it go, and keeps the place of whoever uses the keyboard", async () => {
        await dana.button("Ready").press("Enter");
        await question(dana).waitFor({ state: "hidden" });
        await dana.desk.and(dana.page.locator(":focus")).waitFor();
    });

    await t.test("so does going on", async () => {
        await talkWith(dana, texter, "one more thing");
        await close(dana);
        await talkWith(dana, texter, "and another");
        await question(dana).waitFor({ state: "hidden" });
    });

    await t.test("five minutes are without offers, or as long as the peer likes", async (t) => {
        await close(dana);
        await dana.button("5 minutes").click();
        await dana.says("You rest until");
        await question(dana).waitFor({ state: "hidden" });
        await isForEverybody(t, "pause", dana.page);
        await texter.write("are you there?");
        await noOffer(dana);
        await dana.button("I'm ready now").click();
        await dana.accept();
    });

    await line.check(texterA);
});

test("who wants to talk is seen by the supervisors on shift, until one comes", async (t) => {
    const line = await startLine(t);
    const texter = (await line.phones()).of("Texter A");
    const dana = await line.peerOnShift("Dana");
    const ada = await line.person("Ada", "supervisor");
    const kim = await line.person("Kim", "supervisor");

    await ada.signIn();
    await kim.signIn();
    await kim.startShift();
    await talkWith(dana, texter, "hello there");
    const alias = await dana.alias();
    await close(dana);

    await t.test("the peer is told who knows, and can take it back", async (t) => {
        await dana.button("Talk to someone").click();
        await wish(dana).getByText("Kim can see it now.").waitFor();
        await question(dana).waitFor({ state: "hidden" });
        await isForEverybody(t, "wish", dana.page);
        await askedFor(kim).waitFor();
        await dana.button("No need any more").click();
        await askedFor(kim).waitFor({ state: "hidden" });
        await wish(dana).waitFor({ state: "hidden" });
    });

    await talkWith(dana, texter, "one more thing");
    await close(dana);
    await dana.button("Talk to someone").click();

    await t.test("a supervisor on shift sees it on any screen, and not after whom", async (t) => {
        await kim.page.getByRole("link", { name: "Directory", exact: true }).click();
        assert.match(await askedFor(kim).textContent(), /^Dana /);
        assert.equal(await kim.page.getByRole("region", { name: "Notices" }).getByText(alias).count(), 0);
        await isForEverybody(t, "asked", kim.page);
    });

    await t.test("a reload finds it, and whoever comes on shift later sees it", async () => {
        await kim.page.reload();
        await askedFor(kim).waitFor();
        assert.equal(await askedFor(ada).count(), 0);
        await ada.startShift();
        await askedFor(ada).waitFor();
    });

    await t.test("one goes, the peer hears who, and the others need not", async () => {
        await kim.button("I'll go to them").click();
        await kim.says("Dana knows that you are coming.");
        await dana.says("Kim comes to talk with you.");
        await wish(dana).waitFor({ state: "hidden" });
        for (const supervisor of [ada, kim]) await askedFor(supervisor).waitFor({ state: "hidden" });
    });

    await line.check(texterA);
});
