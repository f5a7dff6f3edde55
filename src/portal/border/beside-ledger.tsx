import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useId, useState } from "react";
import { Link } from "wouter";
import type { Inspection } from "../../client/answers.ts";
import type { Hex } from "../../domain/hex.ts";
import {
  comparisons,
  type Inspected,
  mostAssayToleranceBasisPoints,
  mostToleranceBasisPoints,
  usualAssayToleranceBasisPoints,
  usualToleranceBasisPoints,
} from "../../domain/inspection.ts";
import { comparisonWords } from "../../domain/inspection-words.ts";
import type { SomeShares } from "../../domain/some-shares.ts";
import { newStatementAddress } from "../addresses.ts";
import { Mark } from "../components/mark.tsx";
import { Answer } from "../components/states.tsx";
import { useNames } from "../desks/parts.tsx";
import { deskQuery } from "../desks/queries.ts";
import { type FormReading, faultsAt } from "../forms/read-form.ts";
import { useLanguage } from "../language.ts";
import { service } from "../service.ts";
import { type Beside, besideQuery } from "./search.ts";

/** As many goods of one number are compared with. */
const most = 5;

/**
 * Compares a finding that is being written with what the ledger says of a consignment or lot.
 * @param assay What a laboratory found.
 * @param beside What is named to begin with.
 */
export function BesideLedger({
  of,
  assay,
  country,
  beside,
}: {
  of: FormReading;
  assay?: SomeShares;
  country: string;
  beside: string;
}) {
  const { t, language } = useLanguage();
  const id = useId();
  const [typed, setTyped] = useState(beside);
  const [percent, setPercent] = useState(String(usualToleranceBasisPoints / 100));
  const [assayPercent, setAssayPercent] = useState(String(usualAssayToleranceBasisPoints / 100));
  const [asked, setAsked] = useState(beside);
  const tolerance = basisPointsIn(percent, mostToleranceBasisPoints);
  const assayTolerance = basisPointsIn(assayPercent, mostAssayToleranceBasisPoints);
  const ask = () => setAsked(typed.trim());
  // What stands in a form would submit it.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    ask();
  };
  const soFar = foundIn(of);
  const found = soFar && { ...soFar, ...(assay !== undefined && { assay }) };
  const tolerances = [
    { of: "weights", percent, points: tolerance, most: mostToleranceBasisPoints, change: setPercent },
    {
      of: "shares",
      percent: assayPercent,
      points: assayTolerance,
      most: mostAssayToleranceBasisPoints,
      change: setAssayPercent,
    },
  ] as const;
  return (
    <section className="stack" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t("inspection.title")}</h2>
      <div className="field">
        <label htmlFor={id}>{t("inspection.beside")}</label>
        <input
          id={id}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => setTyped(target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className="row row-end">
        {tolerances.map((each) => (
          <div key={each.of} className="field narrow">
            <label htmlFor={`${id}-${each.of}`}>{t(`inspection.tolerance.${each.of}`)}</label>
            <input
              id={`${id}-${each.of}`}
              inputMode="decimal"
              lang={language}
              value={each.percent}
              autoComplete="off"
              aria-invalid={each.points === undefined}
              onChange={({ target }) => each.change(target.value)}
              onKeyDown={onKeyDown}
            />
          </div>
        ))}
        <button type="button" className="button button-quiet" disabled={typed.trim() === ""} onClick={ask}>
          {t("inspection.compare")}
        </button>
      </div>
      {tolerances
        .filter(({ points }) => points === undefined)
        .map((each) => (
          <p key={each.of} className="fault small" role="alert">
            {t("inspection.toleranceFault", { most: each.most / 100 })}
          </p>
        ))}
      {asked !== "" && found === undefined && <p className="quiet">{t("inspection.whereFirst")}</p>}
      {asked !== "" && found !== undefined && tolerance !== undefined && assayTolerance !== undefined && (
        <Candidates {...{ typed: asked, country, found, tolerance, assayTolerance }} evidence={evidenceIn(of)} />
      )}
    </section>
  );
}

interface Comparing {
  found: Inspected;
  tolerance: number;
  assayTolerance: number;
  evidence: string;
}

/** @returns undefined where the text is no percentage from 0 to the most. */
function basisPointsIn(percent: string, most: number): number | undefined {
  const points = Math.round(Number(percent) * 100);
  return percent.trim() !== "" && points >= 0 && points <= most ? points : undefined;
}

function Candidates({ typed, country, ...comparing }: Comparing & { typed: string; country: string }) {
  const { t } = useLanguage();
  const candidates = useQuery(besideQuery(typed, country));
  return (
    <Answer of={candidates}>
      {(goods) =>
        goods.length === 0 ? (
          <p role="status">{t("inspection.nothing", { number: typed })}</p>
        ) : (
          goods.slice(0, most).map((each) => <Compared key={each.id} with={each} {...comparing} />)
        )
      }
    </Answer>
  );
}

function Compared({
  with: { by, id, name },
  found,
  tolerance,
  assayTolerance,
  evidence,
}: Comparing & { with: Beside }) {
  const { t, say, language } = useLanguage();
  const goods = by === "lot" ? { lot: id as Hex } : { consignment: id as Hex };
  const { grossGrams, netGrams, ...rest } = found;
  const key = [{ ...rest, gross: String(grossGrams), net: String(netGrams) }, goods, tolerance, assayTolerance];
  const inspection = useQuery({
    ...deskQuery("inspection", key, () => service.compareInspection({ ...found, ...goods, tolerance, assayTolerance })),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="stack stack-close">
      <h3>{t(`inspection.${by}`, { name })}</h3>
      <Answer of={inspection}>
        {({ compared, mismatches, holds }) => {
          const left = comparisons.filter((each) => !compared.includes(each));
          return (
            <>
              <div role="status">
                {mismatches.length === 0 ? (
                  compared.length > 0 && (
                    <p className="marked">
                      <Mark tone="good" />
                      <span>{t("inspection.fits")}</span>
                    </p>
                  )
                ) : (
                  <ul className="plain stack stack-close">
                    {mismatches.map((each) => (
                      <li key={"element" in each ? each.element : each.mismatch} className="marked">
                        <Mark tone="bad" />
                        <span>{say(each.says)}</span>
                      </li>
                    ))}
                  </ul>
                )}
              </div>
              {left.length > 0 && (
                <p className="quiet small">
                  {t("inspection.left", {
                    what: left.map((each) => say(comparisonWords[each])).join(language === "zh" ? "、" : ", "),
                  })}
                </p>
              )}
              <Holds of={holds} evidence={evidence} />
            </>
          );
        }}
      </Answer>
    </div>
  );
}

/** Leads to each hold's form, filled in but for the legal ground. */
function Holds({ of, evidence }: { of: Inspection["holds"]; evidence: string }) {
  const { t } = useLanguage();
  const nameOf = useNames();
  if (of.length === 0) return null;
  return (
    <ul className="plain stack stack-close">
      {of.map(({ kind, lotNumber, message: { lot, holder = null, consignment, country } }) => {
        const what = consignment === undefined ? { lot: lot ?? "", holder: holder ?? "" } : { consignment };
        const words = holder === null ? "inspection.holdAll" : "inspection.hold";
        return (
          <li key={`${lot ?? consignment}/${holder}`}>
            <Link
              href={newStatementAddress(kind, { ...what, country, evidence, until: "+30d" })}
              className="button button-quiet"
            >
              {consignment === undefined
                ? t(words, { number: lotNumber ?? "", holder: nameOf(holder) })
                : t("inspection.holdConsignment")}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/**
 * What was found, as far as the form can be read. A seal that is not written is one that was not there: so the statement says it.
 * @returns undefined before it says where.
 */
function foundIn({ wire, faults }: FormReading): Inspected | undefined {
  const text = (field: string) => {
    const value = wire[field];
    const isRead = faultsAt(faults, field).length === 0 && (typeof value === "string" || typeof value === "number");
    return isRead && value !== "none" ? String(value) : "";
  };
  const country = text("country");
  if (country === "") return undefined;
  const [seal, goodsCode, labelOrigin] = [text("seal"), text("goodsCode"), text("labelOrigin")];
  const [gross, net] = [text("grossGrams"), text("netGrams")];
  return {
    country,
    seal: seal === "" ? null : seal,
    ...(goodsCode !== "" && { goodsCode }),
    ...(labelOrigin !== "" && { labelOrigin }),
    ...(gross !== "" && { grossGrams: BigInt(gross) }),
    ...(net !== "" && { netGrams: BigInt(net) }),
  };
}

function evidenceIn({ wire, faults }: FormReading): string {
  const { evidence } = wire;
  return typeof evidence === "string" && faultsAt(faults, "evidence").length === 0 ? evidence : "";
}
