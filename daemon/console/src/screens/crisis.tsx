/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* crisis.tsx — the responder's desk: one card for each alert, nobody's first; on a phone one by one. */
import { t } from "../i18n";
import { tell, useAct } from "../notice";
import { api } from "../api";
import type { Alert } from "../nouns";
import { AlertCard } from "../parts/alert";
import { route } from "../route";
import { openAlerts } from "../state";

/* The one that a page or a note led to comes before all others. */
function inOrder(): Alert[] {
  const led = route.value.alert;
  return [...openAlerts.value].sort((a, b) => Number(b.id === led) - Number(a.id === led));
}

function NoAlerts() {
  const [busy, run] = useAct();
  const test = () =>
    run(async () => {
      await api.testPage();
      tell(t("test_page.sent"));
    });
  return (
    <div class="card rest">
      <p>
        <strong>{t("crisis.none")}</strong>
      </p>
      <p class="hint">{t("crisis.none_words")}</p>
      <button type="button" class="button" disabled={busy} onClick={test}>
        {t("test_page.do")}
      </button>
    </div>
  );
}

export function Crisis() {
  const alerts = inOrder();
  return (
    <section
      class="crisis"
      id="conversation"
      data-pane
      tabIndex={-1}
      aria-labelledby="crisis-heading"
    >
      <h1 id="crisis-heading">{t("crisis.title")}</h1>
      {alerts.length === 0 && <NoAlerts />}
      <div class="cards">
        {alerts.map((alert, i) => (
          <AlertCard
            key={alert.id}
            alert={alert}
            place={alerts.length > 1 ? t("crisis.place", { n: i + 1, of: alerts.length }) : null}
          />
        ))}
      </div>
    </section>
  );
}
