import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { BorderFinding, Consignment, Custody, ExportPermit, Hold } from "../../client/answers.ts";
import type { Address, Hex } from "../../domain/hex.ts";
import { formWords } from "../../domain/words.ts";
import { lotAddress } from "../addresses.ts";
import { conclusionTones, Mark } from "../components/mark.tsx";
import { Answer } from "../components/states.tsx";
import { Facts, useFormat, When } from "../components/text.tsx";
import { RouteChanges, type Step, Steps, useNames } from "../desks/parts.tsx";
import { consignmentQuery, holdsOfLotQuery, permitsQuery, seizuresQuery } from "../desks/queries.ts";
import { CrossingForm } from "../export-control/crossing-form.tsx";
import { useLanguage } from "../language.ts";
import { custodyQuery, lotQuery, verdictQuery } from "../service.ts";
import type { SignedIn } from "../session.ts";
import { ChallengeStanding, HeldBy, IdLine } from "./held.tsx";
import { underWayQuery } from "./search.ts";
import { Seizures } from "./seizures.tsx";

/** A lot at the border: its verdict, what holds it, whose it is here, which rules and permits bear on it, and what the officer may do. */
export function LotCase({ lot, who, findings }: { lot: string; who: SignedIn; findings: readonly BorderFinding[] }) {
  const { t, say } = useLanguage();
  const details = useQuery(lotQuery(lot));
  const nameOf = useNames();
  const format = useFormat();
  const custody = useQuery(custodyQuery(lot));
  const underWay = useQuery(underWayQuery(who.country));
  const consignment = underWay.data?.find(({ lines = [] }) => lines.some((line) => line.lot === lot));
  const here = (custody.data?.holders ?? []).filter(({ country }) => country === who.country);
  const [only, ...others] = here;
  const holder = others.length === 0 ? only?.holder : undefined;
  const about = { lot, country: who.country };
  const unlinked = findings.find(
    ({ links, withdrawnAt }) => withdrawnAt === null && links.every((each) => each.lot !== lot),
  );
  const steps: Step[] = [
    ["held", { ...about, until: "+30d" }],
    ["challenge-asked", { ...about, holder: holder ?? "", answerBy: "+14d", until: "+60d" }],
    ["examined", { ...about, kind: "inspection", quantity: "0" }],
  ];
  if (unlinked !== undefined) steps.push(["finding-tied", { ...about, finding: unlinked.statement }]);
  return (
    <Answer of={details}>
      {({ lotNumber, form, producerName, massGrams, content: { originCountry, country } }) => (
        <article className="notice stack">
          <div>
            <h3>
              <Link href={lotAddress(lot)}>{t("lot.lotNumber", { number: lotNumber })}</Link>
            </h3>
            <p className="quiet">{t("lot.by", { form: say(formWords[form]), producer: producerName })}</p>
          </div>
          <VerdictLine lot={lot} />
          <Facts
            of={[
              [t("lot.mass"), format.mass(massGrams)],
              [
                t("border.origin"),
                `${format.country(originCountry)} · ${t("border.madeIn", { country: format.country(country) })}`,
              ],
              [
                t("border.here"),
                here.length === 0
                  ? t("border.nobodyHere")
                  : here.map((each) => `${nameOf(each.holder)}: ${format.mass(each.grams)}`).join("; "),
              ],
              consignment === undefined ? null : [t("desk.underWay"), <Way key="way" of={consignment} />],
            ]}
          />
          <Steps as="buttons" of={steps} />
          <Holds lot={lot} who={who} here={here} />
          <SeizedOf lot={lot} who={who} />
          <h4>{t("border.rules")}</h4>
          {!underWay.isPending && <CrossingForm lot={lot} known={knownOf(consignment, who)} />}
          <Permits who={who} exporters={[consignment?.sender, ...here.map((each) => each.holder)]} />
        </article>
      )}
    </Answer>
  );
}

function knownOf(consignment: Consignment | undefined, who: SignedIn) {
  if (consignment === undefined) return { from: who.country };
  const { fromCountry: from, toCountry: to, route = [], sender, recipient } = consignment;
  return {
    ...{ from, to, route },
    ...(sender && recipient && { exporter: sender as Address, consignee: recipient as Address }),
  };
}

function Way({ of: { fromCountry, toCountry, route = [], routeChanges = [], seal } }: { of: Consignment }) {
  const { t } = useLanguage();
  const format = useFormat();
  return (
    <>
      {[fromCountry, ...route, toCountry].map(format.country).join(" → ")}
      {seal != null && ` · ${t("border.sealed", { seal })}`}
      {routeChanges.length > 0 && <RouteChanges of={routeChanges} />}
    </>
  );
}

function VerdictLine({ lot }: { lot: string }) {
  const { t } = useLanguage();
  const verdict = useQuery(verdictQuery(lot));
  return (
    <Answer of={verdict}>
      {({ conclusion }) => (
        <p>
          <Mark tone={conclusionTones[conclusion]} /> <strong>{t(`conclusion.${conclusion}.sentence`)}</strong>
        </p>
      )}
    </Answer>
  );
}

type InHand = NonNullable<Custody["holders"]>[number];

function Holds({ lot, who, here }: { lot: string; who: SignedIn; here: readonly InHand[] }) {
  const { t } = useLanguage();
  const holds = useQuery(holdsOfLotQuery(lot));
  return (
    <>
      <h4>{t("border.holds")}</h4>
      <Answer of={holds}>
        {(found) =>
          found.length === 0 ? (
            <p className="quiet">{t("border.notHeld")}</p>
          ) : (
            <ul className="plain-list">
              {found.map((each) => (
                <li key={each.statement} className="stack stack-close">
                  <HeldBy of={each} />
                  <ChallengeStanding of={each} />
                  {each.authority === who.organisation && <HoldSteps of={each} here={here} />}
                  {each.consignment !== null && <IdLine name={t("border.heldConsignment")} id={each.consignment} />}
                  <IdLine name={t("border.holdId")} id={each.statement} />
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </>
  );
}

/** What its author may do about a hold. What a consignment's hold is on, the consignment tells: what arrived of it. */
function HoldSteps({ of, here }: { of: Hold; here: readonly InHand[] }) {
  const { lot, consignment, holder, country } = of;
  const arrived = useQuery({ ...consignmentQuery(consignment as Hex), enabled: consignment !== null });
  const held =
    consignment === null
      ? here.find((each) => each.holder === holder && each.country === country)
      : arrived.data && arrivedOf(arrived.data, lot, here);
  return <Steps as="buttons" of={stepsOf(of, held)} />;
}

/** Grams of a lot that a consignment brought into a hand, as far as they are there yet: a recipient's, or its sender's where they came back. */
function arrivedOf(consignment: Consignment, lot: string, here: readonly InHand[]): InHand | undefined {
  const { sender, recipient, fromCountry, toCountry, lines = [] } = consignment;
  const line = lines.find((each) => each.lot === lot);
  const ends = [
    { holder: recipient, country: toCountry, grams: line?.receivedGrams ?? 0 },
    { holder: sender, country: fromCountry, grams: line?.returnedGrams ?? 0 },
  ];
  for (const { holder, country, grams } of ends) {
    const inHand = here.find((each) => each.holder === holder && each.country === country);
    if (inHand !== undefined && grams > 0) return { ...inHand, grams: Math.min(grams, inHand.grams) };
  }
  return undefined;
}

/**
 * A challenge is decided on once it was answered, or is overdue. Grams are seized of the one holder that a hold is on, and not while that has time
 * to answer.
 */
function stepsOf({ lot, statement, challenge, ground }: Hold, held: InHand | undefined): Step[] {
  const decided: Step[] =
    challenge === null || challenge.state === "challenged"
      ? []
      : [["challenge-decided", { lot, challenge: statement, until: "+60d" }]];
  const seized: Step[] =
    held === undefined || challenge?.state === "challenged"
      ? []
      : [
          [
            "seized",
            {
              ...{ lot, hold: statement, holder: held.holder, country: held.country },
              ...{ grams: String(held.grams), ground: String(ground) },
            },
          ],
        ];
  return [
    ["hold-released", { lot, hold: statement }],
    ...decided,
    ["hold-renewed", { lot, hold: statement, until: "+30d" }],
    ...seized,
  ];
}

/** What authorities have seized of a lot and not given back. */
function SeizedOf({ lot, who }: { lot: string; who: SignedIn }) {
  const { t } = useLanguage();
  const seizures = useQuery(seizuresQuery({ lot: lot as Hex }));
  return (
    <Answer of={seizures}>
      {(found) =>
        found.length > 0 && (
          <>
            <h4>{t("border.seizures")}</h4>
            <Seizures of={found} who={who} />
          </>
        )
      }
    </Answer>
  );
}

function Permits({ who, exporters }: { who: SignedIn; exporters: readonly (string | undefined)[] }) {
  const { t } = useLanguage();
  const permits = useQuery(permitsQuery(undefined, true));
  const isOurs = ({ country, destination, exporter }: ExportPermit) =>
    exporter === undefined ? [country, destination].includes(who.country) : exporters.includes(exporter);
  return (
    <>
      <h4>{t("border.permits")}</h4>
      <Answer of={permits}>
        {({ items }) => {
          const found = items.filter(isOurs);
          if (found.length === 0) return <p className="quiet">{t("border.noPermit")}</p>;
          return (
            <ul className="plain-list">
              {found.map((each) => (
                <PermitLine key={each.statement} of={each} />
              ))}
            </ul>
          );
        }}
      </Answer>
    </>
  );
}

function PermitLine({ of: permit }: { of: ExportPermit }) {
  const { t } = useLanguage();
  const format = useFormat();
  const nameOf = useNames();
  const { number, country, destination, elements, exporter, consignee, grantedGrams, drawnGrams, validUntil } = permit;
  return (
    <li>
      {t("border.permit", {
        number: format.number(number),
        from: format.country(country),
        to: format.country(destination),
      })}{" "}
      {elements.join(", ")}
      {exporter !== undefined && ` · ${nameOf(exporter)} → ${nameOf(consignee)}`}
      {grantedGrams !== undefined &&
        drawnGrams !== undefined &&
        ` · ${t("crossing.left", { mass: format.mass(grantedGrams - drawnGrams) })}`}{" "}
      <span className="quiet small">
        {t("border.runsUntil")} <When at={validUntil} />
      </span>
    </li>
  );
}
