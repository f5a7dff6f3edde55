import type { Seizure } from "../../client/answers.ts";
import { useFormat, When } from "../components/text.tsx";
import { Steps, useNames } from "../desks/parts.tsx";
import { useLanguage } from "../language.ts";
import type { SignedIn } from "../session.ts";
import { IdLine, LotLine } from "./held.tsx";

/** Goods that authorities have seized: who seized how much of whose, where and on what ground. Who seized them is led to their return. */
export function Seizures({ of, who, withLot = false }: { of: readonly Seizure[]; who: SignedIn; withLot?: boolean }) {
  const { t } = useLanguage();
  const format = useFormat();
  const nameOf = useNames();
  return (
    <ul className="plain-list">
      {of.map(({ statement, lot, authority, name, holder, country, grams, ground, seizedAt }) => (
        <li key={statement} className="stack stack-close">
          {withLot && (
            <p>
              <LotLine lot={lot} />
            </p>
          )}
          <p>
            {t("border.seizedBy", {
              ...{ name, ground, mass: format.mass(grams), holder: nameOf(holder) },
              country: format.country(country),
            })}{" "}
            <When at={seizedAt} exactly />
          </p>
          {authority === who.organisation && (
            <Steps as="buttons" of={[["seizure-ended", { lot, seizure: statement }]]} />
          )}
          <IdLine name={t("border.seizureId")} id={statement} />
        </li>
      ))}
    </ul>
  );
}
