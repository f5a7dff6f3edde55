import { useMutation, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Link } from "wouter";
import type { Balance as Books } from "../../client/answers.ts";
import { formWords, movementWords, roleWords } from "../../domain/words.ts";
import { addresses } from "../addresses.ts";
import { onDemand } from "../components/on-demand.tsx";
import { Section } from "../components/page.tsx";
import { Refusal } from "../components/refusal.tsx";
import { Answer } from "../components/states.tsx";
import { Table } from "../components/table.tsx";
import { Hash, useFormat } from "../components/text.tsx";
import { WhenSeen } from "../components/when-seen.tsx";
import { useLanguage } from "../language.ts";
import { save } from "../save.ts";
import { organisationQuery, organisationsQuery, service } from "../service.ts";
import { Desk } from "./desk.tsx";
import { streamsOf } from "./flow-model.ts";
import { StatedBy } from "./parts.tsx";
import { balanceQuery, flowRecordQuery, lastDays } from "./queries.ts";
import { Quotas } from "./stock.tsx";

const FlowDiagram = onDemand(() => import("./flow-diagram.tsx"));

/** A regulator's: who takes part, what each has been granted, and books that close. */
export default function OversightDesk() {
  const { t } = useLanguage();
  const [organisation, setOrganisation] = useState<string>();
  const about = useRef<HTMLDivElement>(null);
  const choose = (address: string) => {
    setOrganisation(address);
    // What was asked for stands below the list.
    about.current?.focus();
    about.current?.scrollIntoView();
  };
  return (
    <Desk name="oversight">
      {(who) => (
        <>
          <p>
            <Link href={addresses.audit}>{t("audit.toAudit")}</Link>
          </p>
          <Section title={t("desk.participants")}>
            <Participants chosen={organisation} onChoose={choose} />
          </Section>
          <div ref={about} tabIndex={-1} className="stack stack-wide">
            <OneOrganisation key={organisation} organisation={organisation ?? who.organisation} />
          </div>
        </>
      )}
    </Desk>
  );
}

function Participants({ chosen, onChoose }: { chosen: string | undefined; onChoose(address: string): void }) {
  const { t, say, language } = useLanguage();
  const format = useFormat();
  const organisations = useQuery(organisationsQuery);
  return (
    <Answer of={organisations}>
      {(found) => (
        <Table
          caption={t("desk.participantsCaption", { count: found.length })}
          head={[t("desk.name"), t("custody.place"), t("desk.roles"), t("lineage.status")]}
          rows={found.map(({ address, name, country, roles, status }) => ({
            key: address,
            cells: [
              <button
                key="look"
                type="button"
                className="link"
                aria-pressed={address === chosen}
                onClick={() => onChoose(address)}
              >
                {name}
              </button>,
              format.country(country),
              roles.map((role) => say(roleWords[role])).join(language === "en" ? ", " : "、"),
              t(`desk.standing.${status}`),
            ],
          }))}
        />
      )}
    </Answer>
  );
}

/** Grants, books and statements of one organisation. */
function OneOrganisation({ organisation }: { organisation: string }) {
  const { t } = useLanguage();
  const [month, setMonth] = useState(() => new Date().toISOString().slice(0, 7));
  const details = useQuery(organisationQuery(organisation));
  return (
    <Answer of={details}>
      {({ name, accreditations }) => (
        <>
          <Section title={t("desk.grants", { name })}>
            {accreditations.length > 0 && (
              <p>{t("desk.schemes", { schemes: accreditations.map(({ scheme }) => scheme).join(", ") })}</p>
            )}
            <Quotas organisation={organisation} />
          </Section>
          <Section title={t("desk.books", { name })} lead={t("desk.booksLead")}>
            <div className="field narrow">
              <label htmlFor="month">{t("desk.month")}</label>
              <input
                id="month"
                type="month"
                value={month}
                required
                onChange={({ target }) => target.validity.valid && setMonth(target.value)}
              />
            </div>
            <Balance organisation={organisation} month={month} />
            <FlowRecord organisation={organisation} month={month} />
          </Section>
          <Section title={t("desk.statements", { name })}>
            <Export organisation={organisation} />
            <StatedBy organisation={organisation} days={92} />
          </Section>
        </>
      )}
    </Answer>
  );
}

function Balance({ organisation, month }: { organisation: string; month: string }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const balance = useQuery(balanceQuery(organisation, month));
  return (
    <Answer of={balance}>
      {({ rows = [] }) =>
        rows.length === 0 ? (
          <p className="quiet">{t("desk.nothing")}</p>
        ) : (
          <>
            <Flows rows={rows} />
            <Table
              caption={t("desk.balance")}
              head={[
                t("composition.element"),
                t("lot.form"),
                { number: t("desk.opening") },
                { number: t("desk.in") },
                { number: t("desk.out") },
                { number: t("desk.loss") },
                { number: t("desk.closing") },
              ]}
              rows={rows.map((row) => ({
                key: `${row.element}-${row.form}-${row.site}`,
                cells: [
                  row.element,
                  row.form === null ? t("desk.account") : say(formWords[row.form]),
                  ...[
                    row.openingNanograms,
                    row.inNanograms,
                    row.outNanograms,
                    row.lossNanograms,
                    row.closingNanograms,
                  ].map((amount) => format.nanograms(BigInt(amount))),
                ],
              }))}
            />
          </>
        )
      }
    </Answer>
  );
}

/** What flows through, of one element. */
function Flows({ rows }: { rows: NonNullable<Books["rows"]> }) {
  const { t } = useLanguage();
  const [chosen, setChosen] = useState<string>();
  const elements = [...new Set(rows.map(({ element }) => element))];
  const element = elements.find((each) => each === chosen) ?? elements.find((each) => each === "Nd") ?? elements[0];
  const streams = streamsOf(rows, element ?? "");
  return (
    <>
      <div className="field narrow">
        <label htmlFor="element">{t("composition.element")}</label>
        <select id="element" value={element} onChange={({ target }) => setChosen(target.value)}>
          {elements.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </div>
      {streams.length > 0 && (
        <WhenSeen>
          <FlowDiagram streams={streams} label={t("desk.flows", { element })} />
        </WhenSeen>
      )}
    </>
  );
}

function FlowRecord({ organisation, month }: { organisation: string; month: string }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const record = useQuery(flowRecordQuery(organisation, month));
  return (
    <Answer of={record}>
      {({ lines = [], recordHash, isClosed }) => (
        <>
          {lines.length > 0 && (
            <Table
              caption={t("desk.flowRecord", { count: lines.length })}
              head={[t("statement.time"), t("desk.movement"), t("desk.lot"), { number: t("lot.mass") }]}
              rows={lines.slice(0, 100).map(({ statement, lot, lotNumber, kind, grams, enteredAt }) => ({
                key: `${statement}-${lot}-${kind}`,
                cells: [format.moment(enteredAt), say(movementWords[kind]), lotNumber, format.mass(grams)],
              }))}
            />
          )}
          <p className="quiet small">
            {t(isClosed ? "desk.closed" : "desk.notClosed")} {recordHash !== undefined && <Hash value={recordHash} />}
          </p>
        </>
      )}
    </Answer>
  );
}

function Export({ organisation }: { organisation: string }) {
  const { t } = useLanguage();
  const saving = useMutation({
    mutationFn: () => save("statements.csv", service.statementsAsCsv({ ...lastDays(366), organisation })),
  });
  return (
    <div className="stack stack-close">
      <div>
        <button
          type="button"
          className="button button-quiet"
          disabled={saving.isPending}
          onClick={() => saving.mutate()}
        >
          {t("desk.csv")}
        </button>
      </div>
      {saving.isError && <Refusal error={saving.error} />}
    </div>
  );
}
