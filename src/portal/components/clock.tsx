import { useEffect, useState } from "react";
import { useLanguage } from "../language.ts";
import { Mark } from "./mark.tsx";
import { useFormat } from "./text.tsx";

const tickMs = 15_000;

/** The time now, Unix seconds, while a page is open. */
export function useNow(): number {
  const [now, setNow] = useState(() => Math.floor(Date.now() / 1_000));
  useEffect(() => {
    const timer = setInterval(() => setNow(Math.floor(Date.now() / 1_000)), tickMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** How long is left until a deadline, which is told in the reader's own time. @param from When the time began to run, Unix seconds. */
export function Clock({ from, until }: { from: number; until: number }) {
  const { t } = useLanguage();
  const format = useFormat();
  const now = useNow();
  const left = until - now;
  const share = Math.min(1, Math.max(0, left / Math.max(1, until - from)));
  const tone = left < 0 ? "bad" : left < 2 * 86_400 ? "careful" : "good";
  return (
    <div className={`clock tone-${tone}`}>
      <p className="clock-left">
        <Mark tone={tone} /> {t(left < 0 ? "clock.over" : "clock.left", { time: format.span(Math.abs(left)) })}
      </p>
      <div className="clock-track" aria-hidden="true">
        <div style={{ inlineSize: `${Math.round(share * 1_000) / 10}%` }} />
      </div>
      <p className="quiet small">{t("clock.until", { moment: format.moment(until) })}</p>
    </div>
  );
}
