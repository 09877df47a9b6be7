/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The console counts texts as the line does: the number under the reply is the number that goes out.
 *
 *   node tests/console/segments.mjs      after npm ci in daemon/console
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const vectors = join(root, "tests/vectors/segments.json");
const require = createRequire(join(root, "daemon/console/package.json"));

async function loadCounter() {
  const { transformSync } = require("esbuild");
  const source = readFileSync(join(root, "daemon/console/src/segments.ts"), "utf8");
  const { code } = transformSync(source, { loader: "ts", format: "esm" });
  return import(`data:text/javascript,${encodeURIComponent(code)}`);
}

function difference({ countSegments }, { name, text, reference }) {
  const { gsm, units, segments } = countSegments(text);
  const got = { encoding: gsm ? "GSM-7" : "UCS-2", units, segments };
  const same = Object.entries(got).every(([key, value]) => reference[key] === value);
  return same
    ? null
    : `${name}: wanted ${JSON.stringify({ ...reference, parts: undefined })}, got ${JSON.stringify(got)}`;
}

const counter = await loadCounter();
const cases = JSON.parse(readFileSync(vectors, "utf8")).vectors;
const wrong = cases.map((one) => difference(counter, one)).filter(Boolean);
const plain = counter.plainQuotes("\u201CI\u2019m here\u201D \u2013 ok\u2026");
if (plain !== '"I\'m here" - ok...') wrong.push(`plain quotes: ${plain}`);
console.log(wrong.length ? wrong.join("\n") : `segments: ${cases.length} vectors agree`);
process.exitCode = wrong.length ? 1 : 0;
