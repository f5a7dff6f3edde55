import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "wouter";
import type { UnitCheck } from "../../client/client.ts";
import { lotAddress } from "../addresses.ts";
import { AnswerBox } from "../components/answer-box.tsx";
import { conclusionTones, type Tone } from "../components/mark.tsx";
import { Page, Section } from "../components/page.tsx";
import { Answer } from "../components/states.tsx";
import { useFormat } from "../components/text.tsx";
import { useLanguage } from "../language.ts";
import { unitQuery } from "../service.ts";

/** What the code on a label comes to: of a lot that the address names, or of a GS1 Digital Link. */
export default function UnitPage() {
  const { t } = useLanguage();
  const params = useParams();
  const lot = new URLSearchParams(useSearch()).get("lot") ?? "";
  const { code = "", gtin, lotNumber = "", serial = "" } = params;
  const checked = useQuery(unitQuery(gtin === undefined ? { code, lot } : { gtin, lotNumber, serial }));
  return (
    <Page title={t("unit.title")} lead={t("unit.lead", { code: code || serial })}>
      <Answer of={checked}>{(data) => <Checked unit={data} />}</Answer>
    </Page>
  );
}

function Checked({ unit }: { unit: UnitCheck & { recomputed: boolean } }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const { outcome, says, next, verdict, scans, lot, gram, registered, recomputed } = unit;
  return (
    <div className="stack stack-wide">
      <AnswerBox tone={toneOf(unit)} sentence={t(`unit.outcome.${outcome}`)} detail={say(says)} />
      <Section title={t("lot.todo")}>
        <p>{say(next)}</p>
      </Section>
      {outcome === "genuine" && (
        <Section title={t("unit.about")}>
          <p>{t("unit.gram", { gram: format.number(gram), grams: format.number(registered.grams) })}</p>
          <p>{recomputed ? t("unit.recomputed") : t("unit.notRecomputed")}</p>
          {scans !== null && (
            <p>{t("unit.scans", { count: scans.scans, places: scans.countries.join(", ") || "–" })}</p>
          )}
          {scans?.cloneSigns.map((sign) => (
            <p key={sign} role="alert">
              <strong>{t(`unit.sign.${sign}`)}</strong>
            </p>
          ))}
        </Section>
      )}
      {verdict !== null && (
        <Section title={t("unit.certificate")}>
          <AnswerBox tone={conclusionTones[verdict.conclusion]} sentence={say(verdict.summary)} />
        </Section>
      )}
      <p>
        <Link href={lotAddress(lot)}>{t("unit.toLot")}</Link>
      </p>
    </div>
  );
}

/** A genuine code of a lot that is not valid, or one that was seen in too many places, is no good news. */
function toneOf({ outcome, scans, recomputed }: UnitCheck & { recomputed: boolean }): Tone {
  if (outcome === "wrong") return "bad";
  if (outcome !== "genuine") return "unsure";
  return recomputed && scans?.cloneSigns.length === 0 ? "good" : "careful";
}
