import { useQuery } from "@tanstack/react-query";
import type { ExportCheck } from "../../client/answers.ts";
import type { ExportQuestion } from "../../client/filters.ts";
import type { Address, Hex } from "../../domain/hex.ts";
import type { Deed } from "../../statements/deeds.ts";
import { deedOf, movementOf } from "../../statements/knowledge.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { UnsignedStatement } from "../../statements/statement.ts";
import { Answer } from "../components/states.tsx";
import { consignmentQuery, crossingQuery } from "../desks/queries.ts";
import { CrossingVerdict, outcomeOf } from "../export-control/verdict.tsx";
import { useLanguage } from "../language.ts";
import { lotQuery } from "../service.ts";

/** As many lots as are checked: more would be asked for at every key. */
const most = 8;

/** What rules of export control say of goods that a statement sends or leads across a border, before anybody signs it. */
export function Crossings({ of }: { of: UnsignedStatement }) {
  const deed = deedOf(of);
  if (deed?.what === "rerouted") return <Reroute {...deed} />;
  return <Questions of={questionsOf(of)} />;
}

/** A consignment is led another way: the rules judge the countries that it was never said to pass before. */
function Reroute({ consignment, route, occurredAt }: Deed<"rerouted">) {
  const { t } = useLanguage();
  const asked = useQuery(consignmentQuery(consignment));
  return (
    <Answer of={asked}>
      {({ fromCountry: from, toCountry: to, route: former = [], dispatch, sender, recipient, lines = [] }) => {
        const before = [...former, ...((dispatch?.route as string[] | undefined) ?? [])];
        const passed = route.filter((country) => !before.includes(country));
        if (passed.length === 0) return <p className="quiet">{t("crossing.nothingNew")}</p>;
        const parties = sender && recipient && { exporter: sender as Address, consignee: recipient as Address };
        const questions = lines.map(({ lot, sentGrams }) => ({
          ...{ lot: lot as Hex, grams: BigInt(sentGrams), from, to, route: passed, date: occurredAt },
          ...parties,
        }));
        return <Questions of={questions} passed={passed} />;
      }}
    </Answer>
  );
}

/** @param passed The only countries whose rules count, of goods that are on the road already. */
function Questions({ of, passed }: { of: readonly ExportQuestion[]; passed?: readonly string[] }) {
  const { t } = useLanguage();
  if (of.length === 0) return null;
  return (
    <section className="stack" aria-label={t("crossing.title")}>
      <h2>{t("crossing.title")}</h2>
      {of.slice(0, most).map((question) => (
        <Crossing key={question.lot} of={question} isOne={of.length === 1} {...(passed && { passed })} />
      ))}
      {of.length > most && <p className="quiet small">{t("crossing.more", { count: of.length - most })}</p>}
      <p className="quiet small">{t(passed ? "crossing.noteOfPassage" : "crossing.note")}</p>
    </section>
  );
}

function Crossing({ of, isOne, passed }: { of: ExportQuestion; isOne: boolean; passed?: readonly string[] }) {
  const { t } = useLanguage();
  const lot = useQuery(lotQuery(of.lot));
  // The ledger judges by its own time and by the day of departure; where either asks for more, more is asked.
  const { date: _, ...rest } = of;
  const [stated, now] = [useQuery(crossingQuery(of)), useQuery(crossingQuery(rest))];
  const stricter =
    stated.data !== undefined && now.data !== undefined && outcomeOf(stated.data) === "free" ? now : stated;
  return (
    <div className="stack stack-close">
      {!isOne && <h3>{t("lot.lotNumber", { number: lot.data?.lotNumber ?? of.lot.slice(0, 14) })}</h3>}
      <Answer of={stricter}>
        {(check) => (
          <CrossingVerdict
            check={passed ? inPassing(check, passed) : check}
            isUnderWay={passed !== undefined}
            level={isOne ? 3 : 4}
          />
        )}
      </Answer>
    </div>
  );
}

/** What the rules of countries say of goods that only pass them. */
function inPassing(check: ExportCheck, passed: readonly string[]): ExportCheck {
  const rules = check.rules.filter(({ how, country }) => how === "passes" && passed.includes(country));
  const { permits, ...rest } = check;
  return {
    ...{ ...rest, rules, controlled: rules.some(({ applies }) => applies), valueRules: [] },
    ...(permits && { permits: permits.filter(({ country }) => passed.includes(country)) }),
  };
}

function questionsOf(statement: UnsignedStatement): ExportQuestion[] {
  const moved = movementOf(statement);
  if (moved?.how !== "sent") return [];
  const { holder, recipient, fromCountry, toCountry, lots, occurredAt, route } = moved;
  if (fromCountry === toCountry && route.length === 0) return [];
  return lots.map(({ lot, grams }) => ({
    ...{ lot: lotIdToWire(lot), grams, from: fromCountry, to: toCountry, route, date: occurredAt },
    ...{ exporter: holder, consignee: recipient },
  }));
}
