#!/usr/bin/env node
// SPDX-License-Identifier: AGPL-3.0-or-later
// Texts of our own, in English and Spanish, each labelled with the tier it must reach.
//
// They were written before anybody looked at what the phrases say to them. Danger must be found
// however it is said, and ordinary words must wake nobody.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const program = process.env.PEERLINECTL ?? join(root, "build", "peerlinectl");
const tiers = ["steady", "watch", "high", "imminent"];

// Of the texts with this label so many in 100 reach this tier: at least, at most.
const goals = [
    ["imminent", "high", 97, 100],
    ["imminent", "imminent", 90, 100],
    ["high", "high", 95, 100],
    ["high", "imminent", 0, 15],
    ["watch", "watch", 93, 100],
    ["watch", "high", 0, 8],
    ["steady", "watch", 0, 6],
    ["steady", "high", 0, 1],
];

function tiers_of(language, texts) {
    const output = execFileSync(program,
        ["try", "triage", "--content", join(root, "config/content"), "--language", language],
        { input: texts.join("\n") + "\n", encoding: "utf8" });

    return output.trimEnd().split("\n").map((line) => tiers.indexOf(line.split("\t")[0]));
}

let passed = 0, failed = 0;
const check = (holds, sentence) => {
    if (holds) passed++;
    else failed++;
    console.log(`${holds ? "reached" : "MISSED "}  ${sentence}`);
};

for (const language of ["en", "es"]) {
    const rows = readFileSync(join(here, `texts.${language}.tsv`), "utf8").trimEnd().split("\n")
        .slice(1).map((line) => line.split("\t"));
    const found = tiers_of(language, rows.map(([, , text]) => text));

    check(found.length === rows.length, `${language}: ${rows.length} texts, ${found.length} answers`);
    for (const [label, tier, least, most] of goals) {
        const of_label = found.filter((_, i) => rows[i][1] === label);
        const share = 100 * of_label.filter((t) => t >= tiers.indexOf(tier)).length / of_label.length;

        check(share >= least && share <= most,
            `${language}: of ${of_label.length} ${label} texts ${share.toFixed(1)} % reach ${tier} ` +
            `(${least} to ${most})`);
    }
}

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
