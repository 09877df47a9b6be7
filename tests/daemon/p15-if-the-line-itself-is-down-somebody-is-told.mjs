// P15. If the line itself is down, somebody is told.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import { describe, test } from "node:test";

import { prepareDaemon, startDaemon } from "./lib/daemon.mjs";
import { atWork, tries } from "./lib/desk.mjs";
import { request } from "./lib/http.mjs";
import { startProvider } from "./lib/provider.mjs";
import { bring, newSid, number } from "./lib/texter.mjs";
import { pause, seconds, until } from "./lib/wait.mjs";

const ready = async (daemon) => (await request(daemon.port, { path: "/readyz" }).catch(() => null))?.status;

// Somebody outside who hears the heartbeat.
async function startMonitor(t) {
    const beats = [];
    const server = http.createServer((_, response) => { beats.push(Date.now()); response.end(); });

    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    t.after(() => { server.closeAllConnections(); server.close(); });
    return { beats, url: `http://127.0.0.1:${server.address().port}/beat` };
}

// Another process holds the database, so that nothing can be committed; until released.
async function holdDatabase(t, daemon) {
    const holder = spawn("sqlite3", [daemon.storage]);
    let said = "";

    t.after(() => holder.kill("SIGKILL"));
    holder.stdout.on("data", (bytes) => (said += bytes));
    holder.stdin.write(".timeout 20000\nBEGIN IMMEDIATE;\nSELECT 'held';\n");
    await until("the database to be held", () => said.includes("held"));
    return () => holder.stdin.end("ROLLBACK;\n.quit\n");
}

const tools = (() => {
    try { execFileSync("sqlite3", ["--version"]); return false; } catch { return "sqlite3 is not installed"; }
})();

// A file system of a few megabytes, where that is allowed.
function mountSmall(t, folder) {
    try {
        execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], { stdio: "ignore" });
    } catch {
        return false;
    }
    t.after(() => execFileSync("umount", ["-l", folder]));
    return true;
}

describe("the line watches itself", { concurrency: 4 }, () => {
    test("it is ready when commits work, and says so to its monitor", async (t) => {
        const monitor = await startMonitor(t);
        const daemon = await startDaemon(t, { heartbeat_url: monitor.url });

        await until("readiness", async () => (await ready(daemon)) === 200);
        await until("the first heartbeat", () => monitor.beats.length === 1);
        const metrics = (await request(daemon.port, { path: "/metrics" })).body;
        assert.match(metrics, /^peerline_ready 1$/m);
        assert.equal((await request(daemon.port, { path: "/healthz" })).body, "alive\n");

        const other = await startMonitor(t);
        daemon.config.heartbeat_url = other.url;
        daemon.writeConfig();
        assert.equal((await daemon.ctl("reload")).code, 0);
        await until("the other monitor to hear it", () => other.beats.length === 1);
    });

    test("it is not ready, and its heart is silent, while nothing can be committed", { skip: tools }, async (t) => {
        const monitor = await startMonitor(t);
        const daemon = await startDaemon(t, { heartbeat_url: monitor.url });
        const sid = newSid();

        await until("the first heartbeat", () => monitor.beats.length === 1);
        const release = await holdDatabase(t, daemon);
        const bringing = bring(daemon, { from: number(1), body: "hello", sid }).catch(() => null);
        await until("not ready", async () => [503, undefined].includes(await ready(daemon)), seconds(40));
        await pause(monitor.beats[0] + seconds(66) - Date.now()); // the next one would have been due
        assert.equal(monitor.beats.length, 1, "a heartbeat although nothing could be committed");
        release();
        if (!daemon.runs) await daemon.start();
        await until("readiness again", async () => (await ready(daemon)) === 200);
        await until("the heartbeat again", () => monitor.beats.length >= 2, seconds(70));
        const answer = await bringing;
        const stored = (await daemon.status()).messages_in;
        if (answer?.status === 200) assert.equal(stored, 1);
        else assert.equal((await bring(daemon, { from: number(1), body: "hello", sid })).status, 200);
        assert.equal((await daemon.status()).messages_in, 1);
    });

    test("a provider that does not know us any more is told", async (t) => {
        const provider = await startProvider(t);
        const daemon = await startDaemon(t, { provider, catch_up: "1s" });
        const body = async () => (await request(daemon.port, { path: "/readyz" })).body;

        await until("readiness", async () => (await ready(daemon)) === 200);
        provider.refusesLists = true;
        await until("not ready", async () => (await body()) === "not ready: provider\n");
        provider.refusesLists = false;
        await until("readiness again", async () => (await ready(daemon)) === 200);
    });

    test("as the disk gets full it tells, then says less, then takes nothing in", async (t) => {
        const { daemon, peer, conversation, provider } = await atWork(t);
        const free = () => { const disk = fs.statfsSync(daemon.folder); return disk.bavail * disk.bsize; };
        // As if the disk had so much less: what it must have left grows instead.
        const reserve = async (times) => {
            daemon.config.disk_reserve = `${Math.round(times * free() / 2 ** 20)}MB`;
            daemon.writeConfig();
            assert.equal((await daemon.ctl("reload")).code, 0);
        };
        const space = (word) => until(`the disk to be ${word}`, async () => (await daemon.status()).disk === word);
        const text = (n) => bring(daemon, { from: number(n), body: "hello" });
        const copy = () => daemon.ctl("backup", `${daemon.folder}/copy-${newSid()}`);

        assert.equal((await copy()).code, 0);
        await reserve(4 / 3);
        await space("low");
        await until("not ready", async () => (await ready(daemon)) === 503);
        assert.equal((await request(daemon.port, { path: "/readyz" })).body, "not ready: disk\n");
        assert.match((await request(daemon.port, { path: "/metrics" })).body, /^peerline_disk_space 1$/m);
        await peer.stream.next("hb", (data) => data.disk === "low");
        assert.match((await copy()).stderr, /the disk is nearly full/);
        assert.equal((await text(1)).status, 200);
        await reserve(3);
        await space("short");
        assert.equal((await text(2)).status, 200);
        await reserve(8);
        await space("none");
        const refused = await text(3);
        assert.equal(refused.status, 503);
        assert.equal(refused.headers["retry-after"], "2");
        assert.equal((await daemon.status()).messages_in, 3);
        await peer.send(conversation, "still here with you"); // who is there is not left alone
        await until("the reply", () => tries(provider, "still here with you") === 1);
        await reserve(0);
        await space("enough");
        assert.equal((await text(3)).status, 200);
        await until("readiness again", async () => (await ready(daemon)) === 200);
        assert.equal((await copy()).code, 0);
    });

    test("on a full disk nothing is acknowledged that is not stored", async (t) => {
        const daemon = await prepareDaemon();
        const small = `${daemon.folder}/small`;
        const acknowledged = new Set();

        fs.mkdirSync(small);
        const mounted = mountSmall(t, small);
        t.after(() => daemon.end());
        if (!mounted) return t.skip("a small file system cannot be mounted here");
        daemon.config.storage = `sqlite:${small}/peerline.db`;
        daemon.config.disk_reserve = "0MB"; // nothing is kept back: a write itself may fail
        await daemon.start();
        const refused = async () => {
            const sid = newSid();
            const answer = await bring(daemon, { from: number(7), body: "界".repeat(1500), sid }).catch(() => null);
            if (answer?.status === 200) acknowledged.add(sid);
            return answer?.status !== 200;
        };
        fs.writeFileSync(`${small}/ballast`, Buffer.alloc(1 << 20));
        await until("the disk to be full", refused, seconds(60));
        await until("not ready", async () => [503, undefined].includes(await ready(daemon)), seconds(40));
        fs.rmSync(`${small}/ballast`);
        if (!daemon.runs) await daemon.start();
        await until("readiness again", async () => (await ready(daemon)) === 200, seconds(40));
        assert.equal((await bring(daemon, { from: number(8), body: "room again" })).status, 200);
        const stored = new Set((await daemon.rows("messages")).map((row) => row.provider_id));
        assert.deepEqual([...acknowledged].filter((sid) => !stored.has(sid)), []);
        assert.ok(acknowledged.size > 0);
    });
});
