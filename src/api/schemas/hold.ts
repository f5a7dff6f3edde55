import { z } from "zod";
import { challengeStates } from "../../domain/hold.ts";
import { visibleObject } from "../visibility.ts";
import { address, count, country, hash, seconds } from "./scalars.ts";

/** Documents that a statement names, in the order of its fields; what it leaves out apart. */
const documents = z
  .array(
    visibleObject({
      public: {
        field: z.string().meta({ description: "Field of the statement that names it" }),
        hash: hash("Salted hash of the document, or of a list of documents"),
      },
    }).meta({ id: "NamedDocument" }),
  )
  .meta({ description: "Documents that the statement names" });

/** Goods that an authority holds, or held. */
export const hold = visibleObject({
  public: {
    statement: hash("Statement: the hold's id, which a renewal or release names"),
    lot: hash("Lot of which grams are held"),
    holder: address(
      "Organisation whose grams are held; null for those of every holder, or of a consignment",
    ).nullable(),
    consignment: hash(
      "Consignment that is held, wherever its grams arrive; null where grams in a country are",
    ).nullable(),
    country: country("Where they are; of a consignment's hold, whose authority holds it"),
    ground: count("Code of the legal ground"),
    authority: address("Organisation that holds them"),
    name: z.string(),
    heldAt: seconds("When the ledger included it"),
    until: seconds("Last second (inclusive), as of its last renewal"),
    endedAt: seconds("When it was released or lifted; null where neither was").nullable(),
    documents,
    challenge: visibleObject({
      public: {
        state: z.enum(challengeStates).meta({ description: "Where it stands now, or stood when it ended" }),
        answerBy: seconds("Last second (inclusive) at which an answer is in time"),
        answeredAt: seconds("When it was first answered; null where it was not").nullable(),
        late: z.boolean().meta({ description: "Whether the first answer came after that" }),
        answer: hash("Statement that answered it last; null where none did").nullable(),
        documents,
      },
    })
      .meta({ id: "StandingChallenge" })
      .nullable()
      .meta({ description: "What its holder was asked; null where the hold is no challenge" }),
    endedBy: hash("What ended it: a statement, or an act of governance").nullable(),
  },
}).meta({ id: "StandingHold" });
