/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* place.tsx — a place of the directory, as it is shown in several screens: marks, and its texts. */
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../api";
import { t, tn } from "../i18n";
import { Icon } from "./icon";
import type { ListText, Place, Resource } from "../nouns";

const previewAfter = 400;

/* Whatever should make somebody look at it, in words. */
export function Marks({ place }: { place: Resource }) {
  const marks = [
    !place.active && t("entry.off"),
    place.reported && t("entry.reported"),
    place.phone_changed && t("entry.phone_changed"),
    place.waiting.length > 0 && t("entry.waiting"),
    place.gone && t("entry.gone"),
    place.active && place.stale && t("entry.stale"),
  ].filter(Boolean);
  return (
    <>
      {marks.map((mark, i) => (
        <span key={i} class="mark">
          {mark}
        </span>
      ))}
    </>
  );
}

/* Focus goes here when a place is opened, and when writing begins or ends. */
export function PlaceHead({ words, writing }: { words: string; writing?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [writing]);
  return (
    <header class="entry-head">
      <a class="button quiet square entry-back" href="#/directory" aria-label={t("entry.back")}>
        <Icon name="back" />
      </a>
      <h1 id="entry-heading" ref={heading} tabIndex={-1} dir="auto">
        {words}
      </h1>
    </header>
  );
}

/* The exact texts: a list with nothing else on it, and what whoever chooses it is told. */
function usePreview(place: Place): ListText[] {
  const [texts, setTexts] = useState<ListText[]>([]);
  const { label, expect, call, text, url } = place;
  useEffect(() => {
    let current = true;
    const look = async () => {
      const preview = label.trim() ? await api.previewEntry(place) : { texts: [] };
      if (current) setTexts(preview.texts);
    };
    const timer = setTimeout(() => void look().catch(() => undefined), texts.length ? previewAfter : 0);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [label, expect, call, text, url]);
  return texts;
}

export function PlacePreview({ place }: { place: Place }) {
  const texts = usePreview(place);
  return (
    <section class="stack small-gap" aria-labelledby="preview-heading">
      <h2 id="preview-heading">{t("entry.preview")}</h2>
      {texts.length === 0 && <p class="empty">{t("entry.preview_none")}</p>}
      <div class="entry-texts">
        {texts.map((text, i) => (
          <figure key={i}>
            <figcaption class="hint">
              {t(i === 0 ? "entry.preview_list" : "entry.preview_chosen")} ·{" "}
              {tn("composer.texts", text.segments)}
            </figcaption>
            <p class="words" dir="auto">
              {text.body}
            </p>
          </figure>
        ))}
      </div>
    </section>
  );
}
