// SPDX-License-Identifier: AGPL-3.0-or-later
// A page in every theme and width: axe finds nothing, nothing has to be scrolled sideways, and no
// target is too small for a thumb. With PICTURES=folder a picture is taken of each.

import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import { settles } from "../../daemon/lib/wait.mjs";

const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
    "utf8");
const pictures = process.env.PICTURES;
if (pictures) fs.mkdirSync(pictures, { recursive: true });
const themes = ["light", "dark", "night"];
const sizes = [[1280, 800], [390, 844], [320, 640]];

// Night is a choice in the settings; light and dark follow the system.
function setTheme(page, theme) {
    return Promise.all([
        page.emulateMedia({ colorScheme: theme === "light" ? "light" : "dark",
            reducedMotion: "reduce" }),
        page.evaluate((night) => {
            if (night) document.documentElement.dataset.theme = "night";
            else delete document.documentElement.dataset.theme;
        }, theme === "night"),
    ]);
}

async function violations(page) {
    const found = await page.evaluate(async (source) => {
        if (!window.axe) (0, eval)(source);
        return (await window.axe.run({ resultTypes: ["violations"] })).violations;
    }, axeSource);
    return found.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
}

// What is wider than the window, by name.
const tooWide = (page) => page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll("body *")]
        .filter((one) => one.getBoundingClientRect().right > width + 1)
        .map((one) => `${one.tagName} ${one.className}`);
});

// Buttons, links and fields that a thumb would miss: WCAG 2.2's floor is 24 px.
const tooSmall = (page) => page.evaluate(() =>
    [...document.querySelectorAll("button, a[href], input, select, textarea")]
        .filter((one) => one.checkVisibility() && !one.closest(".skip"))
        .map((one) => [one, (one.closest("label") ?? one).getBoundingClientRect()])
        .filter(([, box]) => box.width < 24 || box.height < 24)
        .map(([one, box]) => `${one.outerHTML.slice(0, 80)} is ${box.width}x${box.height}`));

export async function isForEverybody(t, name, page) {
    for (const theme of themes) {
        for (const [width, height] of sizes) {
            await t.test(`${name}, ${theme}, ${width} px wide`, async () => {
                await page.setViewportSize({ width, height });
                await setTheme(page, theme);
                if (pictures)
                    await page.screenshot({ path: path.join(pictures, `${name}-${theme}-${width}.png`) });
                for (const flaws of [violations, tooWide, tooSmall])
                    await settles(async () => assert.deepEqual(await flaws(page), []));
            });
        }
    }
    await setTheme(page, "light");
    await page.setViewportSize({ width: 1280, height: 800 });
}
