import { useQuery } from "@tanstack/react-query";
import { attestationKinds } from "../../domain/attestation.ts";
import { Section } from "../components/page.tsx";
import { Answer } from "../components/states.tsx";
import { Table } from "../components/table.tsx";
import { useFormat, When } from "../components/text.tsx";
import { useLanguage } from "../language.ts";
import { Desk } from "./desk.tsx";
import { Examinations, LotName, StatedBy, Steps } from "./parts.tsx";
import { openLotsQuery } from "./queries.ts";

/** What every scheme asks a laboratory for. */
const [composed, weighed] = attestationKinds;

/** A laboratory's: lots that nobody has assayed or weighed yet, and what it found itself. */
export default function ExaminationsDesk() {
  const { t } = useLanguage();
  return (
    <Desk name="examinations">
      {(who) => (
        <>
          <Section title={t("desk.toExamine")}>
            <Waiting country={who.country} />
          </Section>
          <Section title={t("desk.stated")}>
            <StatedBy organisation={who.organisation} days={92} />
          </Section>
        </>
      )}
    </Desk>
  );
}

function Waiting({ country }: { country: string }) {
  const { t } = useLanguage();
  const format = useFormat();
  const lots = useQuery(openLotsQuery());
  return (
    <Answer of={lots}>
      {(found) => {
        const open = found.filter(({ examinations }) => {
          const done = examinations.map(({ kind }) => kind);
          return !done.includes(composed) || !done.includes(weighed);
        });
        if (open.length === 0) return <p className="quiet">{t("desk.nothing")}</p>;
        return (
          <Table
            caption={t("desk.toExamine")}
            head={[t("desk.lot"), { number: t("lot.mass") }, t("desk.declared"), t("desk.examined"), t("desk.next")]}
            rows={open.map(({ lot, examinations }) => ({
              key: lot.id,
              cells: [
                <LotName key="lot" lot={lot} withProducer />,
                format.mass(lot.massGrams),
                <When key="at" at={lot.declaredAt} />,
                <Examinations key="found" of={examinations} />,
                <Steps
                  key="next"
                  of={[
                    ["examined", { lot: lot.id, country, composition: "" }],
                    ["examined", { lot: lot.id, country, kind: weighed }],
                  ]}
                />,
              ],
            }))}
          />
        );
      }}
    </Answer>
  );
}
