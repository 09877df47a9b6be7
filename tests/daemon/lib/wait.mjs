// SPDX-License-Identifier: AGPL-3.0-or-later
// Waiting for what must come: by looking, never by sleeping for as long as it usually takes.

export const seconds = (n) => n * 1000;
export const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

// Looks until there is something truthy, and returns it; `what` says what was missing.
export async function until(what, look, patience = seconds(30)) {
    const deadline = Date.now() + patience;

    for (;;) {
        const found = await look();
        if (found) return found;
        if (Date.now() > deadline) throw new Error(`waited ${patience} ms in vain for ${what}`);
        await pause(20);
    }
}
