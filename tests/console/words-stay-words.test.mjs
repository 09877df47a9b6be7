// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever a texter writes is shown as they wrote it, and is nothing but words.

import assert from "node:assert/strict";
import test from "node:test";

import { until } from "../daemon/lib/wait.mjs";
import { startLine } from "./lib/line.mjs";
import { texterA } from "./lib/phones.mjs";

const payloads = [
    "<script>window.ran=1</script>",
    "</script><script>window.ran=1</script>",
    "<SCRIPT SRC=//127.0.0.1/x.js></SCRIPT>",
    "<img src=x onerror=window.ran=1>",
    "<img src=x onerror=\"window.ran=1\"//",
    "<image/src/onerror=window.ran=1>",
    "<svg onload=window.ran=1>",
    "<svg><script>window.ran=1</script></svg>",
    "<svg><animate onbegin=window.ran=1 attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:window.ran=1><text y=20>click</text></a></svg>",
    "<math><mtext></p><style><img src=x onerror=window.ran=1></style></mtext></math>",
    "<body onload=window.ran=1>",
    "<iframe src=javascript:window.ran=1></iframe>",
    "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    "<object data=javascript:window.ran=1></object>",
    "<embed src=javascript:window.ran=1>",
    "<a href=\"javascript:window.ran=1\">here</a>",
    "<a href=\"data:text/html,<script>opener.ran=1</script>\" target=x>here</a>",
    "<form action=javascript:window.ran=1><button>send</button></form>",
    "<button formaction=javascript:window.ran=1>send",
    "<input autofocus onfocus=window.ran=1>",
    "<select autofocus onfocus=window.ran=1>",
    "<textarea autofocus onfocus=window.ran=1></textarea>",
    "<details open ontoggle=window.ran=1>",
    "<video><source onerror=window.ran=1></video>",
    "<audio src=x onerror=window.ran=1>",
    "<marquee onstart=window.ran=1>",
    "<meta http-equiv=refresh content=\"0;url=javascript:window.ran=1\">",
    "<base href=//127.0.0.1:9/>",
    "<link rel=stylesheet href=//127.0.0.1:9/x.css>",
    "<style>*{display:none}</style>",
    "<div style=\"position:fixed;inset:0;background:red\">",
    "<template><script>window.ran=1</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror=window.ran=1>\">",
    "\"><img src=x onerror=window.ran=1>",
    "' onmouseover='window.ran=1",
    "`${window.ran=1}` {{constructor.constructor('window.ran=1')()}}",
    "javascript:window.ran=1//",
    "&lt;script&gt;window.ran=1&lt;/script&gt; &amp;lt; &#x3c;b&#x3e;",
    "\\u003cscript\\u003ewindow.ran=1\\u003c/script\\u003e",
    "<!--><img src=x onerror=window.ran=1>-->",
    "<![CDATA[<img src=x onerror=window.ran=1>]]>",
    "{\"__proto__\":{\"ran\":1}}",
    "data: x\nevent: reset\nid: 1\n\ndata: y",
    "right to left \u202eemarf\u202c and zero\u200bwidth \u2028 line",
];

// What of the page could only have come out of a text.
const intruders = "iframe, object, embed, video, audio, base, math, template, marquee, details," +
    " [style], [onerror], [onload], [onfocus], a[href^='javascript:'], a[href^='data:']";

async function looksClean(page) {
    const found = await page.evaluate((selector) => ({
        ran: "ran" in window || "ran" in {},
        intruders: [...document.querySelectorAll(selector)].map((one) => one.outerHTML),
        scripts: document.scripts.length,
    }), intruders);
    assert.deepEqual(found, { ran: false, intruders: [], scripts: 1 });
}

const textOf = (locator) => locator.evaluateAll((all) => all.map((one) => one.textContent));

test("texts that look like markup are shown, not obeyed", async (t) => {
    const line = await startLine(t);
    const phones = await line.phones();
    const dana = await line.peerOnShift("Dana");
    const sam = await line.responder("Sam", "+16175550141");
    const texter = phones.of("Texter A");
    const words = dana.log.locator("li.message.in .words");

    await t.test("in the conversation, in the lists, and on the phone", async () => {
        await texter.write(payloads[0]);
        await dana.accept();
        for (const payload of payloads.slice(1)) await texter.write(payload);
        await until("all of them to be shown", async () =>
            (await words.count()) === payloads.length);
        assert.deepEqual(await textOf(words), payloads);
        await looksClean(dana.page);
        await looksClean(phones.page);
    });

    await t.test("after a reload, when they come with the first answer", async () => {
        await dana.page.reload();
        await until("all of them to be shown", async () =>
            (await words.count()) === payloads.length);
        assert.deepEqual(await textOf(words), payloads);
        await looksClean(dana.page);
    });

    await t.test("in what a peer writes: replies, drafts and worries", async () => {
        for (const payload of payloads.slice(0, 8)) await dana.send(payload);
        await dana.reply.fill(payloads[3]);
        await dana.getHelp("Crisis team please join", payloads[6]);
        await dana.alertLine.waitFor();
        await looksClean(dana.page);
        await texter.got(payloads[7]);
        await looksClean(phones.page);
    });

    await t.test("in front of the responder", async () => {
        await sam.page.getByRole("link", { name: "Crisis desk" }).click();
        await sam.button(/^I have this/, sam.alertCard).click();
        await sam.button(/^Join/, sam.alertCard).click();
        await sam.message(payloads.at(-2)).waitFor();
        await looksClean(sam.page);
    });

    await line.check(texterA);
});
