import { z } from "zod";
import { referenceKinds } from "../../domain/border-finding.ts";
import { visibleObject } from "../visibility.ts";
import { address, country, grams, hash, seconds } from "./scalars.ts";

/** What an authority found in a shipment. Only authorities are shown any, and the parties of lots that it is linked to. */
export const finding = visibleObject({
  public: {
    statement: hash("Statement: the finding's id, which a link or a withdrawal names"),
    referenceKind: z.enum(referenceKinds),
    referenceNumber: z.string().meta({ description: "Number of the container, bill of lading or customs declaration" }),
    country: country("Where the goods were found"),
    goodsCode: z.string().nullable().meta({ description: "Code of the Harmonized System; null if it was not judged" }),
    labelOrigin: country("Country of origin on the label; null if there is none").nullable(),
    seal: z.string().nullable().meta({ description: "Number of the seal found; null if there was none" }),
    grossGrams: grams("Gross weight; 0 if not weighed"),
    netGrams: grams("Net weight; 0 if not weighed"),
    evidence: hash("Salted hash of the list of documents; null if none").nullable(),
    occurredAt: seconds("When they were found, as stated"),
    authority: address("Organisation that recorded it"),
    name: z.string(),
    recordedAt: seconds("When the ledger included it"),
    withdrawnAt: seconds("When it was withdrawn; null while it stands").nullable(),
    links: z
      .array(
        visibleObject({
          public: {
            lot: hash("Lot that the goods are said to be of"),
            authority: address("Organisation that says so"),
            linkedAt: seconds("When the ledger included that"),
          },
        }).meta({ id: "BorderFindingLink" }),
      )
      .meta({ description: "Links that stand" }),
  },
}).meta({ id: "BorderFinding" });
