import type { Verdict } from "../../client/answers.ts";
import { elementSymbols } from "../../domain/elements.ts";
import { carbonSourceWords } from "../../domain/words.ts";
import { Section } from "../components/page.tsx";
import { Facts, useFormat } from "../components/text.tsx";
import { useLanguage } from "../language.ts";

/** What the lot is, at a glance, before anything is said of its certificate. Number, form and producer stand in the page's heading. */
export function Goods({ verdict }: { verdict: Verdict }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const { goods, notFound, origin, restsOn } = verdict;
  if (goods === null) return null;
  const { massGrams, composition, footprint } = goods;
  const shares = elementSymbols.map((element) => ({ element, share: composition[element] }));
  const found = shares
    .flatMap(({ element, share }) => ("partsPerHundredMillion" in share ? [{ element, ...share }] : []))
    .sort((a, b) => b.partsPerHundredMillion - a.partsPerHundredMillion);
  const declared = shares.flatMap(({ element, share }) => ("detectionLimit" in share ? [{ element, ...share }] : []));
  const limits = notFound.length > 0 ? notFound : declared;
  return (
    <Section title={t("lot.facts")}>
      <Facts
        of={[
          [t("lot.mass"), format.mass(massGrams)],
          [
            t("goods.found"),
            found
              .map(({ element, partsPerHundredMillion }) => `${element} ${format.share(partsPerHundredMillion)}`)
              .join(", "),
          ],
          limits.length === 0
            ? null
            : [t(notFound.length > 0 ? "goods.notFound" : "goods.notFoundAsDeclared"), limitsText(limits, format)],
          origin && [t("origin.title"), <Places key="origin" of={origin} />],
          [t("carbon.gross"), format.footprint(footprint.grossGramsPerKilogram)],
          footprint.parts && [
            t("carbon.parts"),
            footprint.parts
              .map(
                ({ source, gramsPerKilogram: part }) => `${say(carbonSourceWords[source])} ${format.footprint(part)}`,
              )
              .join("; ") || format.footprint(0),
          ],
          [
            t("carbon.removals"),
            footprint.removalsGramsPerKilogram === 0
              ? format.footprint(0)
              : t("goods.removals", {
                  declared: format.footprint(footprint.removalsGramsPerKilogram),
                  confirmed: format.footprint(footprint.attestedRemovalsGramsPerKilogram),
                }),
          ],
          [t("carbon.offsets"), format.footprint(footprint.offsetsGramsPerKilogram)],
          verdict.class && [t("lot.class"), t(`class.${verdict.class}`)],
          restsOn && [t("rests.title"), <RestsOn key="rests" of={restsOn} />],
        ]}
      />
    </Section>
  );
}

/** Elements that share a limit stand together. */
function limitsText(
  limits: readonly { element: string; detectionLimit: number }[],
  format: ReturnType<typeof useFormat>,
): string {
  const byLimit = Map.groupBy(limits, ({ detectionLimit }) => detectionLimit);
  return [...byLimit]
    .map(
      ([limit, entries]) =>
        `${entries.map(({ element }) => element).join(" ")} (< ${format.decimal(BigInt(limit), 2)} ppm)`,
    )
    .join(", ");
}

function Places({ of }: { of: NonNullable<Verdict["origin"]> }) {
  const format = useFormat();
  return of.map(({ country, deposit }) => `${deposit}, ${format.country(country)}`).join("; ");
}

/** How much of the lot nobody measured, and whether that is so of what it was made from. */
function RestsOn({ of }: { of: NonNullable<Verdict["restsOn"]> }) {
  const { t } = useLanguage();
  const format = useFormat();
  const { drawnNanograms, partsPerHundredMillion, certificateNanograms, making, ancestorsDrew } = of;
  const amount = (nanograms: string) => format.nanograms(BigInt(nanograms));
  const made = making && {
    tolerated: amount(making.toleratedNanograms),
    relied: amount(making.reliedNanograms),
    others: making.lots - 1,
  };
  const sum = { amount: amount(drawnNanograms), share: format.share(partsPerHundredMillion) };
  return (
    <div className="stack stack-close">
      {drawnNanograms === "0" ? (
        <p>{t("rests.measured")}</p>
      ) : (
        <>
          <p>{t(made && made.others > 0 ? "rests.atMost" : "rests.drawn", sum)}</p>
          <p className="quiet small">
            {t("rests.certificate", { amount: amount(certificateNanograms) })}
            {made && ` ${t("rests.making", made)}`}
            {made && made.others > 0 && ` ${t("rests.shared", made)}`}
          </p>
        </>
      )}
      {making && <p className="quiet small">{t(`rests.ancestors-${ancestorsDrew ?? "unknown"}`)}</p>}
    </div>
  );
}
