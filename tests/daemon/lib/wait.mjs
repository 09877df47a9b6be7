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

// Looks until what is said of it holds, and else fails as the last look did. What comes of a key or a
// click is there a moment later, and on a busy machine that moment is long.
export async function settles(look, patience = seconds(30)) {
    const deadline = Date.now() + patience;

    for (;;) {
        try {
            return await look();
        } catch (error) {
            if (Date.now() > deadline) throw error;
        }
        await pause(20);
    }
}
