/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/schema.h"

/*
 * Texts, numbers and drafts are sealed blobs (P10); numbers are found by keyed hash. States are
 * words. Times are milliseconds UTC, 0 for never. Ids come from the counter in `engine`. A `due`
 * of 0 means time need not act; the partial indexes hold only what is due some day.
 */
static const char *const first[] = {
    /*
     * One row: the counter of ids, how many there have been of what is never counted anew, and a
     * word sealed with the line's keys, by which other keys are noticed before they do harm.
     */
    "CREATE TABLE engine ("
    " id INTEGER PRIMARY KEY CHECK (id = 1), batch INTEGER NOT NULL, next_id INTEGER NOT NULL,"
    " rota_seen INTEGER NOT NULL, rota_due INTEGER NOT NULL, epoch INTEGER NOT NULL,"
    " key_check BLOB NOT NULL, conversations INTEGER NOT NULL, messages_in INTEGER NOT NULL,"
    " messages_out INTEGER NOT NULL, quarantined INTEGER NOT NULL, corrections INTEGER NOT NULL,"
    " erased INTEGER NOT NULL)",

    "CREATE TABLE person ("
    " id INTEGER PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE,"
    " role TEXT NOT NULL, enabled INTEGER NOT NULL, phone_hash BLOB, phone BLOB,"
    " password TEXT NOT NULL, shift TEXT NOT NULL, capacity INTEGER NOT NULL,"
    " languages TEXT NOT NULL, connected_since INTEGER NOT NULL, gone_since INTEGER NOT NULL,"
    " resting_until INTEGER NOT NULL, talk_since INTEGER NOT NULL, last_offer INTEGER NOT NULL,"
    " created_at INTEGER NOT NULL, version INTEGER NOT NULL)",
    "CREATE INDEX person_resting ON person (resting_until) WHERE resting_until <> 0",
    "CREATE INDEX person_by_phone ON person (phone_hash) WHERE phone_hash IS NOT NULL",

    "CREATE TABLE session ("
    " hash BLOB PRIMARY KEY, person INTEGER NOT NULL REFERENCES person (id),"
    " opened_at INTEGER NOT NULL, seen_at INTEGER NOT NULL, locked INTEGER NOT NULL)"
    " WITHOUT ROWID",
    "CREATE INDEX session_by_person ON session (person)",

    "CREATE TABLE sign_in_delay ("
    " hash BLOB PRIMARY KEY, failures INTEGER NOT NULL, failed_at INTEGER NOT NULL,"
    " not_before INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX sign_in_delay_by_time ON sign_in_delay (failed_at)",

    "CREATE TABLE texter ("
    " id INTEGER PRIMARY KEY, line TEXT NOT NULL, phone_hash BLOB NOT NULL, phone BLOB NOT NULL,"
    " alias TEXT NOT NULL, language TEXT NOT NULL, stopped_at INTEGER NOT NULL,"
    " welcomed_at INTEGER NOT NULL, forget_asked_at INTEGER NOT NULL, key INTEGER NOT NULL,"
    " version INTEGER NOT NULL, UNIQUE (line, phone_hash))",
    "CREATE INDEX texter_by_alias ON texter (alias)",

    "CREATE TABLE data_key ("
    " id INTEGER PRIMARY KEY, wrapped BLOB NOT NULL, created_at INTEGER NOT NULL)",

    /* The key is no reference: a conversation outlives it, and has 0, when its words are erased. */
    "CREATE TABLE conversation ("
    " id INTEGER PRIMARY KEY, texter INTEGER NOT NULL REFERENCES texter (id),"
    " key INTEGER NOT NULL, state TEXT NOT NULL, tier TEXT NOT NULL,"
    " peer INTEGER NOT NULL, last_peer INTEGER NOT NULL, declined_by INTEGER NOT NULL,"
    " offer INTEGER NOT NULL, offered_to INTEGER NOT NULL, offer_ends INTEGER NOT NULL,"
    " ending TEXT NOT NULL, opened_at INTEGER NOT NULL, closed_at INTEGER NOT NULL,"
    " waiting_since INTEGER NOT NULL, taken_at INTEGER NOT NULL, texter_wrote_at INTEGER NOT NULL,"
    " peer_wrote_at INTEGER NOT NULL, turn_since INTEGER NOT NULL, nudges INTEGER NOT NULL,"
    " due INTEGER NOT NULL, replied INTEGER NOT NULL, last_seq INTEGER NOT NULL,"
    " read_seq INTEGER NOT NULL, unread INTEGER NOT NULL, version INTEGER NOT NULL)",
    /* One open conversation per texter, by the database itself. */
    "CREATE UNIQUE INDEX conversation_open ON conversation (texter) WHERE state <> 'closed'",
    "CREATE INDEX conversation_by_texter ON conversation (texter, id)",
    "CREATE INDEX conversation_queue ON conversation (state, tier, waiting_since, id)"
    " WHERE state <> 'closed'",
    "CREATE INDEX conversation_newest ON conversation (id) WHERE state <> 'closed'",
    "CREATE INDEX conversation_held ON conversation (peer) WHERE state = 'active'",
    "CREATE INDEX conversation_offered ON conversation (offered_to) WHERE offer <> 0",
    "CREATE INDEX conversation_due ON conversation (due) WHERE due <> 0",
    "CREATE INDEX conversation_words ON conversation (closed_at)"
    " WHERE state = 'closed' AND key <> 0",

    "CREATE TABLE message ("
    " id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL REFERENCES conversation (id),"
    " seq INTEGER NOT NULL, direction TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,"
    " author INTEGER NOT NULL, key TEXT NOT NULL, provider TEXT NOT NULL,"
    " provider_id TEXT NOT NULL, error TEXT NOT NULL, segments INTEGER NOT NULL,"
    " media TEXT NOT NULL, tier TEXT NOT NULL, reasons TEXT NOT NULL,"
    " content_version TEXT NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL,"
    " UNIQUE (conversation, seq))",
    "CREATE UNIQUE INDEX message_by_key ON message (author, key) WHERE key <> ''",
    "CREATE INDEX message_by_provider ON message (provider, provider_id)"
    " WHERE provider_id <> '' AND direction = 'out'",
    "CREATE INDEX message_with_reasons ON message (conversation, seq)"
    " WHERE direction = 'in' AND tier <> 'steady'",
    "CREATE INDEX message_in_trouble ON message (state)"
    " WHERE " MESSAGE_IN_TROUBLE,

    /* What was taken in, for ever, also after erasure: only a hash of the provider's id. */
    "CREATE TABLE inbox (hash BLOB PRIMARY KEY) WITHOUT ROWID",

    "CREATE TABLE quarantine ("
    " id INTEGER PRIMARY KEY, provider TEXT NOT NULL, why TEXT NOT NULL, at INTEGER NOT NULL,"
    " bytes BLOB NOT NULL)",
    "CREATE INDEX quarantine_by_time ON quarantine (at)",

    /*
     * A text to send. Replies name a message, pages a page. `turn` is 1 for the first open reply
     * of its recipient, and for every page: only those may leave.
     */
    "CREATE TABLE outbox ("
    " id INTEGER PRIMARY KEY, lane TEXT NOT NULL, state TEXT NOT NULL, turn INTEGER NOT NULL,"
    " line TEXT NOT NULL, recipient TEXT NOT NULL, message INTEGER NOT NULL,"
    " page INTEGER NOT NULL, notice TEXT NOT NULL, phone BLOB, body BLOB,"
    " attempt INTEGER NOT NULL,"
    " tries INTEGER NOT NULL, token TEXT NOT NULL, claimed_at INTEGER NOT NULL,"
    " created_at INTEGER NOT NULL, due INTEGER NOT NULL)",
    "CREATE INDEX outbox_ready ON outbox (lane, due, id)"
    " WHERE turn = 1 AND state IN ('queued', 'unknown')",
    "CREATE INDEX outbox_open ON outbox (recipient, id)"
    " WHERE " OUTBOX_OPEN,
    "CREATE INDEX outbox_flying ON outbox (lane, id) WHERE state IN ('claimed', 'looking_up')",
    "CREATE UNIQUE INDEX outbox_by_token ON outbox (token) WHERE token <> ''",
    "CREATE INDEX outbox_by_message ON outbox (message, id) WHERE message <> 0",
    "CREATE INDEX outbox_by_page ON outbox (page) WHERE page <> 0",

    "CREATE TABLE offer ("
    " id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL REFERENCES conversation (id),"
    " person INTEGER NOT NULL, transfer INTEGER NOT NULL, sender INTEGER NOT NULL,"
    " made_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, ended_at INTEGER NOT NULL,"
    " ending TEXT NOT NULL)",
    "CREATE INDEX offer_by_conversation ON offer (conversation, id)",

    "CREATE TABLE alert ("
    " id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL REFERENCES conversation (id),"
    " code TEXT NOT NULL, tier TEXT NOT NULL, cause TEXT NOT NULL, state TEXT NOT NULL,"
    " raised_by INTEGER NOT NULL, holder INTEGER NOT NULL, raised_at INTEGER NOT NULL,"
    " held_at INTEGER NOT NULL, joined_at INTEGER NOT NULL, resolved_at INTEGER NOT NULL,"
    " contact_due INTEGER NOT NULL, step INTEGER NOT NULL, round INTEGER NOT NULL,"
    " wave INTEGER NOT NULL, turns INTEGER NOT NULL, round_began INTEGER NOT NULL,"
    " due INTEGER NOT NULL, ladder BLOB NOT NULL, outcome TEXT NOT NULL,"
    " version INTEGER NOT NULL)",
    "CREATE UNIQUE INDEX alert_open ON alert (conversation) WHERE state <> 'resolved'",
    "CREATE UNIQUE INDEX alert_code ON alert (code) WHERE state <> 'resolved'",
    "CREATE INDEX alert_newest ON alert (id) WHERE state <> 'resolved'",
    "CREATE INDEX alert_by_conversation ON alert (conversation, id)",
    "CREATE INDEX alert_due ON alert (due) WHERE due <> 0",

    /* Everything that happened to an alert: who, when, what. */
    "CREATE TABLE alert_line ("
    " id INTEGER PRIMARY KEY, alert INTEGER NOT NULL REFERENCES alert (id), at INTEGER NOT NULL,"
    " what TEXT NOT NULL, person INTEGER NOT NULL, message INTEGER NOT NULL, note BLOB)",
    "CREATE INDEX alert_line_by_alert ON alert_line (alert, id)",

    /* How a responder is in the conversation, and what the texter says to it. */
    "CREATE TABLE joining ("
    " alert INTEGER PRIMARY KEY REFERENCES alert (id), state TEXT NOT NULL,"
    " responder INTEGER NOT NULL, since INTEGER NOT NULL, wrote_at INTEGER NOT NULL,"
    " gone_since INTEGER NOT NULL, policy TEXT NOT NULL, say TEXT NOT NULL,"
    " asked_at INTEGER NOT NULL, asked_seq INTEGER NOT NULL, answered_at INTEGER NOT NULL,"
    " told_at INTEGER NOT NULL, due INTEGER NOT NULL, version INTEGER NOT NULL)",
    "CREATE INDEX joining_due ON joining (due) WHERE due <> 0",
    "CREATE INDEX joining_speaking ON joining (responder) WHERE state = 'speaking'",

    /* What people of the line tell each other: never a text to anybody. */
    "CREATE TABLE note ("
    " id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL REFERENCES conversation (id),"
    " author INTEGER NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL)",
    "CREATE INDEX note_by_conversation ON note (conversation, id)",

    /* Each change of a tier, or the wish for one: who, when, why. */
    "CREATE TABLE decision ("
    " id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL REFERENCES conversation (id),"
    " tier_before TEXT NOT NULL, tier_after TEXT NOT NULL, state TEXT NOT NULL,"
    " person INTEGER NOT NULL, second INTEGER NOT NULL, message INTEGER NOT NULL,"
    " at INTEGER NOT NULL, settled_at INTEGER NOT NULL, reason BLOB)",
    "CREATE INDEX decision_by_conversation ON decision (conversation, id)",
    "CREATE UNIQUE INDEX decision_pending ON decision (conversation) WHERE state = 'pending'",

    /* Tests have no alert, so it is no reference. */
    "CREATE TABLE page ("
    " id INTEGER PRIMARY KEY, alert INTEGER NOT NULL, person INTEGER NOT NULL,"
    " way TEXT NOT NULL, waker TEXT NOT NULL, state TEXT NOT NULL, step INTEGER NOT NULL,"
    " round INTEGER NOT NULL, wave INTEGER NOT NULL, turn INTEGER NOT NULL, token TEXT NOT NULL,"
    " opened_at INTEGER NOT NULL, at INTEGER NOT NULL)",
    "CREATE INDEX page_by_alert ON page (alert, id)",
    "CREATE UNIQUE INDEX page_by_token ON page (token) WHERE token <> ''",
    "CREATE INDEX page_reached ON page (person, at) WHERE state IN ('sent', 'delivered')",

    "CREATE TABLE duty ("
    " id INTEGER PRIMARY KEY, line TEXT NOT NULL, person INTEGER NOT NULL,"
    " weekday INTEGER NOT NULL, starts INTEGER NOT NULL, minutes INTEGER NOT NULL,"
    " zone TEXT NOT NULL, starts_from INTEGER NOT NULL, ends_at INTEGER NOT NULL,"
    " version INTEGER NOT NULL)",
    "CREATE TABLE duty_change ("
    " id INTEGER PRIMARY KEY, line TEXT NOT NULL, person_out INTEGER NOT NULL,"
    " person_in INTEGER NOT NULL, starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL)",
    "CREATE INDEX duty_change_by_end ON duty_change (ends_at)",
    /* Those that were edited; a line's first ones are in its configuration. */
    "CREATE TABLE ladder ("
    " id INTEGER PRIMARY KEY, line TEXT NOT NULL, tier TEXT NOT NULL, steps BLOB NOT NULL,"
    " version INTEGER NOT NULL, UNIQUE (line, tier))",

    "CREATE TABLE list ("
    " id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL REFERENCES conversation (id),"
    " shown INTEGER NOT NULL, open INTEGER NOT NULL, asked INTEGER NOT NULL,"
    " sent_at INTEGER NOT NULL, after_seq INTEGER NOT NULL, rev INTEGER NOT NULL,"
    " author INTEGER NOT NULL)",
    "CREATE INDEX list_by_conversation ON list (conversation, id)",
    /* One in the making, by the database itself. */
    "CREATE UNIQUE INDEX list_in_the_making ON list (conversation) WHERE sent_at = 0",
    "CREATE TABLE list_item ("
    " list INTEGER NOT NULL REFERENCES list (id), number INTEGER NOT NULL,"
    " resource TEXT NOT NULL, state TEXT NOT NULL, words BLOB NOT NULL,"
    " PRIMARY KEY (list, number)) WITHOUT ROWID",
    "CREATE INDEX list_item_by_resource ON list_item (resource) WHERE resource <> ''",
    "CREATE TABLE referral ("
    " id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, list INTEGER NOT NULL,"
    " number INTEGER NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL,"
    " UNIQUE (list, number))",
    "CREATE INDEX referral_by_conversation ON referral (conversation)",

    /* These two are sealed with the texter's own key: they outlive a conversation's words. */
    "CREATE TABLE follow_up ("
    " id INTEGER PRIMARY KEY, texter INTEGER NOT NULL REFERENCES texter (id),"
    " conversation INTEGER NOT NULL, list INTEGER NOT NULL, number INTEGER NOT NULL,"
    " resource TEXT NOT NULL, label BLOB NOT NULL, state TEXT NOT NULL,"
    " why TEXT NOT NULL, asked_seq INTEGER NOT NULL, asked_at INTEGER NOT NULL,"
    " consent INTEGER NOT NULL, due INTEGER NOT NULL, UNIQUE (conversation))",
    "CREATE INDEX follow_up_by_texter ON follow_up (texter, id)",
    "CREATE INDEX follow_up_due ON follow_up (due) WHERE due <> 0",
    "CREATE TABLE win ("
    " id INTEGER PRIMARY KEY, texter INTEGER NOT NULL REFERENCES texter (id),"
    " consent INTEGER NOT NULL, author INTEGER NOT NULL, at INTEGER NOT NULL,"
    " body BLOB NOT NULL)",
    "CREATE INDEX win_by_texter ON win (texter, id)",

    /* What those who chose a service said of it: counts, and nobody's. */
    "CREATE TABLE resource_outcomes ("
    " resource TEXT PRIMARY KEY, told INTEGER NOT NULL, helped INTEGER NOT NULL,"
    " not_for_me INTEGER NOT NULL, not_reached INTEGER NOT NULL, not_tried INTEGER NOT NULL)"
    " WITHOUT ROWID",

    /* The directory. Nothing in it is about a texter. What is long and seldom read stands last. */
    "CREATE TABLE resource ("
    " seq INTEGER PRIMARY KEY, active INTEGER NOT NULL, free INTEGER NOT NULL,"
    " status TEXT NOT NULL, approval TEXT NOT NULL, gone INTEGER NOT NULL,"
    " phone_changed INTEGER NOT NULL, own INTEGER NOT NULL, waiting INTEGER NOT NULL,"
    " reported INTEGER NOT NULL, rev INTEGER NOT NULL, changed_at INTEGER NOT NULL, checked TEXT "
    "NOT NULL,"
    " schedules TEXT NOT NULL, id TEXT NOT NULL UNIQUE, feed TEXT NOT NULL, name TEXT NOT NULL,"
    " label TEXT NOT NULL, blurb TEXT NOT NULL, call TEXT NOT NULL, dial TEXT NOT NULL,"
    " text TEXT NOT NULL, url TEXT NOT NULL, hours TEXT NOT NULL, area TEXT NOT NULL,"
    " languages TEXT NOT NULL, language_codes TEXT NOT NULL, cost TEXT NOT NULL,"
    " audience TEXT NOT NULL, alert TEXT NOT NULL, tags TEXT NOT NULL, emergency TEXT NOT NULL,"
    " expect TEXT NOT NULL, hash BLOB NOT NULL, source TEXT NOT NULL)",
    "CREATE INDEX resource_by_feed ON resource (feed, id)",
    "CREATE VIRTUAL TABLE resource_words USING fts5 ("
    " name, label, blurb, area, languages, audience, tags,"
    " tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')",
    "CREATE TABLE resource_change ("
    " id INTEGER PRIMARY KEY, resource INTEGER NOT NULL REFERENCES resource (seq),"
    " at INTEGER NOT NULL, person INTEGER NOT NULL, what TEXT NOT NULL, was TEXT NOT NULL,"
    " became TEXT NOT NULL)",
    "CREATE INDEX resource_change_by_resource ON resource_change (resource, id)",
    /* Counts only where the resource's own row says that the field waits. */
    "CREATE TABLE resource_proposal ("
    " resource INTEGER NOT NULL REFERENCES resource (seq), field TEXT NOT NULL,"
    " value TEXT NOT NULL, person INTEGER NOT NULL, at INTEGER NOT NULL,"
    " PRIMARY KEY (resource, field)) WITHOUT ROWID",
    /* Which services an import under way has met: the others of its feed are gone. */
    "CREATE TABLE resource_seen ("
    " feed TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (feed, id)) WITHOUT ROWID",
    /* Which import that is: of two at once, the one that began last. */
    "CREATE TABLE resource_run (feed TEXT PRIMARY KEY, run INTEGER NOT NULL) WITHOUT ROWID",

    "CREATE TABLE draft ("
    " conversation INTEGER NOT NULL, person INTEGER NOT NULL, body BLOB NOT NULL,"
    " rev INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (conversation, person)) WITHOUT ROWID",

    /* Ids and kinds, never words: erasure must be able to succeed. */
    "CREATE TABLE event ("
    " id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL,"
    " conversation INTEGER NOT NULL, ref INTEGER NOT NULL, person INTEGER NOT NULL,"
    " seq INTEGER NOT NULL)",

    "CREATE TABLE audit ("
    " id INTEGER PRIMARY KEY, at INTEGER NOT NULL, person INTEGER NOT NULL, action TEXT NOT NULL,"
    " conversation INTEGER NOT NULL, ref INTEGER NOT NULL, hash BLOB NOT NULL)",

    /* The first answer to an idempotency key, so that a repeat gets the same one. */
    "CREATE TABLE request ("
    " person INTEGER NOT NULL, key TEXT NOT NULL, hash BLOB NOT NULL, outcome INTEGER NOT NULL,"
    " ref INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (person, key)) WITHOUT ROWID",
    "CREATE INDEX request_by_time ON request (at)",
    NULL,
};

static const char *const *const migrations[] = { first };

size_t schema_newest(void)
{
    return sizeof migrations / sizeof migrations[0];
}

const char *const *schema_migration(size_t number)
{
    return number >= 1 && number <= schema_newest() ? migrations[number - 1] : NULL;
}
