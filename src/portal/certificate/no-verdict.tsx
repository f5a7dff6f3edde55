import { ProblemError } from "../../client/problem-error.ts";
import { AnswerBox } from "../components/answer-box.tsx";
import { Failure } from "../components/states.tsx";
import { useLanguage } from "../language.ts";

/** HTTP's status of a service that cannot answer now. */
const unavailable = 503;

/** In a verdict's place: that the lot cannot be judged now is an answer too, and no fault of whoever asks. */
export function NoVerdict({ error, onRetry }: { error: Error; onRetry(): void }) {
  const { t } = useLanguage();
  if (!(error instanceof ProblemError) || error.problem.status !== unavailable) {
    return <Failure error={error} onRetry={onRetry} />;
  }
  return (
    <div className="stack">
      <AnswerBox
        tone="unsure"
        sentence={t("conclusion.unsettled.sentence")}
        detail={<span lang="en">{error.message}</span>}
      />
      <p>{t("conclusion.unsettled.meaning")}</p>
      <p>{t("conclusion.unsettled.todo")}</p>
      <div>
        <button type="button" className="button button-quiet" onClick={onRetry}>
          {t("state.again")}
        </button>
      </div>
    </div>
  );
}
