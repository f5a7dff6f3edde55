import type { ProblemDocument } from "../../api/problem-document.ts";
import { type ProblemCode, problems } from "./problems.ts";

interface ProblemOptions {
  /** Further members of the document. */
  extensions?: Record<string, unknown>;
  /** Headers that go with the answer. */
  headers?: Record<string, string>;
}

/** Thrown anywhere while a request is answered; the service turns it into a problem document. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly extensions: Record<string, unknown>;
  readonly headers: Record<string, string>;

  /** @param detail What was wrong this time, in a sentence for people, without secrets. */
  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail);
    this.name = "Problem";
    this.code = code;
    this.extensions = options.extensions ?? {};
    this.headers = options.headers ?? {};
  }

  get status(): number {
    return problems[this.code].status;
  }
}

/** The document that answers for a problem. */
export function problemDocument(problem: Problem, requestId: string): ProblemDocument {
  const { title, status } = problems[problem.code];
  return {
    ...problem.extensions,
    type: `urn:ytterby:problem:${problem.code}`,
    title,
    status,
    code: problem.code,
    detail: problem.message,
    instance: `urn:uuid:${requestId}`,
  };
}
