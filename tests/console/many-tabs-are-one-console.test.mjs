// SPDX-License-Identifier: AGPL-3.0-or-later
// A browser has room for few connections: however many tabs there are, one of them listens for all.

import assert from "node:assert/strict";
import test from "node:test";

import { until } from "../daemon/lib/wait.mjs";
import { startLine } from "./lib/line.mjs";
import { Person } from "./lib/person.mjs";
import { texterA } from "./lib/phones.mjs";

const tabsInAll = 8;

test("eight tabs share one stream, and it outlives the tab that holds it", async (t) => {
    const line = await startLine(t);
    const phones = await line.phones();
    const dana = await line.peerOnShift("Dana");
    const context = dana.page.context();
    const streams = new Map([[dana.page, 1]]);
    const tabs = [dana];

    context.on("request", (request) => {
        if (!new URL(request.url()).pathname.endsWith("/events")) return;
        const page = request.frame().page();
        streams.set(page, (streams.get(page) ?? 0) + 1);
    });

    await t.test("each of them is live and hears of the offer", async () => {
        while (tabs.length < tabsInAll) {
            const tab = new Person(await context.newPage(), "Dana");
            await tab.page.goto(line.wire.url);
            await tab.live();
            tabs.push(tab);
        }
        await phones.of("Texter A").write("hello?");
        for (const tab of tabs) await tab.offer.waitFor();
        assert.deepEqual([...streams], [[dana.page, 1]]);
    });

    await t.test("accepting in one takes the offer from all", async () => {
        await tabs[3].accept();
        for (const tab of tabs) await tab.offer.waitFor({ state: "hidden" });
    });

    await t.test("when the listening tab is closed another one takes over", async () => {
        await dana.page.close();
        await until("another tab to listen", () => streams.size === 2);
        await phones.of("Texter A").write("still there?");
        await tabs[3].message("still there?").waitFor();
        assert.equal(await tabs[3].message("still there?").count(), 1);
        assert.equal([...streams.values()].reduce((sum, count) => sum + count), 2);
    });

    await line.check(texterA);
});
