import { z } from "zod";
import { someShares } from "../../statements/some-shares.ts";
import { visibleObject } from "../visibility.ts";
import { count, hash } from "./scalars.ts";

/** A stored document. */
export const storedEvidence = visibleObject({
  public: { hash: hash("Keccak-256 of the content"), size: count("Bytes") },
}).meta({ id: "StoredEvidence" });

/**
 * What a laboratory found of goods at the border, as it is hashed into a finding: its elements, and the finding's other documents. A list of
 * documents is the same without the assay.
 */
export const assayDocument = z
  .strictObject({
    assay: someShares,
    documents: z.array(hash("Document")).meta({
      description: "The finding's other documents, or lists of them; none where there is nothing but the assay",
    }),
    salt: z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .meta({ description: "16 random bytes, so that nobody guesses the assay by the hash" }),
  })
  .meta({
    id: "AssayDocument",
    description:
      "What a laboratory found of goods at the border, as the evidence of a finding. A finding names it by the Keccak-256 of its bytes: those of " +
      "its canonical JSON (RFC 8785). Stored and fetched at /v1/evidence/{hash}",
  });
