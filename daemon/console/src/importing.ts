/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * importing.ts — a file with a directory on its way into the line: sent, looked at, and stored once
 * somebody says so.
 *
 * The line reads and stores by itself; here it is only asked how far it is. So an import goes on
 * whatever screen one looks at meanwhile, and is found again as it stands.
 */
import { signal } from "@preact/signals";
import { api } from "./api";
import { t } from "./i18n";
import { errorWords } from "./notice";
import type { Id, Import } from "./nouns";
import { ApiError } from "./wire";

const lookEvery = 400;

export interface Importing {
  file: string;
  found: Import | null; /* null while it is being sent */
  trouble: string | null;
}

export const importing = signal<Importing | null>(null);

export const forgetImport = () => void (importing.value = null);

/* As the line calls a feed by its file: "harbor-211" of "harbor-211.ndjson.gz". */
export const feedOf = (name: string) => name.split(".")[0] || "directory";

/* Nothing is to be waited for. */
const rests = ({ state }: Import) => ["checked", "done", "failed"].includes(state);
export const isBusy = (now: Importing | null) =>
  now !== null && !now.trouble && !(now.found && rests(now.found));

/* Places that are not as they were, or would not be. */
export const newsOf = ({ counts }: Import) => counts.added + counts.changed + counts.gone;

/* A directory is words: packed it is a fifth of its size. */
function packed(file: File): Promise<Blob> {
  if (file.name.endsWith(".gz")) return Promise.resolve(file);
  return new Response(file.stream().pipeThrough(new CompressionStream("gzip"))).blob();
}

function troubleWords(error: unknown): string {
  if (error instanceof ApiError && error.code === "gone") return t("import.lost");
  return errorWords(error);
}

/* What was forgotten meanwhile, because its person has left, does not come back. */
function show(now: Importing): void {
  if (importing.value) importing.value = now;
}

/* Asks until it rests. What is silent for a while is asked again: the line goes on meanwhile. */
async function follow(id: Id, file: string): Promise<void> {
  while (importing.value) {
    try {
      const found = await api.importOf(id);
      show({ file, found, trouble: null });
      if (rests(found)) return;
    } catch (error) {
      if (!(error instanceof ApiError) || !error.mayPass) throw error;
    }
    await new Promise((done) => setTimeout(done, lookEvery));
  }
}

/* What goes wrong stands where the file was chosen. */
async function running(file: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    show({ file, found: importing.value?.found ?? null, trouble: troubleWords(error) });
  }
}

/* Changes nothing: only looks at what it would do. */
export function checkFile(file: File, feed: string, part: boolean): Promise<void> {
  importing.value = { file: file.name, found: null, trouble: null };
  return running(file.name, async () => {
    const bytes = await packed(file);
    const { id } = await api.beginImport(bytes.size);
    await api.sendImport(id, bytes, { name: file.name, feed, part: part ? "1" : "" });
    await follow(id, file.name);
  });
}

export function storeFile({ file }: Importing, { id }: Import): Promise<void> {
  return running(file, async () => {
    await api.startImport(id);
    await follow(id, file);
  });
}
