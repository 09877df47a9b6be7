/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tier.tsx — a tier as a shape and a word; colour only repeats what they say. */
import { t } from "../i18n";
import type { Tier } from "../nouns";

const shapes: Record<Tier, string> = {
  steady: "M8 2.500a5.500 5.500 0 1 1 0 11 5.500 5.500 0 0 1 0-11z",
  watch: "M8 2.500L14.500 13.500H1.500z",
  high: "M8 1L15 8L8 15L1 8z",
  imminent: "M2 2h12v12H2z",
};

export function TierMark({ tier }: { tier: Tier }) {
  return (
    <span class={`tier tier-${tier}`}>
      <svg class="shape" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d={shapes[tier]} />
      </svg>
      {t(`tier.${tier}`)}
    </span>
  );
}
