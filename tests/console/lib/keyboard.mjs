// SPDX-License-Identifier: AGPL-3.0-or-later
// What somebody does who has no mouse: only keys are pressed here.

import assert from "node:assert/strict";

import { settles } from "../../daemon/lib/wait.mjs";

const tabsMax = 60;

export const hasFocus = (locator) =>
    locator.evaluateAll((all) => all.some((one) => one === document.activeElement));

export const getsFocus = (locator) => settles(async () =>
    assert.ok(await hasFocus(locator), `${locator} has no focus`));

// Whoever goes by keyboard must see where they are.
export async function showsFocus(page) {
    const outline = await page.evaluate(() => {
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
        return `${outlineStyle} ${outlineWidth}`;
    });
    assert.match(outline, /solid [3-9]px/, "the focus is not to be seen");
}

export async function tabTo(page, locator, key = "Tab") {
    for (let i = 0; i < tabsMax && !(await hasFocus(locator)); i++) await page.keyboard.press(key);
    assert.ok(await hasFocus(locator), `${locator} is not reached by ${key}`);
    await showsFocus(page);
}

export async function press(person, name, within) {
    await tabTo(person.page, person.button(name, within));
    await person.page.keyboard.press("Enter");
}

// The list tab, from wherever one is: each place is searched for and added.
export async function pickByKeys(person, ...searches) {
    const { page } = person;
    const search = page.getByRole("searchbox");
    await page.keyboard.press("l");
    await search.waitFor();
    await getsFocus(search);
    for (const words of searches) {
        await tabTo(page, search, "Shift+Tab");
        await page.keyboard.press("Control+A");
        await page.keyboard.type(words);
        await person.button(new RegExp(`^Add .*${words}`, "i")).waitFor();
        await press(person, new RegExp(`^Add .*${words}`, "i"));
        await getsFocus(person.button(new RegExp(`^Added: .*${words}`, "i"))); // one's place is kept
    }
}
