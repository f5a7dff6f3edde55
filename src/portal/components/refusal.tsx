import { ProblemError } from "../../client/problem-error.ts";
import { UnreachableError } from "../../client/unreachable-error.ts";
import { wayOut } from "../../client/ways-out.ts";
import { WitnessNotFound } from "../../client/witness-not-found.ts";
import { UnitsRefused } from "../../units/refused.ts";
import { useLanguage } from "../language.ts";
import { SigningFailure } from "../signing/signer.ts";
import { Mark } from "./mark.tsx";

/** Why something was not done, and what to do now. */
export function Refusal({ error }: { error: Error }) {
  const { t, say } = useLanguage();
  return (
    <div className="notice marked" role="alert">
      <Mark tone={error instanceof UnreachableError ? "unsure" : "bad"} />
      <div className="stack stack-close">
        {error instanceof SigningFailure ? (
          <>
            <p>
              <strong>{t(`signing.failure.${error.reason}.title`)}</strong>
            </p>
            <p>{t(`signing.failure.${error.reason}.help`)}</p>
            {error.message !== "" && <Original text={error.message} />}
          </>
        ) : error instanceof ProblemError ? (
          <OfService error={error} />
        ) : error instanceof UnreachableError ? (
          <>
            <p>
              <strong>{t("state.unreachable")}</strong>
            </p>
            <p>{t("refusal.kept")}</p>
          </>
        ) : error instanceof WitnessNotFound ? (
          <p>{say(error.text)}</p>
        ) : error instanceof UnitsRefused ? (
          <>
            <p>{t("refusal.grams")}</p>
            <Original text={error.message} />
          </>
        ) : (
          <>
            <p>{t("refusal.unexpected")}</p>
            <Original text={error.message} />
          </>
        )}
      </div>
    </div>
  );
}

/** The ledger's own reason where it has one, otherwise the service's. */
function OfService({ error: { problem, message } }: { error: ProblemError }) {
  const { t, say } = useLanguage();
  const { code, error } = problem;
  const known = wayOut(error?.name ?? code);
  const values = Object.entries(error?.args ?? {});
  return (
    <>
      <p>
        <strong>{error === undefined ? t("refusal.service") : t("refusal.ledger", { name: error.name })}</strong>
      </p>
      {known !== undefined && <p>{say(known)}</p>}
      {values.length > 0 && (
        <p className="quiet small hash">{values.map(([name, value]) => `${name} ${value}`).join(", ")}</p>
      )}
      <Original text={message} />
    </>
  );
}

function Original({ text }: { text: string }) {
  return (
    <p className="quiet small" lang="en">
      {text}
    </p>
  );
}
