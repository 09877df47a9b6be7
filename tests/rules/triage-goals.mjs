// SPDX-License-Identifier: AGPL-3.0-or-later
// Does triage reach its goals on the public development sets? They are not part of this
// repository: where ../shared/data/risk/dev is absent, this says so and passes.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const folder = '../shared/data/risk/dev';
const program = 'build/peerlinectl';

if (!existsSync(folder)) {
    console.log(`skipped: ${folder} is not here`);
    process.exit(0);
}

const rows = (name) =>
    readFileSync(`${folder}/${name}.tsv`, 'utf8')
        .split('\n')
        .slice(1)
        .filter((line) => line)
        .map((line) => line.split('\t'));

// Shares of the texts with one label that reached each tier, as the report has them.
function report(lines) {
    const output = execFileSync(
        program,
        ['try', 'triage', '--content', 'config/content', '--language', 'en', '--report'],
        { input: lines.map((row) => row.join('\t')).join('\n') + '\n', encoding: 'utf8' },
    );
    const labels = new Map();

    for (const line of output.split('\n').slice(1)) {
        const [texts, watch, high, imminent, , , , label] = line.trim().split(/\s+/);
        if (label) labels.set(label, { texts: +texts, watch: +watch, high: +high, imminent: +imminent });
    }
    return labels;
}

// All texts of one set, each under one of two labels: what the goal speaks of, and the rest.
function shares(name, dangerous, wanted = () => true) {
    const lines = rows(name)
        .filter(([, label, text]) => wanted(label, text))
        .map(([id, label, text]) => [id, dangerous(label) ? 'danger' : 'other', text]);

    return report(lines);
}

let passed = 0;
let failed = 0;

function goal(sentence, value, least, most) {
    const reached = value >= least && value <= most;

    console.log(`${reached ? 'reached' : 'MISSED '}  ${value.toFixed(2)} %  ${sentence}`);
    if (reached) passed++;
    else failed++;
}

const rally = shares('rallypoint_sitb', (label) => label.startsWith('SITB'));
goal('rallypoint_sitb: recall at least 80', rally.get('danger').high, 80, 100);
goal('rallypoint_sitb: false alarms at most 12', rally.get('other').high, 0, 12);

const forum = shares('reddit_sw_teen', (label) => label === 'suicidal');
goal('reddit_sw_teen: recall at least 77', forum.get('danger').high, 77, 100);
goal('reddit_sw_teen: false alarms at most 3', forum.get('other').high, 0, 3);

const short = shares(
    'reddit_sw_teen',
    (label) => label === 'suicidal',
    (label, text) => [...text].length <= 320,
);
goal('short texts: High at least 60', short.get('danger').high, 60, 100);
goal('short texts: false High at most 2', short.get('other').high, 0, 2);
goal('short texts: Watch at least 78', short.get('danger').watch, 78, 100);
goal('short texts: false Watch at most 8', short.get('other').watch, 0, 8);

const sms = shares('sms_spam_collection', () => false, (label) => label === 'ham').get('other');
goal('ordinary SMS: High at most 0.1', sms.high, 0, 0.1);
goal('ordinary SMS: Imminent at most 0.015', sms.imminent, 0, 0.015);
goal('ordinary SMS: Watch at most 0.8', sms.watch, 0, 0.8);

goal('goemotions: High at most 0.25', shares('goemotions', () => false).get('other').high, 0, 0.25);

const severe = (label) => label === 'Behavior' || label === 'Attempt';
const scale = shares(
    'reddit_cssrs500',
    severe,
    (label) => severe(label) || label === 'Supportive',
);
goal('reddit_cssrs500: Behavior and Attempt at least 93', scale.get('danger').high, 93, 100);
goal('reddit_cssrs500: Supportive at most 47', scale.get('other').high, 0, 47);

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
