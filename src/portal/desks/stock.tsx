import { useQuery } from "@tanstack/react-query";
import { lotStatusWords, quotaKindWords } from "../../domain/words.ts";
import { Section } from "../components/page.tsx";
import { Answer } from "../components/states.tsx";
import { Table } from "../components/table.tsx";
import { useFormat, When } from "../components/text.tsx";
import { useLanguage } from "../language.ts";
import { organisationQuery } from "../service.ts";
import type { SignedIn } from "../session.ts";
import { Desk } from "./desk.tsx";
import { Consignments, Examinations, LotName, Steps } from "./parts.tsx";
import { holdingsQuery, openLotsQuery } from "./queries.ts";
import { quotaNameOf } from "./quota-name.ts";

/** Whoever has goods: stock by lot, what is on its way, what lacks before certification, what is left of quotas. */
export default function StockDesk() {
  const { t } = useLanguage();
  return (
    <Desk name="stock">
      {(who) => (
        <>
          <Section title={t("desk.inHand")}>
            <Stock who={who} />
          </Section>
          <Section title={t("desk.incoming")}>
            <Consignments
              of={{ party: who.organisation }}
              caption={t("desk.incoming")}
              wanted={({ recipient, status }) => recipient === who.organisation && status === "on-the-road"}
              steps={({ id, lines = [] }) => {
                const received = lines.map(({ sentGrams }, index) => [`receivedGrams.${index}`, `${sentGrams} g`]);
                return [
                  ["received", { consignment: id, shortageReason: "0", ...Object.fromEntries(received) }],
                  ["turned-away", { consignment: id }],
                ];
              }}
            />
          </Section>
          <Section title={t("desk.outgoing")}>
            <Consignments
              of={{ party: who.organisation }}
              caption={t("desk.outgoing")}
              wanted={({ sender, status }) =>
                sender === who.organisation && ["on-the-road", "refused", "disputed"].includes(status)
              }
              steps={({ id, status, recipient, carrier }) =>
                status === "disputed"
                  ? [["shared", { consignment: id, recipient: recipient ?? "" }]]
                  : [
                      ["returned", { consignment: id, shortageReason: "0" }],
                      ["lost", { consignment: id }],
                      ...(carrier === null ? [["rerouted", { consignment: id }] as const] : []),
                    ]
              }
            />
          </Section>
          {who.roles.includes("carrier") && (
            <Section title={t("desk.carried")}>
              <Consignments
                of={{ party: who.organisation }}
                caption={t("desk.carried")}
                wanted={({ carrier, status }) =>
                  carrier === who.organisation && ["on-the-road", "refused"].includes(status)
                }
                steps={({ id }) => [
                  ["rerouted", { consignment: id }],
                  ["lost", { consignment: id }],
                ]}
              />
            </Section>
          )}
          <Section title={t("desk.uncertified")} lead={t("desk.uncertifiedLead")}>
            <Uncertified who={who} />
          </Section>
          <Section title={t("desk.quotas")}>
            <Quotas organisation={who.organisation} />
          </Section>
        </>
      )}
    </Desk>
  );
}

function Stock({ who }: { who: SignedIn }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const holdings = useQuery(holdingsQuery(who));
  return (
    <Answer of={holdings}>
      {(found) =>
        found.length === 0 ? (
          <p className="quiet">{t("desk.nothing")}</p>
        ) : (
          <Table
            caption={t("desk.stockCaption", { count: found.length })}
            head={[
              t("desk.lot"),
              t("desk.where"),
              { number: t("lot.mass") },
              t("custody.state"),
              t("lot.validUntil"),
              t("desk.next"),
            ]}
            rows={found.flatMap(({ lot, holdings: own }) =>
              own.map(({ country, grams }) => ({
                key: `${lot.id}-${country}`,
                cells: [
                  <LotName key="lot" lot={lot} />,
                  format.country(country),
                  format.mass(grams),
                  say(lotStatusWords[lot.status]),
                  lot.validUntil === null ? "–" : <When key="until" at={lot.validUntil} />,
                  <Steps
                    key="next"
                    of={[
                      ["sent", { "lines.0.lot": lot.id, fromCountry: country }],
                      ["handed", { lot: lot.id, country }],
                      ["retired", { lot: lot.id, country }],
                    ]}
                  />,
                ],
              })),
            )}
          />
        )
      }
    </Answer>
  );
}

function Uncertified({ who }: { who: SignedIn }) {
  const { t } = useLanguage();
  const format = useFormat();
  const lots = useQuery(openLotsQuery(who.organisation));
  return (
    <Answer of={lots}>
      {(found) =>
        found.length === 0 ? (
          <p className="quiet">{t("desk.nothing")}</p>
        ) : (
          <Table
            caption={t("desk.uncertified")}
            head={[t("desk.lot"), { number: t("lot.mass") }, t("desk.declared"), t("desk.examined")]}
            rows={found.map(({ lot, examinations }) => ({
              key: lot.id,
              cells: [
                <LotName key="lot" lot={lot} />,
                format.mass(lot.massGrams),
                <When key="at" at={lot.declaredAt} />,
                <Examinations key="found" of={examinations} />,
              ],
            }))}
          />
        )
      }
    </Answer>
  );
}

/** What was granted of each quota, drawn, and left. */
export function Quotas({ organisation }: { organisation: string }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const details = useQuery(organisationQuery(organisation));
  return (
    <Answer of={details}>
      {({ quotas = [] }) =>
        quotas.length === 0 ? (
          <p className="quiet">{t("desk.nothing")}</p>
        ) : (
          <Table
            caption={t("desk.quotas")}
            head={[
              t("desk.quota"),
              t("desk.quotaKind"),
              { number: t("desk.granted") },
              { number: t("desk.drawn") },
              { number: t("desk.left") },
              t("lot.validUntil"),
            ]}
            rows={quotas.map(({ quota, kind, country, grantedGrams, drawnGrams, validUntil }) => ({
              key: quota,
              cells: [
                quotaNameOf(quota),
                `${say(quotaKindWords[kind])}, ${format.country(country)}`,
                format.mass(BigInt(grantedGrams)),
                format.mass(BigInt(drawnGrams)),
                format.mass(BigInt(grantedGrams) - BigInt(drawnGrams)),
                <When key="until" at={validUntil} />,
              ],
            }))}
          />
        )
      }
    </Answer>
  );
}
