#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# Runs the fuzzers given for a minute each (FUZZ_SECONDS=n: another time). What they learn stays in
# build/fuzz/corpus, what brings one down in build/fuzz/found.

set -u
cd "$(dirname "$0")/.." || exit 1
failed=0

# One fuzzer, with the dictionary beside its source if it has one.
fuzz() {
    name=$(basename "$1")
    dictionary=tests/fuzz/$name.dict
    [ -f "$dictionary" ] && set -- "$1" "-dict=$dictionary"
    mkdir -p "build/fuzz/corpus/$name" build/fuzz/found
    echo "$name"
    "$@" -max_total_time="${FUZZ_SECONDS:-60}" -artifact_prefix="build/fuzz/found/$name-" \
        -verbosity=0 -print_final_stats=1 "build/fuzz/corpus/$name"
}

for fuzzer in "$@"; do
    fuzz "$fuzzer" || failed=$((failed + 1))
done

echo "$(($# - failed)) passed, $failed failed"
[ "$failed" -eq 0 ]
