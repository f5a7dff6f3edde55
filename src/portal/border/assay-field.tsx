import { useState } from "react";
import { sealAssay } from "../../client/documents.ts";
import type { Hex } from "../../domain/hex.ts";
import type { LocalisedText } from "../../domain/localised-text.ts";
import type { SomeShares } from "../../domain/some-shares.ts";
import { UnreadableText } from "../../statements/from-text.ts";
import { someSharesFromText } from "../../statements/some-shares.ts";
import type { Draft } from "../drafts/drafts.ts";
import { useLanguage } from "../language.ts";
import { service } from "../service.ts";

type WritingDraft = Draft & { state: "writing" };

/** What a laboratory found, read; how it was computed from what is written. */
export type AssayReading =
  | { shares: SomeShares; workings: LocalisedText[] }
  | { fault: LocalisedText }
  | { empty: true };

/** Reads what is written as a laboratory's result. */
export function readAssay(text: string): AssayReading {
  if (text.trim() === "") return { empty: true };
  const workings: LocalisedText[] = [];
  try {
    return { shares: someSharesFromText(text, (line) => workings.push(line)), workings };
  } catch (error) {
    if (!(error instanceof UnreadableText)) throw error;
    return { fault: error.text };
  }
}

/**
 * What a laboratory found, beside what the statement itself says: it goes into a document that the statement names.
 * @param isAsked Whether what is wrong is said already.
 */
export function AssayField({
  written,
  reading,
  isAsked,
  onChange,
}: {
  written: string;
  reading: AssayReading;
  isAsked: boolean;
  onChange: (text: string) => void;
}) {
  const { t, say } = useLanguage();
  const [isLeft, setIsLeft] = useState(false);
  const fault = "fault" in reading && (isLeft || isAsked) ? reading.fault : undefined;
  return (
    <div className="field">
      <label htmlFor="field-assay">{t("inspection.assay")}</label>
      <textarea
        id="field-assay"
        rows={3}
        value={written}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={fault !== undefined}
        aria-describedby={`field-assay-note${fault === undefined ? "" : " field-assay-fault"}`}
        onChange={({ target }) => onChange(target.value)}
        onBlur={() => setIsLeft(true)}
      />
      <div id="field-assay-note" className="quiet small">
        <p>{t("form.suchAs", { example: "Nd 60 %, Pr 500 ppm, Tb <10 ppm" })}</p>
        <p>{t("inspection.assayHint")}</p>
        {"workings" in reading && reading.workings.map((line) => <p key={line.en}>{say(line)}</p>)}
      </div>
      {fault && (
        <p className="fault" id="field-assay-fault">
          {say(fault)}
        </p>
      )}
    </div>
  );
}

/**
 * A draft of a finding whose documents have what the laboratory found in them. It is stored at the service, with a salt, once for what is written.
 * @throws UnreadableText, ProblemError, UnreachableError
 */
export async function withAssay(draft: WritingDraft): Promise<WritingDraft> {
  const { assay = "", assayed, written } = draft;
  const named = String(written.evidence ?? "").trim();
  const isIn = assayed !== undefined && assayed.hash === named;
  if (isIn && assayed.text === assay) return draft;
  const before = isIn ? assayed.before : named;
  if (assay.trim() === "") return { ...draft, written: { ...written, evidence: before } };
  const { hash, bytes } = sealAssay(
    someSharesFromText(assay),
    before === "" || before === "none" ? [] : [before as Hex],
  );
  await service.storeEvidence(hash, bytes);
  return { ...draft, written: { ...written, evidence: hash }, assayed: { text: assay, hash, before } };
}
