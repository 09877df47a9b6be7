// SPDX-License-Identifier: AGPL-3.0-or-later
// A judge between daemon and provider: refuses what the provider's own API description does not
// allow, in requests and answers, and notes it.

import { spawn } from "node:child_process";
import path from "node:path";

import { freePort, root } from "./daemon.mjs";
import { seconds, until } from "./wait.mjs";

const prismBin = path.join(root, "tests/node_modules/@stoplight/prism-cli/dist/index.js");

export const descriptionOf = (what) => path.resolve(root, `../shared/peers/twilio-${what}-only.json`);

export async function startPrism(t, description, upstream) {
    const port = await freePort();
    const prism = { port, url: `http://127.0.0.1:${port}`, log: "" };
    const child = spawn(process.execPath, [prismBin, "proxy", description, upstream, "--errors",
        "--host", "127.0.0.1", "--port", String(port)], { stdio: ["ignore", "pipe", "pipe"] });

    t.after(() => child.kill("SIGKILL"));
    for (const output of [child.stdout, child.stderr]) output.on("data", (bytes) => (prism.log += bytes));
    await until("prism", () => /Prism is listening/.test(prism.log), seconds(60));
    prism.violations = () => prism.log.split("\n").filter((one) => /prism\/errors|violation/i.test(one));
    return prism;
}
