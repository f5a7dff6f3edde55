import type { LocalisedText } from "../domain/localised-text.ts";

/** There is no witness to be had: whoever asks is not shown it, or what the statement answers was never stated of the lot. */
export class WitnessNotFound extends Error {
  override readonly name = "WitnessNotFound";
  readonly why: "not-shown" | "not-stated";
  readonly text: LocalisedText;

  constructor(why: WitnessNotFound["why"], text: LocalisedText) {
    super(text.en);
    this.why = why;
    this.text = text;
  }
}
