#!/usr/bin/env node
// SPDX-License-Identifier: AGPL-3.0-or-later
// No reply to a list is wrongly recorded as a choice, and nearly all choices are read.
//
// Reads labelled replies from ../shared, where that exists, through `peerlinectl try reply`. Every
// case that is for the peer or for asking must be read so, or more carefully; of the others at
// least 95 in 100 must be read right.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const cases_file = join(root, "..", "shared", "data", "resources", "menu-replies.json");
const program = process.env.PEERLINECTL ?? join(root, "build", "peerlinectl");

if (!existsSync(cases_file)) {
    console.log("skipped: no labelled replies in ../shared");
    console.log("0 passed, 0 failed");
    process.exit(0);
}

const { menus, cases } = JSON.parse(readFileSync(cases_file, "utf8"));
const lines = cases.map((one) =>
    JSON.stringify({ ...menus[one.menu], ...one.state, text: one.text }));
const run = spawnSync(program, ["try", "reply"], { input: lines.join("\n"), encoding: "utf8" });
if (run.error) {
    console.log(`${program}: ${run.error.message}`);
    console.log("0 passed, 1 failed");
    process.exit(1);
}
const replies = run.stdout.trim().split("\n").map((line) => JSON.parse(line));

const same = (a, b) => JSON.stringify(a ?? []) === JSON.stringify(b ?? []);
const is_choice = (kind) => kind === "choice" || kind === "choices";
const is_automatic = (kind) => is_choice(kind) || kind === "more" || kind === "none";

function is_read_right(expect, reply) {
    return expect.kind === reply.kind && same(expect.items, reply.items) &&
        (expect.mode ?? reply.mode) === reply.mode &&
        Boolean(expect.to_peer) === Boolean(reply.to_peer) &&
        (!expect.risk || reply.risk === true) &&
        (!expect.candidates || same(expect.candidates, reply.candidates)) &&
        (!expect.about || same(expect.about, reply.about));
}

// Another kind passes if the case allows it, with items that are not wrong ones.
function passes(one, reply) {
    if (is_read_right(one.expect, reply)) return true;
    return (one.also_ok ?? []).includes(reply.kind) &&
        (!is_choice(reply.kind) || same(one.expect.items ?? one.expect.candidates, reply.items));
}

let passed = 0, failed = 0, to_read = 0, read = 0;
const check = (holds, sentence) => {
    if (holds) passed++;
    else failed++, console.log(`failed: ${sentence}`);
};

check(replies.length === cases.length, `${cases.length} cases, ${replies.length} answers`);
cases.forEach((one, i) => {
    const reply = replies[i] ?? {};
    const right = passes(one, reply);
    const sentence = `${one.id}: expected ${JSON.stringify(one.expect)}, got ${lines[i]} -> ` +
        JSON.stringify(reply);

    if (!is_automatic(one.expect.kind)) {
        check(right, sentence);
        return;
    }
    to_read++;
    if (right) read++;
    else console.log(`not read: ${sentence}`);
    check(right || !is_choice(reply.kind), `wrongly recorded: ${sentence}`);
});
check(read >= 0.95 * to_read, `${read} of ${to_read} choices read, 95 in 100 are needed`);

console.log(`${read} of ${to_read} choices read`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
