#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# A line to try out, for this machine only: everything it keeps is in var/, the texter's phone is a
# page. Made on the first start, used again on later ones; `rm -r var` forgets it.
# PORT=n takes another port than 8080. Whoever is on call is called after twenty seconds: nobody who
# tries it out should have to wait as long as a real ladder does.

set -eu
cd "$(dirname "$0")/.."
umask 077

port=${PORT:-8080}
ctl="build/peerlinectl --socket var/control"

write_config() {
    cat >var/peerline.json <<END
{
  "listen": "127.0.0.1:$port",
  "public_url": "http://127.0.0.1:$port",
  "storage": "sqlite:peerline.db",
  "master_key_file": "master.key",
  "control_socket": "control",
  "content_dir": "../config/content",
  "resources_file": "../config/resources/demo.json",
  "blocked_passwords_file": "../config/blocked-passwords.txt",
  "providers": [{ "id": "phone", "type": "simulator" }],
  "lines": [{
    "id": "harbor",
    "name": "Harbor Line",
    "number": "+16175550100",
    "provider": "phone",
    "languages": ["en", "es"],
    "fallback_text": "You can also call or text 988 any time, or 911 if you are in danger.",
    "ladder": [
      { "after": "0s", "who": "on_call", "way": "text" },
      { "after": "20s", "who": "on_call", "way": "call" },
      { "after": "40s", "who": "supervisors", "way": "text" },
      { "after": "60s", "who": "everyone", "way": "call" }
    ]
  }]
}
END
}

wait_until_ready() {
    for _ in $(seq 100); do
        $ctl version >/dev/null 2>&1 && return
        kill -0 "$daemon" 2>/dev/null || return 1
        sleep 0.1
    done
    return 1
}

# Four groups of random letters and digits.
random_password() {
    od -An -N12 -tx1 /dev/urandom | tr -d ' \n' | sed 's/....../&-/g; s/-$//'
}

add_account() {
    name=$1 role=$2
    shift 2
    password=$(random_password)
    echo "$password" | $ctl user add "$name" --role "$role" --password-stdin "$@"
    printf '%-8s %-12s %s\n' "$name" "$role" "$password" >>var/demo-accounts.new
}

add_accounts() {
    rm -f var/demo-accounts.new
    add_account Dana peer
    add_account Lee peer
    add_account Sam responder --phone +16175550141
    add_account Kim supervisor --phone +16175550140
    mv var/demo-accounts.new var/demo-accounts
}

tell() {
    cat <<END

  The console          http://127.0.0.1:$port/
  The simulated phone  http://127.0.0.1:$port/simulator
  To stop              Ctrl-C, or build/peerlinectl --socket var/control stop

  Name, role and password of each account (kept in var/demo-accounts):

$(sed 's/^/    /' var/demo-accounts)

END
}

mkdir -p var
write_config
build/peerlined --config var/peerline.json &
daemon=$!
trap 'kill -TERM "$daemon" 2>/dev/null || :' INT TERM EXIT

if ! wait_until_ready; then
    echo "The daemon did not start; it says why above." >&2
    exit 1
fi
[ -f var/demo-accounts ] || add_accounts
tell

# A signal ends the first wait; the second one is for the daemon's clean stop.
status=0
wait "$daemon" || status=$?
if kill -0 "$daemon" 2>/dev/null; then
    status=0
    wait "$daemon" || status=$?
fi
trap - EXIT
exit "$status"
