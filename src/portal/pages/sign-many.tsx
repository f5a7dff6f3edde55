import { useMutation } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Link } from "wouter";
import { describeStatement, type UnsignedStatement } from "../../statements/statement.ts";
import {
  lackingSignature,
  readStatementFileJson,
  signersOf,
  statementFileToJson,
  statementOf,
  unsigned,
} from "../../statements/statement-file.ts";
import { addresses, draftAddress, statementAddress } from "../addresses.ts";
import { ForSignedIn } from "../components/for-signed-in.tsx";
import { Mark } from "../components/mark.tsx";
import { Page, Section } from "../components/page.tsx";
import { Refusal } from "../components/refusal.tsx";
import { Hash } from "../components/text.tsx";
import { type Draft, keepDraft, useDrafts } from "../drafts/drafts.ts";
import { fixDraft, signerFields } from "../drafts/fix.ts";
import { signFile } from "../drafts/sign-file.ts";
import { readForm } from "../forms/read-form.ts";
import { useLanguage } from "../language.ts";
import { service } from "../service.ts";
import type { SignedIn } from "../session.ts";
import { Connect } from "../signing/connect.tsx";
import { type Signer, SigningFailure, useSigner } from "../signing/signer.ts";

/** Signs drafts one after another, and submits each that then lacks nothing. */
export default function SignManyPage() {
  const { t } = useLanguage();
  return (
    <Page title={t("signMany.title")} lead={t("signMany.lead")}>
      <ForSignedIn>{(who) => <SignMany who={who} />}</ForSignedIn>
    </Page>
  );
}

type Open = Exclude<Draft, { state: "submitted" }>;
/** What became of a draft in this run. */
type Result = { is: "submitted"; submission: string } | { is: "waiting" } | { is: "failed"; error: Error };

function SignMany({ who }: { who: SignedIn }) {
  const { t } = useLanguage();
  const signer = useSigner();
  const drafts = useDrafts();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [results, setResults] = useState<ReadonlyMap<string, Result>>(new Map());
  const own = useMemo(
    () => drafts.filter(({ organisation }) => organisation === null || organisation === who.organisation),
    [drafts, who],
  );
  const rows = useMemo(
    () =>
      own.flatMap((draft) => {
        const statement = draft.state === "submitted" ? undefined : statementIn(draft, who);
        return statement === undefined ? [] : [{ draft: draft as Open, statement }];
      }),
    [own, who],
  );
  const lacking = own.filter(({ state, id }) => state !== "submitted" && !rows.some(({ draft }) => draft.id === id));
  const chosen = rows.filter(({ draft }) => !left.has(draft.id) && results.get(draft.id)?.is !== "waiting");
  const done = own.filter(({ id, state }) => state === "submitted" && results.has(id));
  const running = useMutation({
    mutationFn: async (by: Signer) => {
      for (const { draft } of chosen) {
        const result = await signAndSubmit(draft, who, by);
        setResults((known) => new Map([...known, [draft.id, result]]));
        // Whoever refuses one to the wallet wants to look again.
        if (result.is === "failed" && result.error instanceof SigningFailure) return;
      }
    },
  });
  return (
    <>
      {rows.length === 0 ? (
        <p className="quiet">{t("signMany.nothing")}</p>
      ) : (
        <Section title={t("signMany.ready", { count: rows.length })}>
          <ul className="plain-list">
            {rows.map(({ draft, statement }) => (
              <Row
                key={draft.id}
                draft={draft}
                statement={statement}
                result={results.get(draft.id)}
                isChosen={!left.has(draft.id)}
                onChoose={(isChosen) =>
                  setLeft(isChosen ? new Set([...left].filter((id) => id !== draft.id)) : new Set([...left, draft.id]))
                }
              />
            ))}
          </ul>
          {signer === undefined ? (
            <Connect />
          ) : (
            <div className="stack stack-close">
              <p className="quiet small">
                {t("signIn.key", { name: signer.name })} <Hash value={signer.address} />
              </p>
              <div>
                <button
                  type="button"
                  className="button"
                  disabled={running.isPending || chosen.length === 0}
                  onClick={() => running.mutate(signer)}
                >
                  {t("signMany.sign", { count: chosen.length })}
                </button>
              </div>
            </div>
          )}
        </Section>
      )}
      <div role="status">
        {done.length > 0 && (
          <Section title={t("signMany.submitted", { count: done.length })}>
            <ul className="plain-list">
              {done.map((draft) => (
                <li key={draft.id} className="marked">
                  <Mark tone="good" />
                  <Link href={statementAddress(draft.state === "submitted" ? draft.submission : "")} className="hash">
                    {draft.state === "submitted" && draft.submission}
                  </Link>
                </li>
              ))}
            </ul>
          </Section>
        )}
      </div>
      {lacking.length > 0 && (
        <Section title={t("signMany.lacking", { count: lacking.length })}>
          <p>
            <Link href={addresses.work}>{t("signMany.toDrafts")}</Link>
          </p>
        </Section>
      )}
    </>
  );
}

interface RowProps {
  draft: Open;
  statement: UnsignedStatement;
  result: Result | undefined;
  isChosen: boolean;
  onChoose(isChosen: boolean): void;
}

function Row({ draft, statement, result, isChosen, onChoose }: RowProps) {
  const { t, say } = useLanguage();
  return (
    <li className="stack stack-close">
      <div className="row row-apart">
        <label className="tick">
          <input type="checkbox" checked={isChosen} onChange={({ target }) => onChoose(target.checked)} />
          {say(describeStatement(statement))}
        </label>
        <Link href={draftAddress(draft.id)} className="small">
          {t("signMany.look")}
        </Link>
      </div>
      {result?.is === "waiting" && <p className="quiet">{t("signMany.waiting")}</p>}
      {result?.is === "failed" && <Refusal error={result.error} />}
    </li>
  );
}

/** What a draft says; undefined where it lacks something. */
function statementIn(draft: Open, who: SignedIn): UnsignedStatement | undefined {
  if (draft.state === "signing") return unsigned(readStatementFileJson(draft.file));
  return readForm(draft.kind, draft.written, signerFields(who, draft.windowSeconds, 0n)).statement;
}

async function signAndSubmit(draft: Open, who: SignedIn, by: Signer): Promise<Result> {
  try {
    const json =
      draft.state === "signing" ? draft.file : await fixDraft(draft.kind, draft.written, who, draft.windowSeconds);
    const file = readStatementFileJson(json);
    const place = signersOf(file).find(({ as, key }) => file[as] === undefined && key === by.address);
    if (place === undefined && lackingSignature(file) !== undefined) throw new SigningFailure("other-key");
    const signed = place === undefined ? file : { ...file, [place.as]: await signFile(file, by) };
    const kept = { ...draft, state: "signing" as const, file: statementFileToJson(signed) };
    keepDraft(kept);
    if (lackingSignature(signed) !== undefined) return { is: "waiting" };
    const { id: submission } = await service.submit(statementOf(signed));
    const { written: _, file: __, ...rest } = kept;
    keepDraft({ ...rest, state: "submitted", submission });
    return { is: "submitted", submission };
  } catch (error) {
    return { is: "failed", error: error instanceof Error ? error : new Error(String(error)) };
  }
}
