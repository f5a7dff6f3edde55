import { useQuery } from "@tanstack/react-query";
import { Section } from "../components/page.tsx";
import { Answer } from "../components/states.tsx";
import { Table } from "../components/table.tsx";
import { useFormat, When } from "../components/text.tsx";
import { useLanguage } from "../language.ts";
import { organisationQuery } from "../service.ts";
import type { SignedIn } from "../session.ts";
import { Desk } from "./desk.tsx";
import { Examinations, LotName, StatedBy, Steps } from "./parts.tsx";
import { openLotsQuery } from "./queries.ts";

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
  const { t } = useLanguage();
  const format = useFormat();
  const lots = useQuery(openLotsQuery());
  const own = useQuery(organisationQuery(who.organisation));
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
            head={[t("desk.lot"), { number: t("lot.mass") }, t("desk.declared"), t("desk.examined"), t("desk.next")]}
            rows={open.map(({ lot, examinations }) => {
              const scheme = String(lot.scheme ?? accredited?.scheme ?? "");
              return {
                key: lot.id,
                cells: [
                  <LotName key="lot" lot={lot} withProducer />,
                  format.mass(lot.massGrams),
                  <When key="at" at={lot.declaredAt} />,
                  <Examinations key="found" of={examinations} />,
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
