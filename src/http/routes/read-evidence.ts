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
  description:
    "Open to whoever knows the hash once an included statement names the document, or a list that it stands in; to its owners before that.",
  params: z.strictObject({ hash: hashParameter("Keccak-256 of the content") }),
  success: { status: 200, description: "The document, byte for byte", contentType: "application/octet-stream" },
  problems: ["evidence-not-found"],
  async handle({ evidence }, { params: { hash }, reader, request, response }) {
    const organisation = reader.credential?.organisation;
    const size = (await evidence.isOpenTo(hash, organisation)) ? await evidence.size(hash) : undefined;
    if (size === undefined) {
      throw new Problem(
        "evidence-not-found",
        `No document with hash ${hash} is stored here, or no included statement names it yet, and it is not yours.`,
      );
    }
    response.set({
      "content-type": "application/octet-stream",
      "content-length": String(size),
      // What was uploaded is never shown as a page of this service.
      "content-disposition": `attachment; filename="${hash}"`,
      "x-content-type-options": "nosniff",
      // What only its owner may see must not be kept for others.
      ...(organisation === undefined && { "cache-control": "public, max-age=31536000, immutable" }),
    });
    if (request.method === "HEAD") response.end();
    else await pipeline(Readable.from(evidence.read(hash)), response);
    return undefined;
  },
});
