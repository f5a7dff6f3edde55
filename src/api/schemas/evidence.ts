import { visibleObject } from "../visibility.ts";
import { count, hash } from "./scalars.ts";

/** A stored document. */
export const storedEvidence = visibleObject({
  public: { hash: hash("Keccak-256 of the content"), size: count("Bytes") },
}).meta({ id: "StoredEvidence" });
