// The directory that is given on answers as the official HSDS API description says, and says no to
// what it cannot answer.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";

import Ajv from "ajv/dist/2020.js";
import formats from "ajv-formats";

import { startDaemon } from "./lib/daemon.mjs";
import { folderFor, importing, samples, service, skip, uuid, validator, written } from "./lib/directory.mjs";
import { request } from "./lib/http.mjs";

const openly = async (t) => startDaemon(t, { hsds_public: true });

const get = async (daemon, at) => {
    const answer = await request(daemon.port, { path: `/hsds${at}` });
    return { status: answer.status, type: answer.headers["content-type"], json: JSON.parse(answer.body) };
};

const page = async (daemon, query) => (await get(daemon, `/services${query}`)).json;

test("base, pages and services are as the official description has them", { skip }, async (t) => {
    const daemon = await openly(t);
    const { paths, components } = JSON.parse(fs.readFileSync(path.join(samples, "schema/hsds-3.0/openapi.json"), "utf8"));
    const ajv = new Ajv({ strict: false, allErrors: true });
    formats(ajv);
    const needs = (schema) => ({ ...schema, required: Object.keys(schema.properties) });
    const isPage = ajv.compile(needs(components.schemas.Page));
    const isBase = ajv.compile(needs(paths["/"].get.responses["200"].content["application/json"].schema));
    const valid = validator();
    const seen = [];

    await importing(daemon, path.join(samples, "ilao-dev.hsds3.ndjson"));
    for (const at of ["", "/"]) {
        const base = await get(daemon, at);
        assert.ok(isBase(base.json), ajv.errorsText(isBase.errors));
        assert.deepEqual([base.status, base.type], [200, "application/json"]);
    }
    for (let number = 1, last = false; !last; number++) {
        const one = await get(daemon, `/services?full=true&per_page=100&page=${number}`);
        assert.ok(isPage(one.json), ajv.errorsText(isPage.errors));
        assert.deepEqual([one.status, one.type, one.json.page_number, one.json.size, one.json.first_page],
            [200, "application/json", number, one.json.contents.length, number === 1]);
        valid(one.json.contents);
        seen.push(...one.json.contents.map((service) => service.id));
        last = one.json.last_page;
        if (last) assert.deepEqual([one.json.total_items, one.json.total_pages], [seen.length, number]);
    }
    assert.ok(seen.length > 200 && new Set(seen).size === seen.length);
    for (const id of seen.slice(0, 3)) valid([(await get(daemon, `/services/${id}`)).json]);
    const beyond = await page(daemon, "?page=99");
    assert.deepEqual([beyond.empty, beyond.last_page, beyond.contents, beyond.total_items],
        [true, true, [], seen.length]);
    assert.ok(isPage(beyond));
});

test("search, minimal and modified_after are answered, other filters are refused", async (t) => {
    const daemon = await openly(t);
    const folder = folderFor(t);
    const feed = (...all) => importing(daemon, written(folder, "feed.json", all));
    const names = async (query) => (await page(daemon, query)).contents.map((one) => one.name).sort();
    const first = service(1, { last_modified: "2026-01-02T03:04:05Z" });

    await feed(first, service(2, { name: "Harbor pantry" }));
    assert.deepEqual(await names("?search=harb"), ["Harbor pantry"]);
    assert.deepEqual((await page(daemon, "?minimal=true")).contents.sort((a, b) => a.id < b.id ? -1 : 1),
        [{ id: uuid(1), last_modified: "2026-01-02T03:04:05Z" }, { id: uuid(2) }]);
    const between = new Date(Date.now() + 1).toISOString();
    assert.deepEqual(await names(`?modified_after=${between}`), []);
    assert.deepEqual((await names("?modified_after=2020-01-01")).length, 2);
    while (Date.now() <= Date.parse(between)) await new Promise(setImmediate);
    await feed(first, service(2, { name: "Harbor pantry and kitchen" }));
    assert.deepEqual(await names(`?modified_after=${between}`), ["Harbor pantry and kitchen"]);
    assert.deepEqual(await names(`?modified_after=${between.replace("Z", "+00:00")}`), ["Harbor pantry and kitchen"]);

    for (const query of ["page=0", "page=x", "per_page=-1", "modified_after=yesterday"])
        assert.deepEqual(await get(daemon, `/services?${query}`).then((one) => [one.status, one.json.error.code]),
            [400, "bad_request"], query);
    for (const query of ["taxonomy_id=1", "taxonomy_term_id=1", "organization_id=1", "format=ndjson"])
        assert.deepEqual(await get(daemon, `/services?${query}`).then((one) => [one.status, one.json.error.code]),
            [400, "not_supported"], query);
    assert.equal((await page(daemon, "?per_page=5000&format=json")).contents.length, 2);
});

test("what is not offered is not there, nothing can be written, and by default there is nothing", async (t) => {
    const daemon = await openly(t);
    const closed = await startDaemon(t);
    const folder = folderFor(t);

    await importing(daemon, written(folder, "feed.json", [service(1), service(3, { status: "defunct" })]));
    for (const at of [`/services/${uuid(3)}`, `/services/${uuid(9)}`, "/services/x", "/organizations"])
        assert.deepEqual(await get(daemon, at).then((one) => [one.status, one.json.error.code]), [404, "not_found"], at);
    for (const method of ["POST", "PUT", "DELETE"])
        assert.ok((await request(daemon.port, { method, path: `/hsds/services/${uuid(1)}`, body: "{}" })).status >= 400);
    for (const at of ["", "/", "/services", `/services/${uuid(1)}`])
        assert.equal((await get(closed, at)).status, 404, at);
});
