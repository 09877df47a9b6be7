#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# Speed and memory of the line, against a bare evhttp server in the same minutes: `make bench`.
# BENCH_SHORT=1 takes half a minute instead of four. Everything stays on loopback, and what was
# made for it goes with it, however it ends.

set -eu
cd "$(dirname "$0")/../.."

BENCH_FOLDER=$(mktemp -d "${TMPDIR:-/tmp}/peerline-bench-XXXXXX")
export BENCH_FOLDER
bench=
clean_up() {
    [ -z "$bench" ] || kill "$bench" 2>/dev/null || :
    rm -rf "$BENCH_FOLDER"
}
trap clean_up EXIT
trap 'exit 1' INT TERM HUP

size_of() {
    strip -o "$BENCH_FOLDER/stripped" "build/$1"
    printf '  %-58s %9d kB\n' "$1, stripped" $(($(wc -c <"$BENCH_FOLDER/stripped") / 1024))
}

echo "programs"
size_of peerlined
size_of peerlinectl

echo
echo "rules and engine, alone"
build/tests/bench/bench_triage | sed "s/^/  /"
build/tests/bench/bench_engine | sed "s/^/  /"
build/tests/bench/bench_directory | sed "s/^/  /"

build/bench &
bench=$!
status=0
wait "$bench" || status=$?
bench=
exit "$status"
