/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* page.tsx — the one-time link of a page: it opens its alert's card, once, for whoever was paged. */
import { useEffect, useState } from "preact/hooks";
import { api } from "../api";
import { t } from "../i18n";
import { errorWords } from "../notice";
import { alertPath } from "../route";
import { putAlert } from "../state";
import { ApiError } from "../wire";

function whyNot(error: unknown): string {
  return error instanceof ApiError && error.code === "gone"
    ? t("page_link.used")
    : errorWords(error);
}

export function PageLink({ token }: { token: string }) {
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    api.openPage(token).then(
      (alert) => {
        putAlert(alert);
        location.replace(alertPath(alert.id));
      },
      (error) => setTrouble(whyNot(error)),
    );
  }, []);
  return (
    <section class="crisis" id="conversation" aria-label={t("nav.crisis")}>
      <div class="pause">
        <p class={trouble ? undefined : "hint"}>{trouble ?? t("loading")}</p>
        {trouble && (
          <a class="button primary" href="#/crisis">
            {t("alert.see")}
          </a>
        )}
      </div>
    </section>
  );
}
