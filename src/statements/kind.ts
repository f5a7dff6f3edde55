import type { z } from "zod";
import type { Hex } from "../domain/hex.ts";
import type { LocalisedText } from "../domain/localised-text.ts";
import type { RegisterSubject } from "../domain/register-subject.ts";
import type { CasePart } from "./cases.ts";
import type { Json, JsonObject, TypedField } from "./codec.ts";
import type { DeclaredLot, Does, Moves, WitnessSource } from "./deeds.ts";
import { address, bigInteger, endTime, signature, time } from "./scalars.ts";
import { type Codecs, type RawStruct, type StructCodec, struct, type TypedStruct } from "./structs.ts";

/** The project's contracts, by name. */
export type ContractName =
  | "AccessManager"
  | "Participants"
  | "Lots"
  | "Certification"
  | "Custody"
  | "Attestations"
  | "Processing"
  | "Retirements"
  | "SiteAccounts"
  | "Policies"
  | "Quotas"
  | "Schemes"
  | "UnitCodes"
  | "Customs"
  | "Seizures"
  | "Routes"
  | "ExportControl"
  | "Findings"
  | "Statements";

const signer = {
  organisation: address("Organisation on whose behalf the statement is made"),
  key: address("Key of the organisation that signs"),
  nonce: bigInteger(
    256,
    "Any number that the organisation has not spent yet, and that nobody guesses: 256 random bits",
    "82917730142085213466041276512490378556123019283746501928374650192837465019283",
  ),
  validAfter: time("First second (inclusive) at which the statement may be included"),
  validBefore: endTime("Last second (inclusive) at which the statement may be included"),
};

/** Who signs, and how long the signature stands: the last five fields of every statement. */
export type SignerFields = TypedStruct<typeof signer>;

/** A kind of statement: everything the program knows of it. */
export interface StatementKind<Name extends string = string, Message = SignerFields, Attachments = unknown> {
  name: Name;
  /** What whoever states it does, as a heading. */
  title: LocalisedText;
  contract: ContractName;
  functionName: string;
  eventName: string;
  primaryType: string;
  /** EIP-712 types, without `EIP712Domain`. */
  types: Record<string, TypedField[]>;
  /** Parses a message from its wire shape; refuses unknown fields. */
  messageSchema: z.ZodType<Message>;
  /** What goes with the message besides the signature: nothing, `witness` or `countersignature`. */
  attachments: Codecs;
  /** Typed to wire; the inverse of `messageSchema`. */
  toWire(message: Message): JsonObject;
  /** Typed to raw: the value of the EIP-712 struct and of the contract's. */
  encode(message: Message): RawStruct;
  /** Raw to typed, from a struct as the ABI decoder gives it. */
  decode(raw: RawStruct): Message;
  /** Ids of the lots it concerns, in the statement's own order. */
  lots(statement: { message: Message } & Attachments): bigint[];
  /** Lots that it declares, in its order. */
  declares(message: Message): DeclaredLot[];
  /** How it moves grams; null for kinds that move none. */
  moves: Moves<Message> | null;
  /** What else it does; null where moving or declaring is all. */
  does: Does<Message> | null;
  /** Where it stands in what authorities pursue over several statements; left out by kinds that are in none. */
  pursues?: CasePart;
  /** What governance set or granted that it rests on, its signers apart. */
  reliesOn(message: Message): RegisterSubject[];
  /** Fields that name the organisations that are party to it. */
  parties: readonly string[];
  /** Whether a lot's certificate rests on it: then everybody may know who signed it, and a stolen key is grave. */
  isFoundation: boolean;
  /**
   * What everybody may see of it: all, or the fields named; of the rest only digest and time. Declarations, certificates and findings are what
   * a certificate is meant to show; who trades with whom, how much and behind which seal is not.
   */
  shows: "all" | readonly string[];
  /** Where a draft's witness comes from; null where it has none. */
  witness: WitnessSource | null;
  /** Arguments of the contract's function. */
  args(statement: { message: Message; signature: Hex } & Attachments): unknown[];
  /** Gas that suffices for the call in every case, a contract wallet's judgement included. */
  gasBudget(statement: { message: Message; signature: Hex } & Attachments): number;
  /** Codecs of the message's fields. */
  codecs: Codecs;
  /** A message on the wire, and a witness where it has one, for documentation and test vectors. */
  example: { message: JsonObject; witness?: Json };
  /** What it says, in a line for people. */
  describe(message: Message): LocalisedText;
}

type Definition<Name extends string, Fields extends Codecs, Attachments extends Codecs> = Pick<
  StatementKind<Name, TypedStruct<Fields & typeof signer>, TypedStruct<Attachments>>,
  | "name"
  | "title"
  | "contract"
  | "functionName"
  | "eventName"
  | "primaryType"
  | "lots"
  | "declares"
  | "moves"
  | "does"
  | "reliesOn"
  | "isFoundation"
  | "describe"
> & {
  fields: Fields;
  attachments: Attachments;
  pursues?: CasePart<keyof Fields & string>;
  parties: readonly (keyof (Fields & typeof signer) & string)[];
  shows: "all" | readonly (keyof Fields & string)[];
  witness: WitnessSource<keyof Fields & string> | null;
  /** Gas that suffices beside usual signatures; a contract wallet may spend 150,000 on judging each. */
  gas(message: TypedStruct<Fields & typeof signer>, attached: TypedStruct<Attachments>): number;
};

/** What a byte of signature costs on its way through the calls into the event, generously. */
const GAS_PER_SIGNATURE_BYTE = 16;

/** Completes a kind from its fields and what is particular to it. */
export function defineKind<const Name extends string, Fields extends Codecs, Attachments extends Codecs>(
  definition: Definition<Name, Fields, Attachments>,
): StatementKind<Name, TypedStruct<Fields & typeof signer>, TypedStruct<Attachments>> & {
  message: StructCodec<Fields & typeof signer>;
} {
  const { fields, attachments, gas, ...particulars } = definition;
  const message = struct(definition.primaryType, { ...fields, ...signer });
  const attached = (name: string, statement: object): unknown[] =>
    attachments[name]?.encode((statement as Record<string, unknown>)[name]) ?? [];
  return {
    ...particulars,
    message,
    types: message.structs,
    messageSchema: message.schema,
    attachments,
    codecs: { ...fields, ...signer },
    example: {
      message: message.example as JsonObject,
      ...(attachments.witness && { witness: attachments.witness.example }),
    },
    toWire: message.toWire,
    encode: message.toRaw,
    decode: message.fromRaw,
    gasBudget: (statement) => {
      const { countersignature = "0x" } = statement as { countersignature?: Hex };
      const signatureBytes = (statement.signature.length + countersignature.length) / 2;
      return gas(statement.message, statement) + GAS_PER_SIGNATURE_BYTE * signatureBytes;
    },
    args: (statement) => [
      message.toRaw(statement.message),
      ...attached("witness", statement),
      statement.signature,
      ...attached("countersignature", statement),
    ],
  };
}

/** Codecs of what may be attached. */
export const countersigned = { countersignature: signature };
