/** Input that this room refuses, with a code for programs and a sentence for people. */
export class UnitsRefused extends Error {
  override readonly name = "UnitsRefused";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
