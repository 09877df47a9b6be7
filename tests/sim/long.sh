#!/bin/bash
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# The simulated world for thousands of days: LINE_DAYS=2000 in worlds of DAYS=4 with seeds FROM=1
# and up, JOBS=2 at a time. What each world said is kept beside the program it ran, so a run that
# was stopped goes on where it was; another program begins anew. Ends with what was looked at, how
# often, and "N passed, N failed".

set -u
cd "$(dirname "$0")/../.." || exit 1
days=${DAYS:-4}
first=${FROM:-1}
worlds=$(((${LINE_DAYS:-2000} + days - 1) / days))
sum=$(sha256sum build/simulation | cut -c1-12)
export kept=build/sim-long/$sum-$days hours=$((24 * days))

mkdir -p "$kept"
[ -e "$kept/simulation" ] || cp -R config build/simulation "$kept/"

world() {
    said=$kept/$1.txt
    grep -qs '^1 passed' "$said" && return
    (cd "$kept" && nice -n 15 ./simulation "$1" "$hours") >"$said" 2>&1
    if grep -q '^1 passed' "$said"; then echo "seed $1: every promise kept"; else tail -n 1 "$said"; fi
}
export -f world

seq "$first" $((first + worlds - 1)) | xargs -P "${JOBS:-2}" -I{} bash -c 'world {}'

all=()
for seed in $(seq "$first" $((first + worlds - 1))); do all+=("$kept/$seed.txt"); done
passed=$(grep -l '^1 passed' "${all[@]}" | wc -l)
echo "$((passed * days)) line-days in $passed worlds:"
awk '/^ *[0-9]+  / { count = $1; $1 = ""; sum[$0] += count; if (!seen[$0]++) order[++n] = $0 }
    END { for (i = 1; i <= n; i++) printf "%12d %s\n", sum[order[i]], order[i] }' "${all[@]}"
echo "$passed passed, $((worlds - passed)) failed"
[ "$passed" -eq "$worlds" ]
