// SPDX-License-Identifier: AGPL-3.0-or-later
// A fake Twilio: takes texts by its REST API, does as scripted, remembers all of it.
//
// How it answers is a function of the text, `behave(send, answer)`, that picks one of the answers
// below. `taken` are texts that a real Twilio would have brought to the phone.

import http from "node:http";

import { accountSid, authToken, lineNumber } from "./daemon.mjs";
import { newSid, postSigned } from "./texter.mjs";
import { until } from "./wait.mjs";

const rfc2822 = (at) => new Date(at).toUTCString().replace("GMT", "+0000");

function record(send) {
    return {
        account_sid: accountSid, api_version: "2010-04-01", body: send.body,
        date_created: rfc2822(send.at), date_sent: null, date_updated: rfc2822(send.at),
        direction: "outbound-api", error_code: null, error_message: null, from: send.from,
        messaging_service_sid: null, num_media: "0", num_segments: "1", price: null,
        price_unit: null, sid: send.sid, status: "queued", subresource_uris: null,
        tags: null, to: send.to, uri: `/2010-04-01/Accounts/${accountSid}/Messages/${send.sid}.json`,
    };
}

function callRecord(call) {
    return {
        sid: call.sid, date_created: null, date_updated: null, parent_call_sid: null,
        account_sid: accountSid, to: call.to, to_formatted: call.to, from: call.from,
        from_formatted: call.from, phone_number_sid: null, status: "queued", start_time: null,
        end_time: null, duration: null, price: null, price_unit: "USD", direction: "outbound-api",
        answered_by: null, api_version: "2010-04-01", forwarded_from: null, group_sid: null,
        caller_name: null, queue_time: "0", trunk_sid: null,
        uri: `/2010-04-01/Accounts/${accountSid}/Calls/${call.sid}.json`, subresource_uris: {},
    };
}

function json(response, status, value, headers = {}) {
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(JSON.stringify(value));
}

function refusal(response, status, code, headers) {
    json(response, status, { code, message: "refused", more_info: "", status }, headers);
}

// The answers a script can pick from. `take` says whether the phone gets the text.
export const answers = {
    accept: (provider, send, response) => {
        provider.taken.push(send);
        json(response, 201, record(send));
    },
    refuse: (status, code, headers = {}) => (provider, send, response) =>
        refusal(response, status, code, headers),
    serverError: ({ take }) => (provider, send, response) => {
        if (take) provider.taken.push(send);
        refusal(response, 500, 20500);
    },
    reset: ({ take }) => (provider, send, response) => {
        if (take) provider.taken.push(send);
        response.socket.resetAndDestroy();
    },
    silence: ({ take }) => (provider, send) => {
        if (take) provider.taken.push(send);
    },
    garbage: ({ take }) => (provider, send, response) => {
        if (take) provider.taken.push(send);
        response.writeHead(200, { "Content-Type": "text/html" });
        response.end("<html>");
    },
    late: (time) => (provider, send, response) => {
        provider.taken.push(send);
        setTimeout(() => json(response, 201, record(send)), time);
    },
};

export class FakeProvider {
    constructor() {
        this.requests = [];   // every POST of a text, whatever became of it
        this.taken = [];      // those that reached the phone
        this.calls = [];      // people it was asked to call
        this.refusesCalls = false;
        this.refusesLists = false;
        this.lookUps = 0;
        this.listed = [];     // texts as its list has them
        this.listings = 0;
        this.connections = 0;
        this.behave = () => answers.accept;
    }

    async start(port = 0) {
        this.server = http.createServer((request, response) => this.#answer(request, response));
        this.server.keepAliveTimeout = 60000;
        this.server.on("connection", () => this.connections++);
        await new Promise((resolve) => this.server.listen(port, "127.0.0.1", resolve));
        this.port = this.server.address().port;
        this.url = `http://127.0.0.1:${this.port}`;
        return this;
    }

    async end() {
        const closed = new Promise((resolve) => this.server.close(resolve));
        this.server.closeAllConnections();
        await closed;
    }

    async #answer(request, response) {
        const parts = [];
        request.on("error", () => {});
        for await (const part of request) parts.push(part);
        const url = new URL(request.url, this.url);
        const login = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`;
        if (request.headers.authorization !== login) return refusal(response, 401, 20003);
        if (url.pathname === `/2010-04-01/Accounts/${accountSid}/Calls.json`)
            return this.#call(new URLSearchParams(Buffer.concat(parts).toString()), response);
        if (url.pathname !== `/2010-04-01/Accounts/${accountSid}/Messages.json`)
            return refusal(response, 404, 20404);
        if (request.method === "GET") return this.#list(url.searchParams, response);
        const form = new URLSearchParams(Buffer.concat(parts).toString());
        const send = {
            sid: newSid(), at: Date.now(), to: form.get("To"), from: form.get("From"),
            body: form.get("Body"), callback: form.get("StatusCallback"),
        };
        this.requests.push(send);
        this.behave(send)(this, send, response);
    }

    #call(form, response) {
        if (this.refusesCalls) return refusal(response, 400, 21216);
        const call = {
            sid: newSid().replace(/^SM/, "CA"), at: Date.now(), to: form.get("To"), from: form.get("From"),
            url: form.get("Url"), callback: form.get("StatusCallback"),
        };
        this.calls.push(call);
        json(response, 201, callRecord(call));
    }

    // Look-ups name both numbers and want what we sent; the list of a number is what people texted.
    #list(filter, response) {
        const lookUp = filter.has("From");
        const found = lookUp
            ? this.taken.filter((send) => send.to === filter.get("To") && send.from === filter.get("From"))
                .map(record)
            : this.listed.filter((text) => text.to === filter.get("To"));
        const size = Number(filter.get("PageSize") ?? 50), page = Number(filter.get("Page") ?? 0);
        const uri = (page) => `${this.url}/2010-04-01/Accounts/${accountSid}/Messages.json?${new URLSearchParams(
            { ...Object.fromEntries(filter), Page: page })}`;
        const start = page * size, end = start + size;
        const next = end < found.length ? uri(page + 1).slice(this.url.length) : null;

        if (lookUp) this.lookUps++;
        else this.listings++;
        if (!lookUp && this.refusesLists) return refusal(response, 503, 20503);
        json(response, 200, {
            end: Math.min(end, found.length), first_page_uri: uri(0), next_page_uri: next, page,
            page_size: size, previous_page_uri: null, start, uri: uri(page),
            messages: found.reverse().slice(start, end),
        });
    }

    // Somebody texted, and no webhook tells of it.
    unheard({ from, to = lineNumber, body, at = Date.now(), media = 0, sid = newSid() }) {
        const send = { sid, at, from, to, body };
        this.listed.push({ ...record(send), direction: "inbound", status: "received",
            date_sent: rfc2822(at), num_media: String(media) });
        return sid;
    }

    to(phone) {
        return this.taken.filter((send) => send.to === phone);
    }

    // The first text to that phone that fits, when it has come.
    texted(phone, fits = () => true, patience) {
        return until(`a text to ${phone}`, () => this.to(phone).find(fits), patience);
    }

    // What Twilio asks of us while somebody is on the phone: by `url` what to say, or what follows a key.
    onPhone(daemon, call, url = call.url, more = {}) {
        return postSigned(daemon, url.slice(daemon.publicUrl.length), {
            AccountSid: accountSid, ApiVersion: "2010-04-01", CallSid: call.sid, CallStatus: "in-progress",
            Direction: "outbound-api", From: call.from, To: call.to, ...more,
        });
    }

    callStatus(daemon, call, status) {
        return postSigned(daemon, call.callback.slice(daemon.publicUrl.length), {
            AccountSid: accountSid, ApiVersion: "2010-04-01", CallSid: call.sid, CallStatus: status,
            CallDuration: "0", Direction: "outbound-api", From: call.from, To: call.to,
        });
    }

    // Twilio's status callback of a text it was given.
    callback(daemon, send, status, more = {}) {
        const path = send.callback.slice(daemon.publicUrl.length);
        return postSigned(daemon, path, {
            AccountSid: accountSid, ApiVersion: "2010-04-01", From: send.from, MessageSid: send.sid,
            MessageStatus: status, SmsSid: send.sid, SmsStatus: status, To: send.to, ...more,
        });
    }
}

export async function startProvider(test) {
    const provider = await new FakeProvider().start();
    test.after(() => provider.end());
    return provider;
}
