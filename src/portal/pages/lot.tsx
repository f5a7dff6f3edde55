import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useParams } from "wouter";
import { formWords } from "../../domain/words.ts";
import { Address } from "../certificate/address.tsx";
import { Attestations } from "../certificate/attestations.tsx";
import { Carbon } from "../certificate/carbon.tsx";
import { Changed } from "../certificate/changed.tsx";
import { CheckYourself } from "../certificate/check-yourself.tsx";
import { Checks } from "../certificate/checks.tsx";
import { Composition } from "../certificate/composition.tsx";
import { Conclusion } from "../certificate/conclusion.tsx";
import { Custody } from "../certificate/custody.tsx";
import { Goods } from "../certificate/goods.tsx";
import { Lineage } from "../certificate/lineage.tsx";
import { NoVerdict } from "../certificate/no-verdict.tsx";
import { Overview } from "../certificate/overview.tsx";
import { Page } from "../components/page.tsx";
import { Answer, Failure, Loading } from "../components/states.tsx";
import { Unknown } from "../components/unknown.tsx";
import { useLanguage } from "../language.ts";
import { useLive } from "../live.ts";
import { isNotFound, lineageQuery, lotQuery, queryClient, verdictQuery } from "../service.ts";

/** A lot's certificate: what the lot is, then the answer, then what that rests on. */
export default function LotPage() {
  const { t, say } = useLanguage();
  const id = (useParams().id ?? "").toLowerCase();
  useLive();
  const lot = useQuery(lotQuery(id));
  const verdict = useQuery(verdictQuery(id));
  useEffect(() => {
    // A long lineage takes its time: it is asked for beside the verdict, and is there once somebody looks at it.
    void queryClient.prefetchQuery(lineageQuery(id));
  }, [id]);
  if (lot.data === undefined) {
    if (isNotFound(lot.error)) {
      return (
        <Page title={t("verify.title")}>
          <Unknown query={id} />
        </Page>
      );
    }
    return (
      <Page title={t("verify.title")}>
        {lot.isError ? (
          <Failure error={lot.error} onRetry={() => void lot.refetch()} />
        ) : (
          <Loading text={t("lot.loading")} />
        )}
      </Page>
    );
  }
  const { lotNumber, form, producerName } = lot.data;
  return (
    <Page
      key={id}
      title={t("lot.lotNumber", { number: lotNumber })}
      lead={t("lot.by", { form: say(formWords[form]), producer: producerName })}
    >
      <Answer of={verdict} failure={NoVerdict}>
        {(data) => (
          <>
            <Changed verdict={data} />
            <Goods verdict={data} />
            <Conclusion verdict={data} />
            <Overview lot={lot.data} verdict={data} />
            <Composition lot={lot.data} verdict={data} />
            <Carbon lot={lot.data} verdict={data} />
            <Custody lot={lot.data} verdict={data} />
            <Attestations lot={id} />
            <Lineage lot={id} />
            <Checks checks={data.checks} />
            <CheckYourself lot={id} />
            <Address lot={id} />
          </>
        )}
      </Answer>
    </Page>
  );
}
