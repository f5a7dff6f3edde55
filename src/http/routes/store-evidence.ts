import type { Request } from "express";
import { ipKeyGenerator } from "express-rate-limit";
import { z } from "zod";
import { storedEvidence } from "../../api/schemas/evidence.ts";
import { hashParameter } from "../../api/schemas/scalars.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";

/** Stores a document under the hash of its content. */
export const storeEvidence = defineRoute({
  name: "storeEvidence",
  method: "put",
  path: "/v1/evidence/{hash}",
  tag: "Evidence",
  summary: "Store a document under the hash of its content",
  description:
    "The hash is the Keccak-256 of the bytes sent; statements name documents by it. Salt the document itself where its " +
    "content could be guessed. Sending the same content again stores nothing twice. Whoever is signed in owns what it sends, and alone can " +
    "read it until an included statement names it. What none names in time is removed.",
  params: z.strictObject({ hash: hashParameter("Keccak-256 of the content") }),
  rawBody: { contentType: "application/octet-stream", description: "The document, byte for byte" },
  success: { status: 200, description: "Stored, now or before", schema: storedEvidence },
  problems: ["evidence-mismatch", "unsupported-media-type", "evidence-quota", "evidence-full"],
  async handle({ evidence, evidenceQuota, options }, { params: { hash }, request, reader }) {
    requirePlainBytes(request);
    const maximum = options.evidenceMaxBytes;
    const tooLarge = new Problem("payload-too-large", `The document is larger than ${maximum} bytes.`);
    if (Number(request.headers["content-length"] ?? 0) > maximum) throw tooLarge;
    const length = Number(request.headers["content-length"] ?? maximum);
    const organisation = reader.credential?.organisation;
    const settle = await (organisation === undefined
      ? evidenceQuota.reserveForAddress(ipKeyGenerator(request.ip ?? ""), length)
      : evidenceQuota.reserve(organisation, length));
    // Left open when reading ends early, so that the answer can still be sent.
    const content = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
    let used = 0;
    const stored = await evidence
      .store(hash, content, maximum, organisation)
      .then((outcome) => {
        // What was there already takes no more room.
        if (outcome.outcome === "stored") used = outcome.size;
        return outcome;
      })
      .finally(() => settle(used));
    if (stored.outcome === "too-large") throw tooLarge;
    if (stored.outcome === "mismatch") {
      throw new Problem("evidence-mismatch", `The content hashes to ${stored.computed}, not to ${hash}.`, {
        extensions: { computed: stored.computed },
      });
    }
    return { body: { hash, size: stored.size } };
  },
});

function requirePlainBytes(request: Request): void {
  const encoding = request.headers["content-encoding"] ?? "identity";
  // Without a body there is no type to speak of: nothing is a document too.
  const typed = request.is("application/octet-stream") !== false;
  if (typed && encoding === "identity") return;
  throw new Problem("unsupported-media-type", "Send the document as application/octet-stream, without an encoding.", {
    headers: { accept: "application/octet-stream" },
  });
}
