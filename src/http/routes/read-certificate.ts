import { lotParameters } from "../../api/schemas/lot-id.ts";
import { isPublicKind } from "../../api/statement-visibility.ts";
import type { Certificate } from "../../certificate/certificate-schema.ts";
import { writeCertificate } from "../../certificate/read-certificate.ts";
import { type Reader, standingOf } from "../../readers/reader.ts";
import type { StatementKindName } from "../../statements/registry.ts";
import { LineageTooLargeError } from "../../verify/load-lineage.ts";
import { statementConcerns } from "../concerns/flow-concerns.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";
import type { Services } from "../services.ts";

/** Sends a lot's certificate as a file. */
export const readCertificateFile = defineRoute({
  name: "readCertificate",
  method: "get",
  path: "/v1/lots/{id}/certificate",
  tag: "Verification",
  summary: "A lot's certificate as a file that is verified without this service",
  description:
    "Everything that a verdict on the lot rests on, and the proofs of it against a block of the ledger. It holds statements and amounts in " +
    "full, so it is sent to who is signed in and may see every statement in it; whoever has it may pass it on.",
  params: lotParameters,
  success: {
    status: 200,
    description: "The file: canonical JSON (RFC 8785)",
    contentType: "application/vnd.ytterby.certificate+json",
  },
  problems: [
    "sign-in-required",
    "certificate-withheld",
    "lot-not-found",
    "lineage-too-large",
    "ledger-unavailable",
    "not-ready",
  ],
  async handle(services, { params: { id }, reader, request, response }) {
    if (reader.credential === undefined) {
      throw new Problem(
        "sign-in-required",
        "A certificate's file holds what only parties may see: sign in, or ask one of them for it.",
      );
    }
    const certificate = await made(services, id);
    if (certificate === undefined)
      throw new Problem("lot-not-found", `Nobody has declared a lot ${id} on this ledger.`);
    const asAuthority = await mayHave(services, reader, certificate);
    if (asAuthority) await services.readers.recordAccess(reader.credential, request.method, request.originalUrl);
    response.set({
      "content-type": "application/vnd.ytterby.certificate+json",
      "content-disposition": `attachment; filename="${id}.ytc"`,
      "x-content-type-options": "nosniff",
    });
    response.end(writeCertificate(certificate));
    return undefined;
  },
});

async function made({ certifier }: Services, lot: string): Promise<Certificate | undefined> {
  try {
    return await certifier.certificate(lot);
  } catch (error) {
    if (error instanceof LineageTooLargeError) throw new Problem("lineage-too-large", error.message);
    throw error;
  }
}

/** Whether the reader may see every statement in a certificate, and if so, whether some of them as an authority. */
async function mayHave(services: Services, reader: Reader, { statements }: Certificate): Promise<boolean> {
  const hidden = statements.filter(({ kind }) => !isPublicKind(kind as StatementKindName)).map(({ digest }) => digest);
  const rows = await services.statements.findAll(hidden);
  const concerns = await statementConcerns(services, rows);
  const standings = hidden.map((digest) => {
    const concern = concerns.get(digest);
    return concern === undefined ? "public" : standingOf(reader, concern);
  });
  const withheld = standings.filter((standing) => standing === "public").length;
  if (withheld > 0) {
    throw new Problem(
      "certificate-withheld",
      `The lot's certificate rests on ${statements.length} statements, and ${withheld} of them are for others to see. A regulator, or whoever has a node of the ledger, can make the file.`,
    );
  }
  return standings.includes("authority");
}
