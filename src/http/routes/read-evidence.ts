import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { hashParameter } from "../../api/schemas/scalars.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";

/** Sends a stored document. */
export const readEvidence = defineRoute({
  name: "readEvidence",
  method: "get",
  path: "/v1/evidence/{hash}",
  tag: "Evidence",
  summary: "A stored document",
  params: z.strictObject({ hash: hashParameter("Keccak-256 of the content") }),
  success: { status: 200, description: "The document, byte for byte", contentType: "application/octet-stream" },
  problems: ["evidence-not-found"],
  async handle({ evidence }, { params: { hash }, request, response }) {
    const size = await evidence.size(hash);
    if (size === undefined) throw new Problem("evidence-not-found", `No document with hash ${hash} is stored here.`);
    response.set({
      "content-type": "application/octet-stream",
      "content-length": String(size),
      // What was uploaded is never shown as a page of this service.
      "content-disposition": `attachment; filename="${hash}"`,
      "x-content-type-options": "nosniff",
      "cache-control": "public, max-age=31536000, immutable",
    });
    if (request.method === "HEAD") response.end();
    else await pipeline(Readable.from(evidence.read(hash)), response);
    return undefined;
  },
});
