import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ProblemError } from "../../client/problem-error.ts";
import { UnreachableError } from "../../client/unreachable-error.ts";
import { useLanguage } from "../language.ts";

/** Something is on its way. */
export function Loading({ text }: { text?: string }) {
  const { t } = useLanguage();
  return (
    <p className="quiet" role="status" aria-busy="true">
      {text ?? t("state.loading")}
    </p>
  );
}

/** Something could not be loaded: why, and a way to try again. */
export function Failure({ error, onRetry }: { error: Error; onRetry(): void }) {
  const { t } = useLanguage();
  return (
    <div className="notice stack" role="alert">
      <p>{error instanceof UnreachableError ? t("state.unreachable") : t("state.problem")}</p>
      {error instanceof ProblemError && (
        <p className="quiet small" lang="en">
          {error.message}
        </p>
      )}
      <div>
        <button type="button" className="button button-quiet" onClick={onRetry}>
          {t("state.again")}
        </button>
      </div>
    </div>
  );
}

interface AnswerProps<T> {
  of: UseQueryResult<T>;
  /** Stands where there is no answer. */
  failure?: typeof Failure;
  children(data: T): ReactNode;
}

/** What a query answered, or how it stands. */
export function Answer<T>({ of, failure: Failed = Failure, children }: AnswerProps<T>) {
  if (of.data !== undefined) return children(of.data);
  if (of.isError) return <Failed error={of.error} onRetry={() => void of.refetch()} />;
  return <Loading />;
}
