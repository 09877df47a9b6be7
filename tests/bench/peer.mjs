// SPDX-License-Identifier: AGPL-3.0-or-later
//
// peer.mjs: a durable text as a Node server takes it in, to compare the daemon with. It does less:
// the signature is checked and six statements are run, but nothing is encrypted, read for danger,
// routed or told. `express`: as most would write it, one transaction for each text. `tuned`: without
// a framework, and one transaction for all texts that have come meanwhile. Prints its port; ends
// with stdin.
//
//   node peer.mjs express|tuned DATABASE AUTH_TOKEN

import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import Database from "better-sqlite3";
import express from "express";

const [kind, path, token] = process.argv.slice(2);
const db = new Database(path);

db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec(`
  CREATE TABLE inbox (id TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TABLE conversation (id INTEGER PRIMARY KEY, texter TEXT NOT NULL UNIQUE,
    last_seq INTEGER NOT NULL, wrote_at INTEGER NOT NULL);
  CREATE TABLE message (id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, seq INTEGER NOT NULL,
    at INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE (conversation, seq));
  CREATE TABLE event (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL,
    conversation INTEGER NOT NULL, ref INTEGER NOT NULL);
  CREATE TABLE outbox (id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, body TEXT NOT NULL);
`);

const sql = {
  inbox: db.prepare("INSERT INTO inbox (id) VALUES (?) ON CONFLICT DO NOTHING"),
  find: db.prepare("SELECT id, last_seq FROM conversation WHERE texter = ?"),
  open: db.prepare("INSERT INTO conversation (texter, last_seq, wrote_at) VALUES (?, 1, ?)"),
  update: db.prepare("UPDATE conversation SET last_seq = ?, wrote_at = ? WHERE id = ?"),
  message: db.prepare("INSERT INTO message (conversation, seq, at, body) VALUES (?, ?, ?, ?)"),
  event: db.prepare("INSERT INTO event (at, kind, conversation, ref) VALUES (?, 'message', ?, ?)"),
  outbox: db.prepare("INSERT INTO outbox (conversation, body) VALUES (?, 'Thank you.')"),
};

function conversationOf(text, now) {
  const found = sql.find.get(text.From);

  if (!found) {
    const id = sql.open.run(text.From, now).lastInsertRowid;
    sql.outbox.run(id);
    return { id, seq: 1 };
  }
  sql.update.run(found.last_seq + 1, now, found.id);
  return { id: found.id, seq: found.last_seq + 1 };
}

function takeIn(text) {
  const now = Date.now();

  if (!sql.inbox.run(text.MessageSid).changes) return;
  const { id, seq } = conversationOf(text, now);
  const message = sql.message.run(id, seq, now, text.Body).lastInsertRowid;
  sql.event.run(now, id, message);
}

function isSigned(request, text) {
  const url = `http://${request.headers.host}${request.url}`;
  const words = Object.keys(text).sort().map((name) => name + text[name]);
  const mac = createHmac("sha1", token).update(url + words.join("")).digest("base64");

  return mac === request.headers["x-twilio-signature"];
}

const takeInOne = db.transaction(takeIn);
const takeInAll = db.transaction((waiting) => waiting.forEach(({ text }) => takeIn(text)));

function expressServer() {
  const app = express();

  app.post("/hooks/twilio/inbound", express.urlencoded({ extended: false }), (request, response) => {
    if (!isSigned(request, request.body)) return response.status(403).end();
    takeInOne(request.body);
    return response.type("text/xml").send("<Response/>");
  });
  return createServer(app);
}

function tunedServer() {
  let waiting = [];

  function commit() {
    const batch = waiting;

    waiting = [];
    takeInAll(batch);
    for (const { response } of batch) response.end("<Response/>");
  }

  return createServer((request, response) => {
    let body = "";

    request.setEncoding("latin1");
    request.on("data", (piece) => (body += piece));
    request.on("end", () => {
      const text = Object.fromEntries(new URLSearchParams(body));

      response.setHeader("Content-Type", "text/xml");
      if (!isSigned(request, text)) return response.writeHead(403).end();
      if (waiting.push({ text, response }) === 1) setImmediate(commit);
    });
  });
}

const server = kind === "express" ? expressServer() : tunedServer();

server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit(0)).resume();
