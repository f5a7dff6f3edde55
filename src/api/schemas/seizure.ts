import { z } from "zod";
import { visibleObject } from "../visibility.ts";
import { address, count, country, grams, hash, milligrams, seconds } from "./scalars.ts";

/** Goods that an authority has seized, or had. */
export const seizure = visibleObject({
  public: {
    statement: hash("Statement: the seizure's id, which a return names"),
    lot: hash("Lot of which grams are seized"),
    hold: hash("Hold or challenge that it rests on"),
    holder: address("Organisation from which they were taken, and that gets them back"),
    country: country("Where they are"),
    grams: grams("Seized"),
    transportMilligrams: milligrams("Transport carbon of these grams"),
    ground: count("Code of the legal ground"),
    evidence: hash("Salted hash of the order"),
    authority: address("Organisation that has them"),
    name: z.string(),
    seizedAt: seconds("When the ledger included it"),
    endedAt: seconds("When they were given back; null while the authority has them").nullable(),
    endedBy: hash("What gave them back: a statement, or an act of governance").nullable(),
  },
}).meta({ id: "Seizure" });
