#!/usr/bin/env node
// SPDX-License-Identifier: AGPL-3.0-or-later
// Replies to a list that were written before anybody looked at how they are read.
//
// replies.tsv holds what is expected (kind, items, and "add", "replace", "to_peer" or "risk"), more
// careful or equally good readings, the state of the list and the text. No choice may be recorded
// that is neither; 95 in 100 choices must be read; all else must be read right.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const program = process.env.PEERLINECTL ?? join(here, "..", "..", "build", "peerlinectl");

const lists = {
    long: { page: 5, shown: 5, items: ["Wildflower peer line", "MA Behavioral Health Help Line",
        "Afiya peer respite", "Samaritans (call or text)", "MA Substance Use Helpline", "Mass 211",
        "SafeLink (abuse)", "NAMI HelpLine"] },
    two: { page: 2, shown: 2, items: ["Samaritans (call or text)", "Hey Sam (24 and under)"] },
};

const states = {
    "": () => lists.long,
    two: () => lists.two,
    closed: () => ({ ...lists.long, open: false }),
    asked: () => ({ ...lists.long, peer_question_since: true }),
    shown: (count) => ({ ...lists.long, shown: count }),
    chosen: (number) => ({ ...lists.long, previous: [number] }),
    age: (hours) => ({ ...lists.long, age_hours: hours }),
};

// "choice 3 replace" → { kind, items, marks }
function reading(words) {
    const [kind, ...rest] = words.split(" ");
    return { kind, items: rest.filter((word) => Number(word)).map(Number),
        marks: rest.filter((word) => !Number(word)) };
}

// "ask choice 2" is two readings
const readings = (words) => words ? words.split(/ (?=[a-z])/).map(reading) : [];

const cases = readFileSync(join(here, "replies.tsv"), "utf8").trimEnd().split("\n").slice(1)
    .map((line) => {
        const [expected, also, state, text] = line.split("\t");
        const [name, value] = state.split(" ");

        return { expected: reading(expected), also: readings(also), list: states[name](Number(value)),
            text: text.replaceAll("\\n", "\n"), line };
    });

const input = cases.map(({ list, text }) => JSON.stringify({ ...list, text })).join("\n");
const run = spawnSync(program, ["try", "reply"], { input, encoding: "utf8" });
const replies = run.stdout.trim().split("\n").map((line) => JSON.parse(line));

const is_choice = (kind) => kind === "choice" || kind === "choices";
const has_mark = (reply, mark) =>
    mark === "to_peer" || mark === "risk" ? reply[mark] === true : reply.mode === mark;
const sorted = (items) => JSON.stringify([...items].sort((a, b) => a - b));
const is_read_as = (reply, wanted) =>
    reply.kind === wanted.kind &&
    (!is_choice(wanted.kind) || sorted(reply.items) === sorted(wanted.items)) &&
    wanted.marks.every((mark) => has_mark(reply, mark));

let passed = 0, failed = 0, to_read = 0, read = 0;
const check = (holds, sentence) => {
    if (holds) passed++;
    else failed++, console.log(`failed: ${sentence}`);
};

check(replies.length === cases.length, `${cases.length} texts, ${replies.length} answers`);
cases.forEach(({ expected, also, line }, i) => {
    const reply = replies[i] ?? {};
    const right = is_read_as(reply, expected) || also.some((wanted) => is_read_as(reply, wanted));
    const sentence = `${line} -> ${JSON.stringify(reply)}`;

    if (is_choice(expected.kind)) {
        to_read++;
        if (right) read++;
        else console.log(`not read: ${sentence}`);
        check(right || !is_choice(reply.kind), `wrongly recorded: ${sentence}`);
    } else {
        check(right, sentence);
    }
});
check(read >= 0.95 * to_read, `${read} of ${to_read} choices read, 95 in 100 are needed`);

console.log(`${read} of ${to_read} choices read`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
