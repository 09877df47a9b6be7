// P13. Requests spoilt by chance: none runs that another strict reader would not have run as well.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import http from "node:http";
import net from "node:net";
import test from "node:test";

import { startDaemon } from "./lib/daemon.mjs";

// What a request may hide: only if the one before it is framed wrongly does this one run.
const hidden = "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n";
const post = "POST /hooks/twilio/inbound HTTP/1.1\r\nHost: h\r\n";
const whole = [
    `${post}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
    `${post}Transfer-Encoding: chunked\r\n\r\n${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`,
    `${post}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    `GET /readyz HTTP/1.1\r\nHost: h\r\n\r\n${hidden}`,
    `${post}Content-Length: 3\r\nExpect: 100-continue\r\n\r\nabc${hidden}`,
    `GET /readyz HTTP/1.1\r\nHost: h\r\nX: y\r\n\r\n${hidden}`,
    `GET /readyz HTTP/1.1\r\nHost: h\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
    `GET /readyz HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n${hidden}`,
];
const splinters = [" ", "\t", "\r", "\n", "\r\n", "\0", ":", ",", "+", "0", "0x", "-", "\x0b", "\x7f", "\x80",
    "\xa0", "Content-Length: 0\r\n", "Transfer-Encoding: identity\r\n", "Content-Length: 1, 1\r\n",
    "Host: g\r\n", " \r\n", "chunked", "; a=b", "HTTP/1.1"];

// Always the same ones, by a seed.
function* spoiltRequests(count) {
    let seed = 3;
    const below = (n) => (seed = (seed * 1103515245 + 12345) % 2 ** 31, (seed >> 16) % n);
    const spoil = (text) => {
        const at = below(Math.min(text.length, 150));
        return text.slice(0, at) + splinters[below(splinters.length)] + text.slice(at + below(2));
    };

    for (let i = 0; i < count; i++) {
        let text = whole[below(whole.length)];
        for (let times = 1 + below(3); times > 0; times--) text = spoil(text);
        yield text;
    }
}

// Says it, has no more to say, and hears all of the answer.
function converse(port, text) {
    return new Promise((resolve) => {
        const socket = net.connect({ port, host: "127.0.0.1", allowHalfOpen: true });
        let heard = "";

        socket.setEncoding("latin1");
        socket.on("data", (part) => (heard += part));
        socket.on("error", () => {});
        socket.on("close", () => resolve(heard));
        socket.end(text, "latin1");
    });
}

// Node's own reader, strict, which answers each request that it runs with its path.
async function startReader(t) {
    const server = http.createServer((asked, answer) => {
        asked.resume();
        asked.on("error", () => {});
        asked.on("end", () => answer.end(`ran ${asked.url}\n`));
    });

    server.on("clientError", (error, socket) => socket.destroy());
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    t.after(() => { server.closeAllConnections(); server.close(); });
    return server.address().port;
}

const count = (text, pattern) => [...text.matchAll(pattern)].length;

test("no hidden request runs that another reader would not have run", async (t) => {
    const daemon = await startDaemon(t);
    const reader = await startReader(t);
    const ran = { here: 0, there: 0 };

    for (const text of spoiltRequests(1000)) {
        const [ours, theirs] = await Promise.all([converse(daemon.port, text), converse(reader, text)]);
        const here = count(ours, /^alive$/gm), there = count(theirs, /^ran \/healthz$/gm);

        assert.ok(here <= there, `${JSON.stringify(text)} was answered ${JSON.stringify(ours)}`);
        ran.here += here;
        ran.there += there;
    }
    assert.ok(ran.here > 5, "some are whole all the same");
    assert.ok(ran.here < ran.there, "we are the stricter ones");
});
