import { useQuery } from "@tanstack/react-query";
import type { ExportQuestion } from "../../client/client.ts";
import { movementOf } from "../../statements/knowledge.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { UnsignedStatement } from "../../statements/statement.ts";
import { Answer } from "../components/states.tsx";
import { crossingQuery } from "../desks/queries.ts";
import { CrossingVerdict, outcomeOf } from "../export-control/verdict.tsx";
import { useLanguage } from "../language.ts";
import { lotQuery } from "../service.ts";

/** As many lots as are checked: more would be asked for at every key. */
const most = 8;

/** What rules of export control say of goods that a statement sends across a border, before anybody signs it. */
export function Crossings({ of }: { of: UnsignedStatement }) {
  const { t } = useLanguage();
  const questions = questionsOf(of);
  if (questions.length === 0) return null;
  return (
    <section className="stack" aria-label={t("crossing.title")}>
      <h2>{t("crossing.title")}</h2>
      {questions.slice(0, most).map((question) => (
        <Crossing key={question.lot} of={question} isOne={questions.length === 1} />
      ))}
      {questions.length > most && (
        <p className="quiet small">{t("crossing.more", { count: questions.length - most })}</p>
      )}
      <p className="quiet small">{t("crossing.note")}</p>
    </section>
  );
}

function Crossing({ of, isOne }: { of: ExportQuestion; isOne: boolean }) {
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
      <Answer of={stricter}>{(check) => <CrossingVerdict check={check} level={isOne ? 3 : 4} />}</Answer>
    </div>
  );
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
