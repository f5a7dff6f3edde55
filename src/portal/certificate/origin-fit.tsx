import { useQuery } from "@tanstack/react-query";
import { notApplicableWords } from "../../domain/fingerprint/applicability.ts";
import { patternAssay } from "../../domain/fingerprint/assay.ts";
import { declaredProfiles } from "../../domain/fingerprint/declared-profiles.ts";
import { fingerprint } from "../../domain/fingerprint/fingerprint.ts";
import { referenceProfiles } from "../../domain/fingerprint/profile.ts";
import { Answer } from "../components/states.tsx";
import { useFormat } from "../components/text.tsx";
import { useLanguage } from "../language.ts";
import { attestationsQuery, type LotWithContent } from "../service.ts";
import { newestAssay } from "./newest-assay.ts";

/** One sentence on whether the newest assay fits the origin that was declared. It never speaks of proof. */
export default function OriginFit({ lot: { id, content } }: { lot: LotWithContent }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const attestations = useQuery(attestationsQuery(id));
  return (
    <Answer of={attestations}>
      {({ items }) => {
        const composition = newestAssay(items);
        if (composition === undefined) return <p>{t("originFit.no-assay")}</p>;
        const { form, deposit, originCountry } = content;
        const answer = fingerprint(
          patternAssay(composition, form),
          declaredProfiles(referenceProfiles, deposit, originCountry),
        );
        if (answer.kind === "not-applicable") return <p>{say(notApplicableWords[answer.reason])}</p>;
        const { verdict } = answer.declared;
        const place = `${deposit}, ${format.country(originCountry)}`;
        return <p>{t(`originFit.${verdict === "not-declared" ? "no-profile" : verdict}`, { place })}</p>;
      }}
    </Answer>
  );
}
