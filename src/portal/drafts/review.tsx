import { useMutation } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useLocation } from "wouter";
import { linesBeforeSigning, windowFault } from "../../statements/before-signing.ts";
import { statementDigest } from "../../statements/digest.ts";
import {
  lackingSignature,
  readStatementFileJson,
  type StatementFile,
  signersOf,
  statementFileToJson,
  statementOf,
  unsigned,
} from "../../statements/statement-file.ts";
import { typedDataOf } from "../../statements/typed-data.ts";
import { statementAddress } from "../addresses.ts";
import { Mark } from "../components/mark.tsx";
import { Section } from "../components/page.tsx";
import { Refusal } from "../components/refusal.tsx";
import { Hash } from "../components/text.tsx";
import { useLanguage } from "../language.ts";
import { service } from "../service.ts";
import { Connect } from "../signing/connect.tsx";
import { connectSigner, useSigner } from "../signing/signer.ts";
import { Crossings } from "./crossings.tsx";
import { type Draft, keepDraft } from "./drafts.ts";
import { PassOn, SaveStatement } from "./pass-on.tsx";
import { signFile } from "./sign-file.ts";

/** Shows what will be signed, has it signed by whoever has to, and submits it. */
export function Review({ draft }: { draft: Draft & { state: "signing" } }) {
  const { t, say } = useLanguage();
  const [, go] = useLocation();
  const file = useMemo(() => readStatementFileJson(draft.file), [draft.file]);
  const lacking = lackingSignature(file);
  const fault = windowFault(unsigned(file), Math.floor(Date.now() / 1_000));
  const submitting = useMutation({
    mutationFn: () => service.submit(statementOf(file)),
    onSuccess: ({ id }) => {
      const { written: _, file: __, ...rest } = draft;
      keepDraft({ ...rest, state: "submitted", submission: id });
      go(statementAddress(id), { replace: true });
    },
  });
  return (
    <>
      <Section title={t("review.says")}>
        {linesBeforeSigning(unsigned(file)).map((line) => (
          <p key={line.en}>{say(line)}</p>
        ))}
        {fault !== undefined && <p role="alert">{say(fault.text)}</p>}
        <Exactly file={file} />
      </Section>
      <Crossings of={unsigned(file)} />
      <Section title={t("review.signatures")}>
        <Signatures file={file} onSigned={(signed) => keepDraft({ ...draft, file: statementFileToJson(signed) })} />
        {lacking === undefined && (
          <div>
            <button
              type="button"
              className="button"
              disabled={submitting.isPending}
              onClick={() => submitting.mutate()}
            >
              {t("review.submit")}
            </button>
          </div>
        )}
        {submitting.isError && <Refusal error={submitting.error} />}
      </Section>
      {lacking !== undefined && file.signature !== undefined ? (
        <PassOn file={draft.file} />
      ) : (
        <SaveStatement file={draft.file} />
      )}
      {draft.written !== null && (
        <div>
          <button
            type="button"
            className="button button-quiet"
            onClick={() => {
              const { file: _, ...rest } = draft;
              keepDraft({ ...rest, state: "writing", written: draft.written ?? {} });
            }}
          >
            {t("review.change")}
          </button>
        </div>
      )}
    </>
  );
}

/** The typed data to the letter, as a wallet shows it, and its digest. */
function Exactly({ file }: { file: StatementFile }) {
  const { t } = useLanguage();
  return (
    <details>
      <summary>{t("review.exactly")}</summary>
      <p className="quiet small">
        {t("review.digest")} <Hash value={statementDigest(unsigned(file), file.domain)} />
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has only a keyboard scrolls what has the focus. */}
      <pre className="exact" tabIndex={0}>
        {JSON.stringify(typedDataOf(unsigned(file), file.domain), null, 2)}
      </pre>
    </details>
  );
}

/** Who has to sign, and who has. */
function Signatures({ file, onSigned }: { file: StatementFile; onSigned(signed: StatementFile): void }) {
  const { t } = useLanguage();
  const signer = useSigner();
  const [isOther, setIsOther] = useState(false);
  const open = signersOf(file).filter(({ as }) => file[as] === undefined);
  const own = open.find(({ key }) => key === signer?.address);
  const signing = useMutation({
    mutationFn: async () => {
      if (signer === undefined || own === undefined) return;
      onSigned({ ...file, [own.as]: await signFile(file, signer) });
    },
  });
  return (
    <div className="stack">
      <ul className="plain-list">
        {signersOf(file).map(({ as, key }) => (
          <li key={as} className="marked">
            <Mark tone={file[as] === undefined ? "unsure" : "good"} />
            <div>
              <h3>{file[as] === undefined ? t(`review.lacks.${as}`) : t(`review.has.${as}`)}</h3>
              <Hash value={key} />
            </div>
          </li>
        ))}
      </ul>
      {own !== undefined && signer !== undefined && (
        <div>
          <button type="button" className="button" disabled={signing.isPending} onClick={() => signing.mutate()}>
            {t("review.sign", { name: signer.name })}
          </button>
        </div>
      )}
      {open.length > 0 && own === undefined && (signer === undefined || isOther) && (
        <Connect onConnected={() => setIsOther(false)} />
      )}
      {open.length > 0 && own === undefined && signer !== undefined && !isOther && (
        <div className="stack stack-close">
          {signersOf(file).some(({ key }) => key === signer.address) ? (
            <p>{t("review.waits")}</p>
          ) : (
            <p>
              {t("review.otherKey", { name: signer.name })} <Hash value={signer.address} />
            </p>
          )}
          <div>
            <button
              type="button"
              className="button button-quiet"
              onClick={() => {
                connectSigner(undefined);
                setIsOther(true);
              }}
            >
              {t("signIn.other")}
            </button>
          </div>
        </div>
      )}
      {signing.isError && <Refusal error={signing.error} />}
    </div>
  );
}
