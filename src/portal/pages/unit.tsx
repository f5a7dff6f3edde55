import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useId } from "react";
import { Link, useLocation, useParams, useSearch } from "wouter";
import type { UnitCheck } from "../../client/answers.ts";
import { gramStateWords } from "../../domain/words.ts";
import { lotAddress, statementAddress, unitAddress } from "../addresses.ts";
import { AnswerBox } from "../components/answer-box.tsx";
import { conclusionTones, type Tone } from "../components/mark.tsx";
import { Page, Section } from "../components/page.tsx";
import { Answer } from "../components/states.tsx";
import { Table } from "../components/table.tsx";
import { useFormat } from "../components/text.tsx";
import { readSought } from "../find-lot.ts";
import { useLanguage } from "../language.ts";
import { namedLotsQuery, queryClient, unitQuery } from "../service.ts";

/** What the code on a label comes to: of a lot that the address names, or of a GS1 Digital Link. */
export default function UnitPage() {
  const { t } = useLanguage();
  const params = useParams();
  const lot = new URLSearchParams(useSearch()).get("lot") ?? "";
  const { code = "", gtin, lotNumber = "", serial = "" } = params;
  const isLotKnown = gtin !== undefined || lot !== "";
  return (
    <Page title={t("unit.title")} lead={t("unit.lead", { code: code || serial })}>
      {isLotKnown ? (
        <Known of={gtin === undefined ? { code, lot } : { gtin, lotNumber, serial }} />
      ) : (
        <AskForLot code={code} />
      )}
    </Page>
  );
}

function Known({ of }: { of: Parameters<typeof unitQuery>[0] }) {
  const checked = useQuery(unitQuery(of));
  return <Answer of={checked}>{(data) => <Checked unit={data} />}</Answer>;
}

/** A code says nothing of the lot that it is of; the label beside it does. */
function AskForLot({ code }: { code: string }) {
  const { t } = useLanguage();
  const [, go] = useLocation();
  const id = useId();
  const finding = useMutation({
    mutationFn: async (typed: string) => {
      const sought = readSought(typed);
      if (sought.by === "id") return [{ id: sought.id, producerName: "" }];
      return sought.by === "number" ? queryClient.fetchQuery(namedLotsQuery(sought.number)) : [];
    },
    onSuccess: ([only, ...others]) => {
      if (only !== undefined && others.length === 0) go(unitAddress(code, only.id), { replace: true });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    finding.mutate(String(new FormData(event.currentTarget).get("lot")));
  };
  const found = finding.data ?? [];
  return (
    <form className="search" onSubmit={submit}>
      <div className="field">
        <label htmlFor={id}>{t("unit.whichLot")}</label>
        <input id={id} name="lot" autoComplete="off" autoCapitalize="off" spellCheck={false} required />
      </div>
      <button type="submit" className="button" disabled={finding.isPending}>
        {t("verify.go")}
      </button>
      <div className="field-note" role="alert">
        {finding.isSuccess && found.length === 0 && t("unit.noLot")}
        {finding.isError && t("state.problem")}
        {found.length > 1 && (
          <ul className="plain-list" aria-label={t("verify.chooseProducer")}>
            {found.map((each) => (
              <li key={each.id}>
                <Link href={unitAddress(code, each.id)}>{each.producerName}</Link>
              </li>
            ))}
          </ul>
        )}
      </div>
    </form>
  );
}

function Checked({ unit }: { unit: UnitCheck & { recomputed: boolean } }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const { outcome, says, next, verdict, scans, lot, gram, registered, recomputed, journey, madeFrom } = unit;
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
          {journey !== null && (
            <p>
              {t("unit.place", { place: say(gramStateWords[journey.state]) })}
              {journey.isSigned && ` ${t("unit.isSigned")}`}
            </p>
          )}
          {scans?.cloneSigns.map((sign) => (
            <p key={sign} role="alert">
              <strong>{t(`unit.sign.${sign}`)}</strong>
            </p>
          ))}
        </Section>
      )}
      {journey?.doubled != null && (
        <Section title={t("unit.doubled")} lead={t("unit.doubledLead")}>
          <ul className="plain">
            {journey.doubled.map((statement) => (
              <li key={statement}>
                <Link className="hash" href={statementAddress(statement)}>
                  {statement}
                </Link>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {madeFrom !== null && <Parents of={madeFrom.lots} />}
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

/** The lots that went into the one of a gram; which grams of them, for whom that concerns. */
function Parents({ of: lots }: { of: NonNullable<UnitCheck["madeFrom"]>["lots"] }) {
  const { t } = useLanguage();
  const format = useFormat();
  const isTold = lots.some(({ ranges }) => ranges !== undefined);
  return (
    <Section title={t("unit.madeFrom")} lead={t("unit.madeFromLead")}>
      <Table
        caption={t("unit.madeFrom")}
        head={[t("desk.lot"), { number: t("lot.mass") }, ...(isTold ? [t("package.grams")] : [])]}
        rows={lots.map(({ lot, lotNumber, grams, ranges }) => ({
          key: lot,
          cells: [
            <Link key="lot" href={lotAddress(lot)}>
              {lotNumber}
            </Link>,
            format.mass(grams),
            ...(isTold
              ? [ranges?.map(({ first, last }) => `${format.number(first)} – ${format.number(last)}`).join("; ") ?? "–"]
              : []),
          ],
        }))}
      />
    </Section>
  );
}

/** A genuine code of a lot that is not valid, or one that was seen in too many places, is no good news. */
function toneOf({ outcome, scans, recomputed, journey }: UnitCheck & { recomputed: boolean }): Tone {
  if (outcome === "wrong") return "bad";
  if (outcome !== "genuine") return "unsure";
  return recomputed && scans?.cloneSigns.length === 0 && journey?.doubled == null ? "good" : "careful";
}
