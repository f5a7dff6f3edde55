import type { Verdict } from "../../client/answers.ts";
import type { CheckStatus } from "../../domain/verdict.ts";
import { Mark, type Tone } from "../components/mark.tsx";
import { Section } from "../components/page.tsx";
import { useLanguage } from "../language.ts";
import { Evidence } from "./evidence.tsx";

const tones: Record<CheckStatus, Tone> = {
  pass: "good",
  warn: "careful",
  fail: "bad",
  unsettled: "unsure",
  "not-applicable": "unsure",
};
const gravity: CheckStatus[] = ["fail", "unsettled", "warn", "pass", "not-applicable"];

/** Every check in words with its evidence: what failed stands first. */
export function Checks({ checks }: { checks: Verdict["checks"] }) {
  const { t, say } = useLanguage();
  const passed = checks.filter(({ status }) => status === "pass").length;
  const applicable = checks.filter(({ status }) => status !== "not-applicable").length;
  const sorted = gravity.flatMap((status) => checks.filter((check) => check.status === status));
  return (
    <Section title={t("lot.checks")} lead={t("lot.checksLead", { passed, applicable })}>
      <ul className="plain-list">
        {sorted.map(({ id, status, reason, data }) => (
          <li key={id} className="marked">
            <Mark tone={tones[status]} />
            <div className="stack stack-close">
              <h3>
                {t(`check.${id}`)}{" "}
                <span className={`small tone-text tone-${tones[status]}`}>{t(`status.${status}`)}</span>
              </h3>
              <p>{say(reason)}</p>
              <Evidence data={data} />
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
