/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rest.tsx — after a hard conversation no offer comes for a while. Only the peer may want it shorter. */
import { useEffect } from "preact/hooks";
import { api } from "../api";
import { clock, t } from "../i18n";
import { tell, useAct } from "../notice";
import { alerts, me, mine, now, setMe } from "../state";

/* It begins when a conversation or an alert ends, and nobody else is told of it. */
function useOwnRest(): void {
  useEffect(() => {
    api.me().then(setMe, () => undefined);
  }, [mine.value.length, alerts.value.size]);
}

export function Rest() {
  const [busy, run] = useAct();
  useOwnRest();
  const until = me.value?.resting_until;
  if (!until || Date.parse(until) <= now.value) return null;
  const end = () =>
    run(async () => {
      await api.endRest();
      setMe(await api.me());
      tell(t("rest.ended"));
    });
  return (
    <div class="card rest">
      <p>
        <strong>{t("rest.title", { time: clock(until) })}</strong>
      </p>
      <p class="hint">{t("rest.words")}</p>
      <button type="button" class="button" disabled={busy} onClick={end}>
        {t("rest.end")}
      </button>
    </div>
  );
}
