import type { ReactNode } from "react";
import { Mark, type Tone } from "./mark.tsx";

/** The answer: one sentence, one colour, one shape. @param level Of its heading, where it stands below others. */
export function AnswerBox(props: { tone: Tone; sentence: string; detail?: ReactNode; level?: 2 | 3 | 4 | 5 }) {
  const { tone, sentence, detail, level = 2 } = props;
  const Heading = `h${level}` as const;
  return (
    <div className={`answer tone-${tone}`} role="status">
      <Mark tone={tone} />
      <div className="stack stack-close">
        <Heading className="answer-sentence">{sentence}</Heading>
        {detail !== undefined && <p>{detail}</p>}
      </div>
    </div>
  );
}
