import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import type { Alert } from "../../client/answers.ts";
import { alertAddress } from "../addresses.ts";
import { Choices } from "../components/choices.tsx";
import { Mark, type Tone } from "../components/mark.tsx";
import { Answer } from "../components/states.tsx";
import { When } from "../components/text.tsx";
import { useLanguage } from "../language.ts";
import { Desk } from "./desk.tsx";
import { alertsQuery } from "./queries.ts";

/** How grave an alert is, as a mark. */
export const severityTones: Record<Alert["severity"], Tone> = {
  information: "unsure",
  warning: "careful",
  serious: "bad",
};

/** An authority's inbox: what the rules found, the newest first. */
export default function AlertsDesk() {
  const { t } = useLanguage();
  const [which, setWhich] = useState<"open" | "all">("open");
  return (
    <Desk name="alerts">
      {() => (
        <>
          <Choices<"open" | "all">
            legend={t("alerts.which")}
            chosen={which}
            options={(["open", "all"] as const).map((value) => ({ value, label: t(`alerts.${value}`) }))}
            onChoose={setWhich}
          />
          <Inbox open={which === "open"} />
        </>
      )}
    </Desk>
  );
}

function Inbox({ open }: { open: boolean }) {
  const { t, say } = useLanguage();
  const alerts = useQuery(alertsQuery(open));
  return (
    <Answer of={alerts}>
      {({ items, next }) =>
        items.length === 0 ? (
          <p className="quiet">{t("alerts.none")}</p>
        ) : (
          <>
            <p className="quiet small">{t("alerts.caption", { count: items.length })}</p>
            <ul className="plain-list">
              {items.map(({ id, severity, title, description, state, raisedAt }) => (
                <li key={id} className="marked">
                  <Mark tone={severityTones[severity]} />
                  <div>
                    <p>
                      <Link href={alertAddress(id)}>{say(title)}</Link>
                    </p>
                    <p>{say(description)}</p>
                    <p className="quiet small">
                      {t(`alerts.severity.${severity}`)} · {t(`alerts.state.${state}`)} · <When at={raisedAt} />
                    </p>
                  </div>
                </li>
              ))}
            </ul>
            {next !== null && <p className="quiet">{t("alerts.more")}</p>}
          </>
        )
      }
    </Answer>
  );
}
