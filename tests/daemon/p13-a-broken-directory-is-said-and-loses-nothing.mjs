// P13. A broken directory is told with its place and reason, what can be read of it goes in, and
// nothing that is there already is lost by it.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import zlib from "node:zlib";

import { peerlinectl, startDaemon } from "./lib/daemon.mjs";
import { newTexter } from "./lib/desk.mjs";
import { exporting, folderFor, importing, service, uuid, written } from "./lib/directory.mjs";
import { until } from "./lib/wait.mjs";

const line = (n, more) => JSON.stringify(service(n, more));
const bytes = (...parts) => Buffer.concat(parts.map((one) => Buffer.from(one)));
const whole = [1, 2, 3].map((n) => line(n));

// The feed has services 1 to 3. Of each file: how many go in (of those, or besides them), how many
// records are refused, and what is said; `gone`: it is whole, and what is missing in it has gone.
const files = [
    { what: "a mark of byte order", name: "a.json", content: `\ufeff[${whole}]`, same: 3 },
    { what: "lines as Windows ends them", name: "a.ndjson", content: whole.join("\r\n"), same: 3 },
    { what: "a page", name: "a.json", content: `{"total_pages":1,"contents":[${whole}]}`, same: 3 },
    { what: "one page of several", name: "a.json", content: `{"total_pages":2,"contents":[${line(4)}]}`, added: 1 },
    { what: "packed", name: "a.ndjson.gz", content: zlib.gzipSync(whole.join("\n")), same: 3 },
    { what: "a record in Latin 1", name: "a.ndjson",
        content: bytes(line(1), "\n", Buffer.from(line(2, { name: "Caf\xe9" }), "latin1"), "\n", line(3)),
        same: 2, refused: 1, says: /refused: line 2: - it is not UTF-8 text/ },
    { what: "UTF-16", name: "a.json", content: Buffer.from(`\ufeff[${whole}]`, "utf16le"),
        code: 1, says: /UTF-16 text; save it as UTF-8/ },
    { what: "a description of 200 kB", name: "a.ndjson",
        content: [...whole, line(4, { description: "x".repeat(200000) })].join("\n"),
        same: 3, refused: 1, says: new RegExp(`refused: line 4: ${uuid(4)} - it is larger than 128 kB`) },
    { what: "an id twice", name: "a.ndjson", content: [...whole, line(3, { name: "Again" })].join("\n"),
        same: 2, changed: 1, says: /note: line 4: .* id - there twice: this one counts/ },
    { what: "a record nested without end", name: "a.ndjson",
        content: [whole[0], `{"id":${"[".repeat(100000)}`, whole[1]].join("\n"),
        same: 2, refused: 1, says: /refused: line 2: - / },
    { what: "a record nested deeply in vain", name: "a.ndjson",
        content: [...whole, line(4, { x_deep: "@" }).replace('"@"', "[".repeat(3000) + "]".repeat(3000))].join("\n"),
        same: 3, refused: 1, says: /refused: line 4: - maximum parsing depth/ },
    { what: "a NUL where nobody looks", name: "a.ndjson", content: [...whole, line(60, { x_odd: "a\0b" })].join("\n"),
        same: 3, added: 1, says: /note: line 4: - NUL characters taken out/ },
    { what: "brackets that close nothing", name: "a.json", content: "}".repeat(30000),
        refused: 10001, says: /the rest is not read: too much is refused/ },
    { what: "a list that was cut between two", name: "a.json", content: `[${whole[0]},\n${whole[1]},`,
        same: 2, refused: 1, says: /refused: line 2: - the list has no end: the file was cut/ },
    { what: "a page that was cut", name: "a.json", content: `{"total_pages":1,"contents":[${whole[0]}`,
        same: 1, refused: 1, says: /the list has no end/ },
    { what: "two pages in one file", name: "a.json", content: `{"contents":[${whole[0]}]} {"contents":[${whole[1]}]}`,
        same: 1, refused: 1, says: /what stands behind the list is not read/ },
    { what: "packed and cut", name: "a.ndjson.gz", content: zlib.gzipSync(whole.join("\n")).subarray(0, -9),
        code: 1, says: /its end is missing: the file was cut/ },
    { what: "packed and damaged", name: "a.ndjson.gz",
        content: bytes(zlib.gzipSync(whole.join("\n")).subarray(0, 20), "?".repeat(80)),
        code: 1, says: /it is damaged and cannot be unpacked|file was cut/ },
    { what: "a bomb", name: "a.json.gz", content: () => zlib.gzipSync(Buffer.alloc(300 << 20, " ")),
        code: 1, says: /it is larger than 256 MB/ },
    { what: "an empty file", name: "a.json", content: "", code: 1, says: /there is no record in it/ },
    { what: "an empty list", name: "a.json", content: "[]", code: 1, says: /there is no record in it/ },
    { what: "a page of another kind", name: "a.json",
        content: JSON.stringify([{ id: uuid(8), name: "Main Street", location_type: "physical" }]),
        refused: 1, says: /it is a location, not a service/ },
    { what: "an empty table", name: "a.csv", content: "", code: 1, says: /no row with names of columns/ },
    { what: "a table of names alone", name: "a.csv", content: "key,name\n", code: 1, says: /there is no record in it/ },
    { what: "a table with a mark, quotes, broken lines and commas", name: "a.csv",
        content: `\ufeffkey,name,call,expect\r\n${uuid(51)},"The ""Hub"",\r\nupstairs",617-555-0005,"Ask\nfor Jo"\r\n`,
        added: 1, gone: true, says: /note: line 2: .* name - line breaks/ },
    { what: "a table in Latin 1", name: "a.csv", content: bytes("key,name\n1,a\n", Buffer.from("2,Caf\xe9\n", "latin1")),
        code: 1, says: /line 3: it is not UTF-8 text/ },
    { what: "a table with a quotation mark left open", name: "a.csv", content: 'key,name\n1,a\n2,"b\n3,c\n',
        code: 1, says: /line 3: a quotation mark is not closed/ },
    { what: "a table without names", name: "a.csv", content: "key,nmae\n1,a\n",
        code: 1, says: /no column for the name; peerlinectl's --columns name=/ },
    { what: "a table with columns of its own", name: "a.csv", content: `key,name,mood\n${uuid(52)},Hub,fine,?\n`,
        added: 1, gone: true, says: /columns kept, but not used: mood[^]*line 2: - more cells than columns/ },
    { what: "a map that names none of our columns", name: "a.csv", content: "a,b\n1,2\n",
        more: ["--columns", "nmae=a"], code: 1, says: /the map names a column that is none of ours/ },
    { what: "a table with a map", name: "a.csv", content: `Id,Title\n${uuid(53)},Hub\n`,
        more: ["--columns", "key=Id,name=Title"], added: 1, gone: true },
    { what: "a table half of whose rows have no name", name: "a.csv", content: `key,name\n${uuid(54)},Hub\n6,\n`,
        added: 1, refused: 1, gone: true, says: /refused: line 3: \S+ name - missing/ },
];

test("of each broken file it is told what is wrong, and the rest goes in", async (t) => {
    const daemon = await startDaemon(t);
    const folder = folderFor(t);
    const feed = written(folder, "whole.json", `[${whole}]`);

    for (const [n, file] of files.entries()) {
        await t.test(file.what, async () => {
            await importing(daemon, feed, "--feed", "feed");
            const content = typeof file.content === "function" ? file.content() : file.content;
            const at = written(folder, `${n}-${file.name}`, content);
            const { code, stdout, stderr } = await daemon.ctl("resources", "import", at, "--feed", "feed",
                ...file.more ?? []);
            assert.equal(code, file.code ?? 0, stderr);
            if (file.says) assert.match(stderr, file.says);
            if (!file.code) {
                const [added, changed, same, gone, refused] = stdout.match(/\d+/g).map(Number);
                assert.deepEqual({ added, changed, same, refused }, { added: file.added ?? 0,
                    changed: file.changed ?? 0, same: file.same ?? 0, refused: file.refused ?? 0 }, stdout);
                assert.equal(gone > 0, Boolean(file.gone), stdout);
            }
            // What the feed had is there as it was, and what was added does not stand in the next one's way.
            await importing(daemon, feed, "--feed", "feed");
            const { contents } = JSON.parse(await exporting(daemon, folder, `${n}-out.json`));
            assert.deepEqual(contents.filter((one) => whole.some((had) => JSON.parse(had).id === one.id))
                .map((one) => one.status), ["active", "active", "active"]);
        });
    }
});

test("folders that are no directory are told", async (t) => {
    const daemon = await startDaemon(t);
    const folder = folderFor(t);
    const tables = (name, files) => {
        fs.mkdirSync(path.join(folder, name));
        for (const [file, content] of Object.entries(files)) written(path.join(folder, name), file, content);
        return path.join(folder, name);
    };
    const refused = async (at) => {
        const { code, stderr } = await daemon.ctl("resources", "import", at);
        assert.equal(code, 1);
        return stderr;
    };

    assert.match(await refused(path.join(folder, "nothing")), /No such file/);
    assert.match(await refused(tables("empty", {})), /it has no services.csv/);
    assert.match(await refused(tables("open", { "services.csv": "id,name\n1,a\n", "phones.csv": 'id,number\n1,"6\n' })),
        /phones.csv: line 2: a quotation mark is not closed/);
    const { notes, added } = await importing(daemon, tables("odd", {
        "services.csv": "id,name,status,mood\n1,Hub,active,fine\n", "photos.csv": "id\n1\n",
        "phones.csv": "id,service_id,number\n1,1,617-555-0001\n2,7,617-555-0002\n3,8,617-555-0003\n",
    }));
    assert.equal(added, 1);
    assert.match(notes, /note: services.csv - columns kept, but not used: mood/);
    assert.match(notes, /note: photos.csv - this table is not read/);
    assert.match(notes, /note: phones.csv - 2 rows belong to nothing that is in these tables/);
});

test("days with other hours, of HSDS 1 and 2, are schedules or told", async (t) => {
    const daemon = await startDaemon(t);
    const folder = folderFor(t);
    const tables = path.join(folder, "old");

    fs.mkdirSync(tables);
    written(tables, "services.csv", "id,name,status\n1,Hub,active\n");
    written(tables, "regular_schedules.csv", "id,service_id,weekday,opens_at,closes_at\n1,1,Thursday,08:00,17:00\n");
    written(tables, "holiday_schedules.csv", "id,service_id,start_date,end_date,closed,opens_at,closes_at\n" +
        '1,1,12/24/2026,12/24/26,false,10:00,12:00\n2,1,"December 31, 2026",2026-12-31,true,,\n' +
        '3,1,"January 01, 0001","January 01, 0001",true,,\n4,1,some day,12/1/2026,true,,\n');
    const { notes } = await importing(daemon, tables);
    const [hub] = JSON.parse(await exporting(daemon, folder)).contents;

    assert.match(notes, /holiday_schedules.csv line 4: start_date - left out: HSDS has no holiday of every year/);
    assert.match(notes, /holiday_schedules.csv line 5: start_date - left out: its days are not understood/);
    assert.equal(hub.schedules.length, 3);
    const at = async (time) => JSON.parse((await daemon.ctl("resources", "check", tables, "--json", "--at", time))
        .stdout.trim().split("\n").at(-1));
    assert.equal((await at("2026-12-17T14:00:00Z")).open, "open", "a Thursday");
    assert.equal((await at("2026-12-24T11:00:00Z")).open, "open", "Christmas Eve, a Thursday too");
    assert.equal((await at("2026-12-24T14:00:00Z")).open, "closed");
    const last = await at("2026-12-31T14:00:00Z");
    assert.equal(last.open, "unknown", "closed, in words");
    assert.match(last.hours, /2026-12-31 closed/);
});

// A directory that takes a while, and the import of it under way.
const big = (folder) => written(folder, "big.ndjson",
    Array.from({ length: 10000 }, (_, n) => line(n + 1)).join("\n"));

const underWay = async (daemon, file) => {
    const child = spawn(peerlinectl, ["--socket", daemon.config.control_socket, "resources", "import", file,
        "--feed", "big"]);
    let said = "";
    const ended = new Promise((resolve) => child.on("close", (code) => resolve({ code, said })));
    for (const output of [child.stdout, child.stderr]) output.on("data", (some) => (said += some));
    await until("some parts", () => daemon.log.split("do=resources_import").length > 3);
    return { child, ended };
};

const activeIn = async (daemon, folder) => JSON.parse(await exporting(daemon, folder, `out-${Math.random()}.json`))
    .contents.filter((one) => one.status === "active").map((one) => one.id);

test("an import that is killed, on either side, loses nothing and is finished by the next one", async (t) => {
    const daemon = await startDaemon(t);
    const folder = folderFor(t);
    const file = big(folder);

    const first = await underWay(daemon, file);
    await daemon.kill();
    const { code, said } = await first.ended;
    assert.equal(code, 3);
    assert.match(said, /\d+ of 10000 services are in, and none was switched off/);
    await daemon.start();
    const some = (await activeIn(daemon, folder)).length;
    assert.ok(some >= 64 && some < 10000, `${some}`);

    daemon.log = daemon.log.replaceAll("do=resources_import", "");
    const second = await underWay(daemon, file);
    second.child.kill("SIGKILL");
    await second.ended;
    const third = await importing(daemon, file, "--feed", "big");
    assert.deepEqual([third.changed, third.gone, third.refused], [0, 0, 0]);
    assert.equal((await activeIn(daemon, folder)).length, 10000);
    const again = await importing(daemon, file, "--feed", "big");
    assert.deepEqual([again.added, again.changed, again.same, again.gone], [0, 0, 10000, 0]);
});

test("of two imports of one feed at once, the one that began last counts, whole", async (t) => {
    const daemon = await startDaemon(t);
    const folder = folderFor(t);
    const few = Array.from({ length: 200 }, (_, n) => service(9000 + n));

    const { ended } = await underWay(daemon, big(folder));
    await importing(daemon, written(folder, "few.json", few), "--feed", "big");
    const { code, said } = await ended;
    assert.equal(code, 1);
    assert.match(said, /another import of the same feed has begun meanwhile/);
    assert.deepEqual((await activeIn(daemon, folder)).sort(), few.map((one) => one.id).sort());
});

test("on a disk that is nearly full an import is refused, and texts are still taken", async (t) => {
    const folder = folderFor(t);
    const disk = fs.statfsSync(folder);
    const daemon = await startDaemon(t, {
        disk_reserve: `${Math.round(4 / 3 * disk.bavail * disk.bsize / 2 ** 20)}MB`, // a third too little
    });
    const { code, stderr } = await daemon.ctl("resources", "import", big(folder));

    assert.equal(code, 1);
    assert.match(stderr, /the disk is nearly full: what is left of it is kept for texts/);
    await newTexter(daemon).text("hello");
    assert.equal((await daemon.status()).messages_in, 1);
});
