// SPDX-License-Identifier: AGPL-3.0-or-later
// A clock that is set as the test wants: the daemon's wall clock runs ahead of everybody else's.

import fs from "node:fs";
import path from "node:path";

import { peerlined } from "./daemon.mjs";

const library = ["/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"].find((file) => fs.existsSync(file));

// Why a test that lets hours pass is skipped, or false.
export const whyClockStands = !library ? "libfaketime is not installed"
    : fs.readFileSync(peerlined).includes("__tsan_") ? "it stands still under ThreadSanitizer" : false;

// Before the daemon starts. The answer sets its clock: "+30m", "+13h", or seconds.
export function takeClock(daemon) {
    const file = path.join(daemon.folder, "clock");
    const ahead = (by) => fs.writeFileSync(file, typeof by === "number" ? `+${Math.round(by)}` : by);

    ahead("+0");
    daemon.env = {
        ...daemon.env, LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: "1",
        FAKETIME_DONT_FAKE_MONOTONIC: "1",
        ASAN_OPTIONS: "verify_asan_link_order=0", // of a daemon built with it, beside this one
    };
    return ahead;
}
