import { useQuery } from "@tanstack/react-query";
import { useLocation, useSearch } from "wouter";
import type { Consignment } from "../../client/answers.ts";
import type { Address } from "../../domain/hex.ts";
import { addresses, besideParameter } from "../addresses.ts";
import { FindingCard } from "../border/finding-card.tsx";
import { LotCase } from "../border/lot-case.tsx";
import { borderQuery, readReference } from "../border/search.ts";
import { Seizures } from "../border/seizures.tsx";
import { AnswerBox } from "../components/answer-box.tsx";
import { Section } from "../components/page.tsx";
import { SearchForm } from "../components/search-form.tsx";
import { Answer } from "../components/states.tsx";
import { useLanguage } from "../language.ts";
import { ScanInstead } from "../scan/scan-instead.tsx";
import type { SignedIn } from "../session.ts";
import { Desk } from "./desk.tsx";
import { Consignments, StatedBy, Steps } from "./parts.tsx";
import { seizuresQuery } from "./queries.ts";

/** Customs': what stands behind a container or a paper, consignments that leave or reach its country, and what it found itself. */
export default function BorderDesk() {
  const { t } = useLanguage();
  const typed = new URLSearchParams(useSearch()).get("q") ?? "";
  return (
    <Desk name="border">
      {(who) => (
        <>
          <Search key={typed} typed={typed} />
          {typed !== "" && <Found key={`found ${typed}`} typed={typed} who={who} />}
          <Section title={t("desk.underWay")}>
            <Consignments
              of={{ country: who.country }}
              caption={t("desk.underWay")}
              wanted={({ status }) => status === "on-the-road" || status === "refused"}
              steps={({ id, lines = [] }) => {
                const [first] = lines;
                const about = { lot: first?.lot ?? "", country: who.country, quantity: "0" };
                return [
                  ["examined", { ...about, kind: "clearance" }],
                  ["finding-recorded", { country: who.country, [besideParameter]: id }],
                  ["held", { consignment: id, country: about.country, until: "+30d" }],
                ];
              }}
            />
          </Section>
          <SeizedBy who={who} />
          <Section title={t("desk.stated")}>
            <StatedBy organisation={who.organisation} days={92} />
          </Section>
        </>
      )}
    </Desk>
  );
}

/** What the officer's organisation has seized and not given back. */
function SeizedBy({ who }: { who: SignedIn }) {
  const { t } = useLanguage();
  const { data: seized = [] } = useQuery(seizuresQuery({ authority: who.organisation as Address }));
  if (seized.length === 0) return null;
  return (
    <Section title={t("border.seizedByYou")}>
      <Seizures of={seized} who={who} withLot />
    </Section>
  );
}

/** A number is typed or scanned. */
function Search({ typed }: { typed: string }) {
  const { t, say } = useLanguage();
  const [, go] = useLocation();
  const read = readReference(typed);
  const fault = typed !== "" && read !== undefined && "fault" in read ? read.fault : undefined;
  const ask = (text: string) => go(`${addresses.border}?${new URLSearchParams({ q: text })}`);
  return (
    <div className="stack">
      <SearchForm
        label={t("border.label")}
        go={t("border.go")}
        typed={typed}
        inCapitals
        fault={fault && <p className="fault">{say(fault)}</p>}
        note={t("border.note")}
        onAsk={ask}
      />
      <ScanInstead onRead={ask} />
    </div>
  );
}

/** What stands behind a number: findings, then each lot with all that an officer decides by. */
function Found({ typed, who }: { typed: string; who: SignedIn }) {
  const { t } = useLanguage();
  const found = useQuery(borderQuery(typed, who.country));
  const read = readReference(typed);
  const reference = read !== undefined && "reference" in read ? read.reference : undefined;
  // What turned out to be a seal is recorded as one.
  const toRecord = ([sealed]: readonly Consignment[], [lot]: readonly string[]) => {
    const beside = sealed?.id ?? lot;
    return {
      ...(sealed === undefined
        ? { referenceKind: reference?.kind ?? "", referenceNumber: reference?.number ?? "" }
        : { seal: typed }),
      country: who.country,
      ...(beside !== undefined && { [besideParameter]: beside }),
    };
  };
  return (
    <Section title={t("border.found", { number: typed })}>
      <Answer of={found}>
        {({ findings, consignments, lots }) => (
          <div className="stack stack-wide">
            {findings.length + lots.length === 0 && (
              <AnswerBox tone="unsure" level={3} sentence={t("border.nothing")} detail={t("border.nothingHelp")} />
            )}
            {reference !== undefined && (
              <Steps as="buttons" of={[["finding-recorded", toRecord(consignments, lots)]]} />
            )}
            {consignments.length > 0 && <p>{t("border.behindSeal", { count: consignments.length })}</p>}
            {findings.map((each) => (
              <FindingCard key={each.statement} finding={each} who={who} lots={lots} />
            ))}
            {lots.map((lot) => (
              <LotCase key={lot} lot={lot} who={who} findings={findings} />
            ))}
          </div>
        )}
      </Answer>
    </Section>
  );
}
