// SPDX-License-Identifier: AGPL-3.0-or-later
// A line with simulated phones, and a browser in which its people sit.

import assert from "node:assert/strict";
import path from "node:path";
import { chromium } from "playwright-core";

import { takeClock } from "../../daemon/lib/clock.mjs";
import { prepareDaemon, root } from "../../daemon/lib/daemon.mjs";
import { Person } from "./person.mjs";
import { Phones } from "./phones.mjs";
import { Wire } from "./wire.mjs";

const flags = ["--no-sandbox", "--headless=new", "--disable-gpu", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--autoplay-policy=no-user-gesture-required"];

// Told to every page: a broken content security policy must not pass in silence.
function reportViolations() {
    document.addEventListener("securitypolicyviolation", (event) =>
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
}

class Line {
    #expected = [];
    #troubles = [];
    #exempt = [];

    constructor(daemon, wire, browser) {
        this.daemon = daemon;
        this.wire = wire;
        this.browser = browser;
        this.people = [];
    }

    // Somebody's own browser window, with nothing kept from others. Whatever goes wrong in it counts.
    async window(options = {}) {
        const context = await this.browser.newContext({
            locale: "en-US", viewport: { width: 1280, height: 800 }, ...options,
        });
        await context.addInitScript(reportViolations);
        context.on("weberror", (error) => this.#trouble(`page error: ${error.error().stack}`));
        context.on("console", (message) => {
            if (["error", "warning"].includes(message.type()))
                this.#trouble(`${message.text()} at ${message.location().url}`);
        });
        return context;
    }

    #trouble(words) {
        this.#troubles.push(words);
    }

    // Says that something is no trouble here. The browser reports each refused request as an error.
    expect(...patterns) {
        this.#expected.push(...patterns);
    }

    get troubles() {
        return this.#troubles.filter((words) => !this.#expected.some((one) => one.test(words)));
    }

    // One answer, and no other, that may have a number in full: somebody asked for it.
    exempt(pattern) {
        this.#exempt.push(pattern);
    }

    get #heard() {
        return this.#exempt.reduce((heard, answer) => heard.replace(answer, ""), this.wire.heard);
    }

    async phones() {
        const page = await (await this.window()).newPage();
        await page.goto(`http://127.0.0.1:${this.daemon.port}/simulator`);
        return new Phones(page);
    }

    // Somebody with an account, whose browser shows the sign-in page.
    async person(name, role, { phone, ...options } = {}) {
        await this.daemon.addPerson(name, role, phone);
        return this.personAgain(name, options);
    }

    // The same person, at another browser.
    async personAgain(name, options) {
        const page = await (await this.window(options)).newPage();
        const person = new Person(page, name);
        await page.goto(this.wire.url);
        this.people.push(person);
        return person;
    }

    async peerOnShift(name, options) {
        const peer = await this.person(name, "peer", options);
        await peer.signIn();
        await peer.startShift();
        return peer;
    }

    async responder(name, phone, options) {
        const responder = await this.person(name, "responder", { phone, ...options });
        await responder.signIn();
        return responder;
    }

    // What must hold whatever the test was about: nothing went wrong, no number was shown in full.
    async check(...numbers) {
        const shown = await Promise.all(this.people
            .filter((person) => !person.page.isClosed())
            .map((person) => person.page.content()));
        for (const number of numbers) {
            const digits = number.replace(/^\+1?/, "");
            assert.ok(![this.#heard, ...shown].some((all) => all.includes(digits)), digits);
        }
        assert.deepEqual(this.troubles, []);
    }
}

// Being asked who one is before signing in is answered with 401, and that is no trouble.
const notSignedIn = /status of 401 .*\/api\/v1\/me$/;

export async function startLine(t, options = {}) {
    const { timing, line, moreLines, directory = "demo", clock = false } = options;
    const wire = await new Wire().start();
    t.after(() => wire.end());
    const daemon = await prepareDaemon({
        timing,
        moreLines,
        public_url: wire.url,
        line: { provider: "phone", languages: ["en", "es"], ...line },
        providers: [{ id: "phone", type: "simulator" }],
        resources_file: path.join(root, `config/resources/${directory}.json`),
    });
    t.after(() => daemon.end());
    wire.port = daemon.port;
    const ahead = clock ? takeClock(daemon) : null;
    await daemon.start();
    const browser = await chromium.launch({
        executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags,
    });
    t.after(() => browser.close());
    const started = new Line(daemon, wire, browser);
    started.expect(notSignedIn);
    started.ahead = ahead; // sets the daemon's clock, where the test asked for that
    return started;
}
