// SPDX-License-Identifier: AGPL-3.0-or-later
// Texts as Twilio brings them, signed by Twilio's own package.

import crypto from "node:crypto";
import twilio from "twilio";

import { accountSid, authToken, lineNumber } from "./daemon.mjs";
import { request } from "./http.mjs";

export const emptyTwiml = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

export const newSid = () => `SM${crypto.randomBytes(16).toString("hex")}`;

export const sign = (url, params, token = authToken) =>
    twilio.getExpectedTwilioSignature(token, url, params);

// A signed form by POST. Answers like request().
export function postSigned(daemon, path, params, more = {}) {
    return request(daemon.port, {
        method: "POST",
        path,
        headers: {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": sign(daemon.publicUrl + path, params),
        },
        body: new URLSearchParams(params).toString(),
        ...more,
    });
}

export function textParams({ from, body, sid = newSid(), to = lineNumber, ...more }) {
    return {
        ToCountry: "US", SmsMessageSid: sid, NumMedia: "0", SmsSid: sid, SmsStatus: "received",
        Body: body, FromCountry: "US", To: to, NumSegments: "1", MessageSid: sid,
        AccountSid: accountSid, From: from, ApiVersion: "2010-04-01", ...more,
    };
}

// The whole webhook of one text.
export function bring(daemon, text, more) {
    return postSigned(daemon, "/hooks/twilio/inbound", textParams(text), more);
}

// A person with a phone. Texts are brought until the line has said yes.
export class Texter {
    constructor(daemon, from) {
        this.daemon = daemon;
        this.from = from;
    }

    async text(body, more = {}) {
        const sid = more.sid ?? newSid();
        const answer = await bring(this.daemon, { from: this.from, body, ...more, sid });
        if (answer.status !== 200) throw new Error(`a text was answered with ${answer.status}`);
        return sid;
    }
}

// Numbers that are nobody's: 617-555-01xx and further exchanges of the same kind.
export function number(n) {
    return `+1617${555 + Math.floor(n / 100) % 400}01${String(n % 100).padStart(2, "0")}`;
}
