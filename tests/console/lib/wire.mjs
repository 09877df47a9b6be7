// SPDX-License-Identifier: AGPL-3.0-or-later
// What lies between the browsers and the line: it hears all that is answered, and can be cut.

import net from "node:net";

export class Wire {
    #sockets = new Set();
    #heard = [];

    // Leads to `port`, once that is known.
    async start() {
        this.server = net.createServer((near) => this.#join(near));
        await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
        this.url = `http://127.0.0.1:${this.server.address().port}`;
        return this;
    }

    #join(near) {
        const far = net.connect(this.port, "127.0.0.1");
        for (const [socket, other] of [[near, far], [far, near]]) {
            this.#sockets.add(socket);
            socket.on("error", () => {});
            socket.on("close", () => {
                this.#sockets.delete(socket);
                other.destroy();
            });
        }
        far.on("data", (bytes) => this.#heard.push(bytes));
        near.pipe(far).pipe(near);
    }

    // Every byte that any browser was answered, events included.
    get heard() {
        return Buffer.concat(this.#heard).toString("latin1");
    }

    cut() {
        for (const socket of this.#sockets) socket.destroy();
    }

    async end() {
        const closed = new Promise((resolve) => this.server.close(resolve));
        this.cut();
        await closed;
    }
}
