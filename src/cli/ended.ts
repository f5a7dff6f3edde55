import { type ExitStatus, exitStatus } from "./exit-status.ts";

/** Ends a command whose result has been printed, with another status than "done". */
export class Ended extends Error {
  override readonly name = "Ended";
  readonly status: ExitStatus;

  constructor(status: keyof typeof exitStatus) {
    super(status);
    this.status = exitStatus[status];
  }
}
