// SPDX-License-Identifier: AGPL-3.0-or-later
// A fake HSDS API: a directory of somebody else, which does as scripted and remembers what it was
// asked. `behave(request, response)` answers first, if it returns true; the rest is as the
// specification has it.

import http from "node:http";

const json = (response, status, value, headers = {}) => {
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(JSON.stringify(value));
};

export class DirectoryServer {
    constructor(services) {
        this.services = services; // { id, name, …, changed } as HSDS has them; `changed` is ours
        this.asked = [];          // { path, params, url, headers, body }
        this.perPage = Infinity;  // as many as it gives at most
        this.thin = false;        // lists have ids alone
        this.behave = () => false;
    }

    async start({ module = http, options = {} } = {}) {
        this.server = module.createServer(options, (request, response) => this.#answer(request, response));
        await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
        this.port = this.server.address().port;
        this.url = `${module === http ? "http" : "https"}://127.0.0.1:${this.port}/api`;
        return this;
    }

    async end() {
        const closed = new Promise((resolve) => this.server.close(resolve));
        this.server.closeAllConnections();
        await closed;
    }

    // The pages of the list that were asked for.
    get pages() {
        return this.asked.filter((one) => one.path === "/services");
    }

    async #answer(request, response) {
        const parts = [];
        request.on("error", () => {});
        for await (const part of request) parts.push(part);
        const url = new URL(request.url, this.url);
        const asked = { path: url.pathname.replace(/^\/api/, ""), params: url.searchParams, url: request.url,
            method: request.method, headers: request.headers, body: Buffer.concat(parts).toString() };
        this.asked.push(asked);
        if (this.behave(asked, response)) return;
        if (asked.path === "/") json(response, 200, { version: "3.0", profile: "x", openapi_url: "x" });
        else if (asked.path === "/services") json(response, 200, this.page(asked.params));
        else this.#one(asked.path, response);
    }

    page(params) {
        const size = Math.min(Number(params.get("per_page")), this.perPage);
        const number = Number(params.get("page"));
        const since = Date.parse(params.get("modified_after") ?? "1970-01-01");
        const all = this.services.filter((one) => (one.changed ?? 0) >= since || !params.get("modified_after"));
        const pages = Math.max(1, Math.ceil(all.length / size));
        const contents = all.slice((number - 1) * size, number * size)
            .map(({ changed, ...one }) => this.thin ? { id: one.id } : one);
        return { total_items: all.length, total_pages: pages, page_number: number, size: contents.length,
            first_page: number === 1, last_page: number >= pages, empty: !contents.length, contents };
    }

    #one(path, response) {
        const found = this.services.find((one) => `/services/${encodeURIComponent(one.id)}` === path);
        if (!found) return json(response, 404, { error: "not found" });
        const { changed, ...service } = found;
        json(response, 200, service);
    }
}

export const answers = {
    status: (status, headers = {}) => (asked, response) => (json(response, status, {}, headers), true),
    html: (asked, response) => {
        response.writeHead(200, { "Content-Type": "text/html" });
        response.end("<html>Sign in to the wireless network");
        return true;
    },
    // Begins to answer, and hangs up.
    half: (asked, response) => {
        response.writeHead(200, { "Content-Type": "application/json", "Content-Length": "5000" });
        response.write('{"contents":[');
        setImmediate(() => response.socket.resetAndDestroy());
        return true;
    },
};

export async function startDirectory(t, services, { tls } = {}) {
    const server = await new DirectoryServer(services).start(tls);
    t.after(() => server.end());
    return server;
}
