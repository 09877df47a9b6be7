// SPDX-License-Identifier: AGPL-3.0-or-later
// Directories as files: made, taken in, written out, judged by the official schema.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";

import Ajv from "ajv/dist/2020.js";
import formats from "ajv-formats";

import { root, temporaryFolder } from "./daemon.mjs";

export const samples = path.join(root, "../shared/data/resources");
export const skip = fs.existsSync(samples) ? false : "the sample directories are not on this machine";

export const folderFor = (t) => {
    const folder = temporaryFolder();
    t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
    return folder;
};

export const importing = async (daemon, file, ...more) => {
    const { code, stdout, stderr } = await daemon.ctl("resources", "import", file, ...more);
    assert.equal(code, 0, `${file}: ${stderr}`);
    const numbers = stdout.match(/\d+/g).map(Number);
    return { added: numbers[0], changed: numbers[1], same: numbers[2], gone: numbers[3],
        refused: numbers[4], notes: stderr };
};

export const exporting = async (daemon, folder, name = "export.json") => {
    const file = path.join(folder, name);
    const { code, stderr } = await daemon.ctl("resources", "export", file);
    assert.equal(code, 0, stderr);
    return fs.readFileSync(file, "utf8");
};

export const written = (folder, name, content) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, typeof content === "string" || Buffer.isBuffer(content) ? content
        : JSON.stringify(content));
    return file;
};

// What the official schema says of a service; formats too.
export const validator = () => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    const schemas = path.join(samples, "schema/hsds-3.0");
    formats(ajv);
    for (const name of fs.readdirSync(schemas)) {
        if (["openapi.json", "datapackage.json"].includes(name)) continue;
        ajv.addSchema({ ...JSON.parse(fs.readFileSync(path.join(schemas, name), "utf8")), $id: name });
    }
    return (services) => {
        const validate = ajv.getSchema("service.json");
        assert.ok(!validate({ ...service(1), phones: [{ id: "1", number: 617 }] }), "it can say no");
        for (const service of services)
            assert.ok(validate(service), `${service.name}: ${ajv.errorsText(validate.errors)}`);
    };
};

export const uuid = (n) => `7b1f8a52-0a55-4a0a-9c49-${String(n).padStart(12, "0")}`;
export const service = (n, more = {}) => ({ id: uuid(n), name: `Service ${n}`, status: "active",
    phones: [{ id: uuid(1000 + n), number: `617-555-${String(n).padStart(4, "0")}` }], ...more });
