/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * wire.ts — the one function that asks the daemon.
 *
 * Every act carries a key that was made before its first try. A repeat with the same key is the
 * same act, so trying again after silence is always safe, and is done here.
 */

/* An answer that is not yes. Status 0: no answer came, and nobody knows what became of it. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: Record<string, unknown> = {},
    /* With `conflict`: what somebody else has made of it meanwhile. */
    readonly current: unknown = null,
  ) {
    super(code);
  }
  get retryAfter(): number {
    return Number(this.detail.retry_after_ms) || 0;
  }
  get mayPass(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
interface Options {
  key?: string;
  rev?: number; /* of what was seen: another one by now is a conflict */
  tries?: number;
  timeout?: number;
  keepalive?: boolean;
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const listeners = new Set<(code: string) => void>();

/* Tells when any answer says that the session is gone or locked. */
export function onSessionLost(listener: (code: string) => void): void {
  listeners.add(listener);
}

async function refusal(response: Response): Promise<ApiError> {
  const body = await response.json().catch(() => ({}));
  const detail = (body?.error ?? {}) as Record<string, unknown>;
  const code =
    typeof detail.code === "string" ? detail.code : response.status >= 500 ? "down" : "bad_request";
  return new ApiError(response.status, code, detail, body?.current ?? null);
}

async function once<T>(
  method: Method,
  path: string,
  body: unknown,
  key: string,
  options: Options,
): Promise<T> {
  const headers: Record<string, string> = {};
  const isFile = body instanceof Blob;
  if (method !== "GET") {
    headers["X-Console"] = "1";
    headers["Idempotency-Key"] = key;
    headers["Content-Type"] = isFile ? "application/octet-stream" : "application/json";
  }
  if (options.rev !== undefined) headers["If-Match"] = `"${options.rev}"`;
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers,
      body:
        method === "GET" || body === undefined ? null : isFile ? body : JSON.stringify(body),
      cache: "no-store",
      keepalive: options.keepalive ?? false,
      signal: AbortSignal.timeout(options.timeout ?? 15000),
    });
  } catch {
    throw new ApiError(0, "unreachable");
  }
  if (!response.ok) throw await refusal(response);
  return (await response.json().catch(() => ({}))) as T;
}

/* The answer, or an ApiError; after silence it tries again, with the same key. */
export async function call<T>(
  method: Method,
  path: string,
  body?: unknown,
  options: Options = {},
): Promise<T> {
  const key = options.key ?? crypto.randomUUID();
  for (let left = (options.tries ?? 3) - 1; ; left--) {
    try {
      return await once<T>(method, path, body, key, options);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === "signed_out" || error.code === "locked")
        listeners.forEach((tell) => tell(error.code));
      if (!error.mayPass || left <= 0) throw error;
      await pause(error.retryAfter || 700);
    }
  }
}
