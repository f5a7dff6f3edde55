import { useEffect, useRef, useState } from "react";
import type { Verdict } from "../../client/answers.ts";
import { conclusionTones, Mark } from "../components/mark.tsx";
import { useLanguage } from "../language.ts";

/** Says so where the answer changed while somebody looked at it. */
export function Changed({ verdict }: { verdict: Verdict }) {
  const { t } = useLanguage();
  const { conclusion } = verdict;
  const seen = useRef(conclusion);
  const [before, setBefore] = useState<Verdict["conclusion"]>();
  useEffect(() => {
    if (seen.current === conclusion) return;
    setBefore(seen.current);
    seen.current = conclusion;
  }, [conclusion]);
  return (
    <div role="alert">
      {before !== undefined && (
        <div className="notice marked">
          <Mark tone={conclusionTones[conclusion]} />
          <div className="stack stack-close">
            <p>
              <strong>{t("changed.title")}</strong>
            </p>
            <p>{t("changed.before", { sentence: t(`conclusion.${before}.sentence`) })}</p>
          </div>
        </div>
      )}
    </div>
  );
}
