import { useQuery } from "@tanstack/react-query";
import type { Outcome } from "../../domain/attestation.ts";
import { radioactiveSymbols } from "../../domain/composition.ts";
import { attestationKindWords, outcomeWords } from "../../domain/words.ts";
import { Mark, type Tone } from "../components/mark.tsx";
import { Section } from "../components/page.tsx";
import { Answer } from "../components/states.tsx";
import { Hash, useFormat, When } from "../components/text.tsx";
import { useLanguage } from "../language.ts";
import { attestationsQuery } from "../service.ts";

const tones: Record<Outcome, Tone> = { conforms: "good", "does-not-conform": "bad", inconclusive: "unsure" };

/** What each examination found, and by whom. */
export function Attestations({ lot }: { lot: string }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const attestations = useQuery(attestationsQuery(lot));
  return (
    <Section title={t("attestations.title")}>
      <Answer of={attestations}>
        {({ items }) =>
          items.length === 0 ? (
            <p>{t("attestations.none")}</p>
          ) : (
            <ul className="plain-list">
              {items.map(({ statement, kind, outcome, quantity, composition, name, country, occurredAt }) => (
                <li key={statement} className="marked">
                  <Mark tone={tones[outcome]} />
                  <div className="stack stack-close">
                    <h3 className="sentence">
                      {t("attestations.found", {
                        kind: say(attestationKindWords[kind]),
                        outcome: say(outcomeWords[outcome]),
                      })}
                    </h3>
                    <p>
                      {t("attestations.by", { name, country: format.country(country) })} <When at={occurredAt} />
                    </p>
                    {quantity !== null && quantity !== "0" && (
                      <p>{kind === "weight" ? format.mass(BigInt(quantity)) : format.footprint(BigInt(quantity))}</p>
                    )}
                    {composition !== null && (
                      <p>
                        {radioactiveSymbols
                          .map((symbol) => `${symbol} ${format.finding(composition[symbol])}`)
                          .join(", ")}
                      </p>
                    )}
                    <p className="quiet small">
                      {t("attestations.statement")} <Hash value={statement} />
                    </p>
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Section>
  );
}
