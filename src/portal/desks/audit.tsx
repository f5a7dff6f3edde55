import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link } from "wouter";
import { type AuditRow, type AuditSort, auditSorts } from "../../client/answers.ts";
import type { AuditFilter, AuditForm } from "../../client/filters.ts";
import { type StatementKindName, statementKinds } from "../../statements/registry.ts";
import { addresses, statementAddress } from "../addresses.ts";
import { ForSignedIn } from "../components/for-signed-in.tsx";
import { Page, Section } from "../components/page.tsx";
import { Refusal } from "../components/refusal.tsx";
import { Answer } from "../components/states.tsx";
import { Table } from "../components/table.tsx";
import { useFormat } from "../components/text.tsx";
import { useLanguage } from "../language.ts";
import { save } from "../save.ts";
import { organisationsQuery, service } from "../service.ts";
import { Short, useNames } from "./parts.tsx";
import { auditHoldsQuery, auditQuery, lastDays } from "./queries.ts";

/** A regulator's: what an organisation stated in a period, or what was stated on a route, each row to be checked against the chain. */
export default function AuditPage() {
  const { t } = useLanguage();
  return (
    <Page title={t("audit.title")} lead={t("audit.lead")}>
      <ForSignedIn>{() => <Audit />}</ForSignedIn>
    </Page>
  );
}

function Audit() {
  const { t } = useLanguage();
  const [asked, setAsked] = useState<AuditFilter>();
  return (
    <>
      <Ask onAsk={setAsked} />
      {asked !== undefined && (
        <>
          <Stated key={JSON.stringify(asked)} of={asked} />
          <Books of={asked} />
        </>
      )}
      <Section title={t("audit.holds")} lead={t("audit.holdsLead")}>
        <Holds />
      </Section>
      <p>
        <Link href={addresses.oversight}>{t("audit.toOversight")}</Link>
      </p>
    </>
  );
}

function Ask({ onAsk }: { onAsk(filter: AuditFilter): void }) {
  const { t } = useLanguage();
  const { data = [] } = useQuery(organisationsQuery);
  const { from, to } = lastDays(92);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const given = [...form]
      .map(([name, value]) => [name, String(value).trim()])
      .filter(([, value]) => value !== "")
      .map(([name, value]) => [name, routeNames.includes(String(name)) ? String(value).toUpperCase() : value]);
    onAsk(Object.fromEntries(given) as AuditFilter);
  };
  return (
    <form className="form-fields" onSubmit={submit}>
      <div className="row">
        <Day name="from" value={from} />
        <Day name="to" value={to} />
      </div>
      <div className="field">
        <label htmlFor="organisation">{t("audit.organisation")}</label>
        <select id="organisation" name="organisation" defaultValue="">
          <option value="">{t("audit.everybody")}</option>
          {data.map(({ address, name }) => (
            <option key={address} value={address}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <fieldset className="row">
        <legend>{t("audit.route")}</legend>
        {(["leaves", "passes", "reaches"] as const).map((name) => (
          <div key={name} className="field letters">
            <label htmlFor={name}>{t(`audit.${name}`)}</label>
            <input id={name} name={name} maxLength={2} pattern="[A-Za-z]{2}" autoComplete="off" spellCheck={false} />
          </div>
        ))}
      </fieldset>
      <p className="quiet small">{t("audit.routeNote")}</p>
      <div>
        <button type="submit" className="button">
          {t("audit.show")}
        </button>
      </div>
    </form>
  );
}

/** What checks the file. */
const command = "ytterby audit verify audit.csv";

const routeNames: readonly string[] = ["leaves", "passes", "reaches"];

function Day({ name, value }: { name: "from" | "to"; value: string }) {
  const { t } = useLanguage();
  return (
    <div className="field narrow">
      <label htmlFor={name}>{t(`audit.${name}`)}</label>
      <input id={name} name={name} type="date" defaultValue={value} required />
    </div>
  );
}

function Stated({ of }: { of: AuditFilter }) {
  const { t } = useLanguage();
  const rows = useInfiniteQuery(auditQuery(of));
  return (
    <Section title={t("audit.rows")} lead={t("audit.rowsLead")}>
      <Answer of={rows}>
        {({ pages }) => {
          const found = pages.flatMap(({ items }) => items);
          return (
            <>
              {found.length === 0 && !rows.hasNextPage ? (
                <p className="quiet">{t("desk.nothing")}</p>
              ) : (
                <Rows rows={found} caption={t("audit.caption", { count: found.length })} />
              )}
              {rows.hasNextPage && (
                <div>
                  <button
                    type="button"
                    className="button button-quiet"
                    disabled={rows.isFetchingNextPage}
                    onClick={() => void rows.fetchNextPage()}
                  >
                    {t("verify.more")}
                  </button>
                </div>
              )}
              <Exports of={of} />
            </>
          );
        }}
      </Answer>
    </Section>
  );
}

function Rows({ rows, caption }: { rows: readonly AuditRow[]; caption: string }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const nameOf = useNames();
  return (
    <Table
      caption={caption}
      head={[
        t("statement.time"),
        t("desk.says"),
        t("audit.by"),
        { number: t("statement.block") },
        t("statement.id"),
        t("statement.transaction"),
      ]}
      rows={rows.map(({ digest, kind, organisation, timestamp, blockNumber, transactionHash }) => ({
        key: digest,
        cells: [
          format.moment(timestamp),
          say(statementKinds[kind as StatementKindName].title),
          nameOf(organisation),
          format.number(blockNumber),
          <Link key="digest" href={statementAddress(digest)}>
            <Short hash={digest} />
          </Link>,
          <Short key="transaction" hash={transactionHash} />,
        ],
      }))}
    />
  );
}

function Exports({ of }: { of: AuditFilter }) {
  const { t } = useLanguage();
  return (
    <div className="stack stack-close">
      <Save name="audit" labelOf={(form) => t(`audit.${form}`)} write={(form) => service.auditStatementsAs(form, of)} />
      <p className="quiet small">
        {t("audit.verify")} <code>{command}</code>
      </p>
    </div>
  );
}

/** What was done at the border and by governance in the same days: whole files, each of which can be checked like the statements. */
function Books({ of: { from, to, organisation } }: { of: AuditFilter }) {
  const { t } = useLanguage();
  // Permits have two parties, and acts none that states them.
  const spanOf = (sort: AuditSort) =>
    organisation !== undefined && (sort === "challenges" || sort === "findings")
      ? { from, to, organisation }
      : { from, to };
  return (
    <Section title={t("audit.books")} lead={t("audit.booksLead")}>
      {auditSorts.map((sort) => (
        <Save
          key={sort}
          name={sort}
          labelOf={(form) => t("audit.saveBook", { book: t(`audit.sorts.${sort}`), form: formNames[form] })}
          write={(form) => service.auditAs(sort, form, spanOf(sort))}
        />
      ))}
    </Section>
  );
}

const formNames: Record<AuditForm, string> = { csv: "CSV", ndjson: "JSON" };

interface SaveProps {
  /** Name of the file, without its ending. */
  name: string;
  labelOf(form: AuditForm): string;
  write(form: AuditForm): AsyncGenerator<Uint8Array>;
}

/** A button for each form that a file can have. */
function Save({ name, labelOf, write }: SaveProps) {
  const saving = useMutation({ mutationFn: (form: AuditForm) => save(`${name}.${form}`, write(form)) });
  return (
    <>
      <div className="row">
        {(["csv", "ndjson"] as const).map((form) => (
          <button
            key={form}
            type="button"
            className="button button-quiet"
            disabled={saving.isPending}
            onClick={() => saving.mutate(form)}
          >
            {labelOf(form)}
          </button>
        ))}
      </div>
      {saving.isError && <Refusal error={saving.error} />}
    </>
  );
}

function Holds() {
  const { t } = useLanguage();
  const holds = useQuery(auditHoldsQuery);
  return (
    <Answer of={holds}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="quiet">{t("desk.nothing")}</p>
        ) : (
          <Rows rows={items} caption={t("audit.holdsCaption", { count: items.length })} />
        )
      }
    </Answer>
  );
}
