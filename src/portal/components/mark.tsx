import type { Conclusion } from "../../domain/verdict.ts";

/** How grave something is: each has its colour and its shape. */
export type Tone = "good" | "careful" | "bad" | "unsure";

const shapes: Record<Tone, string> = {
  good: "M12 1a11 11 0 1 0 0 22 11 11 0 0 0 0-22m5.6 8.1-6.9 7.6a1 1 0 0 1-1.4 0l-3.2-3.2 1.5-1.4 2.4 2.4 6.1-6.8z",
  careful: "M12 1.5 23.5 22H.5zM11 9l.3 6.5h1.4L13 9zm0 8.2v2h2v-2z",
  bad: "M7.5 1h9L23 7.5v9L16.5 23h-9L1 16.5v-9zM8 6.6 6.6 8l4 4-4 4L8 17.4l4-4 4 4 1.4-1.4-4-4 4-4L16 6.6l-4 4z",
  unsure: "M12 1 23 12 12 23 1 12zM11 7v6.5h2V7zm0 8.5v2h2v-2z",
};

/** A shape in its tone's colour. What it stands for is said beside it. */
export function Mark({ tone }: { tone: Tone }) {
  return (
    <svg className={`mark tone-${tone}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={shapes[tone]} fill="currentColor" fillRule="evenodd" />
    </svg>
  );
}

/** What a buyer may make of each conclusion. */
export const conclusionTones: Record<Conclusion, Tone> = {
  valid: "good",
  expired: "careful",
  disputed: "careful",
  suspect: "careful",
  "not-certified": "careful",
  rejected: "bad",
  revoked: "bad",
  suspended: "bad",
  invalid: "bad",
  unsettled: "unsure",
};
