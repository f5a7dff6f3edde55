import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { Consignment, LotSummary, Stated } from "../../client/answers.ts";
import type { AttestationKind, Outcome } from "../../domain/attestation.ts";
import { attestationKindWords, consignmentStatusWords, formWords, outcomeWords } from "../../domain/words.ts";
import type { CaseStep } from "../../statements/cases.ts";
import type { Doing, Moving } from "../../statements/deeds.ts";
import { lotAddress, newStatementAddress, statementAddress } from "../addresses.ts";
import { Mark, type Tone } from "../components/mark.tsx";
import { Answer } from "../components/states.tsx";
import { Table } from "../components/table.tsx";
import { useFormat, When } from "../components/text.tsx";
import { useLanguage } from "../language.ts";
import type { en } from "../messages/en.ts";
import { organisationsQuery } from "../service.ts";
import { consignmentsQuery, statedByQuery } from "./queries.ts";

/** What may be stated of something: in the words of what is done, and with what is known of it already, by its fields. */
export type Step = readonly [
  does: (Moving | Doing | CaseStep) & keyof typeof en.step,
  given: Readonly<Record<string, string>>,
];

/** Leads to statements about something, with what is known of them filled in. @param as How they look: `buttons` where they are what a page is for. */
export function Steps({ of, as = "links" }: { of: readonly Step[]; as?: "links" | "buttons" }) {
  const { t } = useLanguage();
  return (
    <span className={as === "buttons" ? "row" : "steps"}>
      {of.map(([does, given]) => {
        const href = newStatementAddress(does, given);
        return (
          <Link key={href} href={href} className={as === "buttons" ? "button button-quiet" : undefined}>
            {t(`step.${does}`)}
          </Link>
        );
      })}
    </span>
  );
}

/** A lot's number, form and producer. */
export function LotName({ lot, withProducer = false }: { lot: LotSummary; withProducer?: boolean }) {
  const { say } = useLanguage();
  return (
    <>
      <Link href={lotAddress(lot.id)}>{lot.lotNumber}</Link>{" "}
      <span className="quiet small">
        {say(formWords[lot.form])}
        {withProducer && ` · ${lot.producerName}`}
      </span>
    </>
  );
}

const tones: Record<Outcome, Tone> = { conforms: "good", "does-not-conform": "bad", inconclusive: "unsure" };

/** What was found of a lot so far, each with its mark. */
export function Examinations({ of }: { of: readonly { kind: string; outcome: string }[] }) {
  const { t, say } = useLanguage();
  if (of.length === 0) return <span className="quiet">{t("desk.notExamined")}</span>;
  return (
    <ul className="plain">
      {of.map(({ kind, outcome }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they never change their order.
        <li key={index}>
          <Mark tone={tones[outcome as Outcome]} /> {say(attestationKindWords[kind as AttestationKind])}:{" "}
          {say(outcomeWords[outcome as Outcome])}
        </li>
      ))}
    </ul>
  );
}

/** The name of an organisation, as far as it is known. */
export function useNames(): (address: string | null | undefined) => string {
  const { data = [] } = useQuery(organisationsQuery);
  return (address) => data.find((each) => each.address === address)?.name ?? address ?? "–";
}

/** Consignments that are under way, or wait for somebody. @param steps What may be stated of each. */
export function Consignments(props: {
  of: Parameters<typeof consignmentsQuery>[0];
  caption: string;
  wanted(consignment: Consignment): boolean;
  steps(consignment: Consignment): readonly Step[];
}) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const nameOf = useNames();
  const consignments = useQuery(consignmentsQuery(props.of));
  return (
    <Answer of={consignments}>
      {(found) => {
        const rows = found.filter(props.wanted);
        if (rows.length === 0) return <p className="quiet">{t("desk.nothing")}</p>;
        return (
          <Table
            caption={props.caption}
            head={[
              t("desk.sent"),
              t("desk.from"),
              t("desk.to"),
              { number: t("lot.mass") },
              t("custody.state"),
              t("desk.next"),
            ]}
            rows={rows.map((each) => ({
              key: each.id,
              cells: [
                <When key="sent" at={each.dispatchedAt} />,
                `${nameOf(each.sender)}, ${format.country(each.fromCountry)}`,
                <To key="to" name={nameOf(each.recipient)} of={each} />,
                format.mass((each.lines ?? []).reduce((sum, { sentGrams }) => sum + BigInt(sentGrams), 0n)),
                say(consignmentStatusWords[each.status]),
                <Steps key="next" of={props.steps(each)} />,
              ],
            }))}
          />
        );
      }}
    </Answer>
  );
}

function To({ name, of: { toCountry, route = [], routeChanges = [] } }: { name: string; of: Consignment }) {
  const { t } = useLanguage();
  const format = useFormat();
  return (
    <>
      {name}, {format.country(toCountry)}
      {route.length > 0 && (
        <span className="quiet small"> {t("desk.via", { countries: format.countries(route) })}</span>
      )}
      {routeChanges.length > 0 && <RouteChanges of={routeChanges} />}
    </>
  );
}

/** How the route of a consignment was changed, each change with its statement, and where no permit covered what it carries. */
export function RouteChanges({ of }: { of: NonNullable<Consignment["routeChanges"]> }) {
  const { t } = useLanguage();
  const format = useFormat();
  return (
    <ul className="plain small">
      {of.map(({ statement, route, statedAt, unpermitted }) => (
        <li key={statement}>
          <Link href={statementAddress(statement)}>
            {route.length === 0
              ? t("desk.reroutedDirect", { day: format.day(statedAt) })
              : t("desk.rerouted", { day: format.day(statedAt), countries: format.countries(route) })}
          </Link>
          {unpermitted.map(({ country, rule }) => (
            <span key={country}>
              {" "}
              <Mark tone="bad" /> {t("desk.unpermitted", { country: format.country(country), rule })}
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}

/** Statements of an organisation, each with its digest, block and transaction. */
export function StatedBy({ organisation, days }: { organisation: string; days: number }) {
  const { t } = useLanguage();
  const stated = useQuery(statedByQuery(organisation, days));
  return (
    <Answer of={stated}>
      {(items) =>
        items.length === 0 ? <p className="quiet">{t("desk.nothing")}</p> : <StatedTable items={items.slice(0, 100)} />
      }
    </Answer>
  );
}

/** The beginning of a hash; all of it on demand. */
export function Short({ hash }: { hash: string }) {
  return (
    <span className="hash one-line" translate="no" title={hash}>
      {hash.slice(0, 10)}…
    </span>
  );
}

function StatedTable({ items }: { items: readonly Stated[] }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  return (
    <Table
      caption={t("desk.newestFirst")}
      head={[
        t("statement.time"),
        t("desk.says"),
        { number: t("statement.block") },
        t("statement.id"),
        t("statement.transaction"),
      ]}
      rows={items.map((item) => ({
        key: item.digest,
        cells: [
          format.moment(item.timestamp),
          <span key="says" className="sentence">
            {"description" in item && item.description !== undefined ? say(item.description) : item.kind}
          </span>,
          format.number(item.blockNumber),
          <Link key="digest" href={statementAddress(item.digest)}>
            <Short hash={item.digest} />
          </Link>,
          <Short key="transaction" hash={item.transactionHash} />,
        ],
      }))}
    />
  );
}
