// SPDX-License-Identifier: AGPL-3.0-or-later
// What breaks comes back, and then everything is there once and in order.

import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";

import { settles, until } from "../daemon/lib/wait.mjs";
import { startLine } from "./lib/line.mjs";
import { texterA } from "./lib/phones.mjs";

// What the browser says of a line that is not there, and of a message that had not arrived.
const unreachable = [/net::ERR_/, /status of 503 /, /status of 404 .*\/by-key\//];

const bodies = (person) =>
    person.log.locator(".words").evaluateAll((all) => all.map((one) => one.textContent));

async function shows(person, expected) {
    const written = async () => (await bodies(person)).filter((words) => expected.includes(words));
    await until(`all of ${expected.length} messages to be shown`, async () =>
        (await written()).length >= expected.length);
    assert.deepEqual(await written(), expected);
}

test("a broken line is live again, and nothing is missing or doubled", async (t) => {
    const line = await startLine(t);
    const phones = await line.phones();
    const texter = phones.of("Texter A");
    const dana = await line.peerOnShift("Dana");

    line.expect(...unreachable);
    await texter.write("one");
    await dana.accept();
    await dana.send("two");

    await t.test("texts that came while the stream was down", async () => {
        line.wire.down();
        await dana.connection.getByText("Reconnecting").waitFor();
        for (const words of ["three", "four", "five"]) await texter.write(words);
        line.wire.up();
        await dana.live();
        await shows(dana, ["one", "two", "three", "four", "five"]);
    });

    await t.test("a disk that is nearly full is told", async () => {
        const banner = dana.page.getByText("disk is nearly full");
        const reserve = (size) => {
            line.daemon.writeConfig({ ...line.daemon.config, disk_reserve: size });
            return line.daemon.ctl("reload");
        };

        // Between once and twice of what there is: low, and texts still come in.
        const disk = fs.statfsSync(line.daemon.folder);
        await reserve(`${Math.round(1.4 * disk.bavail * disk.bsize / 2 ** 20)}MB`);
        await banner.waitFor();
        await reserve("0MB");
        await banner.waitFor({ state: "detached" });
    });

    await t.test("a stream that breaks again and again", async () => {
        for (let i = 0; i < 5; i++) {
            line.wire.cut();
            await texter.write(`cut ${i}`);
        }
        await shows(dana, ["cut 0", "cut 1", "cut 2", "cut 3", "cut 4"]);
        await dana.live();
    });

    await t.test("a reply written while the line was down goes out once", async () => {
        line.wire.down();
        await dana.connection.getByText("Reconnecting").waitFor();
        await dana.reply.fill("patience");
        await dana.reply.press("Control+Enter");
        await dana.message("patience").getByText(/Not confirmed yet|Waiting to send/).waitFor();
        line.wire.up();
        await texter.got("patience");
        await dana.message("patience").getByText("Delivered").waitFor();
        assert.equal(await texter.texts("patience").count(), 1);
        assert.equal(await dana.message("patience").count(), 1);
    });

    await t.test("a reply whose answer was lost is settled by its key, not sent again", async () => {
        line.wire.loseNextAnswerTo(/^POST \S+\/messages /);
        await dana.reply.fill("lost and found");
        await dana.reply.press("Control+Enter");
        await dana.message("lost and found").getByText("Delivered").waitFor();
        await dana.send("after it");
        await texter.got("after it");
        assert.equal(await texter.texts("lost and found").count(), 1);
        assert.equal(await dana.message("lost and found").count(), 1);
    });

    for (const [how, end] of [["restart", "stop"], ["crash", "kill"]]) {
        await t.test(`a ${how} of the daemon`, async () => {
            const before = await bodies(dana);
            await dana.reply.fill(`a draft through the ${how}`);
            await line.daemon[end]();
            await dana.connection.getByText("Reconnecting").waitFor();
            await line.daemon.start();
            await dana.live();
            await texter.write(`after the ${how}`);
            await shows(dana, [`after the ${how}`]);
            await settles(async () =>
                assert.deepEqual(await bodies(dana), [...before, `after the ${how}`]));
            await settles(async () =>
                assert.equal(await dana.reply.inputValue(), `a draft through the ${how}`));
            await dana.reply.press("Control+Enter");
            await texter.got(`a draft through the ${how}`);
        });
    }

    await line.check(texterA);
});
