import type { Verdict } from "../../client/answers.ts";
import { AnswerBox } from "../components/answer-box.tsx";
import { conclusionTones } from "../components/mark.tsx";
import { useFormat } from "../components/text.tsx";
import { useLanguage } from "../language.ts";

/** The answer, what it means for a buyer, and what to do now. */
export function Conclusion({ verdict }: { verdict: Verdict }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const { conclusion, block, summary } = verdict;
  return (
    <div className="stack stack-wide">
      <div className="stack stack-close">
        <AnswerBox
          tone={conclusionTones[conclusion]}
          sentence={t(`conclusion.${conclusion}.sentence`)}
          detail={say(summary)}
        />
        <p className="quiet small">
          {t("lot.asOf", { block: format.number(block.number), time: format.moment(block.timestamp) })}
        </p>
      </div>
      <div className="stack">
        <h2>{t("lot.meaning")}</h2>
        <p>{t(`conclusion.${conclusion}.meaning`)}</p>
        <h3>{t("lot.todo")}</h3>
        <p>{t(`conclusion.${conclusion}.todo`)}</p>
      </div>
    </div>
  );
}
