// SPDX-License-Identifier: AGPL-3.0-or-later
// Steps that many tests begin with: a texter whose conversation a peer has taken.

import { peerAtDesk } from "./console.mjs";
import { startDaemon } from "./daemon.mjs";
import { startProvider } from "./provider.mjs";
import { Texter, number } from "./texter.mjs";
import { until } from "./wait.mjs";

let texters = 0;

export const newTexter = (daemon) => new Texter(daemon, number(1000 + texters++));

// The texter writes, the peer is offered it and takes it. Returns the conversation's id.
export async function takeFrom(texter, peer, words = "hello") {
    const after = peer.stream.events.length;
    await texter.text(words);
    const offer = await peer.stream.next("offer.created", () => true, { after });
    const { conversation } = await peer.accept(offer.data.id);
    return conversation.id;
}

// The line's own texts are out: what is counted from here on is the peer's.
export async function settled(peer, conversation) {
    await until("the line's own texts to be sent", async () => {
        const { messages } = await peer.conversation(conversation);
        return messages.every((one) => one.dir !== "out" || one.status === "sent");
    });
}

// What became of a message, when it is as said.
export function messageIs(peer, conversation, id, status, patience) {
    return until(`message ${id} to be ${status}`, async () => {
        const { messages } = await peer.conversation(conversation);
        return messages.find((one) => one.id === id && one.status === status);
    }, patience);
}

// A line at which a peer has a conversation, and all that was said by itself is out.
export async function atWork(t, { capacity = 2, ...options } = {}) {
    const provider = options.provider ?? await startProvider(t);
    const daemon = await startDaemon(t, { ...options, provider });
    const peer = await peerAtDesk(t, daemon, "Dana", capacity);
    const texter = newTexter(daemon);
    const conversation = await takeFrom(texter, peer);

    await settled(peer, conversation);
    return { provider, daemon, peer, texter, conversation };
}

// How often the provider was asked to send these words.
export const tries = (provider, body) => provider.requests.filter((one) => one.body === body).length;
