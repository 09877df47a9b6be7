// SPDX-License-Identifier: AGPL-3.0-or-later
// One HTTP request with nothing added to it, and its answer.

import http from "node:http";

export function request(port, { method = "GET", path, headers = {}, body = "", patience = 40000 }) {
    return new Promise((resolve, reject) => {
        const length = body ? { "Content-Length": Buffer.byteLength(body) } : {};
        const ask = http.request(
            { host: "127.0.0.1", port, method, path, agent: false, headers: { ...length, ...headers } },
            (answer) => {
                const parts = [];
                answer.on("data", (part) => parts.push(part));
                answer.on("error", reject);
                answer.on("end", () =>
                    resolve({
                        status: answer.statusCode,
                        headers: answer.headers,
                        body: Buffer.concat(parts).toString(),
                    }));
            });
        ask.setTimeout(patience, () => ask.destroy(new Error(`no answer to ${method} ${path}`)));
        ask.on("error", reject);
        ask.end(body);
    });
}
