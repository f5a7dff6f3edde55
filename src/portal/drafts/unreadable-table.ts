/** A file that no statements can be read from, for a reason that there are words for. */
export class UnreadableTable extends Error {
  override readonly name = "UnreadableTable";
  readonly reason: "empty" | "too-many" | "malformed";

  constructor(reason: UnreadableTable["reason"]) {
    super(reason);
    this.reason = reason;
  }
}
