#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# Speed and memory of the line, against a bare evhttp server and two Node servers in the same
# minutes: `make bench`. BENCH_SHORT=1 takes half a minute instead of five; BENCH_LONG=1 also fills a
# line with ten million messages, for which the disk must have 8 GB. Everything stays on loopback,
# and what was made for it goes with it, however it ends.

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

# Of packages that are compiled here, which takes a minute, once. Without them their part is left out.
node_build() {
    [ -z "${BENCH_SHORT:-}" ] && [ ! -d tests/bench/node_modules ] || return 0
    (cd tests/bench && npm ci --no-audit --no-fund) >"$BENCH_FOLDER/npm" 2>&1 || {
        echo "the Node servers cannot be built:"
        tail -n 3 "$BENCH_FOLDER/npm"
    }
}

node_build

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
