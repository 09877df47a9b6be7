// P10. The operator is answered without a texter's word or number.
// SPDX-License-Identifier: AGPL-3.0-or-later

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";

import { peerlined, prepareDaemon, root, run, startDaemon } from "./lib/daemon.mjs";
import { atWork, newTexter } from "./lib/desk.mjs";
import { until } from "./lib/wait.mjs";

const people = (rows) => rows.map((one) => `${one.name} ${one.role} ${one.enabled}`);

test("accounts are added, listed and disabled", async (t) => {
    const daemon = await startDaemon(t);

    await daemon.addPerson("Dana", "peer");
    await daemon.addPerson("Sam", "responder", "+16175550141");
    assert.deepEqual(people(await daemon.rows("user", "list")),
        ["Dana peer true", "Sam responder true"]);
    await assert.rejects(daemon.addPerson("Dana", "peer"), /already an account of that name/);
    await assert.rejects(daemon.addPerson("Lee", "king"), /the role must be/);
    await assert.rejects(daemon.addPerson("Lee", "peer", "555-0100"), /the phone must be/);
    assert.equal((await daemon.ctl("user", "disable", "Dana")).code, 0);
    assert.deepEqual(people(await daemon.rows("user", "list")),
        ["Dana peer false", "Sam responder true"]);
    const nobody = await daemon.ctl("user", "disable", "Nobody");
    assert.deepEqual([nobody.code, nobody.stderr],
        [1, "peerlinectl: there is no account of that name\n"]);
});

test("messages and conversations are listed without words or numbers", async (t) => {
    const daemon = await startDaemon(t);
    const texter = newTexter(daemon);

    await texter.text("a secret about the harbour");
    const [message] = await until("the message", async () => {
        const rows = await daemon.rows("messages");
        return rows.some((one) => one.direction === "in") && rows;
    });
    assert.deepEqual(Object.keys(message),
        ["provider_id", "direction", "conversation", "time", "state"]);
    assert.deepEqual([message.direction, message.state], ["in", "received"]);
    assert.match(message.provider_id, /^SM/);
    const [conversation] = await daemon.rows("conversations");
    assert.equal(conversation.state, "waiting");
    for (const command of ["messages", "conversations", "status"])
        for (const json of [[], ["--json"]]) {
            const { stdout } = await daemon.ctl(command, ...json);
            assert.doesNotMatch(stdout, /secret/, command);
            assert.ok(!stdout.includes(texter.from.slice(-7)), command);
        }
});

test("a reload is all or nothing", async (t) => {
    const daemon = await startDaemon(t);
    const right = fs.readFileSync(daemon.configFile, "utf8");

    assert.equal((await daemon.ctl("reload")).code, 0);
    fs.writeFileSync(daemon.configFile, right.replace("Harbor Line", ""));
    const refused = await daemon.ctl("reload");
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /peerline\.json: lines\[0\]\.name is empty/);
    assert.equal((await daemon.ctl("status")).code, 0);
    fs.writeFileSync(daemon.configFile, right);
    assert.equal((await daemon.ctl("reload")).code, 0);
});

test("a backup holds what is stored, but no word and no number in clear", async (t) => {
    const daemon = await startDaemon(t);
    const copy = path.join(daemon.folder, "copy");
    const texter = newTexter(daemon);

    await texter.text("a secret about the harbour");
    assert.equal((await daemon.ctl("backup", copy)).code, 0);
    const bytes = fs.readFileSync(copy);
    assert.ok(bytes.length > 4096);
    assert.equal(fs.statSync(copy).mode & 0o777, 0o600);
    assert.ok(!bytes.includes("secret") && !bytes.includes(texter.from.slice(-7)));
    const again = await daemon.ctl("backup", copy);
    assert.equal(again.code, 1, "a backup that is there already is not written over");
});

test("the record says who did what, and where it was changed (P11)", async (t) => {
    const { daemon, peer, texter, conversation } = await atWork(t);

    await texter.text("a secret about the harbour");
    await peer.send(conversation, "another secret");
    const rows = await daemon.rows("audit");
    const sent = rows.find((row) => row.action === "send");
    assert.equal(sent.person, "Dana");
    assert.equal(`c_${sent.conversation}`, conversation);
    assert.ok(rows.every((row) => row.whole && row.hash.length === 64));
    const whole = await daemon.ctl("audit");
    assert.equal(whole.code, 0);
    assert.match(whole.stdout, /Dana +send/);
    assert.ok(!whole.stdout.includes("secret") && !whole.stdout.includes(texter.from.slice(-7)));

    await daemon.stop();
    await run("sqlite3", [daemon.storage, `UPDATE audit SET person = 0 WHERE id = ${sent.id}`]);
    await daemon.start();
    const changed = await daemon.ctl("audit");
    assert.equal(changed.code, 1);
    assert.match(changed.stderr, /the record has been changed/);
    assert.match(changed.stdout, /send .*CHANGED$/m);
    assert.equal(changed.stdout.split("CHANGED").length, 2, "the lines behind it still follow from it");
});

test("stop waits for the daemon, and without one every command says so", async (t) => {
    const daemon = await startDaemon(t);

    assert.equal((await daemon.ctl("stop")).code, 0);
    assert.equal((await daemon.ended).code, 0);
    const alone = await daemon.ctl("status");
    assert.equal(alone.code, 3);
    assert.match(alone.stderr, /no daemon answers at .*control/);
    assert.equal((await daemon.ctl("frobnicate")).code, 2);
    assert.ok(!fs.existsSync(daemon.config.control_socket));
});

test("what is wrong with a configuration is said before anything starts", async (t) => {
    const daemon = await prepareDaemon({ provider: null });

    t.after(() => daemon.end());
    daemon.writeConfig({ ...daemon.config, lisen: "127.0.0.1:1" });
    const checked = await run(peerlined, ["--config", daemon.configFile, "--check"]);
    assert.notEqual(checked.code, 0);
    assert.match(checked.stderr, /lisen is not an option; did you mean listen\?/);
    daemon.writeConfig();
    assert.equal((await run(peerlined, ["--config", daemon.configFile, "--check"])).code, 0);
    assert.ok(!fs.existsSync(daemon.storage), "--check makes no database");
    const sample = await run(peerlined, ["--print-config"]);
    assert.equal(sample.stdout, fs.readFileSync(path.join(root, "config/peerline.json"), "utf8"));
});
