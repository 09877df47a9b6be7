// SPDX-License-Identifier: AGPL-3.0-or-later
// Malformed and ambiguous requests: each is refused and closed, and no request hidden in it runs.
//
// run(port, path, post): `path` answers GET with 200 and is asked for by every hidden request, so
// a 200 means that one ran. `post` takes POST and answers it with anything but 200; it is where
// the outer requests go, so that a wrong framing would leave the hidden one next in line.

import net from "node:net";

import { pause } from "./lib/wait.mjs";

const answerTime = 10000; // what is refused is closed long before

// Sends the parts, 20 ms apart, and collects what comes until the server closes.
function exchange(port, parts, wait = answerTime) {
    return new Promise((resolve) => {
        const socket = net.connect({ port, host: "127.0.0.1", allowHalfOpen: true });
        let got = "";
        const done = (closed) => {
            clearTimeout(timer);
            socket.destroy();
            resolve({ closed, statuses: [...got.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map((m) => +m[1]) });
        };
        const timer = setTimeout(() => done(false), wait);

        socket.on("data", (bytes) => (got += bytes.toString("latin1")));
        socket.on("end", () => done(true));
        socket.on("error", () => done(true));
        socket.on("connect", async () => {
            for (const part of parts) {
                if (!socket.destroyed) socket.write(Buffer.from(part, "latin1"));
                await pause(20);
            }
        });
    });
}

// name, head of the outer request without its empty line, body. "\n" stands for CRLF.
function outerRequests(path, post) {
    const inner = `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`;
    const length = inner.length;
    const line = `POST ${post} HTTP/1.1\nHost: h\n`;

    return [
        // Lengths that two readers understand differently.
        ["a space before the colon of a length", `${line}Content-Length : ${length}`, inner],
        ["a tab before the colon of a length", `${line}Content-Length\t: ${length}`, inner],
        ["two lengths, the first of them zero", `${line}Content-Length: 0\nContent-Length: ${length}`, inner],
        ["two lengths, the second of them zero", `${line}Content-Length: ${length}\nContent-Length: 0`, inner],
        ["two equal lengths", `${line}Content-Length: 0\nContent-Length: 0`, inner],
        ["a list of lengths", `${line}Content-Length: 0, ${length}`, inner],
        ["a length with a plus", `${line}Content-Length: +0`, inner],
        ["a length with a minus", `${line}Content-Length: -0`, inner],
        ["a negative length", `${line}Content-Length: -${length}`, inner],
        ["a length in hex", `${line}Content-Length: 0x0`, inner],
        ["a length with a leading zero", `${line}Content-Length: 00`, inner],
        ["a length with a dot", `${line}Content-Length: 0.0`, inner],
        ["a length with an exponent", `${line}Content-Length: 0e3`, inner],
        ["a length with a space inside", `${line}Content-Length: 0 ${length}`, inner],
        ["a length with an underscore", `${line}Content-Length: 0_0`, inner],
        ["a length in quotes", `${line}Content-Length: "0"`, inner],
        ["an empty length", `${line}Content-Length:`, inner],
        ["a length that overflows to zero", `${line}Content-Length: 18446744073709551616`, inner],
        ["a length after a form feed", `${line}Content-Length: \f0`, inner],
        ["a length after a vertical tab", `${line}Content-Length:\v0`, inner],
        ["a length after a no-break space", `${line}Content-Length:\xa00`, inner],
        ["a length in a folded line", `${line}X: y\n Content-Length: ${length}`, inner],
        ["a length whose value is folded", `${line}Content-Length:\n 0`, inner],
        ["a length after a NUL in its name", `${line}Content-Length\0: 0`, inner],
        ["a length behind a CR alone", `${line}X: y\rContent-Length: ${length}`, inner],

        // Transfer codings, hidden or not.
        ["chunks that end at once", `${line}Transfer-Encoding: chunked`, `0\r\n\r\n${inner}`],
        ["chunks and a length", `${line}Content-Length: 5\nTransfer-Encoding: chunked`, `0\r\n\r\n${inner}`],
        ["a length and chunks", `${line}Transfer-Encoding: chunked\nContent-Length: 5`, `0\r\n\r\n${inner}`],
        ["a space before the colon of a coding", `${line}Transfer-Encoding : chunked`, `0\r\n\r\n${inner}`],
        ["a coding in a folded line", `${line}X: y\n Transfer-Encoding: chunked`, `0\r\n\r\n${inner}`],
        ["a coding whose value is folded", `${line}Transfer-Encoding:\n chunked`, `0\r\n\r\n${inner}`],
        ["a coding in capitals", `${line}TRANSFER-ENCODING: CHUNKED`, `0\r\n\r\n${inner}`],
        ["a coding in quotes", `${line}Transfer-Encoding: "chunked"`, `0\r\n\r\n${inner}`],
        ["the identity coding", `${line}Transfer-Encoding: identity`, inner],
        ["an unknown coding", `${line}Transfer-Encoding: xchunked`, `0\r\n\r\n${inner}`],
        ["two codings", `${line}Transfer-Encoding: gzip, chunked`, `0\r\n\r\n${inner}`],
        ["a coding doubled", `${line}Transfer-Encoding: chunked\nTransfer-Encoding: identity`, `0\r\n\r\n${inner}`],
        ["a coding after a vertical tab", `${line}Transfer-Encoding: \vchunked`, `0\r\n\r\n${inner}`],
        ["a coding after a NUL", `${line}Transfer-Encoding: \0chunked`, `0\r\n\r\n${inner}`],
        ["an empty coding", `${line}Transfer-Encoding:`, inner],
        ["chunks in version 1.0", `POST ${post} HTTP/1.0\nTransfer-Encoding: chunked`, `0\r\n\r\n${inner}`],

        // Bodies where none belongs.
        ["a GET with a body", `GET ${post} HTTP/1.1\nHost: h\nContent-Length: 1`, `x${inner}`],
        ["a HEAD with a body", `HEAD ${post} HTTP/1.1\nHost: h\nContent-Length: 1`, `x${inner}`],
        ["a DELETE with a body", `DELETE ${post} HTTP/1.1\nHost: h\nContent-Length: 1`, `x${inner}`],

        // Hosts.
        ["no Host", `POST ${post} HTTP/1.1`, inner],
        ["two Hosts", `${line}Host: other`, inner],
        ["an empty Host", `POST ${post} HTTP/1.1\nHost:`, inner],
        ["a Host with a space", `POST ${post} HTTP/1.1\nHost: a b`, inner],
        ["a Host with an at sign", `POST ${post} HTTP/1.1\nHost: a@b`, inner],

        // Names and values.
        ["a name with a space", `${line}X Y: z`, inner],
        ["an empty name", `${line}: z`, inner],
        ["a line without a colon", `${line}nonsense`, inner],
        ["a name above ASCII", `${line}X\xe9: z`, inner],
        ["a NUL in a value", `${line}X: a\0b`, inner],
        ["a bell in a value", `${line}X: a\x07b`, inner],
        ["too many headers", line + "X: y\n".repeat(10000) + "Z: y", inner],
        ["a header without an end", `${line}X: ${"y".repeat(70000)}`, inner],

        // First lines.
        ["a target with a space", `GET ${path} ${post} HTTP/1.1\nHost: h`, inner],
        ["a target with a NUL", `GET ${path}\0 HTTP/1.1\nHost: h`, inner],
        ["a target as a whole address", `GET http://h${path} HTTP/1.1\nHost: h`, inner],
        ["a target above ASCII", `GET ${path}?\xe9 HTTP/1.1\nHost: h`, inner],
        ["a target that is too long", `GET ${path}?${"a".repeat(9000)} HTTP/1.1\nHost: h`, inner],
        ["two spaces", `GET  ${path} HTTP/1.1\nHost: h`, inner],
        ["a tab for a space", `GET\t${path} HTTP/1.1\nHost: h`, inner],
        ["a space at the end", `GET ${path} HTTP/1.1 \nHost: h`, inner],
        ["no version", `GET ${path}\nHost: h`, inner],
        ["version 0.9", `GET ${path} HTTP/0.9\nHost: h`, inner],
        ["version 1.2", `GET ${path} HTTP/1.2\nHost: h`, inner],
        ["version 2.0", `GET ${path} HTTP/2.0\nHost: h`, inner],
        ["a method in small letters", `get ${path} HTTP/1.1\nHost: h`, inner],
        ["an unknown method", `BREW ${path} HTTP/1.1\nHost: h`, inner],
        ["a tunnel", "CONNECT h:80 HTTP/1.1\nHost: h", inner],
        ["TRACE", `TRACE ${path} HTTP/1.1\nHost: h`, inner],
        ["HTTP/2's greeting", "PRI * HTTP/2.0", `SM\r\n\r\n${inner}`],
        ["an unknown expectation", `${line}Expect: 200-ok\nContent-Length: 0`, inner],
        ["a space before the first line", ` GET ${path} HTTP/1.1\nHost: h`, inner],
    ].map(([name, head, body]) => [name, head.replaceAll("\n", "\r\n") + "\r\n\r\n" + body]);
}

// Line ends that only some readers take for line ends.
function lineEnds(path, post) {
    const inner = `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`;

    return [
        ["bare line feeds only", `GET ${path} HTTP/1.1\nHost: h\n\n${inner}`],
        ["a bare line feed after the first line", `GET ${path} HTTP/1.1\nHost: h\r\n\r\n${inner}`],
        ["a bare line feed after a header", `GET ${path} HTTP/1.1\r\nHost: h\n\r\n${inner}`],
        ["a bare line feed as the empty line", `POST ${post} HTTP/1.1\r\nHost: h\r\n\n${inner}`],
        ["CRs only", `GET ${path} HTTP/1.1\rHost: h\r\r${inner}`],
        ["a CR too many", `GET ${path} HTTP/1.1\r\nHost: h\r\r\n\r\n${inner}`],
        ["a folded first header", `GET ${path} HTTP/1.1\r\n Host: h\r\n\r\n${inner}`],
        ["a TLS greeting", `\x16\x03\x01\x02\x00\x01\x00${inner}`],
        ["a blank line before the request", `\r\n${inner}${inner}`],
    ];
}

function whyWrong({ closed, statuses }) {
    if (statuses.includes(200)) return `a request ran: ${statuses.join(" ")}`;
    if (statuses.length > 1) return `answered ${statuses.length} times: ${statuses.join(" ")}`;
    if (statuses.length === 1 && statuses[0] < 400) return `answered with ${statuses[0]}`;
    if (!closed) return "not closed";
    return null;
}

// What must work, or the refusals above would prove nothing.
async function controls(port, path, post) {
    const get = `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`;
    const posted = `POST ${post} HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc`;
    const list = [
        ["a plain GET runs", [get], (s) => s.length === 1 && s[0] === 200],
        ["two GETs in one write both run", [get + get], (s) => s.length === 2 && s.every((n) => n === 200)],
        ["a GET cut in two runs", [get.slice(0, 9), get.slice(9)], (s) => s[0] === 200],
        ["a GET behind a whole POST runs", [posted + get], (s) => s.length === 2 && s[0] !== 200 && s[1] === 200],
        ["a GET inside a POST's body does not",
            [`POST ${post} HTTP/1.1\r\nHost: h\r\nContent-Length: ${get.length}\r\n\r\n${get}`],
            (s) => s.length === 1 && s[0] !== 200],
    ];

    return Promise.all(list.map(async ([name, parts, holds]) => {
        const { statuses } = await exchange(port, parts, 3000);

        return { name, why: holds(statuses) ? null : `got ${statuses.join(" ") || "nothing"}` };
    }));
}

export async function run(port, path, post) {
    const results = await controls(port, path, post);

    for (const [name, bytes] of [...outerRequests(path, post), ...lineEnds(path, post)]) {
        results.push({ name, why: whyWrong(await exchange(port, [bytes])) });
        results.push({ name: `${name}, in two parts`,
            why: whyWrong(await exchange(port, [bytes.slice(0, bytes.length / 2), bytes.slice(bytes.length / 2)])) });
    }
    return { count: results.length, failed: results.filter(({ why }) => why) };
}
