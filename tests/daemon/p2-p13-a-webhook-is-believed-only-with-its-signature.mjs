// P2, P13. What the provider signed is kept once, for ever; what it did not sign leaves nothing.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";
import twilio from "twilio";

import {
    accountSid, authToken, lineNumber, peerlinectl, root, run, startDaemon, temporaryFolder,
} from "./lib/daemon.mjs";
import { request } from "./lib/http.mjs";
import { bring, emptyTwiml, newSid, number, postSigned, sign, textParams } from "./lib/texter.mjs";

const path = "/hooks/twilio/inbound";
const form = "application/x-www-form-urlencoded; charset=UTF-8";

const count = async (daemon) => (await daemon.status()).messages_in;
const quarantined = async (daemon) => (await daemon.status()).quarantined;

function assertYes(answer) {
    assert.equal(answer.status, 200);
    assert.equal(answer.body, emptyTwiml);
    assert.match(answer.headers["content-type"], /^text\/xml\b/);
}

// ---- the provider's own vectors, moved to the address of our webhook ----

const vectors = JSON.parse(fs.readFileSync(`${root}tests/vectors/twilio.json`)).vectors;
const moved = (url) => url.replace(/\/hooks\/twilio(?=\/?([?]|$))/, path);
const originOf = (url) => url.match(/^https?:\/\/[^/]+/)[0];

// The same form for our account and line, signed for its new address: a row that is valid stays
// so, and one that is not keeps what is wrong with it.
function requestOf(row) {
    const ours = { MessageSid: newSid(), To: lineNumber, AccountSid: accountSid };
    const named = row.params.map(([name, value]) => [name, ours[name] ?? value]);
    const params = {};
    for (const [name, value] of named) params[name] = [params[name] ?? [], value].flat();

    return {
        method: "POST",
        path: moved(row.url_seen_by_server).slice(originOf(row.url_seen_by_server).length),
        headers: { "Content-Type": row.content_type,
            "X-Twilio-Signature": sign(moved(row.signed_url), params) },
        body: named.length ? new URLSearchParams(named).toString() : row.raw_body,
    };
}

const spoilt = {
    "extra param added": (asked) => ({ ...asked, body: `${asked.body}&Extra=1` }),
    "empty signature header": (asked) =>
        ({ ...asked, headers: { ...asked.headers, "X-Twilio-Signature": "" } }),
    "hex instead of base64": (asked) => ({ ...asked, headers: { ...asked.headers,
        "X-Twilio-Signature": Buffer.from(asked.headers["X-Twilio-Signature"], "base64").toString("hex") } }),
};

test("every row of the provider's vectors is taken or refused as its own package does", async (t) => {
    const daemons = {};

    for (const row of vectors) {
        // Plain http is for loopback alone, so that row is asked of a daemon behind https.
        const origin = originOf(row.url_seen_by_server).replace(/^http:/, "https:");
        const signed = row.url_seen_by_server.startsWith("http:")
            ? row.signed_url.replace("https:", "http:") : row.signed_url;
        const daemon = (daemons[origin] ??= await startDaemon(t, { public_url: origin }));
        const asked = requestOf({ ...row, signed_url: signed });
        const before = await daemon.status();
        const answer = await request(daemon.port, spoilt[row.name]?.(asked) ?? asked);
        const after = await daemon.status();
        const kept = after.messages_in + after.quarantined - before.messages_in - before.quarantined;
        const isStatus = asked.path.endsWith("/status"); // of a text nobody sent: nothing to keep

        assert.equal(answer.status, row.sdk_valid ? 200 : 403, row.name);
        assert.equal(kept, row.sdk_valid && !isStatus ? 1 : 0, `${row.name}: ${kept} kept`);
    }
});

// ---- made up, by a seed ----

function dice(seed) {
    const below = (n) => (seed = (seed * 1103515245 + 12345) % 2 ** 31, (seed >> 16) % n);
    const pick = (list) => list[below(list.length)];
    return { below, pick };
}

const letters = ["a", "B", "9", " ", "+", "%", "&", "=", "'", '"', "\n", "\t", "~", "*", "/", "?", "#",
    "é", "漢", "😀", "\uFFFD", "\uE000"];
const names = ["Body", "From", "MessageSid", "Tag", "tag", "A", "AA", "MediaUrl1", "MediaUrl10", "", "é b"];

// An address as the provider was told it, the address it signed, and a form.
function madeUp({ below, pick }) {
    const scheme = pick(["https", "https", "http"]);
    const login = pick(["", "", "u:p@", "user:pa%20ss@"]);
    const host = pick(["a.example", "[::1]"]);
    const port = () => pick(["", "", ":443", ":80", ":8443"]);
    const rest = pick(["/h", "/h/", "/a%20b"])
        + pick(["", "?", "?a=1", "?a=o'neil&b=%27", "?x=/a/b", "?x=a+b&y=%26", "?flag", "?a=%zz", "?a=b,c;d"]);
    const seen = `${scheme}://${login}${host}${port()}${rest}`;
    const signed = pick([seen, `${scheme}://${login}${host}${port()}${rest}`, seen.replace("'", "%27"),
        seen.replace("+", "%20"), seen.replaceAll("=/a/b", "=%2Fa%2Fb"), seen.replace("https", "http"),
        seen.replace(login, "")]);
    const form = Array.from({ length: below(7) }, () =>
        [pick(names), Array.from({ length: below(12) }, () => pick(letters)).join("")]);
    return { seen, signed, form };
}

test("what the provider's own package believes is believed, and nothing else", async (t) => {
    const folder = temporaryFolder();
    const chance = dice(20);
    const verdicts = { true: 0, false: 0 };

    t.after(() => fs.rmSync(folder, { recursive: true }));
    fs.writeFileSync(`${folder}/token`, authToken);
    for (let i = 0; i < 300; i++) {
        const { seen, signed, form: pairs } = madeUp(chance);
        const params = {};
        for (const [name, value] of pairs) params[name] = [params[name] ?? [], value].flat();
        const signature = sign(signed, params);
        const expected = twilio.validateRequest(authToken, signature, seen, params);
        const tried = await run(peerlinectl, ["try", "webhook", "--type", "twilio", "--url", seen,
            "--secret-file", `${folder}/token`, "--header", `x-twilio-signature: ${signature}`],
        { stdin: new URLSearchParams(pairs).toString() });

        assert.equal(tried.code === 0, expected, `${i}: ${seen} signed as ${signed}`);
        verdicts[expected]++;
    }
    assert.ok(verdicts.true > 50 && verdicts.false > 50, JSON.stringify(verdicts));
});

// ---- once, for ever ----

test("repeats of one message are one; equal words are not a repeat", async (t) => {
    const daemon = await startDaemon(t);
    const sid = newSid();

    for (let i = 0; i < 3; i++) assertYes(await bring(daemon, { from: number(1), body: "hello", sid }));
    assert.equal(await count(daemon), 1);
    assertYes(await bring(daemon, { from: number(1), body: "hello" }));
    assertYes(await bring(daemon, { from: number(1), body: "hello" }));
    assert.equal(await count(daemon), 3);
    await daemon.kill();
    await daemon.start();
    assertYes(await bring(daemon, { from: number(1), body: "hello", sid }));
    assert.equal(await count(daemon), 3);
    assert.equal((await daemon.rows("conversations")).length, 1);
});

test("ten repeats at the same moment are one message", async (t) => {
    const daemon = await startDaemon(t);
    const sid = newSid();
    const answers = await Promise.all(Array.from({ length: 10 }, () =>
        bring(daemon, { from: number(2), body: "at once", sid })));

    for (const answer of answers) assertYes(answer);
    assert.equal(await count(daemon), 1);
});

test("a provider told to use GET is understood", async (t) => {
    const daemon = await startDaemon(t);
    const query = `?${new URLSearchParams(textParams({ from: number(3), body: "by GET & more" }))}`;
    const ask = (signature) => request(daemon.port, {
        path: path + query, headers: { "X-Twilio-Signature": signature },
    });

    assert.equal((await ask(sign(daemon.publicUrl + path, {}))).status, 403);
    assertYes(await ask(sign(daemon.publicUrl + path + query, {})));
    assert.equal(await count(daemon), 1);
});

// ---- refused ----

test("a forged webhook is refused and leaves nothing", async (t) => {
    const daemon = await startDaemon(t);
    const params = textParams({ from: number(4), body: "not from the provider" });
    const right = sign(daemon.publicUrl + path, params);
    const forged = {
        "no signature": {},
        "another's token": { "X-Twilio-Signature": sign(daemon.publicUrl + path, params, "f".repeat(32)) },
        "another address": { "X-Twilio-Signature": sign(`https://evil.example${path}`, params) },
        "one letter off": { "X-Twilio-Signature": (right[0] === "A" ? "B" : "A") + right.slice(1) },
        "cut short": { "X-Twilio-Signature": right.slice(0, -2) },
        "a host of the caller's choice": {
            Host: "evil.example", "X-Forwarded-Host": "evil.example",
            "X-Twilio-Signature": sign(`http://evil.example${path}`, params),
        },
    };

    for (const [name, headers] of Object.entries(forged)) {
        const answer = await postSigned(daemon, path, params, { headers: { "Content-Type": form, ...headers } });
        assert.equal(answer.status, 403, name);
    }
    const other = textParams({ from: number(4), body: "x", AccountSid: `AC${"f".repeat(32)}` });
    assert.equal((await postSigned(daemon, path, other)).status, 403, "another account");
    assert.equal(await count(daemon), 0);
    assert.equal(await quarantined(daemon), 0);
    assertYes(await postSigned(daemon, path, params));
});

test("the old token counts while the provider changes over", async (t) => {
    const daemon = await startDaemon(t);
    const fresh = "f".repeat(32);
    const params = (n) => textParams({ from: number(5), body: `text ${n}` });
    const asked = (values, token) => postSigned(daemon, path, values, { headers: {
        "Content-Type": form, "X-Twilio-Signature": sign(daemon.publicUrl + path, values, token) } });

    fs.writeFileSync(`${daemon.folder}/new.token`, `${fresh}\n`);
    assert.equal((await asked(params(1), fresh)).status, 403);
    Object.assign(daemon.config.providers[0],
        { auth_token_file: "new.token", auth_token_old_file: "twilio.token" });
    daemon.writeConfig();
    assert.equal((await daemon.ctl("reload")).code, 0);
    assertYes(await asked(params(2), fresh));
    assertYes(await asked(params(3), authToken));
    delete daemon.config.providers[0].auth_token_old_file;
    daemon.writeConfig();
    assert.equal((await daemon.ctl("reload")).code, 0);
    assert.equal((await asked(params(4), authToken)).status, 403);
});

// ---- broken, but the provider's ----

test("what is signed and cannot be read is kept for a human, and answered with yes", async (t) => {
    const daemon = await startDaemon(t);
    const good = textParams({ from: number(6), body: "x" });
    const without = (name) => Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));
    const broken = [without("MessageSid"), without("From"), without("Body"), { ...good, From: "nobody" }];

    for (const params of broken) assertYes(await postSigned(daemon, path, params));
    assert.equal(await quarantined(daemon), broken.length);

    const body = JSON.stringify({ Body: "not a form" });
    const address = `${path}?bodySHA256=${twilio.getExpectedBodyHash(body)}`;
    assertYes(await request(daemon.port, { method: "POST", path: address, body, headers: {
        "Content-Type": "application/json",
        "X-Twilio-Signature": sign(daemon.publicUrl + address, {}) } }));
    assert.equal(await quarantined(daemon), broken.length + 1);

    // A text to a number that is no line of ours may be somebody's only try.
    assertYes(await bring(daemon, { from: number(6), body: "wrong number?", to: "+16175559999" }));
    assert.equal(await quarantined(daemon), broken.length + 2);
    assert.equal(await count(daemon), 0);
});

test("unknown places, other methods and bodies too large are refused", async (t) => {
    const daemon = await startDaemon(t);
    const params = textParams({ from: number(7), body: "x" });

    assert.equal((await postSigned(daemon, "/hooks/nobody/inbound", params)).status, 404);
    assert.equal((await request(daemon.port, { method: "PUT", path, body: "x" })).status, 405);
    const huge = await postSigned(daemon, path, { ...params, Body: "x".repeat(70000) }).catch((error) => error);
    assert.ok(huge.status === 413 || huge.code === "EPIPE" || huge.code === "ECONNRESET", String(huge.status));
    const telling = await request(daemon.port, { method: "POST", path,
        headers: { "Content-Type": form, "Content-Length": 70000 } }).catch((error) => error);
    assert.equal(telling.status, 413);
    assert.equal(await count(daemon), 0);
});
