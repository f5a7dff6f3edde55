import { useQuery } from "@tanstack/react-query";
import { attestationKindWords } from "../../domain/words.ts";
import { Mark } from "../components/mark.tsx";
import { Section } from "../components/page.tsx";
import { Answer } from "../components/states.tsx";
import { Table } from "../components/table.tsx";
import { useFormat, When } from "../components/text.tsx";
import { useLanguage } from "../language.ts";
import { organisationQuery } from "../service.ts";
import type { SignedIn } from "../session.ts";
import { Desk } from "./desk.tsx";
import { DocumentLink } from "./documents.tsx";
import { Examinations, LotName, StatedBy, Steps } from "./parts.tsx";
import { openLotsQuery, schemesQuery } from "./queries.ts";
import { type Candidate, type Scheme, type SchemeCheck, schemeChecks } from "./scheme-checks.ts";

/** A certifier's queue: declarations that it may certify, with what was found of them. */
export default function CertificationDesk() {
  const { t } = useLanguage();
  return (
    <Desk name="certification">
      {(who) => (
        <>
          <Section title={t("desk.queue")} lead={t("desk.queueLead")}>
            <Queue who={who} />
          </Section>
          <Section title={t("desk.stated")}>
            <StatedBy organisation={who.organisation} days={92} />
          </Section>
        </>
      )}
    </Desk>
  );
}

function Queue({ who }: { who: SignedIn }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const lots = useQuery(openLotsQuery());
  const own = useQuery(organisationQuery(who.organisation));
  const schemes = useQuery(schemesQuery);
  const [accredited] = own.data?.accreditations ?? [];
  return (
    <Answer of={lots}>
      {(found) => {
        // A producer may have named who alone certifies a lot.
        const open = found.filter(({ details: { content } }) => [null, who.organisation].includes(content.certifier));
        if (open.length === 0) return <p className="quiet">{t("desk.nothing")}</p>;
        return (
          <Table
            caption={t("desk.queue")}
            head={[
              t("desk.lot"),
              { number: t("lot.mass") },
              t("desk.declared"),
              t("desk.examined"),
              t("desk.asked"),
              t("desk.next"),
            ]}
            rows={open.map(({ lot, details, examinations }) => {
              const scheme = String(lot.scheme ?? accredited?.scheme ?? "");
              const terms = schemes.data?.items.find((each) => String(each.scheme) === scheme);
              const { documents } = details.content;
              return {
                key: lot.id,
                cells: [
                  <LotName key="lot" lot={lot} withProducer />,
                  format.mass(lot.massGrams),
                  <When key="at" at={lot.declaredAt} />,
                  <div key="found" className="stack stack-close">
                    <Examinations of={examinations} />
                    {documents !== null && <DocumentLink hash={documents} name={t("desk.ofLot")} />}
                    {examinations.map(({ statement, evidence, kind }) => (
                      <DocumentLink key={statement} hash={evidence} name={say(attestationKindWords[kind])} />
                    ))}
                  </div>,
                  terms === undefined ? (
                    "–"
                  ) : (
                    <Asked
                      key="asked"
                      terms={terms}
                      of={{ producer: lot.producer, content: details.content, examinations }}
                    />
                  ),
                  <Steps
                    key="next"
                    of={[
                      ["issued", { lot: lot.id, scheme, validUntil: "+180d" }],
                      ["rejected", { lot: lot.id, scheme }],
                    ]}
                  />,
                ],
              };
            })}
          />
        );
      }}
    </Answer>
  );
}

/** What the scheme asks for and the lot does not meet yet; the others on demand. */
function Asked({ terms, of }: { terms: Scheme; of: Candidate }) {
  const { t, say } = useLanguage();
  const checks = schemeChecks(terms, of, Math.floor(Date.now() / 1_000));
  const [met, open] = [checks.filter(({ isMet }) => isMet), checks.filter(({ isMet }) => !isMet)];
  const list = (those: readonly SchemeCheck[]) => (
    <ul className="plain">
      {those.map((check) => (
        <li key={check.of === "examination" ? check.kind : check.of}>
          <Mark tone={check.isMet ? "good" : "bad"} />{" "}
          {check.of === "examination"
            ? t(`asked.examination-${check.isMet}`, { kind: say(attestationKindWords[check.kind]) })
            : t(`asked.${check.of}-${check.isMet}`)}
        </li>
      ))}
    </ul>
  );
  return (
    <div className="stack stack-close">
      <span className="quiet small">{terms.name}</span>
      {open.length > 0 && list(open)}
      <details>
        <summary>{t("asked.met", { met: met.length, count: checks.length })}</summary>
        {list(met)}
      </details>
    </div>
  );
}
