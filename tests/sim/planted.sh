#!/bin/bash
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# Breaks the daemon in one place at a time, in a copy, and sees whether the simulated world notices:
# a checker that lets a broken promise pass proves nothing. SEEDS=n tries more worlds for each bug,
# ONLY=name one bug alone. The last line is "N passed, N failed".

set -u
cd "$(dirname "$0")/../.."
seeds=${SEEDS:-6}
hours=6
tree=build/planted
passed=0 failed=0

# name | file | what sed does to it
bugs() {
    cat <<'END'
passed-on-wakes-nobody | rules/alert.c | /^static void next_step_now/,/^}/ s/alert->due = now;/alert->due = 0;/
pages-too-seldom | rules/alert.c | s/ms again = now + timing->repage;/ms again = now + 3 * timing->repage;/
ladder-ends-after-one-round | rules/alert.c | s/alert->due = again > now ? again : now;/alert->due = alert->round ? 0 : again;/
acknowledged-but-still-paging | rules/alert.c | s/return state == ALERT_RAISED || state == ALERT_PAGING;/return state != ALERT_RESOLVED;/
time-forgets-alerts | engine/apply_time.c | s/if (!err) err = alerts_act(turn);/(void)alerts_act;/
queued-pages-survive-the-answer | engine/alerting.c | s/err = outbox_drop_pages(turn->store, scene->alert.id);/err = OK;/
page-in-the-air-comes-back | engine/apply_delivery.c | s/if (!err) \*wanted = alert_pages(alert.state);/(void)alert;/
orphans-are-not-settled | engine/engine.c | s/if (!err) err = apply_orphans(&turn);/(void)apply_orphans;/
alert-without-a-page | engine/alerting.c | s/return err ? err : alert_page_on(turn, scene);/return err;/
responder-keeps-a-dead-alert | engine/apply_time.c | s/ALERT_CONTACT_MISSED, holder/ALERT_ENDED, holder/
unknown-reply-is-sent-again | rules/retry.c | s/if (!was_look_up) return verdict(VERDICT_SETTLE, now + timing->settle);/if (!was_look_up) return verdict(VERDICT_AGAIN, now);/
crashed-reply-is-sent-again | engine/apply_delivery.c | s/struct send_next next = { .verdict = VERDICT_SETTLE,/struct send_next next = { .verdict = VERDICT_AGAIN,/
stop-does-not-stop-the-queue | engine/turn.c | s/^enum err turn_take_back(.*/&/;/^enum err turn_take_back/,/^}/ s/^{$/{ if (turn) return OK;/
automatic-words-after-stop | engine/turn.c | s/if (scene->texter.stopped_at) return OK; .* P9 .*/;/
peers-write-after-stop | engine/apply_peer.c | s/if (scene.texter.stopped_at) return turn_refuse(turn, REFUSED_STOPPED); .* P9 .*/;/
repeats-are-new-texts | engine/apply_inbound.c | s/if (err || turn->repeated) return err;/turn->repeated = false; if (err) return err;/
anybody-may-answer | rules/access.c | s/case ACT_ANSWER: return .*/case ACT_ANSWER: return facts->state == CONVERSATION_ACTIVE;/
expired-offers-stay | rules/conversation.c | s/case CONVERSATION_OFFERED: return conversation->offer_ends;/case CONVERSATION_OFFERED: return 0;/
silent-peer-keeps-it | rules/conversation.c | s/return conversation->nudges ? SILENCE_RETURN : SILENCE_REMIND_PEER;/return SILENCE_REMIND_PEER;/
END
}

build() {
    make -s -C "$tree" BUILD=build build/simulation >"$tree/build.log" 2>&1
}

# Says in which world it was noticed, or that it was not.
try() {
    local name=$1 seed said
    for seed in $(seq "$seeds"); do
        said=$(cd "$tree" && timeout 300 build/simulation "$seed" "$hours" 2>/dev/null) && continue
        said=$(grep 'is broken' <<<"$said" | head -n 1)
        echo "caught  $name: ${said:-the world stood still (seed $seed)}"
        return 0
    done
    echo "MISSED  $name"
    return 1
}

plant() {
    local name=$1 file=$tree/daemon/$2 change=$3
    cp "$file" "$tree/kept"
    sed -i "$change" "$file"
    if cmp -s "$file" "$tree/kept"; then
        echo "STALE   $name: there is nothing to break in $2 any more"
        failed=$((failed + 1))
        return
    fi
    if ! build; then
        echo "UNBUILT $name: see $tree/build.log"
        failed=$((failed + 1))
    elif try "$name"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
    cp "$tree/kept" "$file"
}

rm -rf "$tree"
mkdir -p "$tree/tests"
cp -R config daemon Makefile "$tree/"
cp -R tests/sim tests/*.h "$tree/tests/"
build || { cat "$tree/build.log"; exit 1; }
echo "missed is right for the first: nothing is broken yet"
try "nothing at all" && { echo "the world breaks by itself"; exit 1; }
while IFS='|' read -r name file change; do
    name=${name// /} file=${file// /} change=${change# }
    [ -z "${ONLY:-}" ] || [ "$name" = "$ONLY" ] || continue
    plant "$name" "$file" "$change"
done < <(bugs)
rm -rf "$tree"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
