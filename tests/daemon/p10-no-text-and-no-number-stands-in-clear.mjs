// P10. No text and no number stands in clear on disk, in logs, metrics, pages or backups.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";

import { peerAtDesk, signIn } from "./lib/console.mjs";
import { authToken, passwordOf, startDaemon } from "./lib/daemon.mjs";
import { takeFrom } from "./lib/desk.mjs";
import { request } from "./lib/http.mjs";
import { answers, startProvider } from "./lib/provider.mjs";
import { Texter, bring, postSigned, textParams } from "./lib/texter.mjs";
import { until } from "./lib/wait.mjs";

// Words and numbers that stand nowhere else. Numbers are looked for without what masks show.
const words = ["canarytexter", "canarydanger", "canaryreply", "canarydraft", "canarynote", "canaryreason",
    "canarybroken", "canarylost", "canarymedia", "canarystuck", "canaryquery"];
const numbers = { texter: "+16173947281", responder: "+16172958174", other: "+16174839276" };

// The ways in which bytes could stand for them.
function forms(secret) {
    const base64 = (shift) => Buffer.from("\0".repeat(shift) + secret).toString("base64")
        .slice(shift && 4, -4);
    return [
        Buffer.from(secret), Buffer.from(secret.toUpperCase()), Buffer.from(secret, "utf16le"),
        Buffer.from(Buffer.from(secret).toString("hex")),
        ...[0, 1, 2].map((shift) => Buffer.from(base64(shift))),
    ];
}

const secrets = [...words, ...Object.values(numbers).map((number) => number.slice(2))];

function assertNoneIn(bytes, where, more = []) {
    for (const secret of [...secrets, ...more])
        for (const form of forms(secret))
            assert.equal(bytes.indexOf(form), -1, `${secret} stands in ${where} as ${form}`);
}

// Everything the daemon wrote; the secrets that the operator gave it are theirs.
function files(folder) {
    return fs.readdirSync(folder, { withFileTypes: true })
        .flatMap((entry) => {
            const file = path.join(folder, entry.name);
            if (entry.isDirectory()) return files(file);
            return entry.isFile() ? [file] : [];
        })
        .filter((file) => !/(twilio\.token|peerline\.json)$/.test(file));
}

function assertFolderIsSilent(daemon, more) {
    const found = files(daemon.folder);
    assert.ok(found.some((file) => file.endsWith("peerline.db")));
    for (const file of found) assertNoneIn(fs.readFileSync(file), path.basename(file), more);
}

test("canaries are nowhere", async (t) => {
    const provider = await startProvider(t);
    const daemon = await startDaemon(t, { provider, log_level: "debug" });
    const peer = await peerAtDesk(t, daemon, "Dana");
    await signIn(t, daemon, "Sam", "responder", numbers.responder);
    const texter = new Texter(daemon, numbers.texter);
    const more = [authToken, passwordOf("Dana"), peer.cookie.split("=")[1]];

    const conversation = await takeFrom(texter, peer, "a canarytexter sings");
    await texter.text("canarydanger: I am going to kill myself");
    await texter.text("", { NumMedia: "1", MediaUrl0: "https://example.org/canarymedia.jpg", MediaContentType0: "image/jpeg" });
    await peer.must(peer.send(conversation, "the canaryreply is here"));
    await peer.must(peer.put(`/conversations/${conversation}/draft`, { body: "a canarydraft, unfinished" }));
    await peer.must(peer.post(`/conversations/${conversation}/risk`, { level: "imminent", reason: "canaryreason" }));
    await peer.must(peer.post(`/conversations/${conversation}/flags`, { kind: "join", note: "canarynote" }));
    await peer.must(peer.get("/resources?q=canaryquery"));
    await postSigned(daemon, "/hooks/twilio/inbound",
        { ...textParams({ from: numbers.other, body: "canarybroken" }), MessageSid: "" });
    await bring(daemon, { from: numbers.other, to: "+16175550000", body: "canarylost" });
    const page = await provider.texted(numbers.responder);
    assertNoneIn(Buffer.from(page.body), "a page");
    await provider.texted(numbers.texter, (one) => one.body.includes("canaryreply"));
    provider.behave = () => answers.silence({ take: false });
    await peer.must(peer.send(conversation, "a canarystuck one"));
    await until("the stuck one", () => provider.requests.some((one) => one.body.includes("canarystuck")));

    // While it runs, in what it says to machines and operators, in a backup, and when it is dead.
    assertFolderIsSilent(daemon, more);
    assertNoneIn(Buffer.from((await request(daemon.port, { path: "/metrics" })).body), "the metrics");
    for (const command of [["status"], ["user", "list"], ["conversations"], ["messages"]])
        assertNoneIn(Buffer.from((await daemon.ctl(...command, "--json")).stdout), command.join(" "));
    const backup = path.join(daemon.folder, "line.backup");
    assert.equal((await daemon.ctl("backup", backup)).code, 0);
    assert.ok(fs.statSync(backup).size > 10000);
    await daemon.kill();
    assertFolderIsSilent(daemon, more);
    await daemon.start();
    await daemon.stop();
    assertFolderIsSilent(daemon, more);
    assertNoneIn(Buffer.from(daemon.log), "the log", more);
    assert.match(daemon.log, /offer_made/);
});

// The search itself must be able to find what it looks for.
test("a canary in clear would be found", () => {
    for (const secret of secrets)
        for (const form of [Buffer.from(`x${secret}y`), Buffer.from(Buffer.from(`xy${secret}z`).toString("base64")),
            Buffer.from(Buffer.from(secret).toString("hex"))])
            assert.throws(() => assertNoneIn(form, "here"), { code: "ERR_ASSERTION" });
});

test("nobody but the daemon's own account can read what it keeps", async (t) => {
    const daemon = await startDaemon(t);
    const backup = path.join(daemon.folder, "line.backup");

    assert.equal((await daemon.ctl("backup", backup)).code, 0);
    for (const name of ["peerline.db", "master.key", "control", "line.backup"])
        assert.equal(fs.statSync(path.join(daemon.folder, name)).mode & 0o077, 0, name);
});
