#!/bin/bash
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# What must never break and no compiler sees. Each check is one function that prints what is wrong
# and nothing else; the last line is "N passed, N failed", perhaps with ", N skipped".

# Names of files here have no spaces and may be used as words.
# shellcheck disable=SC2046,SC2086

set -u
cd "$(dirname "$0")/.." || exit 1

sources() { find "${@:-daemon}" -name node_modules -prune -o -name '*.[ch]' -print; }

# ---- layers ----

# Lines "file: included" for each include of ours in a folder that is not among the allowed ones.
foreign_includes() {
    local folder=$1 allowed=$2
    grep -Ho '^#include "[^"]*"' $(sources "daemon/$folder") | sed 's/#include "\(.*\)"/ \1/' |
        grep -vE ": ($allowed)"
}

layers_are_kept() {
    local nouns='rules/model(/[a-z]*)?\.h$'
    local asked='engine/(command|query|receipt)\.h$'
    foreign_includes base 'base/'
    foreign_includes rules 'base/|rules/'
    foreign_includes store 'base/|'"$nouns"'|store/'
    foreign_includes engine 'base/|rules/|store/|engine/'
    foreign_includes ctl 'base/|rules/|edge/|ctl/|'"$asked"
    # Readers of content files and directories fill the structs that the rules work on.
    foreign_includes edge 'base/|'"$nouns"'|edge/|'"$asked" |
        grep -vE '^daemon/edge/([a-z]*_file|hsds_[a-z]*)\.[ch]: rules/[a-z_]*\.h$'
}

libraries_stay_in_their_layer() {
    grep -l '^#include <sqlite3' $(sources) | grep -v '^daemon/store/db_'
    grep -l '^#include <curl/' $(sources) | grep -v '^daemon/edge/transfer\.c$'
    grep -l '^#include <event2/' $(sources) | grep -vE '^daemon/(edge/|main\.c$)'
    grep -l '^#include <jansson' $(sources) | grep -vE '^daemon/(edge/|ctl/|config)'
}

sql_stays_in_store() {
    grep -nE '"(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|PRAGMA) ' $(sources) |
        grep -v '^daemon/store/'
}

# ---- the language ----

no_banned_function_is_called() {
    local banned='strcpy|strcat|sprintf|vsprintf|strncpy|strtok|gets|atoi|alloca|system|rand'
    grep -nE "(^|[^a-zA-Z0-9_])($banned)\(" $(sources)
    grep -nE '(^|[^a-zA-Z0-9_.>])time\(' $(sources) | grep -vE '^daemon/base/'
    grep -nE '(^|[^a-zA-Z0-9_])(malloc|realloc|calloc|strdup)\(' $(sources) |
        grep -vE '^daemon/(base|edge)/'
    grep -nE '\b(TODO|FIXME)\b' $(sources daemon tests)
}

no_struct_hides_behind_a_typedef() {
    grep -nE 'typedef struct' $(sources) | grep -v '^daemon/rules/model/words\.h:.*int64_t n; }'
}

every_file_names_its_licence() {
    for file in $(sources daemon tests) scripts/*.sh Makefile; do
        head -n 2 "$file" | grep -q 'SPDX-License-Identifier: AGPL-3.0-or-later' || echo "$file"
    done
}

headers_compile_alone() {
    local flags
    flags="-std=c17 -D_GNU_SOURCE -Idaemon $(pkg-config --cflags libevent libcurl jansson)"
    for header in $(sources | grep '\.h$'); do
        echo "#include \"${header#daemon/}\"" |
            gcc $flags -Wall -Wextra -Werror -fsyntax-only -x c - 2>/dev/null ||
            echo "$header"
    done
}

# A file that passes this is two modules.
no_file_is_too_long() {
    sources daemon tests | xargs wc -l |
        awk '$1 > 600 && $2 != "total" { print $2 " has " $1 " lines" }'
}

# Other versions lay out some lines otherwise; Debian 12 has this one.
formatter_is_there() { clang-format --version 2>/dev/null | grep -q 'version 14\.'; }

every_file_is_formatted() {
    git ls-files '*.c' '*.h' | xargs clang-format --dry-run 2>&1 | grep -o '^[^ :]*:[0-9]*'
}

# ---- what the line promises ----

# A log call may be long; each is put on one line before it is looked at (P10).
logs_have_no_texts_and_no_numbers() {
    for file in $(sources); do
        tr '\n' ' ' <"$file" | grep -oE 'log_(debug|info|warn|error)\([^;]*;' |
            grep -E '(\.|->)(s|e164|body|password)\b' | sed "s|^|$file: |"
    done
}

# Each promise of the README is in the name or the head of a test.
promises_have_tests() {
    for promise in $(grep -oE '^\| P[0-9]+' README.md | cut -c 3-); do
        grep -rqE --exclude-dir=node_modules "\b$promise\b" tests || echo "$promise has no test"
    done
}

samples_are_what_the_tables_say() {
    make -s build/peerlined >/dev/null || return # of these sources, not of older ones
    build/peerlined --print-config | cmp - config/peerline.json
    build/peerlined --print-schema | cmp - config/peerline.schema.json
}

no_path_of_one_machine() {
    git grep -nE '(/home/[a-z]+|/root|/work)/' -- . ':!scripts/tidy.sh'
}

# ---- running them ----

passed=0 failed=0 skipped=

check() {
    local wrong
    wrong=$("$1" 2>&1)
    if [ -z "$wrong" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "${1//_/ }: not so:"
        echo "$wrong" | sed 's/^/    /'
    fi
}

check layers_are_kept
check libraries_stay_in_their_layer
check sql_stays_in_store
check no_banned_function_is_called
check no_file_is_too_long
if formatter_is_there; then
    check every_file_is_formatted
else
    echo "every file is formatted: skipped, clang-format 14 is not here"
    skipped=", 1 skipped"
fi
check no_struct_hides_behind_a_typedef
check every_file_names_its_licence
check headers_compile_alone
check logs_have_no_texts_and_no_numbers
check promises_have_tests
check samples_are_what_the_tables_say
check no_path_of_one_machine

echo "$passed passed, $failed failed$skipped"
[ "$failed" -eq 0 ]
