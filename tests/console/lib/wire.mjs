// SPDX-License-Identifier: AGPL-3.0-or-later
// What lies between the browsers and the line: it hears all that is answered, can be cut, and can
// lose an answer whose request went through.

import net from "node:net";

export class Wire {
    #sockets = new Set();
    #heard = [];
    #loses = null;

    isUp = true;

    // Leads to `port`, once that is known.
    async start() {
        this.server = net.createServer((near) => this.#join(near));
        await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
        this.url = `http://127.0.0.1:${this.server.address().port}`;
        return this;
    }

    #join(near) {
        if (!this.isUp) return near.destroy();
        const far = net.connect(this.port, "127.0.0.1");
        for (const [socket, other] of [[near, far], [far, near]]) {
            this.#sockets.add(socket);
            socket.on("error", () => {});
            socket.on("close", () => {
                this.#sockets.delete(socket);
                other.destroy();
            });
        }
        near.on("data", (bytes) => this.#loseIfWanted(bytes, near, far));
        far.on("data", (bytes) => this.#heard.push(bytes));
        near.pipe(far).pipe(near);
    }

    // The line answers, so it has done what it was asked; the browser never hears.
    #loseIfWanted(bytes, near, far) {
        if (!this.#loses?.test(bytes.toString("latin1"))) return;
        this.#loses = null;
        far.unpipe(near);
        far.once("data", () => near.destroy());
    }

    loseNextAnswerTo(pattern) {
        this.#loses = pattern;
    }

    // Every byte that any browser was answered, events included.
    get heard() {
        return Buffer.concat(this.#heard).toString("latin1");
    }

    // All streams and requests under way break off.
    cut() {
        for (const socket of this.#sockets) socket.destroy();
    }

    // For a while nothing goes through.
    down() {
        this.isUp = false;
        this.cut();
    }

    up() {
        this.isUp = true;
    }

    async end() {
        const closed = new Promise((resolve) => this.server.close(resolve));
        this.cut();
        await closed;
    }
}
