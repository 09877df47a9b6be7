/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sw.js — keeps the shell, so that a reload while the line restarts still opens the console and
 * drafts are there; and brings a clicked note to its window. The API is never cached.
 */
const cacheName = "shell";
const isHashed = (path) => /^\/app-[a-z0-9]+\.(js|css)$/i.test(path);
const isShell = (path) => path === "/" || path === "/icon.svg" || path === "/manifest.webmanifest";

async function fromNetworkFirst(request) {
  const cache = await caches.open(cacheName);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(request);
    if (kept) return kept;
    throw error;
  }
}

async function fromCacheFirst(request) {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(request);
  if (kept) return kept;
  for (const old of await cache.keys()) {
    const sameKind =
      new URL(old.url).pathname.split(".").pop() === new URL(request.url).pathname.split(".").pop();
    if (sameKind && isHashed(new URL(old.url).pathname)) await cache.delete(old);
  }
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}

async function openConsole({ alert }) {
  const [shown] = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const place = alert ? `/#/crisis/${encodeURIComponent(alert)}` : "/";
  return shown ? shown.focus() : clients.openWindow(place);
}

/* Only an open console has the words for what comes of it; else it is opened and asks again. */
async function clicked({ action, notification }) {
  const window = await openConsole(notification.data ?? {});
  if (action === "ack") window?.postMessage({ ack: notification.data.alert });
}

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (isHashed(pathname)) event.respondWith(fromCacheFirst(event.request));
  else if (isShell(pathname)) event.respondWith(fromNetworkFirst(event.request));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(clicked(event));
});
