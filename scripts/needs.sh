#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# Says what building (`build`) or testing (`test`) still needs on this machine, and installs it on
# Debian and its kin. Only what is really missing is touched; only then is root asked for.

set -u

# What, the Debian package that has it, and what it is for.
needs() {
    cat <<END
build  command:gcc           gcc                   compiles the daemon
build  command:make          make                  builds everything
build  command:pkg-config    pkg-config            finds the libraries
build  library:libevent      libevent-dev          sockets and timers
build  library:libcurl       libcurl4-openssl-dev  requests to providers
build  library:jansson       libjansson-dev        JSON
build  library:sqlite3       libsqlite3-dev        the database
build  library:libsodium     libsodium-dev         encryption
build  library:libcrypto     libssl-dev            signatures of webhooks
build  library:libutf8proc   libutf8proc-dev       characters of all scripts
build  library:zlib          zlib1g-dev            unpacks directories
build  command:node          nodejs                builds the console
build  command:npm           npm                   brings what the console is built with
test   command:chromium      chromium              tests the console in a browser
test   command:sqlite3       sqlite3               reads the database behind the daemon's back
test   command:faketime      faketime              lets hours pass
test   command:openssl       openssl               certificates that must not be believed
test   command:clang         clang                 the second opinion, and the fuzzers
test   command:clang-format  clang-format          sees whether every file is laid out alike
test   clang_runtime:fuzzer  libclang-rt-dev       what the fuzzers run on
END
}

is_there() {
    case $1 in
    command:*) command -v "${1#command:}" >/dev/null 2>&1 ;;
    clang_runtime:*) [ -e "$(clang -print-file-name="libclang_rt.${1#*:}-$(uname -m).a" 2>/dev/null)" ] ;;
    library:*) pkg-config --exists "${1#library:}" 2>/dev/null ;;
    esac
}

missing() {
    needs | while read -r kind what package why; do
        case " $wanted " in *" $kind "*) ;; *) continue ;; esac
        is_there "$what" || printf '%s\t%s\n' "$package" "$why"
    done
}

install() {
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null 2>&1 || {
            echo "These can be installed by root only: apt-get install $packages" >&2
            exit 1
        }
        echo "sudo will ask for your password to install them."
        as_root=sudo
    fi
    $as_root apt-get update -qq &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages
}

wanted=${*:-build}
list=$(missing)
[ -n "$list" ] || exit 0

echo "Missing on this machine:"
echo "$list" | while IFS='	' read -r package why; do printf '  %-22s %s\n' "$package" "$why"; done
packages=$(echo "$list" | cut -f 1 | tr '\n' ' ')

if ! command -v apt-get >/dev/null 2>&1; then
    echo "The names are Debian's. Please install these in your system's own way, then try again." >&2
    exit 1
fi
install || exit 1
list=$(missing)
[ -z "$list" ] || { echo "Still missing: $list" >&2; exit 1; }
