import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import type { ExportQuestion } from "../../client/filters.ts";
import { Answer } from "../components/states.tsx";
import { crossingQuery } from "../desks/queries.ts";
import { useLanguage } from "../language.ts";
import { CrossingVerdict } from "./verdict.tsx";

/** Asks which rules apply to a lot at a border on a day. @param known What is known of the journey: it is asked at once where that suffices. */
export function CrossingForm({ lot, known }: { lot: string; known: Partial<ExportQuestion> & { from: string } }) {
  const { t } = useLanguage();
  const id = useId();
  const first = known.to === undefined ? undefined : { ...known, to: known.to, lot: lot as ExportQuestion["lot"] };
  const [question, setQuestion] = useState<ExportQuestion | undefined>(first);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const [from, to] = [text("from").toUpperCase(), text("to").toUpperCase()];
    const route = text("route")
      .toUpperCase()
      .split(/[\s,]+/)
      .filter(Boolean);
    const isKnown = from === known.from && to === known.to;
    setQuestion({
      ...(isKnown ? known : {}),
      lot: lot as ExportQuestion["lot"],
      ...{ from, to, route, date: Math.floor(Date.parse(text("day")) / 1_000) },
    });
  };
  const letters = { maxLength: 2, pattern: "[A-Za-z]{2}", autoComplete: "off", spellCheck: false, required: true };
  return (
    <div className="stack">
      <form className="row row-end" onSubmit={submit}>
        <div className="field letters">
          <label htmlFor={`${id}-from`}>{t("crossing.leaves")}</label>
          <input id={`${id}-from`} name="from" defaultValue={known.from} {...letters} />
        </div>
        <div className="field letters">
          <label htmlFor={`${id}-route`}>{t("crossing.passes")}</label>
          <input
            id={`${id}-route`}
            name="route"
            defaultValue={known.route?.join(" ")}
            pattern="([A-Za-z]{2}([ ,]+[A-Za-z]{2})*)?"
            autoComplete="off"
            spellCheck={false}
          />
        </div>
        <div className="field letters">
          <label htmlFor={`${id}-to`}>{t("crossing.reaches")}</label>
          <input id={`${id}-to`} name="to" defaultValue={known.to} {...letters} />
        </div>
        <div className="field">
          <label htmlFor={`${id}-day`}>{t("crossing.on")}</label>
          <input
            id={`${id}-day`}
            name="day"
            type="date"
            defaultValue={new Date().toISOString().slice(0, 10)}
            required
          />
        </div>
        <button type="submit" className="button button-quiet">
          {t("crossing.ask")}
        </button>
      </form>
      {question !== undefined && <Verdict of={question} />}
    </div>
  );
}

function Verdict({ of }: { of: ExportQuestion }) {
  const check = useQuery(crossingQuery(of));
  return <Answer of={check}>{(data) => <CrossingVerdict check={data} level={5} />}</Answer>;
}
