// SPDX-License-Identifier: AGPL-3.0-or-later
// A person at the console, by what they see and do there.

import { passwordOf } from "../../daemon/lib/daemon.mjs";

export class Person {
    constructor(page, name) {
        this.page = page;
        this.name = name;
    }

    // ---- what is on the screen ----

    get sheet() { return this.page.getByRole("dialog"); }
    get desk() { return this.page.getByRole("region", { name: "Desk" }); }
    get offer() { return this.page.getByRole("article", { name: /^Offer: / }); }
    get log() { return this.page.getByRole("region", { name: /^Messages with / }); }
    get reply() { return this.page.getByRole("textbox", { name: /^Reply to / }); }
    get alertLine() { return this.page.getByRole("region", { name: "Alert", exact: true }); }
    get alertCard() { return this.page.getByRole("article", { name: /^Alert / }); }
    get place() { return this.page.locator(".entry"); }
    get heading() { return this.page.getByRole("heading", { level: 1 }).first(); }
    get connection() { return this.page.getByRole("button", { name: /^Connection: / }); }

    button(name, within = this.page) {
        return within.getByRole("button", { name, exact: true });
    }

    // A list of conversations on the desk: "Mine", "Waiting queue", "Waiting on texter".
    rows(list) {
        return this.desk.getByRole("list", { name: list }).getByRole("listitem");
    }

    message(words) {
        return this.log.getByRole("listitem").filter({ hasText: words });
    }

    says(words) {
        return this.page.getByText(words).first().waitFor();
    }

    live() {
        return this.page.getByRole("button", { name: /^Connection: Live/ }).waitFor();
    }

    // ---- what they do ----

    async signIn(password = passwordOf(this.name)) {
        await this.page.getByRole("textbox", { name: "Name" }).fill(this.name);
        await this.page.getByLabel("Password", { exact: true }).fill(password);
        await this.button("Sign in").click();
        await this.live();
    }

    async unlock() {
        await this.page.getByLabel("Password", { exact: true }).fill(passwordOf(this.name));
        await this.button("Unlock").click();
        await this.live();
    }

    async startShift() {
        await this.button("Start shift…").click();
        await this.button("Start shift", this.sheet).click();
        await this.sheet.waitFor({ state: "hidden" });
    }

    async accept() {
        const button = this.button(/^Accept /, this.offer);
        const alias = (await button.getAttribute("aria-label")).replace(/^Accept /, "");
        await button.click();
        /* Another conversation may be open already: wait for this one. */
        await this.page.getByRole("heading", { level: 1, name: alias }).first().waitFor();
        await this.reply.waitFor();
    }

    async open(alias) {
        await this.desk.getByRole("link", { name: alias }).click();
        await this.page.getByRole("heading", { level: 1, name: alias }).first().waitFor();
        await this.reply.waitFor();
    }

    alias() {
        return this.heading.textContent();
    }

    async send(words) {
        await this.reply.fill(words);
        await this.reply.press("Control+Enter");
        await this.message(words).last().waitFor();
    }

    async choose(item) {
        await this.button("Move or close").click();
        await this.button(item).click();
        await this.sheet.waitFor();
    }

    async transferTo(name) {
        await this.choose("Transfer to a colleague…");
        await this.sheet.getByRole("radio", { name }).check();
        await this.button("Ask them", this.sheet).click();
        await this.sheet.waitFor({ state: "hidden" });
    }

    // The list tab, filled with the places that are first found by these words.
    async pick(...searches) {
        await this.page.getByRole("link", { name: "List", exact: true }).first().click();
        for (const words of searches) {
            await this.page.getByRole("searchbox").fill(words);
            await this.pickFound(words);
        }
    }

    // A place of the directory, on its screen.
    async openPlace(name) {
        await this.page.getByRole("link", { name: "Directory", exact: true }).click();
        await this.page.getByRole("list", { name: "Places" }).getByRole("link", { name }).click();
        await this.place.getByRole("heading", { level: 1, name }).waitFor();
        await this.place.getByText("As texters get it").waitFor();
    }

    async editPlace(words) {
        await this.button("Edit", this.place).click();
        await this.writePlace(words);
    }

    // Field by field, as they are called there.
    async writePlace(words) {
        for (const [field, value] of Object.entries(words))
            await this.place.getByRole("textbox", { name: field, exact: true }).fill(value);
    }

    // Of the places that are on the screen already.
    pickFound(words) {
        return this.page.getByRole("list", { name: "Places" })
            .getByRole("button", { name: new RegExp(`^Add .*${words}`, "i") }).click();
    }

    async getHelp(kind, worry = "") {
        await this.button("Get help").click();
        await this.sheet.getByRole("radio", { name: kind }).check();
        await this.sheet.getByRole("textbox").fill(worry);
        await this.button("Page the crisis team", this.sheet).click();
        await this.sheet.waitFor({ state: "hidden" });
    }
}
