import { useState } from "react";
import type { Verdict } from "../../client/answers.ts";
import { elements } from "../../domain/elements.ts";
import { Choices } from "../components/choices.tsx";
import { onDemand } from "../components/on-demand.tsx";
import { Section } from "../components/page.tsx";
import { Table } from "../components/table.tsx";
import { Hash, useFormat } from "../components/text.tsx";
import { WhenSeen } from "../components/when-seen.tsx";
import { useLanguage } from "../language.ts";
import type { LotWithContent } from "../service.ts";

const OriginFit = onDemand(() => import("./origin-fit.tsx"));

type Basis = "element" | "oxide";

/** What was found of each element, and below which limit nothing was: as element or as oxide, as the reader likes. */
export function Composition({ lot, verdict }: { lot: LotWithContent; verdict: Verdict }) {
  const { t } = useLanguage();
  const format = useFormat();
  const [basis, setBasis] = useState<Basis>("element");
  const rows = elements.map(({ symbol, oxide, oxideFactor }) => {
    const share = lot.content.composition[symbol];
    const isFound = "partsPerHundredMillion" in share;
    const asElement = BigInt(isFound ? share.partsPerHundredMillion : share.detectionLimit);
    return {
      name: basis === "element" ? symbol : oxide.replace(/\d/g, (digit) => String.fromCharCode(0x2080 + Number(digit))),
      isFound,
      parts: basis === "element" ? asElement : (asElement * BigInt(oxideFactor)) / 10_000n,
    };
  });
  const found = rows.filter(({ isFound }) => isFound);
  const absent = rows.filter(({ isFound }) => !isFound);
  return (
    <Section title={t("composition.title")} lead={t("composition.lead")}>
      <Choices<Basis>
        legend={t("composition.basis")}
        chosen={basis}
        options={(["element", "oxide"] as const).map((value) => ({ value, label: t(`composition.${value}`) }))}
        onChoose={setBasis}
      />
      <Table
        caption={t("composition.found")}
        head={[t(`composition.${basis}`), { number: t("composition.share") }]}
        rows={found
          .sort((a, b) => Number(b.parts - a.parts))
          .map(({ name, parts }) => ({ key: name, cells: [name, format.share(parts)] }))}
      />
      {absent.length > 0 && (
        <details>
          <summary>{t("composition.notFound", { count: absent.length })}</summary>
          <Table
            caption={t("composition.limits")}
            head={[t(`composition.${basis}`), { number: t("composition.limit") }]}
            rows={absent.map(({ name, parts }) => ({ key: name, cells: [name, `${format.decimal(parts, 2)} ppm`] }))}
          />
        </details>
      )}
      {verdict.radioactive.length > 0 && <Radioactive of={verdict.radioactive} />}
      {verdict.origin && <Origin of={verdict.origin} />}
      <h3>{t("originFit.title")}</h3>
      <WhenSeen>
        <OriginFit lot={lot} />
      </WhenSeen>
    </Section>
  );
}

/** Thorium and uranium, which no producer declares: as laboratories found them. */
function Radioactive({ of }: { of: Verdict["radioactive"] }) {
  const { t } = useLanguage();
  const format = useFormat();
  return (
    <>
      <h3>{t("radioactive.title")}</h3>
      <p>{t("radioactive.lead")}</p>
      <Table
        caption={t("radioactive.caption")}
        head={[t("composition.element"), { number: t("composition.share") }, t("attestations.statement")]}
        rows={of.map(({ element, share, assay }) => ({
          key: element,
          cells: [t(`radioactive.${element}`), format.finding(share), <Hash key={assay} value={assay} />],
        }))}
      />
    </>
  );
}

/** Where the elements come from: elements that come from the same places in the same shares stand together. */
function Origin({ of }: { of: NonNullable<Verdict["origin"]> }) {
  const { t } = useLanguage();
  const format = useFormat();
  const places = elements.flatMap(({ symbol }) => {
    const shares = of.flatMap(({ country, deposit, partsPerMillion }) => {
      const parts = partsPerMillion[symbol];
      return parts === undefined || parts === 0 ? [] : [{ country, deposit, parts }];
    });
    return shares.length === 0 ? [] : [{ symbol, shares, key: JSON.stringify(shares) }];
  });
  const groups = [...Map.groupBy(places, ({ key }) => key).values()];
  return (
    <>
      <h3>{t("origin.title")}</h3>
      <Table
        caption={t("origin.lead")}
        head={[t("composition.element"), t("origin.place"), { number: t("origin.share") }]}
        rows={groups.flatMap((group) => {
          const symbols = group.map(({ symbol }) => symbol).join(" ");
          return (group[0]?.shares ?? []).map(({ country, deposit, parts }) => ({
            key: `${symbols}/${country}/${deposit}`,
            cells: [symbols, `${deposit}, ${format.country(country)}`, `${format.decimal(parts, 4)} %`],
          }));
        })}
      />
    </>
  );
}
