import { z } from "zod";
import { elementSymbols } from "../../domain/elements.ts";
import { visibleObject } from "../visibility.ts";
import { count, country } from "./scalars.ts";

/** Where some of a lot's rare earths come from. */
export const origin = visibleObject({
  public: {
    country: country("Where it was mined; for scrap, collected"),
    deposit: z.string().meta({ description: "Deposit or collection scheme" }),
    partsPerMillion: z.partialRecord(z.enum(elementSymbols), count("Share")).meta({
      description: "Of all there is of an element in the lot; over all origins an element's shares sum to a million",
    }),
  },
}).meta({ id: "Origin" });
