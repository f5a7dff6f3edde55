import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { Lineage as Made } from "../../client/answers.ts";
import { formWords, processWords } from "../../domain/words.ts";
import { lotAddress } from "../addresses.ts";
import { onDemand } from "../components/on-demand.tsx";
import { Section } from "../components/page.tsx";
import { Answer } from "../components/states.tsx";
import { Table } from "../components/table.tsx";
import { useFormat } from "../components/text.tsx";
import { WhenSeen } from "../components/when-seen.tsx";
import { useLanguage } from "../language.ts";
import { lineageQuery } from "../service.ts";

const LineageGraph = onDemand(() => import("./lineage-graph.tsx"));

/** What the lot was made from, back to the ground: a graph, and the same in a table. */
export function Lineage({ lot }: { lot: string }) {
  const { t } = useLanguage();
  const lineage = useQuery(lineageQuery(lot));
  return (
    <Section title={t("lineage.title")}>
      <Answer of={lineage}>
        {(made) =>
          made.lots.some(({ isAncestor }) => isAncestor) ? (
            <>
              <WhenSeen>
                <LineageGraph key={lot} lineage={made} />
              </WhenSeen>
              <Ancestors of={made} />
            </>
          ) : (
            <p>{t("lineage.none")}</p>
          )
        }
      </Answer>
    </Section>
  );
}

function Ancestors({ of: { lots, steps } }: { of: Made }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const ancestors = lots.filter(({ isAncestor }) => isAncestor);
  const made = new Map(steps.map(({ digest, process }) => [digest, say(processWords[process])]));
  return (
    <Table
      caption={t("lineage.lead", { count: ancestors.length })}
      head={[
        t("lineage.lot"),
        t("lot.form"),
        t("lineage.madeBy"),
        t("lineage.origin"),
        { number: t("lot.mass") },
        t("lineage.status"),
      ]}
      rows={ancestors.map(({ id, lotNumber, form, madeBy, originCountry, deposit, massGrams, status }) => ({
        key: id,
        // Of a thousand lots, only those in the table's first rows are put into words.
        get cells() {
          return [
            <Link key="lot" href={lotAddress(id)}>
              {lotNumber}
            </Link>,
            say(formWords[form]),
            madeBy === null ? t("lineage.ground") : made.get(madeBy),
            originCountry === "ZZ" ? t("lineage.mixed") : `${deposit}, ${format.country(originCountry)}`,
            format.mass(massGrams),
            t(`standing.${status}`),
          ];
        },
      }))}
    />
  );
}
