import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { ExportRules } from "../../client/answers.ts";
import { standingOf } from "../../domain/export-control.ts";
import { ruleStandingWords } from "../../domain/export-words.ts";
import { formWords } from "../../domain/words.ts";
import { Mark } from "../components/mark.tsx";
import { Answer } from "../components/states.tsx";
import { useFormat } from "../components/text.tsx";
import { exportRulesQuery } from "../desks/queries.ts";
import { useLanguage } from "../language.ts";

type Rule = ExportRules["items"][number];

/** Years to either side of the day that a strip shows. */
const span = 1.5 * 366 * 86_400;

/** Rules as they stand on a day, each with a strip of when it is in force. */
export function RulesByDay() {
  const { t } = useLanguage();
  const id = useId();
  const rules = useQuery(exportRulesQuery);
  const [day, setDay] = useState(() => new Date().toISOString().slice(0, 10));
  const at = Math.floor(Date.parse(day) / 1_000);
  return (
    <div className="stack">
      <div className="field narrow">
        <label htmlFor={id}>{t("control.day")}</label>
        <input
          id={id}
          type="date"
          value={day}
          required
          onChange={({ target }) => target.validity.valid && target.value !== "" && setDay(target.value)}
        />
      </div>
      <Answer of={rules}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{t("control.noRules")}</p>
          ) : (
            <ul className="plain-list">
              {items.map((rule) => (
                <RuleLine key={rule.rule} rule={rule} at={at} />
              ))}
            </ul>
          )
        }
      </Answer>
    </div>
  );
}

function RuleLine({ rule, at }: { rule: Rule; at: number }) {
  const { t, say, language } = useLanguage();
  const format = useFormat();
  const { name, country, elements, forms, suspensions, valueShareBasisPoints, coversTransit, validFrom } = rule;
  const standing = standingOf(rule, at);
  const list = (entries: readonly string[]) => entries.join(language === "en" ? ", " : "、");
  const isReported = valueShareBasisPoints !== null;
  return (
    <li className="stack stack-close">
      <div className="row row-apart">
        <h3>
          {name} <span className="quiet small">{format.country(country)}</span>
        </h3>
        <p>
          <Mark tone={standing === "in-force" ? (isReported ? "careful" : "bad") : "unsure"} />{" "}
          <span className="sentence">{say(ruleStandingWords[standing])}</span>
        </p>
      </div>
      <Strip rule={rule} at={at} />
      <p>
        {isReported
          ? t("control.byValue", { threshold: format.decimal(valueShareBasisPoints, 2) })
          : `${elements.join(", ")} · ${list(forms.map((form) => say(formWords[form])))}`}
      </p>
      <p className="quiet small">
        {t("control.since", { day: format.day(validFrom) })}
        {suspensions.map(({ from, until }) => (
          <span key={from}> {t("control.suspended", { from: format.day(from), until: format.day(until) })}</span>
        ))}
        {coversTransit && ` ${t("control.transit")}`}
      </p>
    </li>
  );
}

/** When a rule is in force around a day. The text beside it says the same. */
function Strip({
  rule: { validFrom, validUntil, suspensions, valueShareBasisPoints },
  at,
}: {
  rule: Rule;
  at: number;
}) {
  const start = at - span;
  const place = (time: number) => Math.min(100, Math.max(0, ((time - start) / (2 * span)) * 100));
  const part = (from: number, until: number) => ({ x: `${place(from)}%`, width: `${place(until) - place(from)}%` });
  const years = [-1, 0, 1, 2].map((step) => {
    const year = new Date(at * 1_000).getUTCFullYear() + step;
    return { year, at: Date.UTC(year, 0, 1) / 1_000 };
  });
  return (
    <svg className="strip" aria-hidden="true">
      <rect className="strip-empty" x="0" y="4" width="100%" height="12" />
      <rect
        className={valueShareBasisPoints === null ? "strip-force" : "strip-force strip-reported"}
        y="4"
        height="12"
        {...part(validFrom, validUntil)}
      />
      {suspensions.map(({ from, until }) => (
        <rect key={from} className="strip-pause" y="4" height="12" {...part(from, until)} />
      ))}
      {years
        .filter(({ at: first }) => first > start + span / 8 && first < at + span * 0.9)
        .map(({ year, at: first }) => (
          <g key={year}>
            <line className="strip-year" x1={`${place(first)}%`} x2={`${place(first)}%`} y1="4" y2="20" />
            <text className="chart-text" x={`${place(first)}%`} dx="4" y="31">
              {year}
            </text>
          </g>
        ))}
      <line className="strip-day" x1="50%" x2="50%" y1="0" y2="20" />
    </svg>
  );
}
