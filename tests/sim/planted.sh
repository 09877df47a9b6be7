#!/bin/bash
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# Breaks the daemon in one place at a time, in a copy, and sees whether the simulated world notices:
# a checker that lets a broken promise pass proves nothing. SEEDS=n tries more worlds for each bug,
# ONLY=name, or a pattern of bash, those bugs alone. The last line is "N passed, N failed".
#
# Down to repeated-yes-is-confirmed-again they are about paging; the last six about asking later
# how it went.

set -u
cd "$(dirname "$0")/../.."
seeds=${SEEDS:-8}
hours=24
tree=build/planted
export SIM_DIR
SIM_DIR=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo /tmp)")
trap 'rm -rf "$SIM_DIR"' EXIT
passed=0 failed=0

# name | file | what sed does to it
bugs() {
    cat <<'END'
passed-on-wakes-nobody | rules/alert.c | /^static void next_step_now/,/^}/ s/alert->due = now;/alert->due = 0;/
pages-too-seldom | rules/alert.c | s/ms again = now + timing->repage;/ms again = now + 3 * timing->repage;/
ladder-ends-after-one-round | rules/alert.c | s/alert->due = again > now ? again : now;/alert->due = alert->round ? 0 : again;/
contact-is-not-awaited | rules/alert.c | s/alert->due = alert->contact_due;/alert->due = 0;/
acknowledged-but-still-paging | rules/alert.c | s/return state == ALERT_RAISED || state == ALERT_PAGING;/return state != ALERT_RESOLVED;/
unknown-page-waits | rules/retry.c | /^static struct send_next page_next/,/^}/ s/return verdict(VERDICT_AGAIN, now);/return verdict(VERDICT_AGAIN, now + MINUTES(1));/
unknown-page-is-taken-for-sent | rules/retry.c | /^static struct send_next page_next/,/^}/ s/return verdict(VERDICT_AGAIN, now);/return verdict(VERDICT_ACCEPTED, 0);/
time-forgets-alerts | engine/apply_time.c | s/if (!err) err = alerts_act(turn);/(void)alerts_act;/
responder-keeps-a-dead-alert | engine/apply_time.c | s/ALERT_CONTACT_MISSED, holder/ALERT_ENDED, holder/
page-is-forgotten-in-a-crash | engine/apply_delivery.c | s/next = (struct send_next){ .verdict = VERDICT_AGAIN, .due = turn->now };/next = (struct send_next){ .verdict = VERDICT_REFUSED };/
page-in-the-air-comes-back | engine/apply_delivery.c | s/if (!err) \*wanted = alert_pages(alert.state);/(void)alert;/
orphans-are-not-settled | engine/engine.c | s/if (!err) err = apply_orphans(&turn);/(void)apply_orphans;/
queued-pages-survive-the-answer | engine/alerting.c | s/err = outbox_drop_pages(turn->store, scene->alert.id);/err = OK;/
alert-without-a-page | engine/alerting.c | s/if (!err) err = alert_page_on(turn, scene);/;/ ; s/\.due = turn->now,/.due = 0,/
no-wakes-nobody | engine/apply_page_reply.c | s/enum err err = alert_pass(turn, scene, person->id);/enum err err = OK;/
yes-is-not-kept | engine/apply_page_reply.c | s/err = alert_take(turn, scene, person->id);/err = OK;/
pressed-no-means-yes | engine/apply_page.c | s/take_or_pass(turn, &scene, person.id, in->take)/take_or_pass(turn, \&scene, person.id, true)/
danger-raises-nothing | engine/apply_inbound.c | s/if (err || tier < TIER_HIGH) return err;/if (err || tier < TIER_IMMINENT) return err;/
danger-waits-in-the-queue | engine/apply_inbound.c | s/err = danger_pierces(turn, scene, reading, message->id);/if (scene->conversation.state == CONVERSATION_ACTIVE) err = danger_pierces(turn, scene, reading, message->id);/
pages-have-one-slot | engine/route.h | s/define FLIGHTS_PAGE_MAX 16/define FLIGHTS_PAGE_MAX 1/
hand-over-drops-the-alert | engine/hand_over.c | s/must(alert_happens(&scene->alert, ALERT_CONTACT_MISSED, responder/must(alert_happens(\&scene->alert, ALERT_ENDED, responder/ ; s/return err ? err : alert_page_on(turn, scene);/return err;/
silent-responder-keeps-the-word | rules/joining.c | s/bool silent = joining->state == JOINING_SPEAKING \&\& !joining->wrote_at;/bool silent = false;/
absent-responder-keeps-the-word | rules/joining.c | s/return joining->gone_since ? joining->gone_since + timing->gone_grace : 0;/(void)timing; (void)joining; return 0;/
step-is-left-out | rules/alert.c | s/alert->step = (int)(now_at + 1);/alert->step = (int)(now_at + 1 + (now_at == 1));/
ladder-is-not-frozen | engine/alerting.c | /^enum err alert_page_on/,/^}/ s/enum err err = OK;/int64_t edited; enum err err = roster_ladder(turn->store, scene->line, alert->tier, \&alert->ladder, \&edited);/
worse-wakes-nobody | engine/alerting.c | s/if (alert_pages(scene->alert.state)) return alert_page_on(turn, scene);/if (alert_pages(scene->alert.state)) return OK;/
old-pages-are-hope | engine/paging.c | s/if (page->turn == alert->turns \&\& /if (same_step(page, failed) \&\& /
summer-time-is-not-known | rules/rota.c | s/time.from = zone_from_wall(zone, wall);/time.from = wall - (zone_to_wall(zone, duty->from) - duty->from);/
cover-is-not-heeded | rules/rota.c | s/if (change->out.n == person.n \&\& /if (change->out.n != person.n) continue; if (change->until < 0 \&\& /
yes-is-for-another-alert | engine/apply_page_reply.c | s/^    err = alert_by_code(.*/&\n    if (!err) { size_t n; err = alert_open_all(turn->store, 1, \&scene.alert, \&n); }/
repeated-yes-is-confirmed-again | engine/apply_inbound.c | s/if (turn->repeated) return OK;/if (turn->repeated) return apply_page_reply(turn, line, in, \&handled);/
unknown-reply-is-sent-again | rules/retry.c | s/if (!attempt->was_look_up) return verdict(VERDICT_SETTLE, now + timing->settle);/if (!attempt->was_look_up) return verdict(VERDICT_AGAIN, now);/
crashed-reply-is-sent-again | engine/apply_delivery.c | s/struct send_next next = { .verdict = VERDICT_SETTLE,/struct send_next next = { .verdict = VERDICT_AGAIN,/
stop-does-not-stop-the-queue | engine/turn.c | s/^enum err turn_take_back(.*/&/;/^enum err turn_take_back/,/^}/ s/^{$/{ if (turn) return OK;/
automatic-words-after-stop | engine/turn.c | s/if (scene->texter.stopped_at) return OK; .* P9 .*/;/
peers-write-after-stop | engine/apply_peer.c | s/if (scene.texter.stopped_at) return turn_refuse(turn, REFUSED_STOPPED); .* P9 .*/;/
repeats-are-new-texts | engine/apply_inbound.c | s/if (turn->repeated) return OK;/if (turn->repeated) err = OK;/
anybody-may-answer | rules/access.c | s/case ACT_ANSWER: return .*/case ACT_ANSWER: return facts->state == CONVERSATION_ACTIVE;/
expired-offers-stay | rules/conversation.c | s/case CONVERSATION_OFFERED: return conversation->offer_ends;/case CONVERSATION_OFFERED: return 0;/
silent-peer-keeps-it | rules/conversation.c | s/return conversation->nudges ? SILENCE_RETURN : SILENCE_REMIND_PEER;/return SILENCE_REMIND_PEER;/
follow-up-outlives-stop | engine/following.c | /^enum err follow_ups_end/,/^}/ s/return open_end(.*/(void)turn; (void)texter; return OK;/ ; s/if (scene->texter.stopped_at) return follow_up_cancel(.*/;/
follow-up-without-a-yes | engine/following.c | s/.state = FOLLOW_UP_ASKING,/.state = FOLLOW_UP_PLANNED, .due = turn->now + HOURS(1),/
no-is-taken-for-a-yes | engine/following.c | s/bool agreed = reply.answer == CONSENT_YES;/bool agreed = reply.answer != CONSENT_UNREAD;/
do-not-ask-is-not-heard | engine/following.c | s/if (consent_is_taken_back(message->body.s))/if (message->seq < 0)/
follow-up-twice | engine/following.c | s/must(follow_up_happens(follow_up, MOMENT_CAME));/;/ ; s/follow_up->due = turn->now + FOLLOW_UP_PATIENCE;/follow_up->due = turn->now + HOURS(2);/
follow-up-lost-in-a-crash | store/follow_up.c | s/WHERE due <> 0 AND due <= $1"/WHERE due <> 0 AND due <= $1 AND due > $1 - 120000"/
END
}

build() {
    make -s -C "$tree" BUILD=build build/simulation >"$tree/build.log" 2>&1
}

# Says in which world it was noticed, or that it was not.
try() {
    local name=$1 seed said
    for seed in $(seq "$seeds"); do
        rm -rf "${SIM_DIR:?}"/*
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
    [[ $name == ${ONLY:-*} ]] || continue
    plant "$name" "$file" "$change"
done < <(bugs)
rm -rf "$tree"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
