// SPDX-License-Identifier: AGPL-3.0-or-later
// The real daemon with a folder of its own: started, asked, killed, started again.

import { spawn, execFile } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { until, seconds } from "./wait.mjs";

export const root = fileURLToPath(new URL("../../../", import.meta.url));
const build = path.resolve(root, process.env.BUILD ?? "build");
export const peerlined = process.env.PEERLINED ?? path.join(build, "peerlined");
export const peerlinectl = process.env.PEERLINECTL ?? path.join(build, "peerlinectl");

export const lineNumber = "+16175550100";
export const accountSid = `AC${"0123456789abcdef".repeat(2)}`;
export const authToken = "12345678901234567890123456789012";

// Below those that the system gives to others by itself, so that a daemon that was killed finds
// its port free when it comes back.
export async function freePort() {
    for (;;) {
        const port = 20000 + Math.floor(Math.random() * 12000);
        const probe = net.createServer();
        const free = await new Promise((resolve) => {
            probe.on("error", () => resolve(false));
            probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
        });
        if (free) return port;
    }
}

export function temporaryFolder() {
    return fs.mkdtempSync(path.join(os.tmpdir(), "peerline-test-"));
}

// Runs a program to its end; its exit code is part of the answer, not an error.
export function run(program, args, { stdin = "", env = process.env } = {}) {
    return new Promise((resolve) => {
        const child = execFile(program, args, { env, maxBuffer: 1 << 28, timeout: seconds(60) },
            (error, stdout, stderr) =>
                resolve({ code: error ? error.code ?? `signal ${error.signal}` : 0, stdout, stderr }));
        child.stdin.on("error", () => {});
        child.stdin.end(stdin);
    });
}

class Daemon {
    #child = null;

    constructor(folder, config, env) {
        this.folder = folder;
        this.config = config;
        this.env = env;
        this.log = "";
        this.port = Number(config.listen.split(":").at(-1));
        this.configFile = path.join(folder, "peerline.json");
        this.storage = path.join(folder, "peerline.db");
    }

    get pid() { return this.#child?.pid; }
    get runs() { return this.#child !== null; }
    get publicUrl() { return this.config.public_url; }

    writeConfig(config = this.config) {
        fs.writeFileSync(this.configFile, JSON.stringify(config, null, 2));
    }

    async start() {
        this.writeConfig();
        const before = this.log.length;
        const child = spawn(peerlined, ["--config", this.configFile],
            { env: { ...process.env, ...this.env }, stdio: ["ignore", "ignore", "pipe"] });
        this.#child = child;
        this.ended = new Promise((resolve) =>
            child.on("close", (code, signal) => {
                if (this.#child === child) this.#child = null;
                resolve({ code, signal });
            }));
        child.stderr.on("data", (bytes) => (this.log += bytes));
        await until("the daemon's start", () => {
            if (!this.runs) throw new Error(`the daemon did not start:\n${this.log.slice(before)}`);
            return this.log.includes(" started ", before);
        });
        return this;
    }

    signal(name) {
        this.#child?.kill(name);
    }

    // What libfaketime shares of a clock would outlive a process that is killed.
    async kill() {
        const { pid } = this;
        this.signal("SIGKILL");
        const ended = await this.ended;
        for (const kind of ["faketime_shm", "sem.faketime_sem"])
            fs.rmSync(`/dev/shm/${kind}_${pid}`, { force: true });
        return ended;
    }

    stop() {
        this.signal("SIGTERM");
        return this.ended;
    }

    ctl(...args) {
        return run(peerlinectl, ["--socket", this.config.control_socket, ...args]);
    }

    // The rows of a listing command.
    async rows(...args) {
        const { code, stdout, stderr } = await this.ctl(...args, "--json");
        if (code !== 0) throw new Error(`peerlinectl ${args.join(" ")}: ${code} ${stderr}`);
        return stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line));
    }

    async status() {
        return (await this.rows("status"))[0];
    }

    async addPerson(name, role, phone) {
        const args = ["--socket", this.config.control_socket, "user", "add", name, "--role", role,
            "--password-stdin", ...(phone ? ["--phone", phone] : [])];
        const { code, stderr } = await run(peerlinectl, args, { stdin: `${passwordOf(name)}\n` });
        if (code !== 0) throw new Error(`user add ${name}: ${code} ${stderr}`);
    }

    // However the test went: no daemon and no folder stay behind. What a sanitizer said fails it.
    async end() {
        await this.kill();
        fs.rmSync(this.folder, { recursive: true, force: true });
        const report = this.log.match(/(AddressSanitizer|ThreadSanitizer|runtime error:)[^]*/)?.[0];
        if (report) throw new Error(report.slice(0, 4000));
    }
}

export const passwordOf = (name) => `a long password of ${name}`;

// A daemon that is set up but does not run yet. `provider` is a fake provider or none.
export async function prepareDaemon({
    provider, timing = {}, line = {}, moreLines = [], env = {}, ...more
} = {}) {
    const folder = temporaryFolder();
    const port = await freePort();

    fs.writeFileSync(path.join(folder, "twilio.token"), `${authToken}\n`);
    return new Daemon(folder, {
        listen: `127.0.0.1:${port}`,
        public_url: `http://127.0.0.1:${port}`,
        storage: `sqlite:${path.join(folder, "peerline.db")}`,
        master_key_file: path.join(folder, "master.key"),
        control_socket: path.join(folder, "control"),
        content_dir: path.join(root, "config/content"),
        providers: [{
            id: "twilio", type: "twilio", account_sid: accountSid, auth_token_file: "twilio.token",
            api_url: provider?.url ?? "http://127.0.0.1:9",
        }],
        lines: [{}, ...moreLines].map((one) => ({
            id: "harbor", name: "Harbor Line", number: lineNumber, provider: "twilio",
            languages: ["en"], fallback_text: "Call or text 988 any time.", ...line, ...one,
        })),
        timing,
        ...more,
    }, env);
}

// One that runs, and ends with the test.
export async function startDaemon(test, options) {
    const daemon = await prepareDaemon(options);
    test.after(() => daemon.end());
    return daemon.start();
}
