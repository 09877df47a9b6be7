// SPDX-License-Identifier: AGPL-3.0-or-later
// The page of simulated phones: texters write here, responders are paged here.

import { until } from "../../daemon/lib/wait.mjs";

export const texterA = "+16175550142";
export const texterB = "+16175550143";

class Phone {
    constructor(page, name) {
        this.page = page;
        this.name = name;
        this.frame = page.getByRole("region", { name: `Phone of ${name}` });
    }

    get call() { return new Call(this.frame, this.name); }

    // What is left of calls that are over.
    pastCall(fits) {
        return this.frame.locator("li.past-call p").filter({ hasText: fits });
    }

    get field() { return this.frame.getByRole("textbox"); }

    // Texts from the line that fit; `:not(.own)` are those that the phone did not write itself.
    texts(fits) {
        return this.frame.locator("li.message:not(.own) p").filter({ hasText: fits });
    }

    // The field is emptied when the line has said yes.
    async write(words) {
        await this.field.fill(words);
        await this.field.press("Enter");
        await until("the text to be taken", async () => (await this.field.inputValue()) === "");
    }

    // The newest text from the line that fits, in full and without the name before it.
    async got(fits) {
        const text = this.texts(fits).last();
        await text.waitFor();
        return text.evaluate((one) => one.lastChild.textContent);
    }
}

// A call to a phone, from its ringing on.
class Call {
    constructor(frame, name) {
        this.frame = frame.getByRole("region", { name: `Call on the phone of ${name}` });
    }

    get said() { return this.frame.locator(".said"); }

    button(name) {
        return this.frame.getByRole("button", { name, exact: true });
    }

    rings() {
        return this.frame.getByText("Harbor Line is calling").waitFor();
    }

    // What is read out, without the name before it.
    async answer() {
        await this.button("Answer").click();
        await this.button("Press 1").or(this.button("Hang up")).first().waitFor();
        return this.said.evaluate((one) => one.lastChild.textContent);
    }
}

export class Phones {
    constructor(page) {
        this.page = page;
    }

    of(name) {
        return new Phone(this.page, name);
    }
}
