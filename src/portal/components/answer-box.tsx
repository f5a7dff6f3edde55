import type { ReactNode } from "react";
import { Mark, type Tone } from "./mark.tsx";

/** The answer: one sentence, one colour, one shape. */
export function AnswerBox({ tone, sentence, detail }: { tone: Tone; sentence: string; detail?: ReactNode }) {
  return (
    <div className={`answer tone-${tone}`} role="status">
      <Mark tone={tone} />
      <div className="stack stack-close">
        <h2>{sentence}</h2>
        {detail !== undefined && <p>{detail}</p>}
      </div>
    </div>
  );
}
