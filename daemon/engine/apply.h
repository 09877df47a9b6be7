/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef ENGINE_APPLY_H
#define ENGINE_APPLY_H
/*
 * apply.h — one handler per command, grouped by who asks. engine.c calls them inside a savepoint:
 * an error undoes the command, a refusal (turn->outcome) is a committed answer.
 */
#include "engine/turn.h"

/* apply_inbound.c, apply_page_reply.c: from a texter's or a responder's phone */
MUST_CHECK enum err apply_inbound(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_quarantine(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_page_reply(struct turn *turn, const struct line *line,
                                     const struct inbound *in, bool *handled);

/* apply_delivery.c: from the courier and the provider */
MUST_CHECK enum err apply_send_result(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_delivery(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_orphans(struct turn *turn);

/* apply_time.c: nobody asked, but the moment has come */
MUST_CHECK enum err apply_time(struct turn *turn);
MUST_CHECK enum err apply_clock(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_presence(struct turn *turn, const struct command *command);

/* apply_peer.c: from the console, about conversations */
MUST_CHECK enum err apply_offer_accept(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_offer_decline(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_send(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_retry(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_transfer(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_return(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_close(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_read(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_draft(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_look_in(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_reveal(struct turn *turn, const struct command *command);

/* apply_tier.c: people's judgement of a tier */
MUST_CHECK enum err apply_tier(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_tier_confirm(struct turn *turn, const struct command *command);

/* apply_alert.c: from the console, about danger */
MUST_CHECK enum err apply_flag(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_alert_ack(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_alert_pass(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_alert_resolve(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_alert_emergency(struct turn *turn, const struct command *command);

/* For these and apply_join.c: loads the alert with its conversation, and asks rules/access. */
MUST_CHECK enum err alert_load_for(struct turn *turn, alert_id id, enum act act,
                                   struct scene *scene, bool *may);

/* apply_page.c: from whoever was woken, by a key, a link or a service; and tests */
MUST_CHECK enum err apply_call_key(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_waker_news(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_page_open(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_page_test(struct turn *turn, const struct command *command);

/* apply_join.c: a responder in a conversation */
MUST_CHECK enum err apply_alert_join(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_take_over(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_hand_over(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_note(struct turn *turn, const struct command *command);

/* apply_rota.c: who is on call, and the ladders; and what follows as time passes */
MUST_CHECK enum err apply_duty_add(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_duty_edit(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_duty_swap(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_duty_cover(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_ladder_set(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_rota_time(struct turn *turn);

/* apply_list.c: lists and what is chosen from them */
MUST_CHECK enum err apply_list_save(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_list_offer(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_list_send(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_list_reply(struct turn *turn, struct scene *scene,
                                     const struct message *message);
MUST_CHECK enum err apply_list_standing(struct turn *turn, struct scene *scene);
MUST_CHECK enum err apply_list_again(struct turn *turn, struct scene *scene, list_id id,
                                     int without);
MUST_CHECK enum err apply_list_choice(struct turn *turn, const struct command *command);

/* apply_wrap_up.c: what was agreed with the texter, and what they asked to be kept */
MUST_CHECK enum err apply_follow_up(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_win_add(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_win_remove(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_wins(struct turn *turn, struct scene *scene);

/* apply_erase.c: what must not stay */
MUST_CHECK enum err apply_forget(struct turn *turn, struct scene *scene);
MUST_CHECK enum err apply_forget_reply(struct turn *turn, struct scene *scene,
                                       const struct message *message, bool *handled);
MUST_CHECK enum err apply_erase(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_retention(struct turn *turn);

/* apply_resource.c: the directory as its publishers tell it */
MUST_CHECK enum err apply_directory_begin(struct turn *turn);
MUST_CHECK enum err apply_resource_import(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_resource_export(struct turn *turn, const struct command *command);

/* apply_entry.c: the same by hand */
MUST_CHECK enum err apply_resource_edit(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_resource_check(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_resource_publish(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_resource_report(struct turn *turn, const struct command *command);

/* apply_person.c: accounts, sessions, shifts */
MUST_CHECK enum err apply_sign_in(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_session(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_shift(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_person_add(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_person_disable(struct turn *turn, const struct command *command);

/* apply_care.c: what the people of the line ask for themselves */
MUST_CHECK enum err apply_rest(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_rest_waive(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_talk(struct turn *turn, const struct command *command);
MUST_CHECK enum err apply_talk_take(struct turn *turn, const struct command *command);

#endif
