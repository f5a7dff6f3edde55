import { useQuery } from "@tanstack/react-query";
import type { Footprint, Verdict } from "../../client/answers.ts";
import { processWords } from "../../domain/words.ts";
import { Section } from "../components/page.tsx";
import { Answer } from "../components/states.tsx";
import { Table } from "../components/table.tsx";
import { Facts, useFormat } from "../components/text.tsx";
import { useLanguage } from "../language.ts";
import { footprintQuery, type LotWithContent } from "../service.ts";

/** The footprint by step; gross, removals and offsets apart; and the class with its rule. */
export function Carbon({ lot, verdict }: { lot: LotWithContent; verdict: Verdict }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const footprint = useQuery(footprintQuery(lot.id));
  const { content } = lot;
  return (
    <Section title={t("carbon.title")} lead={t("carbon.lead")}>
      <Facts
        of={[
          [t("carbon.gross"), format.footprint(content.footprintGramsPerKilogram)],
          [t("carbon.removals"), format.footprint(content.removalsGramsPerKilogram)],
          [t("carbon.offsets"), format.footprint(content.offsetsGramsPerKilogram)],
          [t("carbon.primary"), `${format.decimal(content.primaryDataBasisPoints, 2)} %`],
          verdict.class && [t("lot.class"), t(`class.${verdict.class}`)],
        ]}
      />
      {verdict.class && <p>{t(`rule.${verdict.class}`)}</p>}
      {verdict.classNote && <p>{say(verdict.classNote)}</p>}
      <Answer of={footprint}>{(parts) => <Steps footprint={parts} />}</Answer>
    </Section>
  );
}

/** Where the carbon comes from, from the ground up. What is less than a gram a kilogram is left to the sum. */
function Steps({ footprint }: { footprint: Footprint }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const { parts, footprintGramsPerKilogram: total } = footprint;
  const told = parts.filter(({ gramsPerKilogram }) => gramsPerKilogram > 0);
  return (
    <Table
      caption={t("carbon.bySteps", { total: format.footprint(total) })}
      head={[t("carbon.source"), { number: t("carbon.amount") }, t("carbon.part")]}
      rows={told.map(({ source, of, process, gramsPerKilogram }) => ({
        key: `${source}/${of}`,
        cells: [
          t(`source.${source}`, { process: process === null ? "" : say(processWords[process]) }),
          format.footprint(gramsPerKilogram),
          <Share key="share" of={gramsPerKilogram} in={total} />,
        ],
      }))}
    />
  );
}

function Share({ of, in: whole }: { of: number; in: number }) {
  const format = useFormat();
  const permille = whole === 0 ? 0 : Math.round((of * 1_000) / whole);
  return (
    <div className="share">
      <span className="number">{format.decimal(permille, 1)} %</span>
      <div className="bar" style={{ inlineSize: `${permille / 10}%` }} />
    </div>
  );
}
