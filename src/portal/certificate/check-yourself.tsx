import { useEffect, useRef, useState } from "react";
import { gather } from "../check/gather.ts";
import type { Outcome, Step } from "../check/recompute.ts";
import type { Told } from "../check/worker.ts";
import { AnswerBox } from "../components/answer-box.tsx";
import { Mark, type Tone } from "../components/mark.tsx";
import { Section } from "../components/page.tsx";
import { Failure } from "../components/states.tsx";
import { Hash, useFormat } from "../components/text.tsx";
import { useLanguage } from "../language.ts";

const tones: Record<Outcome, Tone> = { same: "good", different: "bad", hidden: "unsure", "other-signer": "careful" };

type State =
  | { state: "idle" }
  | { state: "working"; steps: Step[] }
  | { state: "done"; steps: Step[] }
  | { state: "failed"; error: Error };

/** One button: the reader's own browser recomputes what the answer rests on. */
export function CheckYourself({ lot }: { lot: string }) {
  const { t } = useLanguage();
  const [state, setState] = useState<State>({ state: "idle" });
  const worker = useRef<Worker>(undefined);
  useEffect(() => () => worker.current?.terminate(), []);

  const start = async () => {
    worker.current?.terminate();
    setState({ state: "working", steps: [] });
    try {
      const material = await gather(lot);
      const running = new Worker(new URL("../check/worker.ts", import.meta.url), { type: "module" });
      worker.current = running;
      const steps: Step[] = [];
      running.onmessage = ({ data: told }: MessageEvent<Told>) => {
        if (told === "ready") {
          running.postMessage(material);
          return;
        }
        if (told === "done") running.terminate();
        else steps.push(told);
        setState({ state: told === "done" ? "done" : "working", steps: [...steps] });
      };
      running.onerror = ({ message }) => {
        running.terminate();
        setState({ state: "failed", error: new Error(message) });
      };
    } catch (error) {
      setState({ state: "failed", error: error instanceof Error ? error : new Error(String(error)) });
    }
  };

  return (
    <Section title={t("check-yourself.title")} lead={t("check-yourself.lead")}>
      <div className="not-printed">
        <button type="button" className="button" disabled={state.state === "working"} onClick={() => void start()}>
          {t("check-yourself.start")}
        </button>
      </div>
      {state.state === "failed" && <Failure error={state.error} onRetry={() => void start()} />}
      {state.state === "done" && <Conclusion steps={state.steps} />}
      {"steps" in state && (
        <ol className="plain-list">
          {state.steps.map((step) => (
            <StepLine key={step.step === "statement" ? step.position : step.step} of={step} />
          ))}
        </ol>
      )}
    </Section>
  );
}

function Conclusion({ steps }: { steps: Step[] }) {
  const { t } = useLanguage();
  const format = useFormat();
  const ms = steps.reduce((sum, step) => sum + step.ms, 0);
  const count = (outcome: Outcome) => steps.filter((step) => step.outcome === outcome).length;
  const differ = count("different");
  const open = count("other-signer");
  const tone = differ > 0 ? "bad" : open > 0 ? "careful" : "good";
  return (
    <AnswerBox
      tone={tone}
      sentence={differ > 0 ? t("check-yourself.differ", { count: differ }) : t("check-yourself.agree")}
      detail={t("check-yourself.figures", {
        same: count("same"),
        hidden: count("hidden"),
        open,
        ms: format.decimal(Math.round(ms * 10), 1),
      })}
    />
  );
}

function StepLine({ of: step }: { of: Step }) {
  const { t } = useLanguage();
  const format = useFormat();
  const { outcome, ms } = step;
  const title =
    step.step === "statement"
      ? t("check-yourself.statement", { position: step.position, kind: step.kind })
      : t(`check-yourself.${step.step}`);
  return (
    <li className="marked">
      <Mark tone={tones[outcome]} />
      <div>
        <div className="row row-apart">
          <h3>{title}</h3>
          <span className="quiet small">{format.decimal(Math.round(ms * 100), 2)} ms</span>
        </div>
        <p>
          {step.step === "statement"
            ? t(`recomputed.${outcome}`)
            : t(`recomputed.${step.step}-${outcome === "same" ? "same" : "different"}`)}
        </p>
        <p className="quiet small">
          <Hash value={step.step === "statement" ? step.digest : step.computed} />
        </p>
      </div>
    </li>
  );
}
