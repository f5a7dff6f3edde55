import { z } from "zod";
import { visibleObject } from "../visibility.ts";

/** Metadata of a lot's token, as ERC-1155 lays them out. */
export const lotMetadata = visibleObject({
  public: {
    name: z.string(),
    description: z.string(),
    decimals: z.literal(0).meta({ description: "A unit of the token is a gram" }),
    external_url: z.string().meta({ description: "Where the certificate can be verified" }),
    properties: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  },
}).meta({ id: "LotMetadata" });
