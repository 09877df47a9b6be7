// P5. What goes to the provider is as the provider's own API description says.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";

import { peerAtDesk, signIn } from "./lib/console.mjs";
import { startDaemon } from "./lib/daemon.mjs";
import { messageIs, newTexter, settled, takeFrom } from "./lib/desk.mjs";
import { request } from "./lib/http.mjs";
import { descriptionOf, startPrism } from "./lib/prism.mjs";
import { answers, startProvider } from "./lib/provider.mjs";
import { seconds, until } from "./lib/wait.mjs";

const description = descriptionOf("messages");

test("zero violations in texts, pages, look-ups and lists",
    { skip: fs.existsSync(description) ? false : "the provider's API description is not here" }, async (t) => {
        const provider = await startProvider(t);
        const prism = await startPrism(t, description, provider.url);
        const daemon = await startDaemon(t,
            { provider: { url: prism.url }, timing: { settle: "10s" }, catch_up: "1s" });
        await signIn(t, daemon, "Sam", "responder", "+16175559001");
        const peer = await peerAtDesk(t, daemon, "Dana");
        const texter = newTexter(daemon);
        const conversation = await takeFrom(texter, peer);

        await settled(peer, conversation);
        for (const body of ["plain", "👩🏽‍🚒 & = % +", "x".repeat(1600), "a\nb", "' \" <b>"]) {
            await peer.must(peer.send(conversation, body));
            await provider.texted(texter.from, (one) => one.body === body);
        }
        await texter.text("I am going to kill myself");
        await provider.texted("+16175559001");

        provider.behave = (send) => send.body === "lost" ? answers.reset({ take: true }) : answers.accept;
        const lost = (await peer.must(peer.send(conversation, "lost"))).id;
        await messageIs(peer, conversation, lost, "unconfirmed");
        await messageIs(peer, conversation, lost, "sent", seconds(60));
        assert.ok(provider.lookUps >= 1);
        provider.unheard({ from: texter.from, body: "no webhook told you" });
        await until("the text to be fetched", async () => (await daemon.status()).messages_in === 3);
        assert.deepEqual(prism.violations(), []);

        // The judge must be able to say no.
        const bad = await request(Number(new URL(prism.url).port), { method: "POST",
            path: "/2010-04-01/Accounts/nobody/Messages.json", body: "Body=x",
            headers: { "Content-Type": "application/x-www-form-urlencoded", Authorization: "Basic eDp5" } });
        assert.equal(bad.status, 422);
        await until("the violation", () => prism.violations().length > 0);
    });
