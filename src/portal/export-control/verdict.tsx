import type { ExportCheck } from "../../client/answers.ts";
import { formatShare } from "../../domain/amounts.ts";
import { coverageWords, reasonOf } from "../../domain/export-words.ts";
import { AnswerBox } from "../components/answer-box.tsx";
import { Mark, type Tone } from "../components/mark.tsx";
import { useFormat } from "../components/text.tsx";
import { useLanguage } from "../language.ts";

/** How a check of a crossing comes out for whoever is about to sign. */
export type CrossingOutcome = "free" | "covered" | "stopped" | "unknown";

const tones: Record<CrossingOutcome, Tone> = { free: "good", covered: "good", stopped: "bad", unknown: "careful" };

/** How a check comes out: `unknown` where nobody told whether there is a permit. */
export function outcomeOf({ controlled, permits }: ExportCheck): CrossingOutcome {
  if (!controlled) return "free";
  if (permits === undefined) return "unknown";
  return permits.every(({ coverage }) => coverage === "covers") ? "covered" : "stopped";
}

/**
 * What rules of export control say of a lot that is to cross a border: the answer, then each rule with its reason.
 * @param level Of its heading.
 * @param isUnderWay Whether the goods are on the road already: then nothing stops them, but what is lacking is said of them.
 */
export function CrossingVerdict({
  check,
  level,
  isUnderWay = false,
}: {
  check: ExportCheck;
  level: 3 | 4 | 5;
  isUnderWay?: boolean;
}) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const { fromCountry, route, toCountry, date, rules, elements, valueRules, permits = [] } = check;
  const outcome = outcomeOf(check);
  const way = [fromCountry, ...route, toCountry].map(format.country).join(" → ");
  const uncovered = permits.filter(({ coverage }) => coverage !== "covers").map(({ country }) => country);
  const stopping = rules.filter(
    ({ applies, country }) => applies && (permits.length === 0 || uncovered.includes(country)),
  );
  const names = stopping.map(({ name }) => name).join(", ");
  return (
    <div className="stack">
      <AnswerBox
        level={level}
        tone={tones[outcome]}
        sentence={t(isUnderWay && outcome === "stopped" ? "crossing.unpermitted" : `crossing.${outcome}`, { names })}
        detail={t("crossing.way", { way, day: format.day(date) })}
      />
      {permits.length > 0 && (
        <ul className="plain stack stack-close">
          {permits.map(({ country, coverage, leftGrams }) => (
            <li key={country}>
              <Mark tone={coverage === "covers" ? "good" : "bad"} />{" "}
              {t("crossing.permitOf", { country: format.country(country) })} {say(coverageWords[coverage])}
              {leftGrams !== null && ` (${t("crossing.left", { mass: format.mass(leftGrams) })})`}
            </li>
          ))}
        </ul>
      )}
      <details>
        <summary>{t("crossing.why", { count: rules.length })}</summary>
        <div className="stack stack-close">
          <p>
            {t("crossing.noted")}{" "}
            {elements.length === 0
              ? t("crossing.none")
              : elements
                  .map(
                    ({ element, partsPerHundredMillion, isLimit }) =>
                      `${element} ${isLimit ? "< " : ""}${formatShare(partsPerHundredMillion)}`,
                  )
                  .join(", ")}
          </p>
          <ul className="plain stack stack-close">
            {rules.map((rule) => (
              <li key={rule.rule}>
                <Mark tone={rule.applies ? "careful" : "good"} /> <strong>{rule.name}</strong> {say(reasonOf(rule))}
              </li>
            ))}
            {valueRules.map(({ rule, name, country, shareBasisPoints, thresholdBasisPoints, concerned }) => (
              <li key={rule}>
                <Mark tone={concerned ? "careful" : "good"} /> <strong>{name}</strong>{" "}
                {t("crossing.byValue", {
                  country: format.country(country),
                  share: shareBasisPoints === null ? "?" : format.decimal(shareBasisPoints, 2),
                  threshold: format.decimal(thresholdBasisPoints, 2),
                })}
              </li>
            ))}
          </ul>
        </div>
      </details>
    </div>
  );
}
