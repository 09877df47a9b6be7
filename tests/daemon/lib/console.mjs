// SPDX-License-Identifier: AGPL-3.0-or-later
// A console without a browser: signs in, asks, and listens to events.

import crypto from "node:crypto";
import http from "node:http";

import { passwordOf } from "./daemon.mjs";
import { request } from "./http.mjs";
import { until } from "./wait.mjs";

// One open event stream. `events` holds all that came: { id, event, data }.
export class Stream {
    #rest = "";

    constructor(port, headers, path) {
        this.events = [];
        this.closed = false;
        this.status = null;
        this.ask = http.get({ host: "127.0.0.1", port, path, headers, agent: false }, (answer) => {
            this.status = answer.statusCode;
            this.headers = answer.headers;
            this.answer = answer;
            answer.setEncoding("utf8");
            answer.on("data", (part) => this.#read(part));
            answer.on("error", () => {});
            answer.on("close", () => (this.closed = true));
        });
        this.ask.on("error", () => (this.closed = true));
    }

    #read(part) {
        const frames = (this.#rest + part).split("\n\n");
        this.#rest = frames.pop();
        for (const frame of frames) {
            const field = (name) => frame.match(new RegExp(`^${name}: (.*)$`, "m"))?.[1];
            if (!field("event")) continue;
            this.events.push({ id: field("id"), event: field("event"), ...JSON.parse(field("data")) });
        }
    }

    all(event) {
        return this.events.filter((one) => one.event === event);
    }

    // The first event of that name that fits, from the place `after` on.
    next(event, fits = () => true, { after = 0, patience } = {}) {
        return until(`the event ${event}`, () =>
            this.events.slice(after).find((one) => one.event === event && fits(one.data, one)), patience);
    }

    close() {
        this.ask.destroy();
    }
}

export class Console {
    constructor(daemon, name, cookie) {
        this.daemon = daemon;
        this.name = name;
        this.cookie = cookie;
        this.streams = [];
    }

    // What a page of ours sends with every request that changes something.
    get unsafeHeaders() {
        return {
            "Content-Type": "application/json", "X-Console": "1", "Sec-Fetch-Site": "same-origin",
            "Idempotency-Key": crypto.randomUUID(),
        };
    }

    async ask(method, path, body, headers = {}) {
        const answer = await request(this.daemon.port, {
            method,
            path: `/api/v1${path}`,
            headers: {
                ...(this.cookie ? { Cookie: this.cookie } : {}),
                ...(method === "GET" ? {} : this.unsafeHeaders),
                ...headers,
            },
            body: body === undefined ? "" : JSON.stringify(body),
        });
        return { ...answer, json: answer.body ? JSON.parse(answer.body) : null };
    }

    get(path, headers) { return this.ask("GET", path, undefined, headers); }
    post(path, body = {}, headers) { return this.ask("POST", path, body, headers); }
    put(path, body = {}, headers) { return this.ask("PUT", path, body, headers); }
    delete(path, headers) { return this.ask("DELETE", path, undefined, headers); }

    // The answer's content, or an error: for steps that a test takes for granted.
    async must(asked) {
        const answer = await asked;
        if (answer.status >= 300)
            throw new Error(`${this.name} was answered with ${answer.status} ${answer.body}`);
        return answer.json;
    }

    async signIn(password = passwordOf(this.name)) {
        const answer = await this.post("/session", { user: this.name, password });
        await this.must(answer);
        this.cookie = answer.headers["set-cookie"][0].split(";")[0];
        return this;
    }

    async listen(since, headers = {}) {
        const query = since ? `?since=${encodeURIComponent(since)}` : "";
        const stream = new Stream(this.daemon.port, { Cookie: this.cookie, ...headers },
            `/api/v1/events${query}`);
        this.streams.push(stream);
        await until("the stream's answer", () => stream.status !== null || stream.closed);
        return stream;
    }

    onShift(capacity = 2) {
        return this.must(this.put("/me/status", { status: "on", capacity }));
    }

    state() {
        return this.must(this.get("/state"));
    }

    accept(offer) {
        return this.must(this.post(`/offers/${offer}/accept`));
    }

    send(conversation, body, headers) {
        return this.post(`/conversations/${conversation}/messages`, { body }, headers);
    }

    async conversation(id) {
        return this.must(this.get(`/conversations/${id}`));
    }

    leave() {
        for (const stream of this.streams) stream.close();
    }
}

// A person with an account, signed in, and gone when the test is over.
export async function signIn(test, daemon, name, role, phone) {
    await daemon.addPerson(name, role, phone);
    const console = await new Console(daemon, name).signIn();
    test.after(() => console.leave());
    return console;
}

// A peer at the desk: on shift and listening. `stream` is the first one.
export async function peerAtDesk(test, daemon, name, capacity) {
    const peer = await signIn(test, daemon, name, "peer");
    peer.stream = await peer.listen();
    await peer.onShift(capacity);
    return peer;
}
