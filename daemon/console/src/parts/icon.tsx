/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* icon.tsx — small drawings beside words. Never alone: a name stands next to each or on its button. */

const paths = {
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  down: "M6 9l6 6 6-6",
  newest: "M12 5v14M6 13l6 6 6-6",
  desk: "M4 5h16v11H9l-5 4z",
  crisis: "M12 4l9 16H3zM12 10v4M12 17v.5",
  note: "M5 4h14v10l-6 6H5zM13 20v-6h6M8 8h8M8 12h5",
  team: "M9 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM3 19a6 6 0 0 1 12 0M16 6a3 3 0 0 1 0 5M17.500 13.500A6 6 0 0 1 21 19",
  directory: "M5 4h12a2 2 0 0 1 2 2v14H7a2 2 0 0 1-2-2zM5 18a2 2 0 0 1 2-2h12M9 8h6",
  more: "M4.500 12h1M11.500 12h1M18.500 12h1",
  check: "M5 13l4 4L19 7",
  up: "M6 15l6-6 6 6",
  plus: "M12 5v14M5 12h14",
  hand: "M12 21a7 7 0 0 1-7-7V9m7 12a7 7 0 0 0 7-7V7m-14 5V8m3.5 3V5m3.5 6V4m3.5 7V5.500",
  bell: "M6 16V11a6 6 0 0 1 12 0v5l1.500 2h-15zM10 21h4",
  search: "M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l4 4",
  list: "M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01",
  about: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 11v5M12 8v.01",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
