import type { Attestations } from "../../client/answers.ts";
import type { AssayedComposition } from "../../domain/composition.ts";

/** Composition of the newest assay that conforms; undefined where there is none. */
export function newestAssay(items: Attestations["items"]): AssayedComposition | undefined {
  const conforming = items.filter(({ outcome, composition }) => outcome === "conforms" && composition !== null);
  return conforming.at(-1)?.composition ?? undefined;
}
