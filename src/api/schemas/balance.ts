import { z } from "zod";
import { elementSymbols } from "../../domain/elements.ts";
import { forms } from "../../domain/form.ts";
import { movementKinds } from "../../domain/movement.ts";
import { partyObject, visibleObject } from "../visibility.ts";
import { address, count, grams, hash, seconds } from "./scalars.ts";

const nanograms = (description: string) =>
  z
    .string()
    .regex(/^-?[0-9]+$/)
    .meta({ description: `${description} (nanograms of the element, a decimal string)` });

const flow = z.enum([...movementKinds, "process", "expired"]);

/** One element in one form, made at one site. */
const balanceRow = partyObject({
  element: z.enum(elementSymbols),
  form: z.enum(forms).nullable().meta({ description: "Null for what a site's account holds" }),
  site: z.string().nullable().meta({ description: "Global Location Number; null where somebody else made it" }),
  openingNanograms: nanograms("At the first second"),
  inNanograms: nanograms("Came in"),
  outNanograms: nanograms("Left"),
  lossNanograms: nanograms(
    "Was lost: on the road, in a process, or as credits that expired; below zero where a tolerance let it grow",
  ),
  closingNanograms: nanograms("Opening + in - out - losses"),
  flows: z
    .partialRecord(flow, nanograms("Of that kind"))
    .meta({ description: "The same by kind; what moved nothing is left out" }),
}).meta({ id: "BalanceRow" });

const block = { blockNumber: count("Newest block that was counted"), blockHash: hash("Its hash") };

/** What an organisation had and has. */
export const balance = visibleObject({
  public: {
    organisation: address("Organisation"),
    from: seconds("First second"),
    to: seconds("Last second: of the last day, or of the newest block where that is earlier"),
    ...block,
  },
  party: { rows: z.array(balanceRow) },
}).meta({ id: "Balance" });

const flowLine = partyObject({
  kind: z.enum(movementKinds),
  statement: hash("Statement, or act of governance, that moved it"),
  lot: hash("Lot"),
  lotNumber: z.string(),
  form: z.enum(forms),
  grams: grams("Moved"),
  counterparty: address("Whom it came from, or went to").nullable(),
  occurredAt: seconds("When it happened, as stated").nullable(),
  enteredAt: seconds("When the ledger included it"),
  isLate: z.boolean().meta({ description: "Entered after the day by which its month was owed" }),
}).meta({ id: "FlowLine" });

/** What moved in and out of an organisation's stock in a month. */
export const flowRecord = visibleObject({
  public: {
    organisation: address("Organisation"),
    month: z.string().meta({ description: "Month of the calendar, by when the ledger included it" }),
    zone: z.string().meta({ description: "Whose month it is: Z for UTC, or hours and minutes ahead of it" }),
    dueAt: seconds("Last second at which what happened in the month is in time"),
    isClosed: z.boolean().meta({ description: "Whether the ledger is past the month: then the record never changes" }),
  },
  party: {
    lateLines: count("Lines that were entered too late"),
    lines: z.array(flowLine),
    rows: z.array(balanceRow),
    recordHash: hash(
      "Keccak-256 of the canonical JSON (RFC 8785) of organisation, month, lines and rows, and of the zone where it is not UTC",
    ),
  },
}).meta({ id: "FlowRecord" });
