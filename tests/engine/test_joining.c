/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * P4. Whoever has the floor speaks, and nobody else; the peer stays until the hand-over is over.
 * P7. An alert is never lost at a hand-over.
 */
#include "crisis.h"

#include "store/outbox.h"

/* ---- watching and coaching ---- */

static void watching_is_reading_along_on_record(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_DANGER);
    CHECK(joins(&line, SAM, JOINING_WATCH) == DONE);
    CHECK(alert_view_now(&line).alert.state == ALERT_JOINED);
    CHECK(alert_view_now(&line).joining.state == JOINING_WATCH);
    CHECK_CASE(stands_in_timeline(&line, "watch", SAM, ""), "it stands in the timeline");
    CHECK_CASE(says(&line, SAM, "hello") != DONE, "who watches does not write");
    CHECK_CASE(notes(&line, SAM, "ask about tonight") == REFUSED_ROLE, "nor advise");
    CHECK_CASE(line_left(&line, TEXTER, "Sam from our crisis team reads along") != NULL,
               "the texter is told of it");
    line_close(&line);
}

static void a_coach_writes_notes_that_never_leave(void)
{
    static struct line_world line;
    struct query *peers;
    size_t queued;

    crisis_open(&line, CAUSE_FLAG_DANGER);
    CHECK(joins(&line, SAM, JOINING_COACH) == DONE);
    line_forget(&line);
    CHECK(notes(&line, SAM, "ask about tonight") == DONE);
    CHECK(notes(&line, DANA, "they are alone") == DONE);
    line_time(&line, SECONDS(30));
    CHECK_CASE(line.flight_count == 0, "no text leaves");
    CHECK(!outbox_flying(&line.engine.store, LANE_REPLY, &queued) && queued == 0);
    peers = ask_conversation(&line, QUERY_NOTES, DANA);
    CHECK(peers->answer.note_count == 2);
    CHECK(!strcmp(peers->answer.notes[0].body.s, "ask about tonight"));
    CHECK(!strcmp(peers->answer.notes[0].author_name, "Sam"));
    for (size_t i = 0; i < message_count(&line, DANA); i++)
        CHECK_CASE(!message_has(&line, DANA, i, "tonight"), "it is no message either");
    query_free(peers);
    line_close(&line);
}

static void notes_are_for_those_they_are_for(void)
{
    static struct line_world line;
    struct query *lees;

    crisis_open(&line, CAUSE_FLAG_DANGER);
    CHECK(joins(&line, SAM, JOINING_COACH) == DONE && notes(&line, SAM, "slowly") == DONE);
    CHECK(notes(&line, LEE, "me too") == REFUSED_MISSING);
    lees = ask_conversation(&line, QUERY_NOTES, LEE);
    CHECK(lees->answer.outcome == REFUSED_MISSING && lees->answer.note_count == 0);
    query_free(lees);
    line_close(&line);
}

/* ---- handing over ---- */

static void a_hand_over_is_over_when_the_texter_has_answered(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_DANGER);
    CHECK(takes_over(&line, SAM, false, "") == DONE);
    CHECK_CASE(says(&line, SAM, "hi") == REFUSED_NOT_ASSIGNED, "asking is not having it");
    CHECK(says(&line, DANA, "somebody asks to join us") == DONE);
    CHECK(hands_over(&line, DANA, true) == DONE);
    CHECK_CASE(says(&line, DANA, "one more thing") == REFUSED_NOT_ASSIGNED, "one speaks at a time");
    CHECK_CASE(conversation_now(&line).peer.n == line.person[DANA].n, "but the peer stays");
    CHECK_CASE(returns(&line, DANA) == REFUSED_STATE, "and may not leave yet");
    line_text(&line, TEXTER, "who is this");
    CHECK_CASE(conversation_now(&line).peer.n == line.person[DANA].n,
               "also after words that answer nothing");
    CHECK(says(&line, SAM, "I am Sam. I am here with you") == DONE);
    CHECK(conversation_now(&line).peer.n == line.person[DANA].n);
    line_text(&line, TEXTER, "ok");
    CHECK(conversation_now(&line).peer.n == line.person[SAM].n);
    CHECK(alert_view_now(&line).joining.state == JOINING_TOOK_OVER);
    CHECK(says(&line, SAM, "thank you") == DONE);
    CHECK_CASE(says(&line, DANA, "bye") == REFUSED_NOT_ASSIGNED, "now it is Sam's alone");
    CHECK_CASE(person_now(&line, DANA).resting_until > line.now, "and the peer rests");
    CHECK(stands_in_timeline(&line, "asked_peer", SAM, ""));
    CHECK(stands_in_timeline(&line, "agreed", DANA, ""));
    CHECK(stands_in_timeline(&line, "wrote", SAM, ""));
    CHECK(stands_in_timeline(&line, "took_over", SAM, "done"));
    line_close(&line);
}

static void a_peer_may_say_no(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_DANGER);
    CHECK(takes_over(&line, SAM, false, "") == DONE);
    CHECK_CASE(hands_over(&line, KIM, true) == REFUSED_ROLE, "nobody agrees for them");
    CHECK(hands_over(&line, DANA, false) == DONE);
    CHECK(alert_view_now(&line).joining.state == JOINING_COACH);
    CHECK(says(&line, DANA, "I am still here") == DONE);
    CHECK(stands_in_timeline(&line, "refused", DANA, ""));
    CHECK_CASE(hands_over(&line, DANA, true) == REFUSED_STATE, "nobody asks any more");
    line_close(&line);
}

static void force_needs_a_reason(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_DANGER);
    CHECK(takes_over(&line, SAM, true, "") == REFUSED_REASON);
    CHECK(takes_over(&line, SAM, true, "the peer does not answer me") == DONE);
    CHECK(stands_in_timeline(&line, "forced", SAM, "the peer does not answer me"));
    CHECK(says(&line, SAM, "I am Sam") == DONE);
    CHECK(says(&line, DANA, "wait") == REFUSED_NOT_ASSIGNED);
    line_close(&line);
}

static void without_a_peer_it_is_theirs_at_once(void)
{
    static struct line_world line;

    line_open(&line);
    line_text(&line, TEXTER, "I want to kill myself tonight");
    crisis_conversation = alert_view_now(&line).alert.conversation;
    CHECK(acknowledges(&line, SAM) == DONE);
    CHECK(takes_over(&line, SAM, false, "") == DONE);
    CHECK(conversation_now(&line).peer.n == line.person[SAM].n);
    CHECK(conversation_now(&line).state == CONVERSATION_ACTIVE);
    CHECK(says(&line, SAM, "I am here") == DONE);
    CHECK(line_left(&line, TEXTER, "Sam from our crisis team is here") != NULL);
    line_close(&line);
}

static void only_the_holder_comes_in(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_DANGER);
    CHECK(takes_over(&line, KIM, true, "quicker") == REFUSED_NOT_HOLDER);
    CHECK(joins(&line, KIM, JOINING_WATCH) == REFUSED_NOT_HOLDER);
    CHECK(alert_view_now(&line).alert.holder.n == line.person[SAM].n);
    line_close(&line);
}

/* ---- when it fails ---- */

static void speaks(struct line_world *line)
{
    crisis_open(line, CAUSE_FLAG_DANGER);
    presence(line, SAM, true);
    CHECK(takes_over(line, SAM, true, "danger") == DONE);
    line_forget(line);
}

/* The word is the peer's, the alert wakes somebody, and everybody has been told. */
static void came_back(struct line_world *line, const char *why)
{
    CHECK_CASE(conversation_now(line).peer.n == line->person[DANA].n, why);
    CHECK_CASE(says(line, DANA, "I am still here") == DONE, why);
    CHECK_CASE(says(line, SAM, "me too") != DONE, why);
    CHECK_CASE(alert_view_now(line).alert.state == ALERT_PAGING, why);
    CHECK_CASE(line_left(line, KIM_PHONE, "Reply ") || line_left(line, SAM_PHONE, "Reply "), why);
    CHECK_CASE(line_left(line, TEXTER, "Dana is still here") != NULL, "the texter is told");
    CHECK_CASE(conversation_says(line, DANA, MESSAGE_NOTE_HAND_OVER, why), "the peer is told");
}

static void a_silent_responder_loses_the_word(void)
{
    static struct line_world line;

    speaks(&line);
    line_time(&line, MINUTES(5) - 1);
    CHECK_CASE(alert_view_now(&line).alert.state == ALERT_JOINED, "not before its time");
    line_time(&line, 1);
    came_back(&line, "silent");
    CHECK_CASE(line_left(&line, SAM_PHONE, "hand-over did not work out") != NULL,
               "the responder is told");
    CHECK(stands_in_timeline(&line, "hand_over_failed", SAM, "silent"));
    line_close(&line);
}

static void whoever_wrote_may_be_waited_for(void)
{
    static struct line_world line;

    speaks(&line);
    CHECK(says(&line, SAM, "I am Sam") == DONE);
    line_time(&line, MINUTES(14));
    CHECK(alert_view_now(&line).joining.state == JOINING_SPEAKING);
    line_close(&line);
}

static void a_closed_browser_loses_the_word(void)
{
    static struct line_world line;

    speaks(&line);
    CHECK(says(&line, SAM, "I am Sam") == DONE);
    presence(&line, SAM, false);
    line_time(&line, SECONDS(19));
    presence(&line, SAM, true);
    line_time(&line, SECONDS(30));
    CHECK_CASE(alert_view_now(&line).joining.state == JOINING_SPEAKING, "back within the grace");
    presence(&line, SAM, false);
    line_forget(&line);
    line_time(&line, SECONDS(20));
    came_back(&line, "gone");
    line_close(&line);
}

static void a_restart_counts_as_gone(void)
{
    static struct line_world line;

    speaks(&line);
    line_restart(&line);
    line_time(&line, SECONDS(21));
    came_back(&line, "gone");
    line_close(&line);
}

static void passing_on_gives_the_word_back(void)
{
    static struct line_world line;
    struct command *pass;

    speaks(&line);
    pass = line_command(&line, COMMAND_ALERT_PASS, SAM);
    pass->u.alert_answer.alert = alert_view_now(&line).alert.id;
    line_apply(&line, pass);
    came_back(&line, "passed");
    line_close(&line);
}

static void the_word_can_be_given_back(void)
{
    static struct line_world line;

    speaks(&line);
    CHECK(joins(&line, SAM, JOINING_COACH) == DONE);
    CHECK(says(&line, DANA, "it is me again") == DONE);
    CHECK(says(&line, SAM, "and me") == REFUSED_NOT_ASSIGNED);
    CHECK_CASE(alert_view_now(&line).alert.state == ALERT_JOINED, "they stay to advise");
    line_close(&line);
}

static void took_over(struct line_world *line)
{
    speaks(line);
    CHECK(says(line, SAM, "I am Sam") == DONE);
    line_text(line, TEXTER, "hi");
    CHECK(conversation_now(line).peer.n == line->person[SAM].n);
    line_forget(line);
}

static void who_gives_it_to_the_queue_wakes_the_next(void)
{
    static struct line_world line;

    took_over(&line);
    CHECK(returns(&line, SAM) == DONE);
    CHECK(conversation_now(&line).state != CONVERSATION_ACTIVE);
    CHECK(alert_view_now(&line).alert.state == ALERT_PAGING);
    CHECK(line_left(&line, KIM_PHONE, "Reply ") || line_left(&line, SAM_PHONE, "Reply "));
    line_close(&line);
}

static void who_falls_silent_holding_it_wakes_the_next(void)
{
    static struct line_world line;

    took_over(&line);
    line_time(&line, MINUTES(3));
    line_time(&line, MINUTES(2));
    CHECK(conversation_now(&line).peer.n != line.person[SAM].n);
    CHECK(alert_view_now(&line).alert.state == ALERT_PAGING);
    line_close(&line);
}

static void who_hands_it_on_stays_beside_the_peer(void)
{
    static struct line_world line;
    struct command *move;

    took_over(&line);
    move = line_command(&line, COMMAND_TRANSFER, SAM);
    move->u.transfer.conversation = crisis_conversation;
    move->u.transfer.to = line.person[DANA];
    line_apply(&line, move);
    CHECK(line.receipt.outcome == DONE && line_accept(&line, DANA).n != 0);
    CHECK(alert_view_now(&line).joining.state == JOINING_COACH);
    CHECK(alert_view_now(&line).alert.state == ALERT_JOINED);
    line_close(&line);
}

/* ---- the end ---- */

static void an_alert_ends_only_by_being_resolved(void)
{
    static struct line_world line;
    struct command *close;

    crisis_open(&line, CAUSE_FLAG_JOIN);
    close = line_command(&line, COMMAND_CLOSE, DANA);
    close->u.close.conversation = crisis_conversation;
    close->u.close.ending = ENDING_GOODBYE;
    line_apply(&line, close);
    CHECK_CASE(line.receipt.outcome == REFUSED_STATE, "nobody closes a conversation over it");
    CHECK_CASE(resolves(&line, SAM, "", "") == REFUSED_INPUT, "not without an outcome");
    CHECK(resolves(&line, SAM, "plan_made", "sister stays with them") == DONE);
    CHECK(stands_in_timeline_of_last(&line, "resolved", SAM, "sister stays with them"));
    CHECK_CASE(person_now(&line, DANA).resting_until == line.now + MINUTES(10),
               "after any alert the next offer waits");
    line_close(&line);
}

static void rest_is_the_peers_own(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_JOIN);
    CHECK(resolves(&line, SAM, "other", "") == DONE);
    line_apply(&line, line_command(&line, COMMAND_REST_WAIVE, KIM));
    CHECK_CASE(person_now(&line, DANA).resting_until > line.now, "nobody waives it for them");
    line_apply(&line, line_command(&line, COMMAND_REST_WAIVE, DANA));
    CHECK(line.receipt.outcome == DONE && person_now(&line, DANA).resting_until == 0);
    line_close(&line);
}

static void resolving_while_speaking_leaves_it_with_the_peer(void)
{
    static struct line_world line;

    speaks(&line);
    CHECK(resolves(&line, SAM, "safe_for_now", "") == DONE);
    CHECK(says(&line, DANA, "I am still here") == DONE);
    CHECK(conversation_now(&line).peer.n == line.person[DANA].n);
    line_close(&line);
}

/* ---- emergency services ---- */

static enum outcome takes_step(struct line_world *line, enum who who, const char *step,
                               const char *note)
{
    struct command *command = line_command(line, COMMAND_ALERT_EMERGENCY, who);
    struct alert_answer *answer = &command->u.alert_answer;

    answer->alert = crisis_alert;
    snprintf(answer->outcome, sizeof answer->outcome, "%s", step);
    snprintf(answer->reason, sizeof answer->reason, "%s", note);
    line_apply(line, command);
    return line->receipt.outcome;
}

static void emergency_steps_are_stamped(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_DANGER);
    CHECK(takes_step(&line, SAM, "told", "they know why") == DONE);
    CHECK(stands_in_timeline(&line, "emergency_told", SAM, "they know why"));
    CHECK(takes_step(&line, KIM, "called", "") == DONE);
    CHECK(stands_in_timeline(&line, "emergency_called", KIM, ""));
    CHECK(alert_view_now(&line).alert.state == ALERT_HELD);
    CHECK_CASE(takes_step(&line, DANA, "called", "") == REFUSED_ROLE, "it is the crisis team's");
    CHECK(takes_step(&line, SAM, "", "") == REFUSED_INPUT);
    CHECK(resolves(&line, SAM, "emergency_services", "") == DONE);
    CHECK(takes_step(&line, SAM, "arrived", "") == REFUSED_STATE);
    line_close(&line);
}

int main(void)
{
    watching_is_reading_along_on_record();
    a_coach_writes_notes_that_never_leave();
    notes_are_for_those_they_are_for();
    a_hand_over_is_over_when_the_texter_has_answered();
    a_peer_may_say_no();
    force_needs_a_reason();
    without_a_peer_it_is_theirs_at_once();
    only_the_holder_comes_in();
    a_silent_responder_loses_the_word();
    whoever_wrote_may_be_waited_for();
    a_closed_browser_loses_the_word();
    a_restart_counts_as_gone();
    passing_on_gives_the_word_back();
    the_word_can_be_given_back();
    who_gives_it_to_the_queue_wakes_the_next();
    who_falls_silent_holding_it_wakes_the_next();
    who_hands_it_on_stays_beside_the_peer();
    an_alert_ends_only_by_being_resolved();
    rest_is_the_peers_own();
    resolving_while_speaking_leaves_it_with_the_peer();
    emergency_steps_are_stamped();
    return check_end();
}
