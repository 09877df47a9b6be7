// SPDX-License-Identifier: AGPL-3.0-or-later
// The console counts texts as the line does: the number under the reply is the number that goes out.

import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import test from "node:test";

import { root } from "../daemon/lib/daemon.mjs";

const vectors = JSON.parse(fs.readFileSync(path.join(root, "tests/vectors/segments.json"), "utf8"))
    .vectors;

// The console's own source, as its build compiles it.
function loadCounter() {
    const { transformSync } = createRequire(path.join(root, "daemon/console/package.json"))("esbuild");
    const source = fs.readFileSync(path.join(root, "daemon/console/src/segments.ts"), "utf8");
    const { code } = transformSync(source, { loader: "ts", format: "esm" });
    return import(`data:text/javascript,${encodeURIComponent(code)}`);
}

test("every text is counted as the reference counts it", async () => {
    const { countSegments } = await loadCounter();
    for (const { name, text, reference } of vectors) {
        const { gsm, units, segments } = countSegments(text);
        const { encoding, units: theirs, segments: texts } = reference;
        assert.deepEqual([gsm ? "GSM-7" : "UCS-2", units, segments], [encoding, theirs, texts], name);
    }
});

test("curly quotes, dashes and ellipses become plain ones", async () => {
    const { plainQuotes } = await loadCounter();
    assert.equal(plainQuotes("\u201CI\u2019m here\u201D \u2013 ok\u2026"), '"I\'m here" - ok...');
});
