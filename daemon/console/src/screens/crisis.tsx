/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* crisis.tsx — the responder's desk: one card for each alert, nobody's first. */
import { t } from "../i18n";
import { AlertCard } from "../parts/alert";
import { openAlerts } from "../state";

export function Crisis() {
  return (
    <section
      class="crisis"
      id="conversation"
      data-pane
      tabIndex={-1}
      aria-labelledby="crisis-heading"
    >
      <h1 id="crisis-heading">{t("crisis.title")}</h1>
      {openAlerts.value.length === 0 && (
        <div class="card rest">
          <p>
            <strong>{t("crisis.none")}</strong>
          </p>
          <p class="hint">{t("crisis.none_words")}</p>
        </div>
      )}
      <div class="cards">
        {openAlerts.value.map((alert) => (
          <AlertCard key={alert.id} alert={alert} />
        ))}
      </div>
    </section>
  );
}
