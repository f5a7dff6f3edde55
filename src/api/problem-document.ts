/** A problem document as RFC 9457 lays it out, with the members that every one of ours has. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  /** Listed in docs/errors.md. */
  code: string;
  detail: string;
  /** Identifies this occurrence; the same id stands in the service's log. */
  instance: string;
  [extension: string]: unknown;
}
