// P1, P5. A clean stop settles what is on its way; a reload is all or nothing; a backup is the line.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";

import { Console } from "./lib/console.mjs";
import { peerlined, prepareDaemon, run, startDaemon } from "./lib/daemon.mjs";
import { atWork, messageIs, newTexter, tries } from "./lib/desk.mjs";
import { answers } from "./lib/provider.mjs";
import { bring, newSid, number } from "./lib/texter.mjs";
import { pause, seconds, until } from "./lib/wait.mjs";

describe("stopping, reloading, keeping", { concurrency: 8 }, () => {
    test("a text whose answer is awaited at SIGTERM is waited for, and is sent", async (t) => {
        const { provider, daemon, peer, conversation } = await atWork(t);

        provider.behave = () => answers.late(1500);
        const { id } = (await peer.send(conversation, "on its way")).json;
        await until("the request", () => tries(provider, "on its way") === 1);
        const { code } = await daemon.stop();
        assert.equal(code, 0);
        assert.match(daemon.log, /info stopped /);
        provider.behave = () => answers.accept;
        await daemon.start();
        await messageIs(peer, conversation, id, "sent");
        assert.equal(tries(provider, "on its way"), 1);
    });

    test("one whose answer never comes is cut, and is unconfirmed afterwards", async (t) => {
        const { provider, daemon, peer, conversation } = await atWork(t);

        provider.behave = () => answers.silence({ take: true });
        const { id } = (await peer.send(conversation, "into silence")).json;
        await until("the request", () => tries(provider, "into silence") === 1);
        const began = Date.now();
        assert.equal((await daemon.stop()).code, 0);
        assert.ok(Date.now() - began < seconds(20), "the stop took long");
        provider.behave = () => answers.accept;
        await daemon.start();
        await messageIs(peer, conversation, id, "unconfirmed");
        await pause(500);
        assert.equal(tries(provider, "into silence"), 1);
    });

    test("what waits behind it goes out after the restart, in order and once", async (t) => {
        const { provider, daemon, peer, texter, conversation } = await atWork(t);

        provider.behave = () => answers.late(1000);
        const bodies = ["one", "two", "three"];
        for (const body of bodies) await peer.send(conversation, body);
        await until("the first request", () => tries(provider, "one") === 1);
        await daemon.stop();
        provider.behave = () => answers.accept;
        await daemon.start();
        await provider.texted(texter.from, (one) => one.body === "three");
        assert.deepEqual(provider.to(texter.from).slice(-3).map((one) => one.body), bodies);
        assert.equal(provider.requests.filter((one) => bodies.includes(one.body)).length, 3);
    });

    test("webhooks during the stop are stored if they were answered with yes", async (t) => {
        const daemon = await startDaemon(t);
        const yes = new Set();
        let stopping = false;
        const sender = async (n) => {
            for (let i = 0; i < 60; i++) {
                const sid = newSid();
                const answer = await bring(daemon, { from: number(n), body: "text", sid }).catch(() => null);
                if (answer?.status === 200) yes.add(sid);
                if (!answer && stopping) return;
            }
        };
        const sending = Promise.all(Array.from({ length: 8 }, (_, n) => sender(n)));

        await until("some to be in", () => yes.size > 40);
        stopping = true;
        assert.equal((await daemon.stop()).code, 0);
        await sending;
        await daemon.start();
        const stored = new Set((await daemon.rows("messages")).map((row) => row.provider_id));
        assert.deepEqual([...yes].filter((sid) => !stored.has(sid)), []);
    });

    test("SIGHUP takes the new settings, or none of them", async (t) => {
        const { provider, daemon, peer, conversation } = await atWork(t);
        const logged = (what) => until(what, () => daemon.log.includes(what));
        const lineOf = (name) => ({ ...daemon.config, lines: [{ ...daemon.config.lines[0], name }] });
        const greeting = async () => {
            const texter = newTexter(daemon);
            await texter.text("hello");
            return (await provider.texted(texter.from)).body;
        };

        fs.writeFileSync(daemon.configFile, "{ not json");
        daemon.signal("SIGHUP");
        await logged("reload_refused");
        daemon.writeConfig({ ...lineOf("Wrong Line"), content_dir: "/nowhere" });
        daemon.signal("SIGHUP");
        await until("the second refusal", () => daemon.log.split("reload_refused").length === 3);
        assert.match(await greeting(), /Harbor Line/);
        daemon.writeConfig({ ...lineOf("Wrong Line"), public_url: "https://elsewhere.example" });
        assert.equal((await daemon.ctl("reload")).code, 1);
        daemon.writeConfig({ ...lineOf("Wrong Line"),
            providers: [...daemon.config.providers, { id: "phones", type: "simulator" }] });
        assert.match((await daemon.ctl("reload")).stderr, /a simulator.* with a restart/);
        daemon.writeConfig({ ...lineOf("Wrong Line"), blocked_passwords_file: "/nowhere" });
        assert.match((await daemon.ctl("reload")).stderr, /\/nowhere/);
        assert.match(await greeting(), /Harbor Line/);
        daemon.writeConfig(lineOf("Lighthouse Line"));
        daemon.signal("SIGHUP");
        await logged("reloaded");
        assert.match(await greeting(), /Lighthouse Line/);
        assert.equal((await peer.send(conversation, "nobody noticed")).status, 201);
    });

    test("a backup made at work is the line, with the same key", async (t) => {
        const { daemon, peer, texter, conversation } = await atWork(t);
        const copy = path.join(daemon.folder, "copy");
        let busy = true;
        const writing = (async () => { for (let n = 0; busy; n++) await texter.text(`text ${n}`); })();

        await until("some texts", async () => (await daemon.status()).messages_in > 20);
        assert.equal((await daemon.ctl("backup", copy)).code, 0);
        busy = false;
        await writing;
        await texter.text("after the backup");

        const restored = await prepareDaemon();
        t.after(() => restored.end());
        fs.copyFileSync(copy, restored.storage);
        fs.copyFileSync(path.join(daemon.folder, "master.key"), path.join(restored.folder, "master.key"));
        await restored.start();
        const there = new Console(restored, "Dana", peer.cookie);
        const { messages } = await there.conversation(conversation);
        assert.ok(messages.some((one) => /^text \d+$/.test(one.body)));
        assert.ok(!messages.some((one) => one.body === "after the backup"));
        const counted = (await restored.status()).messages_in;
        assert.ok(counted > 20 && counted < (await daemon.status()).messages_in);
        await texter.text("the old one goes on");

        const keyless = await prepareDaemon();
        t.after(() => keyless.end());
        fs.copyFileSync(copy, keyless.storage);
        await assert.rejects(keyless.start(), /the database is there, but not its master key/);
        assert.ok(!fs.existsSync(keyless.config.master_key_file), "a new key would open nothing");
        fs.writeFileSync(keyless.config.master_key_file, "a".repeat(64), { mode: 0o600 });
        await assert.rejects(keyless.start(), /was not written with this master key/);
    });

    test("a daemon that cannot work does not start, and says why in one line", async (t) => {
        const daemon = await startDaemon(t);
        const tried = async (changes, env = {}) => {
            const other = await prepareDaemon(changes);
            t.after(() => other.end());
            other.writeConfig();
            const ended = await run(peerlined, ["--config", other.configFile], { env: { ...process.env, ...env } });
            return { code: ended.code, last: ended.stderr.trim().split("\n").at(-1) };
        };
        const wrong = {
            "a port that is taken": [{ listen: daemon.config.listen }, /address|listen|in use/i],
            "no content": [{ content_dir: "/nowhere" }, /\/nowhere/],
            "plain http for the world": [{ public_url: "http://line.example.org" }, /public_url/],
            "a folder that is not there": [{ storage: "sqlite:/nowhere/at/all.db" }, /nowhere/],
            "a time that is none": [{ timing: { offer: "60" } }, /offer/],
            "a database in use": [{ storage: daemon.config.storage }, /./],
        };

        for (const [name, [changes, why]] of Object.entries(wrong)) {
            const { code, last } = await tried(changes);
            assert.ok(code === 1 || code === 2, `${name}: ended with ${code}`);
            assert.match(last, why, name);
            assert.match(last, /^peerlined: /, name);
        }
    });
});
