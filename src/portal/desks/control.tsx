import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ExportPermit } from "../../client/answers.ts";
import { formWords } from "../../domain/words.ts";
import { Section } from "../components/page.tsx";
import { Answer } from "../components/states.tsx";
import { Table } from "../components/table.tsx";
import { useFormat, When } from "../components/text.tsx";
import { DryRun } from "../export-control/dry-run.tsx";
import { RulesByDay } from "../export-control/rules-by-day.tsx";
import { useLanguage } from "../language.ts";
import type { SignedIn } from "../session.ts";
import { Desk } from "./desk.tsx";
import { Steps, useNames } from "./parts.tsx";
import { permitsQuery } from "./queries.ts";

/** A regulator's: permits with what is left of them, rules by day, and what rules would have stopped. */
export default function ControlDesk() {
  const { t } = useLanguage();
  return (
    <Desk name="control">
      {(who) => (
        <>
          <Section title={t("control.permits")}>
            <Permits who={who} />
          </Section>
          <Section title={t("control.rules")} lead={t("control.rulesLead")}>
            <RulesByDay />
          </Section>
          <Section title={t("control.dryRun")} lead={t("control.dryRunLead")}>
            <DryRun country={who.country} />
          </Section>
        </>
      )}
    </Desk>
  );
}

function Permits({ who }: { who: SignedIn }) {
  const { t } = useLanguage();
  const [all, setAll] = useState(false);
  const permits = useQuery(permitsQuery(undefined, !all));
  const given = { country: who.country, validFrom: new Date().toISOString().slice(0, 10), validUntil: "+180d" };
  return (
    <>
      <div className="row row-apart">
        <Steps as="buttons" of={[["permit-granted", given]]} />
        <label className="tick">
          <input type="checkbox" checked={all} onChange={({ target }) => setAll(target.checked)} />
          {t("control.all")}
        </label>
      </div>
      <Answer of={permits}>
        {({ items }) =>
          items.length === 0 ? <p className="quiet">{t("desk.nothing")}</p> : <PermitTable items={items} who={who} />
        }
      </Answer>
    </>
  );
}

function PermitTable({ items, who }: { items: readonly ExportPermit[]; who: SignedIn }) {
  const { t, say, language } = useLanguage();
  const format = useFormat();
  const nameOf = useNames();
  return (
    <Table
      caption={t("control.permitsCaption", { count: items.length })}
      head={[
        t("control.number"),
        t("control.parties"),
        t("control.way"),
        t("control.covers"),
        t("control.leftOf"),
        t("control.until"),
        t("desk.next"),
      ]}
      rows={items.map((permit) => ({
        key: permit.statement,
        cells: [
          format.number(permit.number),
          permit.exporter === undefined ? "–" : `${nameOf(permit.exporter)} → ${nameOf(permit.consignee)}`,
          `${format.country(permit.country)} → ${format.country(permit.destination)}`,
          `${permit.elements.join(", ")} · ${permit.forms
            .map((form) => say(formWords[form]))
            .join(language === "en" ? ", " : "、")}`,
          <Left key="left" of={permit} />,
          permit.withdrawnAt === null ? (
            <When key="until" at={permit.validUntil} />
          ) : (
            <span key="until">
              {t("control.withdrawn")} <When at={permit.withdrawnAt} />
            </span>
          ),
          permit.authority === who.organisation && permit.withdrawnAt === null ? (
            <Steps key="next" of={[["permit-taken-back", { permit: permit.statement }]]} />
          ) : (
            permit.name
          ),
        ],
      }))}
    />
  );
}

/** What is left of a permit, as a figure and as a bar. */
function Left({ of: { grantedGrams, drawnGrams } }: { of: ExportPermit }) {
  const { t } = useLanguage();
  const format = useFormat();
  if (grantedGrams === undefined || drawnGrams === undefined) return <>–</>;
  const share = Math.round(((grantedGrams - drawnGrams) / grantedGrams) * 1_000) / 10;
  return (
    <span className="left">
      {t("control.leftOfAll", { left: format.mass(grantedGrams - drawnGrams), all: format.mass(grantedGrams) })}
      <span className="clock-track" aria-hidden="true">
        <span style={{ inlineSize: `${share}%` }} />
      </span>
    </span>
  );
}
