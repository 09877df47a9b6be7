#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# Runs the test programs given, each printing "N passed, N failed" as its last line, and sums up
# in the same words. Fails if any test failed, or ended without saying so.

cd "$(dirname "$0")/.." || exit 1

output=$(mktemp) || exit 1
trap 'rm -f "$output"' EXIT
passed=0 failed=0

for test in "$@"; do
    "$test" >"$output" 2>&1
    status=$?
    closing=$(tail -n 1 "$output")
    case $closing in
    *[0-9]' passed, '[0-9]*' failed'*)
        passed=$((passed + ${closing%% passed*}))
        ours=${closing#* passed, }
        ours=${ours%% failed*} ;;
    *)
        ours=0 ;;
    esac
    if [ "$status" -ne 0 ]; then
        echo "$test:"
        cat "$output"
        [ "$ours" -gt 0 ] || { echo "$test ended with $status"; ours=1; }
    fi
    failed=$((failed + ours))
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
