// P13. The directory of somebody else is fetched by the clock: all of it, then what has changed. What
// goes wrong there is said, tried again, and takes nothing away here. Nothing about a texter goes there.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import https from "node:https";
import path from "node:path";
import test from "node:test";

import { startDaemon } from "./lib/daemon.mjs";
import { newTexter } from "./lib/desk.mjs";
import { exporting, folderFor, service, uuid } from "./lib/directory.mjs";
import { answers, startDirectory } from "./lib/directory_server.mjs";
import { seconds, until } from "./lib/wait.mjs";

const many = (count, from = 1) => Array.from({ length: count }, (_, n) => service(from + n));

const feedOf = (id, server, every = "10s") => ({ id, url: server.url, every });

// The line that says how the feed's visit went, the `nth` of that kind.
const said = (daemon, event, feed, nth = 1) =>
    until(`${event} of ${feed}, ${nth}`, () => daemon.log.split("\n")
        .filter((one) => one.includes(` ${event} feed=${feed} `))[nth - 1], seconds(60));

const activeIds = async (daemon, folder) => JSON.parse(await exporting(daemon, folder, `${Math.random()}.json`))
    .contents.filter((one) => one.status === "active").map((one) => one.id).sort();

test("page by page, then what has changed, and after a restart all of it", async (t) => {
    const folder = folderFor(t);
    const theirs = await startDirectory(t, many(120));
    const began = Date.now();
    const daemon = await startDaemon(t, { directory_feeds: [feedOf("theirs", theirs)] });

    assert.match(await said(daemon, "feed_done", "theirs"), /full=1 pages=3 added=120 .*gone=0 refused=0/);
    assert.deepEqual(theirs.asked.slice(0, 4).map((one) => one.url), ["/api/",
        ...[1, 2, 3].map((n) => `/api/services?full=true&per_page=50&page=${n}`)]);
    assert.equal((await activeIds(daemon, folder)).length, 120);

    const before = theirs.pages.length;
    theirs.services[7] = { ...theirs.services[7], name: "New name", changed: Date.now() };
    theirs.services.push({ ...service(500), changed: Date.now() });
    assert.match(await said(daemon, "feed_done", "theirs", 2), /full=0 pages=1 added=1 changed=1 same=0 gone=0/);
    const since = Date.parse(theirs.pages[before].params.get("modified_after"));
    assert.ok(since <= began && since > began - 10 * 60 * 1000, `asked for what is new since ${since}`);
    assert.equal((await activeIds(daemon, folder)).length, 121);

    await daemon.stop();
    theirs.services.splice(0, 2);
    daemon.log = "";
    await daemon.start();
    assert.match(await said(daemon, "feed_done", "theirs"), /full=1 pages=3 added=0 changed=0 same=119 gone=2/);
    assert.equal((await activeIds(daemon, folder)).length, 119);
});

test("a list of ids alone: each service is asked for by name", async (t) => {
    const folder = folderFor(t);
    const theirs = await startDirectory(t, [...many(7), { ...service(8), id: "a/b c?8" }, service(9)]);
    theirs.thin = true;
    theirs.perPage = 4;
    theirs.behave = (asked, response) =>
        asked.path === `/services/${uuid(3)}` && answers.status(404)(asked, response);
    const daemon = await startDaemon(t, { directory_feeds: [feedOf("theirs", theirs, "1h")] });

    assert.match(await said(daemon, "feed_done", "theirs"), /full=1 pages=3 added=8 .*refused=1/);
    assert.ok(theirs.asked.some((one) => one.path === "/services/a%2Fb%20c%3F8"));
    assert.match(await said(daemon, "feed_refused", "theirs"), new RegExp(`service=${uuid(3)} field="name"`));
    const { contents } = JSON.parse(await exporting(daemon, folder));
    assert.equal(contents.length, 8);
    assert.ok(contents.every((one) => one.phones.length === 1));
});

test("a service that neither tells its pages nor how many there are is read to its end", async (t) => {
    const theirs = await startDirectory(t, many(25));
    theirs.perPage = 10;
    theirs.behave = (asked, response) => {
        if (asked.path !== "/services") return false;
        response.end(JSON.stringify({ contents: theirs.page(asked.params).contents }));
        return true;
    };
    const daemon = await startDaemon(t, { directory_feeds: [feedOf("theirs", theirs, "1h")] });

    assert.match(await said(daemon, "feed_done", "theirs"), /pages=4 added=25 .*gone=0/);
});

// Only at the page with that number.
const atPage = (number, answer) => (asked, response) =>
    asked.params.get("page") === String(number) && answer(asked, response);

// So often, and then no more.
const times = (count, answer) => (asked, response) => count-- > 0 && answer(asked, response);

const pageWith = (change) => (asked, response) => {
    if (asked.path !== "/services") return false;
    response.end(JSON.stringify(change(asked)));
    return true;
};

// How a server fails, what is said of it, and after how many pages at most.
const failures = {
    redirects: { behave: answers.status(302, { Location: "/elsewhere" }), why: /it redirects \(302\)/, pages: 0 },
    captive: { behave: answers.html, why: /its answer is no JSON/, pages: 0 },
    older: {
        behave: (asked, response) => asked.path === "/" && (response.end('{"version":"2.0.1"}'), true),
        why: /it is no HSDS 3/, pages: 0,
    },
    forbidden: { behave: atPage(2, answers.status(403)), why: /it answers with status 403/, pages: 2 },
    repeats: {
        behave: pageWith((asked) => ({ page_number: Number(asked.params.get("page")), last_page: false,
            contents: many(50) })),
        why: /it gives the same services again and again/, pages: 2,
    },
    stuck: {
        behave: pageWith(() => ({ page_number: 1, last_page: false, contents: many(50) })),
        why: /it gives another page than was asked for/, pages: 2,
    },
    hollow: {
        behave: pageWith((asked) => asked.params.get("page") === "2"
            ? { page_number: 2, last_page: false, contents: [] }
            : { page_number: 1, last_page: false, contents: many(50) }),
        why: /it gives an empty page that is not the last/, pages: 2,
    },
    patient: { behave: answers.status(503, { "Retry-After": "3600" }), why: /it answers with status 503/, pages: 0 },
};

test("whatever goes wrong there is said, and takes nothing away here", async (t) => {
    const folder = folderFor(t);
    const servers = {};
    for (const [n, name] of Object.keys(failures).entries())
        servers[name] = await startDirectory(t, many(120, 1 + 200 * n));
    const daemon = await startDaemon(t, { directory_feeds:
        Object.entries(servers).map(([name, server]) => feedOf(name, server, "1h")) });
    for (const name of Object.keys(failures)) await said(daemon, "feed_done", name);
    const before = await activeIds(daemon, folder);
    assert.equal(before.length, 120 * Object.keys(failures).length);

    await daemon.stop();
    daemon.log = "";
    for (const [name, server] of Object.entries(servers)) {
        server.behave = failures[name].behave;
        server.asked.length = 0;
    }
    await daemon.start();
    for (const [name, { why, pages }] of Object.entries(failures)) {
        assert.match(await said(daemon, "feed_failed", name), why);
        assert.equal(servers[name].pages.length, pages, name);
    }
    assert.ok(!servers.redirects.asked.some((one) => one.url.includes("elsewhere")));
    assert.deepEqual(await activeIds(daemon, folder), before);
});

test("what passes is tried again, each time a little later, and then is whole", async (t) => {
    const folder = folderFor(t);
    const dies = await startDirectory(t, many(120));
    const busy = await startDirectory(t, many(120, 200));
    const moves = await startDirectory(t, many(120, 400));
    dies.behave = atPage(2, times(2, answers.half));
    busy.behave = atPage(3, times(1, answers.status(429, { "Retry-After": "1" })));
    const daemon = await startDaemon(t, { directory_feeds:
        [feedOf("dies", dies), feedOf("busy", busy), feedOf("moves", moves)] });

    assert.match(await said(daemon, "feed_again", "dies"), /page=2 tries=1 wait_ms=1000/);
    assert.match(await said(daemon, "feed_again", "dies", 2), /page=2 tries=2 wait_ms=5000/);
    for (const name of ["dies", "busy", "moves"])
        assert.match(await said(daemon, "feed_done", name), /full=1 pages=3 added=120 .*gone=0/);
    assert.equal((await activeIds(daemon, folder)).length, 360);

    // While it is read, somebody takes one from the list: the rest moves up, and one is not met.
    await daemon.stop();
    daemon.log = "";
    moves.behave = (asked) => {
        if (asked.params.get("page") === "2") moves.services.splice(0, 1);
        return false;
    };
    await daemon.start();
    assert.match(await said(daemon, "feed_done", "moves"), /full=1 pages=3 .*gone=0/);
});

test("whoever cannot prove to be who they are is asked nothing", async (t) => {
    const folder = folderFor(t);
    const [key, cert] = ["key.pem", "cert.pem"].map((name) => path.join(folder, name));
    execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert,
        "-days", "2", "-subj", "/CN=127.0.0.1"], { stdio: "ignore" });
    const theirs = await startDirectory(t, many(3), { tls: { module: https,
        options: { key: fs.readFileSync(key), cert: fs.readFileSync(cert) } } });
    const daemon = await startDaemon(t, { directory_feeds: [feedOf("theirs", theirs)] });

    assert.match(await said(daemon, "feed_again", "theirs"), /why="tls"/);
    assert.deepEqual(theirs.asked, []);
});

test("nothing about a texter goes there, whoever texts meanwhile", async (t) => {
    const theirs = await startDirectory(t, many(120));
    theirs.thin = true;
    const daemon = await startDaemon(t, { directory_feeds: [feedOf("theirs", theirs)] });
    const texter = newTexter(daemon);

    await texter.text("where can I get a zanzibar tonight");
    await said(daemon, "feed_done", "theirs");
    await texter.text("LIST");
    await said(daemon, "feed_done", "theirs", 2);
    for (const one of theirs.asked) {
        assert.deepEqual([one.method, one.body, one.headers.cookie, one.headers.authorization, one.headers.referer],
            ["GET", "", undefined, undefined, undefined]);
        assert.match(one.url, new RegExp("^/api/(services(/[0-9a-f-]{36}|\\?full=true&per_page=50&page=\\d+" +
            "(&modified_after=[0-9TZ:-]{20})?))?$"));
        assert.deepEqual(Object.keys(one.headers).sort(), ["accept", "host", "user-agent"]);
        assert.ok(!`${one.url}${JSON.stringify(one.headers)}`.includes(texter.from.slice(1)));
    }
});
