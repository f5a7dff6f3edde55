import type { CertificateClass } from "./certificate-class.ts";
import type { LocalisedText } from "./localised-text.ts";

/** Markets whose law says what their buyers may be told. */
export const markets = ["eu-consumer"] as const;
export type Market = (typeof markets)[number];

const noOffsets: LocalisedText = {
  en: "Claims that rest on offsets outside the product's value chain are not shown to consumers in the European Union (Directive (EU) 2024/825).",
  zh: "面向欧盟消费者时，不展示以产品价值链之外的抵消为依据的声明（欧盟指令 2024/825）。",
};

/**
 * The class as a market may be shown it. Directive (EU) 2024/825, Annex I point 4c of Directive 2005/29/EC as amended, forbids to
 * claim towards consumers, on the strength of offsets, that a product is neutral: such a certificate is shown as verified.
 */
export function claimFor(
  market: Market | undefined,
  derived: CertificateClass | null,
): { class: CertificateClass | null; classNote: LocalisedText | null } {
  return market === "eu-consumer" && derived === "offset-neutral"
    ? { class: "verified", classNote: noOffsets }
    : { class: derived, classNote: null };
}
