import { z } from "zod";
import { consignmentStatuses } from "../../domain/consignment.ts";
import type { JsonObject } from "../../statements/codec.ts";
import { dispatchedSchema } from "../../statements/dispatched.ts";
import { partyObject, visibleObject } from "../visibility.ts";
import { pageOf } from "./page.ts";
import { address, count, country, grams, hash, milligrams, seconds } from "./scalars.ts";
import { seizure } from "./seizure.ts";

const consignmentStatus = z.enum(consignmentStatuses);

/** A consignment goes another way than was stated before. */
const routeChange = partyObject({
  statement: hash("Statement"),
  organisation: address("Who stated it: its carrier, or its sender where it has none"),
  route: z.array(z.string()).meta({ description: "Countries passed on the whole way, from then on" }),
  reason: count("Reason code"),
  occurredAt: seconds("When it changed, as stated"),
  statedAt: seconds("When it was included"),
  unpermitted: z
    .array(
      partyObject({
        country: country("Country that it passes since"),
        rule: z.string().meta({ description: "First rule of that country that controls any of these lots" }),
        lots: z.array(hash("Lot that is controlled there")),
      }).meta({ id: "UnpermittedPassage" }),
    )
    .meta({ description: "Where no permit covered what is controlled there" }),
}).meta({ id: "RouteChange" });

const way = {
  route: z.array(z.string()).meta({ description: "Countries passed on the way, as stated last" }),
  routeChanges: z.array(routeChange).meta({ description: "Changes of the route since the dispatch, in their order" }),
};

/** A consignment, as it concerns one lot. */
const consignmentOfLot = visibleObject({
  public: {
    consignment: hash("Consignment"),
    status: consignmentStatus,
    fromCountry: country("Whence"),
    toCountry: country("Whither"),
    dispatchedAt: seconds("When the dispatch was included"),
    closedAt: seconds("When its end was included").nullable(),
  },
  party: {
    sender: address("Organisation that sent it"),
    recipient: address("Organisation that is to receive it"),
    carrier: address("Organisation that carries it").nullable(),
    ...way,
    sentGrams: grams("Sent"),
    receivedGrams: grams("Received").nullable(),
    returnedGrams: grams("Given back to the sender of what had not been received"),
  },
}).meta({ id: "ConsignmentOfLot" });

const handOver = visibleObject({
  public: { statement: hash("Statement"), timestamp: seconds("When it was included") },
  party: {
    from: address("Organisation that handed over"),
    to: address("Organisation that took over"),
    country: country("Where"),
    grams: grams("Handed over"),
  },
}).meta({ id: "Handover" });

/** Where a lot's grams went, and are. */
export const custody = visibleObject({
  public: {
    lot: hash("Lot"),
    certifiedGrams: grams("Grams that were certified; 0 without a certificate"),
    inHandGrams: grams("In anybody's hand"),
    onTheRoadGrams: grams("On the road"),
    seizedGrams: grams("Seized by authorities, and not given back"),
    disputedGrams: grams("Missing of disputed consignments: nobody's until both sides settle"),
    shortGrams: grams("Sent and never received nor returned"),
    retiredGrams: grams("Retired for a beneficiary, for ever"),
    consumedGrams: grams("Made into other lots, or put into a site's account, since it is certified"),
    consignments: z.array(consignmentOfLot),
    handovers: z.array(handOver),
    seizures: z.array(seizure).meta({ description: "Seizures that nobody has given back" }),
  },
  party: {
    holders: z.array(
      partyObject({
        holder: address("Holder"),
        country: country("Where they are"),
        grams: grams("In hand"),
        transportMilligrams: milligrams("Transport carbon of these grams"),
      }).meta({ id: "Holding" }),
    ),
  },
}).meta({ id: "Custody" });

const ofConsignment = {
  public: {
    id: hash("Consignment: digest of its dispatch"),
    status: consignmentStatus,
    fromCountry: country("Whence"),
    toCountry: country("Whither"),
    dispatchedAt: seconds("When the dispatch was included"),
    closedAt: seconds("When its end was included").nullable(),
    sealIntact: z.boolean().nullable(),
    lots: count("Number of its lots"),
  },
  party: {
    sender: address("Organisation that sent it"),
    recipient: address("Organisation that is to receive it"),
    carrier: address("Organisation that carries it").nullable(),
    ...way,
    seal: z.string().nullable(),
    closure: hash(
      "What closed it: a receipt, a return, a report of its loss, a settlement, or an act of governance",
    ).nullable(),
    dispatch: (dispatchedSchema as unknown as z.ZodType<JsonObject>)
      .nullable()
      .meta({ description: "The dispatch as it was signed: what a receipt brings along as its witness" }),
    shortageReason: count("Reason code of a shortage").nullable(),
    lines: z.array(
      partyObject({
        lot: hash("Lot"),
        sentGrams: grams("Sent"),
        receivedGrams: grams("Received").nullable(),
        returnedGrams: grams("Given back to the sender of what had not been received"),
      }).meta({ id: "ConsignmentLine" }),
    ),
  },
};

/** A consignment of one or several lots. */
export const consignment = visibleObject(ofConsignment).meta({ id: "Consignment" });

/** The same with the permits that it rests on, for whoever asks for one. */
export const consignmentDetails = visibleObject({
  ...ofConsignment,
  party: {
    ...ofConsignment.party,
    permits: z
      .array(
        partyObject({
          permit: hash("Statement that granted it"),
          number: count("Its number on this ledger"),
          country: country("Country that it is of"),
          takenGrams: grams("Taken from it for this consignment"),
          givenBackGrams: grams("Of these given back, as goods came back"),
        }).meta({ id: "PermitUse" }),
      )
      .meta({ description: "Permits that grams of it were taken from, by their numbers" }),
  },
}).meta({ id: "ConsignmentDetails" });

/** Consignments, as far as each concerns whoever asks. */
export const consignmentPage = pageOf(consignment).meta({ id: "ConsignmentPage" });
