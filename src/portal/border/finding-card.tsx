import type { BorderFinding } from "../../client/answers.ts";
import { referenceKindWords } from "../../domain/words.ts";
import { Mark } from "../components/mark.tsx";
import { Facts, useFormat, When } from "../components/text.tsx";
import { DocumentLink } from "../desks/documents.tsx";
import { type Step, Steps } from "../desks/parts.tsx";
import { useLanguage } from "../language.ts";
import type { SignedIn } from "../session.ts";
import { IdLine } from "./held.tsx";

/** What an authority found, and what may be done about it. @param lots Lots that were found together with it. */
export function FindingCard({
  finding,
  who,
  lots,
}: {
  finding: BorderFinding;
  who: SignedIn;
  lots: readonly string[];
}) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const { statement, referenceKind, referenceNumber, country, links, withdrawnAt, authority } = finding;
  const weighed = (grams: number) => (grams === 0 ? t("border.notWeighed") : format.mass(grams));
  const toLink = lots.filter((lot) => links.every((link) => link.lot !== lot));
  const about = { finding: statement, country: who.country };
  const steps: Step[] = [["finding-tied", { ...about, lot: toLink[0] ?? "" }]];
  if (authority === who.organisation) steps.push(["finding-taken-back", about]);
  return (
    <article className="notice stack">
      <div className="marked">
        <Mark tone={withdrawnAt === null ? "bad" : "unsure"} />
        <div>
          <h3 className="sentence">
            {t("border.finding", { kind: say(referenceKindWords[referenceKind]), number: referenceNumber })}
          </h3>
          <p className="quiet">
            {t("border.foundBy", { name: finding.name, country: format.country(country) })}{" "}
            <When at={finding.occurredAt} exactly />
          </p>
        </div>
      </div>
      <Facts
        of={[
          [t("border.labelOrigin"), finding.labelOrigin === null ? "–" : format.country(finding.labelOrigin)],
          [t("border.goodsCode"), finding.goodsCode ?? "–"],
          [t("border.gross"), weighed(finding.grossGrams)],
          [t("border.net"), weighed(finding.netGrams)],
          [t("border.seal"), finding.seal ?? "–"],
          [t("border.linked"), links.length === 0 ? t("border.noLot") : format.number(links.length)],
        ]}
      />
      {finding.evidence !== null && (
        <p>
          <DocumentLink hash={finding.evidence} name={t("border.evidence")} />
        </p>
      )}
      <Steps as="buttons" of={steps} />
      <IdLine name={t("border.findingId")} id={statement} />
    </article>
  );
}
