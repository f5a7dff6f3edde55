import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Custody as CustodyOfLot, Verdict } from "../../client/answers.ts";
import { roleWords } from "../../domain/words.ts";
import { onDemand } from "../components/on-demand.tsx";
import { Section } from "../components/page.tsx";
import { Answer } from "../components/states.tsx";
import { Table } from "../components/table.tsx";
import { Facts, useFormat, When } from "../components/text.tsx";
import { WhenSeen } from "../components/when-seen.tsx";
import { useLanguage } from "../language.ts";
import { custodyQuery, type LotWithContent } from "../service.ts";

const CustodyMap = onDemand(() => import("./custody-map.tsx"));

type Way = Pick<CustodyOfLot["consignments"][number], "fromCountry" | "toCountry" | "route">;

interface Moment {
  key: string;
  at: number;
  what: ReactNode;
}

/** Where the grams are, and how they came there. Who traded with whom is for the parties alone. */
export function Custody({ lot, verdict }: { lot: LotWithContent; verdict: Verdict }) {
  const { t } = useLanguage();
  const format = useFormat();
  const custody = useQuery(custodyQuery(lot.id));
  const own: Moment[] = [
    {
      key: "produced",
      at: lot.content.producedAt,
      what: t("custody.produced", { country: format.country(lot.content.country) }),
    },
    { key: "declared", at: lot.declaredAt, what: t("custody.declared", { by: lot.producerName }) },
  ];
  const { certificate } = verdict;
  if (certificate) {
    own.push({
      key: "certified",
      at: certificate.certifiedAt,
      what: t("custody.certified", { by: certificate.certifierName }),
    });
  }
  return (
    <Section title={t("custody.title")} lead={t("custody.lead")}>
      <Answer of={custody}>
        {(data) => {
          const moved = data.consignments.flatMap(
            ({ consignment, status, fromCountry, toCountry, dispatchedAt, closedAt, routeChanges = [] }) => {
              const [from, to] = [format.country(fromCountry), format.country(toCountry)];
              const sent: Moment = {
                key: `${consignment}/sent`,
                at: dispatchedAt,
                what: t("custody.sent", { from, to }),
              };
              const led = routeChanges.map(({ statement, route, statedAt }) => ({
                key: statement,
                at: statedAt,
                what:
                  route.length === 0
                    ? t("custody.reroutedDirect")
                    : t("custody.rerouted", { countries: format.countries(route) }),
              }));
              if (closedAt === null || status === "on-the-road") return [sent, ...led];
              return [
                sent,
                ...led,
                { key: `${consignment}/end`, at: closedAt, what: t(`consignment.${status}`, { from, to }) },
              ];
            },
          );
          const handed = data.handovers.map(({ statement, timestamp }) => ({
            key: statement,
            at: timestamp,
            what: t("custody.handedOver"),
          }));
          const seized = data.seizures.map(({ statement, seizedAt, name }) => ({
            key: statement,
            at: seizedAt,
            what: t("custody.seizedBy", { by: name }),
          }));
          const amounts = [
            ["certified", data.certifiedGrams],
            ["inHand", data.inHandGrams],
            ["onTheRoad", data.onTheRoadGrams],
            ["seized", data.seizedGrams],
            ["disputed", data.disputedGrams],
            ["short", data.shortGrams],
            ["retired", data.retiredGrams],
            ["consumed", data.consumedGrams],
          ] as const;
          return (
            <>
              <Facts of={amounts.map(([name, grams]) => [t(`amount.${name}`), format.mass(grams)])} />
              <Places of={verdict.whereabouts} />
              <h3>{t("custody.timeline")}</h3>
              <div className="beside beside-wide">
                <ol className="timeline">
                  {[...own, ...moved, ...handed, ...seized]
                    .sort((a, b) => a.at - b.at)
                    .map(({ key, at, what }) => (
                      <li key={key}>
                        <p>{what}</p>
                        <p className="quiet small">
                          <When at={at} exactly />
                        </p>
                      </li>
                    ))}
                </ol>
                <WhenSeen>
                  <CustodyMap
                    places={[lot.content.country, ...verdict.whereabouts.map(({ country }) => country)]}
                    ways={data.consignments.flatMap(legsOf)}
                  />
                </WhenSeen>
              </div>
            </>
          );
        }}
      </Answer>
    </Section>
  );
}

/** From country to country, as far as whoever looks may know the route. */
function legsOf({ fromCountry, toCountry, route = [] }: Way): [string, string][] {
  const stops = [fromCountry, ...route, toCountry];
  return stops.slice(1).map((stop, index) => [stops[index] ?? stop, stop]);
}

/** Where the grams are by country. What is disputed is named with the country that it left and the one where it was missed. */
function Places({ of }: { of: Verdict["whereabouts"] }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  if (of.length === 0) return <p>{t("custody.nowhere")}</p>;
  return (
    <Table
      caption={t("custody.places")}
      head={[t("custody.place"), t("custody.state"), t("custody.holder"), { number: t("lot.mass") }]}
      rows={of.map(({ state, grams, country, toCountry, roles }, index) => {
        const names = roles.map((role) => say(roleWords[role])).join(", ");
        const [from, to] = [format.country(country), toCountry && format.country(toCountry)];
        return {
          key: `${index}/${country}`,
          cells: [
            to === null ? from : t("custody.way", { from, to }),
            t(`custody.${state}`),
            toCountry === null ? names : t("custody.recipient", { roles: names }),
            format.mass(grams),
          ],
        };
      })}
    />
  );
}
