import { useLanguage } from "../language.ts";
import { AnswerBox } from "./answer-box.tsx";

/** Nobody declared such a lot: what that means, and what to do now. */
export function Unknown({ query }: { query: string }) {
  const { t } = useLanguage();
  return (
    <div className="stack stack-wide">
      <AnswerBox tone="bad" sentence={t("unknown.title", { query })} detail={t("unknown.sentence")} />
      <div className="stack">
        <h2>{t("lot.meaning")}</h2>
        <p>{t("unknown.meaning")}</p>
      </div>
      <div className="stack">
        <h2>{t("unknown.todo")}</h2>
        <ol className="stack stack-close">
          <li>{t("unknown.compare")}</li>
          <li>{t("unknown.ask")}</li>
          <li>{t("unknown.refuse")}</li>
        </ol>
      </div>
    </div>
  );
}
