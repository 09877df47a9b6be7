// SPDX-License-Identifier: AGPL-3.0-or-later
// The console's files: what may be kept and what may not, packed for who can unpack, and safe.

import assert from "node:assert/strict";
import test from "node:test";

import { request } from "../daemon/lib/http.mjs";
import { prepareDaemon, startDaemon } from "../daemon/lib/daemon.mjs";

const simulator = {
    line: { provider: "phone" }, providers: [{ id: "phone", type: "simulator" }],
};

const policy = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'",
    "connect-src": "'self'", "manifest-src": "'self'", "worker-src": "'self'",
    "base-uri": "'none'", "form-action": "'self'", "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'", "trusted-types": "console-worker",
};

const always = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
};

// Unpacked by the client, as a browser does it.
async function bytes(daemon, path, headers) {
    const answer = await fetch(`http://127.0.0.1:${daemon.port}${path}`, { headers });
    return Buffer.from(await answer.arrayBuffer());
}

function checkPolicy(header) {
    const given = Object.fromEntries(header.split(";").map((rule) => {
        const [name, ...values] = rule.trim().split(" ");
        return [name, values.join(" ")];
    }));
    for (const [name, value] of Object.entries(policy)) assert.equal(given[name], value, name);
    assert.doesNotMatch(header, /unsafe|\*|https?:|data:|blob:/);
}

// What a page names, and what is always there.
async function pathsOf(daemon) {
    const found = [];
    for (const page of ["/", "/simulator"]) {
        const { body } = await request(daemon.port, { path: page });
        found.push(page, ...[...body.matchAll(/(?:src|href)="([^"]+)"/g)].map((one) => one[1]));
    }
    return [...new Set([...found, "/sw.js"])];
}

test("the console's files", async (t) => {
    const daemon = await startDaemon(t, simulator);
    const paths = await pathsOf(daemon);
    const get = (path, headers) => request(daemon.port, { path, headers });

    await t.test("a page names two hashed scripts and stylesheets, and nothing elsewhere", () => {
        assert.equal(paths.filter((path) => /-[A-Z0-9]{8}\.(js|css)$/.test(path)).length, 4);
        assert.deepEqual(paths.filter((path) => !/^\/[^/]/.test(path) && path !== "/"), []);
    });

    for (const path of paths) {
        await t.test(`${path} has its type, its lifetime and every safeguard`, async () => {
            const { status, headers } = await get(path);
            assert.equal(status, 200);
            const hashed = /-[A-Z0-9]{8}\./.test(path);
            assert.equal(headers["cache-control"],
                hashed ? "public, max-age=31536000, immutable" : "no-cache");
            assert.match(headers["content-type"],
                /^(text\/(html|javascript|css); charset=utf-8|image\/svg\+xml|application\/manifest\+json)$/);
            checkPolicy(headers["content-security-policy"]);
            for (const [name, value] of Object.entries(always))
                assert.equal(headers[name], value, name);
        });

        await t.test(`${path} is packed only for whoever can unpack it`, async () => {
            const plain = await get(path);
            assert.equal(plain.headers["content-encoding"], undefined);
            assert.match(plain.headers.vary, /accept-encoding/i);
            for (const refused of ["identity", "br", "gzip;q=0", "gzip; q=0.0", "xgzip", "gzipped"])
                assert.equal((await get(path, { "Accept-Encoding": refused }))
                    .headers["content-encoding"], undefined, refused);
            for (const taken of ["gzip", "br, gzip", "GZIP", "gzip;q=0.5", "deflate, gzip;q=1.0"]) {
                const packed = await get(path, { "Accept-Encoding": taken });
                assert.equal(packed.headers["content-encoding"], "gzip", taken);
                assert.match(packed.headers.vary, /accept-encoding/i);
            }
            assert.deepEqual(await bytes(daemon, path, { "Accept-Encoding": "gzip" }),
                await bytes(daemon, path, { "Accept-Encoding": "identity" }));
        });
    }

    await t.test("nothing else is a file", async () => {
        for (const path of ["/index.html", "/app.js", "/..", "/../etc/passwd", "/%2e%2e/", "/sw.js/",
            "//", "/app-00000000.js", "/favicon.ico", "/simulator/"]) {
            const { status, headers } = await get(path);
            assert.ok([400, 404].includes(status), `${path} is answered with ${status}`);
            checkPolicy(headers["content-security-policy"]);
        }
    });

    await t.test("what is asked of the console is never kept", async () => {
        const { status, headers } = await get("/api/v1/me");
        assert.equal(status, 401);
        assert.equal(headers["cache-control"], "no-store");
        checkPolicy(headers["content-security-policy"]);
    });
});

test("without a simulator there are no simulated phones", async (t) => {
    const daemon = await prepareDaemon();
    t.after(() => daemon.end());
    await daemon.start();
    for (const path of ["/simulator", "/simulator/api/state", "/simulator/api/events"])
        assert.equal((await request(daemon.port, { path })).status, 404, path);
    assert.equal((await request(daemon.port, { path: "/" })).status, 200);
});
