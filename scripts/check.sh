#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# Everything that must hold before a commit. Its last line is "N passed, N failed", perhaps with
# ", N skipped"; what failed is named just above it. Output of each part stays in build/check/.

set -u
cd "$(dirname "$0")/.." || exit 1

jobs=$(nproc 2>/dev/null || echo 2)
logs=build/check
passed=0 failed=0 skipped=0

# The number before a word in a part's closing lines: "12 passed, …" or TAP's "# pass 12".
number() {
    found=$(sed -n "s/^.*\b\([0-9][0-9]*\) $1.*\$/\1/p; s/^# $2 \([0-9][0-9]*\)\$/\1/p" "$log" | tail -n 1)
    echo "${found:-0}"
}

# What the log says of tests that failed, a line or two for each. TAP's longer errors go on below.
failures() {
    sed -nE '/^ *error: \|-$/ { N; s/\|-\n *//; N; s/\n */ /; N; s/\n */ /; p; b; }
        /^ *not ok |^ *error: |: failed: |: not so:$|: error: |ERROR: /p' "$log" | head -n 20 |
        sed "s/^ */$name: /"
}

# Runs one part and adds up what it says; one that fails without a word counts as one failure.
part() {
    name=$1
    shift
    log=$logs/$name.log
    "$@" >"$log" 2>&1
    status=$?
    ours_passed=$(number passed pass) ours_failed=$(number failed fail)
    ours_skipped=$(number skipped skipped)
    if [ "$status" -ne 0 ]; then
        [ "$ours_failed" -gt 0 ] || ours_failed=1
        echo "---- $name ended with $status ----"
        tail -n 80 "$log"
        failures >>"$logs/failures"
    elif [ $((ours_passed + ours_failed + ours_skipped)) -eq 0 ]; then
        ours_passed=1
    fi
    echo "$name: $ours_passed passed, $ours_failed failed, $ours_skipped skipped"
    passed=$((passed + ours_passed)) failed=$((failed + ours_failed))
    skipped=$((skipped + ours_skipped))
}

# The tests of a folder; what they share stands beside them.
node_tests() {
    make tests/node_modules/.package-lock.json || return 1
    # shellcheck disable=SC2046
    node --test --test-reporter=tap $(grep -l 'node:test' "$1"/*.mjs)
}

scripts/needs.sh build test || exit 1
mkdir -p "$logs"
: >"$logs/failures"

part build make -j"$jobs" WERROR=1 all
if [ "$failed" -eq 0 ]; then
    part tidy scripts/tidy.sh
    part unit make -j"$jobs" unit
    part simulation make sim SEED=1
    part replies node tests/rules/reply-pass-mark.mjs
    part own-replies node tests/rules/replies-are-read.mjs
    part triage node tests/rules/triage-goals.mjs
    part own-texts node tests/rules/triage-own-texts.mjs
    part daemon node_tests tests/daemon
    part console node_tests tests/console
    part clang make -j"$jobs" BUILD=build/clang CC=clang WERROR=1 all
    part sanitizers make -j"$jobs" san
    part threads make -j"$jobs" tsan
    part fuzzing env FUZZ_SECONDS=4 make -j"$jobs" fuzz
fi

cat "$logs/failures"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
