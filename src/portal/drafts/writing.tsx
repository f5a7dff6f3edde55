import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useMemo, useRef, useState } from "react";
import { linesBeforeSigning } from "../../statements/before-signing.ts";
import { fieldLabel } from "../../statements/field-words.ts";
import { kindsTaking } from "../../statements/knowledge.ts";
import { AssayField, readAssay, withAssay } from "../border/assay-field.tsx";
import { BesideLedger } from "../border/beside-ledger.tsx";
import { Refusal } from "../components/refusal.tsx";
import { type Written, withPart } from "../forms/control.ts";
import { Fields } from "../forms/fields.tsx";
import { FormProvider, type FormState, pathText } from "../forms/form-state.ts";
import { type FormReading, faultsAt, ownCodecs, readForm } from "../forms/read-form.ts";
import { useLanguage } from "../language.ts";
import type { SignedIn } from "../session.ts";
import { Crossings } from "./crossings.tsx";
import { type Draft, keepDraft, usualWindowSeconds } from "./drafts.ts";
import { fixDraft, signerFields } from "./fix.ts";
import { WindowField } from "./window-field.tsx";

/** Fills a draft in, and keeps every letter of it. */
export function Writing({ draft, who }: { draft: Draft & { state: "writing" }; who: SignedIn }) {
  const { t } = useLanguage();
  const { kind, written, windowSeconds } = draft;
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [isAsked, setIsAsked] = useState(false);
  const [isKept, setIsKept] = useState(true);
  const element = useRef<HTMLFormElement>(null);
  const reading = useMemo(
    () => readForm(kind, written, signerFields(who, usualWindowSeconds, 0n)),
    [kind, written, who],
  );
  const isOfFinding = kindsTaking("finding-recorded").includes(kind);
  const assay = readAssay(draft.assay ?? "");
  const fixing = useMutation({
    mutationFn: async () => {
      const complete = isOfFinding ? await withAssay(draft) : draft;
      return { complete, file: await fixDraft(kind, complete.written, who, windowSeconds) };
    },
    onSuccess: ({ complete, file }) => keepDraft({ ...complete, state: "signing", file }),
  });
  const form: FormState = {
    kind,
    reading,
    valueAt: (path) =>
      path.reduce<Written>((value, step) => (typeof value === "string" ? "" : ((value as never)[step] ?? "")), written),
    change: (path, value) =>
      setIsKept(keepDraft({ ...draft, written: withPart(written, path, value) as typeof written })),
    leave: (path) => setLeft(new Set([...left, pathText(path)])),
    faultsOf: (path) => {
      const text = pathText(path);
      const found = faultsAt(reading.faults, text);
      if (isAsked) return found;
      // A part that is missing of something that is written is said at once; a field that is empty may be on its turn yet.
      return left.has(text) ? found.filter(({ isMissing, path: at }) => !isMissing || at !== text) : [];
    },
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsAsked(true);
    if (reading.statement !== undefined && !("fault" in assay)) fixing.mutate();
    // The first field that lacks something takes the focus, once it is marked.
    else setTimeout(() => element.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  };
  return (
    <FormProvider value={form}>
      <form ref={element} className="beside" noValidate onSubmit={submit}>
        <div className="form-fields">
          <Fields codecs={ownCodecs(kind)} path={[]} />
          {isOfFinding && (
            <AssayField
              written={draft.assay ?? ""}
              reading={assay}
              isAsked={isAsked}
              onChange={(text) => setIsKept(keepDraft({ ...draft, assay: text }))}
            />
          )}
          <WindowField
            seconds={windowSeconds}
            onChange={(seconds) => setIsKept(keepDraft({ ...draft, windowSeconds: seconds }))}
          />
          <div>
            <button type="submit" className="button" disabled={fixing.isPending}>
              {t("draft.review")}
            </button>
          </div>
          {fixing.isError && <Refusal error={fixing.error} />}
        </div>
        <aside className="stack beside-sticky" aria-label={t("draft.summary")}>
          <Summary reading={reading} isAsked={isAsked} kind={kind} />
          {reading.statement !== undefined && <Crossings of={reading.statement} />}
          {isOfFinding && (
            <BesideLedger
              of={reading}
              {...("shares" in assay && { assay: assay.shares })}
              country={who.country}
              beside={draft.beside ?? ""}
            />
          )}
          <p className="quiet small">{isKept ? t("draft.kept") : t("draft.notKept")}</p>
        </aside>
      </form>
    </FormProvider>
  );
}

/** What the statement says as it stands, or what it still lacks. */
function Summary({ reading, isAsked, kind }: { reading: FormReading; isAsked: boolean; kind: Draft["kind"] }) {
  const { t, say, language } = useLanguage();
  const { statement, faults } = reading;
  if (statement !== undefined) {
    return (
      <div className="stack stack-close" role="status">
        <h2>{t("draft.says")}</h2>
        {linesBeforeSigning(statement)
          .slice(0, -1)
          .map((line) => (
            <p key={line.en}>{say(line)}</p>
          ))}
      </div>
    );
  }
  const names = faults.map(({ path }) => {
    const words = fieldLabel(kind, path.replaceAll(/\.\d+/g, ""));
    return words === undefined ? path : words[language];
  });
  return (
    <div className="stack stack-close">
      <h2>{t("draft.says")}</h2>
      <p role={isAsked ? "alert" : undefined}>{t("draft.lacking", { count: faults.length })}</p>
      <ul className="small quiet">
        {[...new Set(names)].slice(0, 8).map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </div>
  );
}
