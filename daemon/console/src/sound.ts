/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sound.ts — three short tunes made of tones: no files, no codec, nothing to load. */
import { signal } from "@preact/signals";
import { settings } from "./settings";

type Note = [frequency: number, at: number, length: number];
export type Sound = "offer" | "tick" | "alert";

const tunes: Record<Sound, Note[]> = {
  offer: [
    [523, 0, 0.22],
    [659, 0.2, 0.34],
  ],
  tick: [[330, 0, 0.12]],
  alert: [
    [523, 0, 0.25],
    [659, 0.25, 0.25],
    [880, 0.5, 0.5],
  ],
};

let audio: AudioContext | null = null;
export const soundReady = signal(false);

/* Browsers allow sound only from a person's own click or key. */
export async function unlockSound(): Promise<boolean> {
  audio ??= new AudioContext();
  audio.onstatechange = () => (soundReady.value = audio?.state === "running");
  await audio.resume().catch(() => undefined);
  soundReady.value = audio.state === "running";
  return soundReady.value;
}

function tone(context: AudioContext, [frequency, at, length]: Note, loudness: number): void {
  const start = context.currentTime + at;
  const gain = context.createGain();
  const voice = context.createOscillator();
  voice.frequency.value = frequency;
  gain.gain.setValueAtTime(0.0001, start);
  gain.gain.exponentialRampToValueAtTime(Math.max(0.001, loudness), start + 0.03);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + length);
  voice.connect(gain).connect(context.destination);
  voice.start(start);
  voice.stop(start + length);
}

export function play(sound: Sound, loudness = settings.value.volume): void {
  const context = audio;
  if (context && soundReady.value)
    tunes[sound].forEach((note) => tone(context, note, loudness * 0.5));
}

/* One after the other, for the check before a shift. */
export async function playAll(): Promise<void> {
  if (!(await unlockSound())) return;
  (["tick", "offer", "alert"] as const).forEach((sound, i) =>
    setTimeout(() => play(sound), i * 1100),
  );
}
