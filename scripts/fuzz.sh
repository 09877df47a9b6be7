#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# Runs the fuzzers given for a minute each (FUZZ_SECONDS=n: another time). What they learn stays in
# build/fuzz/corpus, what brings one down in build/fuzz/found.

set -u
cd "$(dirname "$0")/.." || exit 1
seconds=${FUZZ_SECONDS:-60}
failed=0

for fuzzer in "$@"; do
    name=$(basename "$fuzzer")
    dictionary=tests/fuzz/$name.dict
    [ -f "$dictionary" ] || dictionary=/dev/null
    mkdir -p "build/fuzz/corpus/$name" build/fuzz/found
    echo "$name"
    "$fuzzer" -max_total_time="$seconds" -artifact_prefix="build/fuzz/found/$name-" \
        -dict="$dictionary" -verbosity=0 -print_final_stats=1 \
        "build/fuzz/corpus/$name" || failed=$((failed + 1))
done

echo "$(($# - failed)) passed, $failed failed"
[ "$failed" -eq 0 ]
