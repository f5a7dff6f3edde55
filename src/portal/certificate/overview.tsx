import type { Verdict } from "../../client/answers.ts";
import { custodyModelWords } from "../../domain/words.ts";
import { Section } from "../components/page.tsx";
import { Facts, Hash, useFormat, When } from "../components/text.tsx";
import { useLanguage } from "../language.ts";
import type { LotWithContent } from "../service.ts";

/** The lot's certificate, and where and how it was declared. */
export function Overview({ lot, verdict }: { lot: LotWithContent; verdict: Verdict }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const { certificate } = verdict;
  const { content } = lot;
  return (
    <>
      <Section title={t("lot.certificate")}>
        {certificate === null ? (
          <p>{t("lot.none")}</p>
        ) : (
          <Facts
            of={[
              [t("lot.certifier"), certificate.certifierName],
              [t("lot.certifiedAt"), <When key="at" at={certificate.certifiedAt} />],
              [t("lot.validUntil"), <When key="until" at={certificate.validUntil} exactly />],
              [t("lot.scheme"), t("lot.schemeNumber", { number: certificate.scheme })],
            ]}
          />
        )}
      </Section>
      <Section title={t("lot.making")}>
        <Facts
          of={[
            [t("lot.producedAt"), <When key="at" at={content.producedAt} />],
            [t("lot.country"), format.country(content.country)],
            [t("lot.site"), content.site],
            [t("lot.custodyModel"), say(custodyModelWords[content.custodyModel])],
            [t("lot.deposit"), content.deposit],
            [t("lot.lotId"), <Hash key="id" value={lot.id} />],
          ]}
        />
      </Section>
    </>
  );
}
