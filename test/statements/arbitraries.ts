import { getAddress, hexlify } from "ethers";
import fc from "fast-check";
import { attestationKinds, outcomes } from "../../src/domain/attestation.ts";
import { referenceKinds } from "../../src/domain/border-finding.ts";
import {
  type AssayedSymbol,
  assayedSymbols,
  type Composition,
  type ElementShare,
} from "../../src/domain/composition.ts";
import { elementSymbols } from "../../src/domain/elements.ts";
import { forms } from "../../src/domain/form.ts";
import { challengeDecisions } from "../../src/domain/hold.ts";
import { allocations, type Content, custodyModels, type LotIdentity } from "../../src/domain/lot.ts";
import { scopes } from "../../src/domain/participants.ts";
import { textFault } from "../../src/domain/plain-text.ts";
import { processes } from "../../src/domain/process.ts";
import type { StatementKindName } from "../../src/statements/registry.ts";
import type { Statement } from "../../src/statements/statement.ts";

const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((value) => hexlify(value));
const uint = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 });
const bigUint = (bits: number) => fc.bigInt({ min: 0n, max: (1n << BigInt(bits)) - 1n });
const hash = bytes(32).filter((value) => !/^0x0+$/.test(value));
const grams = fc.bigInt({ min: 1n, max: (1n << 48n) - 1n });
const lot = bigUint(256);
const address = bytes(20).map((value) => getAddress(value));
const realAddress = address.filter((value) => !/^0x0+$/.test(value));
const time = uint(48);
const none = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });

/** Country codes, and now and then two bytes that are none. */
const countryCode = fc.oneof(
  { arbitrary: fc.stringMatching(/^[A-Z]{2}$/), weight: 9 },
  {
    arbitrary: bytes(2).filter(
      (raw) => raw !== "0x0000" && !/^[A-Z]{2}$/.test(Buffer.from(raw.slice(2), "hex").toString()),
    ),
    weight: 1,
  },
);

/** Names as people write them, and now and then bytes that are no text. */
const shortText = fc.oneof(
  {
    arbitrary: fc
      .string({ unit: "binary", minLength: 1, maxLength: 16 })
      .filter((text) => text.isWellFormed() && !text.includes("\0") && Buffer.byteLength(text) <= 32)
      // What a reader would not see as it is stands as bytes.
      .map((text) => (textFault(text) === undefined ? text : hexlify(Buffer.from(text)).padEnd(66, "0"))),
    weight: 9,
  },
  { arbitrary: bytes(31).map((raw) => `0xff${raw.slice(2)}`), weight: 1 },
);

const share: fc.Arbitrary<ElementShare> = fc.oneof(
  fc.record({ partsPerHundredMillion: fc.integer({ min: 1, max: 100_000_000 }) }),
  fc.record({ detectionLimit: fc.integer({ min: 1, max: 5_000_000 }) }),
);
const composition = fc.record(
  Object.fromEntries(elementSymbols.map((symbol) => [symbol, share])) as Record<keyof Composition, typeof share>,
);

const assayedComposition = fc.record(
  Object.fromEntries(assayedSymbols.map((symbol) => [symbol, share])) as Record<AssayedSymbol, typeof share>,
);

const content: fc.Arbitrary<Content> = fc.record({
  form: fc.constantFrom(...forms),
  custodyModel: fc.constantFrom(...custodyModels),
  massGrams: grams,
  composition,
  originCountry: countryCode,
  deposit: shortText,
  country: countryCode,
  site: fc.bigInt({ min: 1n, max: (1n << 64n) - 1n }),
  footprintGramsPerKilogram: uint(24),
  removalsGramsPerKilogram: uint(24),
  offsetsGramsPerKilogram: uint(24),
  footprintMethod: uint(16),
  allocation: fc.constantFrom(...allocations),
  primaryDataBasisPoints: uint(16),
  producedAt: time,
  quota: none(hash),
  documents: none(hash),
  replaces: none(lot.filter((id) => id !== 0n)),
  certifier: none(realAddress),
});

const lotNumber = fc.stringMatching(/^[!"%-?A-Z_a-z]{1,20}$/);
const identity: fc.Arbitrary<LotIdentity> = fc.record({ producer: address, lotNumber, content });

const signer = { organisation: address, key: address, nonce: bigUint(256), validAfter: time, validBefore: time };
const signature = fc.uint8Array({ maxLength: 200 }).map((value) => hexlify(value));

const dispatch = fc.record({
  recipient: realAddress,
  carrier: none(realAddress),
  fromCountry: countryCode,
  toCountry: countryCode,
  route: fc.array(countryCode, { maxLength: 16 }),
  seal: none(shortText),
  lines: fc.array(fc.record({ lot, grams }), { minLength: 1, maxLength: 100 }),
  units: none(hash),
  emissionsGrams: bigUint(64),
  occurredAt: time,
  ...signer,
});

const inputs = fc.array(fc.record({ lot, grams }), { minLength: 1, maxLength: 64 });
const outputs = fc.array(fc.record({ lotNumber, certifiable: fc.boolean(), content }), { minLength: 1, maxLength: 4 });
const inputsWitness = fc.array(identity, { minLength: 1, maxLength: 4 });

const examined = {
  lot,
  outcome: fc.constantFrom(...outcomes),
  evidence: hash,
  country: countryCode,
  site: none(fc.bigInt({ min: 1n, max: (1n << 64n) - 1n })),
  occurredAt: time,
};

const reason = fc.integer({ min: 1, max: 65_535 });
const attestMessage = fc.record({
  ...examined,
  kind: fc.constantFrom(...attestationKinds),
  quantity: bigUint(64),
  ...signer,
});
const assayMessage = fc.record({ ...examined, composition: assayedComposition, ...signer });
const against = fc.record({ lot, certificateUntil: time, reason, effectiveFrom: time, report: none(hash), ...signer });

/** Statements of every kind, over everything the contracts could accept. */
export const statements: { [K in StatementKindName]: fc.Arbitrary<Statement<K>> } = {
  declare: fc.record({
    kind: fc.constant("declare"),
    message: fc.record({ lotNumber, content, ...signer }),
    signature,
  }),
  certify: fc.record({
    kind: fc.constant("certify"),
    message: fc.record({ lot, scheme: uint(16), validUntil: time, report: none(hash), ...signer }),
    signature,
  }),
  reject: fc.record({
    kind: fc.constant("reject"),
    message: fc.record({
      lot,
      scheme: uint(16),
      reason,
      report: none(hash),
      ...signer,
    }),
    signature,
    witness: identity,
  }),
  assay: fc.record({
    kind: fc.constant("assay"),
    message: assayMessage,
    signature,
    witness: identity,
  }),
  attest: fc.record({
    kind: fc.constant("attest"),
    message: attestMessage,
    signature,
  }),
  dispatch: fc.record({ kind: fc.constant("dispatch"), message: dispatch, signature }),
  receive: fc.record({
    kind: fc.constant("receive"),
    message: fc.record({
      consignment: hash,
      receivedGrams: fc.array(bigUint(48), { minLength: 1, maxLength: 100 }),
      shortageReason: uint(16),
      sealIntact: fc.boolean(),
      occurredAt: time,
      ...signer,
    }),
    signature,
    witness: fc.record({ dispatch }),
  }),
  "hand-over": fc.record({
    kind: fc.constant("hand-over"),
    message: fc.record({
      lot,
      grams,
      country: countryCode,
      recipient: realAddress,
      recipientKey: realAddress,
      occurredAt: time,
      ...signer,
    }),
    signature,
    countersignature: signature,
  }),
  cancel: fc.record({
    kind: fc.constant("cancel"),
    message: fc.record({ cancelled: bigUint(256), ...signer }),
    signature,
  }),
  suspend: fc.record({ kind: fc.constant("suspend"), message: against, signature }),
  revoke: fc.record({ kind: fc.constant("revoke"), message: against, signature }),
  reinstate: fc.record({
    kind: fc.constant("reinstate"),
    message: fc.record({ lot, suspension: hash, report: none(hash), ...signer }),
    signature,
  }),
  renew: fc.record({
    kind: fc.constant("renew"),
    message: fc.record({
      lot,
      scheme: uint(16),
      certificateUntil: time,
      validUntil: time,
      report: none(hash),
      ...signer,
    }),
    signature,
  }),
  refuse: fc.record({
    kind: fc.constant("refuse"),
    message: fc.record({ consignment: hash, reason, occurredAt: time, ...signer }),
    signature,
    witness: fc.record({ dispatch }),
  }),
  "change-route": fc.record({
    kind: fc.constant("change-route"),
    message: fc.record({
      ...{ consignment: hash, route: fc.array(countryCode, { maxLength: 16 }) },
      ...{ reason: fc.integer({ min: 1, max: 65_535 }), occurredAt: time, ...signer },
    }),
    signature,
    witness: fc.record({ dispatch }),
  }),
  recall: fc.record({
    kind: fc.constant("recall"),
    message: fc.record({
      consignment: hash,
      returnedGrams: fc.array(bigUint(48), { minLength: 1, maxLength: 100 }),
      shortageReason: uint(16),
      occurredAt: time,
      ...signer,
    }),
    signature,
    witness: fc.record({ dispatch }),
  }),
  "report-loss": fc.record({
    kind: fc.constant("report-loss"),
    message: fc.record({ consignment: hash, reason, evidence: none(hash), occurredAt: time, ...signer }),
    signature,
    witness: fc.record({ dispatch }),
  }),
  settle: fc.record({
    kind: fc.constant("settle"),
    message: fc.record({
      consignment: hash,
      recipient: realAddress,
      recipientKey: realAddress,
      shares: fc.array(fc.record({ recipientGrams: grams, senderGrams: grams }), { minLength: 1, maxLength: 3 }),
      lossReason: uint(16),
      occurredAt: time,
      ...signer,
    }),
    signature,
    witness: fc.record({ dispatch }),
    countersignature: signature,
  }),
  "revoke-assay": fc.record({
    kind: fc.constant("revoke-assay"),
    message: fc.record({ lot, assay: hash, reason, ...signer }),
    signature,
    witness: fc.record({ original: assayMessage }),
  }),
  "revoke-attestation": fc.record({
    kind: fc.constant("revoke-attestation"),
    message: fc.record({ lot, attestation: hash, reason, ...signer }),
    signature,
    witness: fc.record({ original: attestMessage }),
  }),
  retire: fc.record({
    kind: fc.constant("retire"),
    message: fc.record({
      lot,
      grams,
      country: countryCode,
      beneficiary: shortText,
      purpose: none(hash),
      occurredAt: time,
      ...signer,
    }),
    signature,
  }),
  "rotate-key": fc.record({
    kind: fc.constant("rotate-key"),
    message: fc.record({
      newKey: none(realAddress),
      scopes: fc.subarray([...scopes]),
      validFrom: time,
      validUntil: time,
      withdrawnKey: none(realAddress),
      compromisedSince: time,
      ...signer,
    }),
    signature,
  }),
  transform: fc.record({
    kind: fc.constant("transform"),
    message: fc.record({
      process: fc.constantFrom(...processes),
      scheme: uint(16),
      inputs,
      outputs,
      emissionsGrams: bigUint(64),
      removalsGrams: bigUint(64),
      lossGrams: bigUint(48),
      occurredAt: time,
      ...signer,
    }),
    signature,
    witness: inputsWitness,
  }),
  deposit: fc.record({
    kind: fc.constant("deposit"),
    message: fc.record({
      process: fc.constantFrom(...processes),
      inputs,
      country: countryCode,
      site: fc.bigInt({ min: 1n, max: (1n << 64n) - 1n }),
      occurredAt: time,
      ...signer,
    }),
    signature,
    witness: inputsWitness,
  }),
  withdraw: fc.record({
    kind: fc.constant("withdraw"),
    message: fc.record({
      process: fc.constantFrom(...processes),
      period: uint(32),
      outputs,
      emissionsGrams: bigUint(64),
      removalsGrams: bigUint(64),
      occurredAt: time,
      ...signer,
    }),
    signature,
  }),
  "correct-footprint": fc.record({
    kind: fc.constant("correct-footprint"),
    message: fc.record({ lot, footprintGramsPerKilogram: uint(24), corrects: hash, report: none(hash), ...signer }),
    signature,
  }),
  hold: fc.record({
    kind: fc.constant("hold"),
    message: fc.record({
      ...{ lot, holder: none(realAddress), country: countryCode, ground: fc.integer({ min: 1, max: 65_535 }) },
      ...{ evidence: none(hash), until: time, ...signer },
    }),
    signature,
  }),
  "hold-consignment": fc.record({
    kind: fc.constant("hold-consignment"),
    message: fc.record({
      ...{ consignment: hash, country: countryCode, ground: fc.integer({ min: 1, max: 65_535 }) },
      ...{ evidence: none(hash), until: time, ...signer },
    }),
    signature,
    witness: fc.record({ dispatch }),
  }),
  "renew-hold": fc.record({
    kind: fc.constant("renew-hold"),
    message: fc.record({ lot, hold: hash, reason: fc.integer({ min: 1, max: 65_535 }), until: time, ...signer }),
    signature,
  }),
  "release-hold": fc.record({
    kind: fc.constant("release-hold"),
    message: fc.record({ lot, hold: hash, reason: fc.integer({ min: 1, max: 65_535 }), ...signer }),
    signature,
  }),
  permit: fc.record({
    kind: fc.constant("permit"),
    message: fc.record({
      ...{ exporter: realAddress, consignee: realAddress, country: countryCode, destination: countryCode },
      ...{ elements: fc.subarray([...elementSymbols]), forms: fc.subarray([...forms]), grams },
      ...{ endUse: none(hash), validFrom: time, validUntil: time, ...signer },
    }),
    signature,
  }),
  "withdraw-permit": fc.record({
    kind: fc.constant("withdraw-permit"),
    message: fc.record({ permit: hash, reason: fc.integer({ min: 1, max: 65_535 }), ...signer }),
    signature,
  }),
  challenge: fc.record({
    kind: fc.constant("challenge"),
    message: fc.record({
      ...{ lot, holder: address, country: countryCode, ground: fc.integer({ min: 1, max: 65_535 }), notice: hash },
      ...{ answerBy: time, until: time, ...signer },
    }),
    signature,
  }),
  "answer-challenge": fc.record({
    kind: fc.constant("answer-challenge"),
    message: fc.record({
      ...{ lot, challenge: hash, declaration: hash, contractOfSale: hash, explanation: hash, technical: hash },
      ...{ other: none(hash), ...signer },
    }),
    signature,
  }),
  "decide-challenge": fc.record({
    kind: fc.constant("decide-challenge"),
    message: fc.record({
      ...{ lot, challenge: hash, decision: fc.constantFrom(...challengeDecisions) },
      ...{ reason: fc.integer({ min: 1, max: 65_535 }), until: time, ...signer },
    }),
    signature,
  }),
  seize: fc.record({
    kind: fc.constant("seize"),
    message: fc.record({
      ...{ lot, hold: hash, holder: address, country: countryCode, grams: grams.filter((mass) => mass > 0n) },
      ...{ ground: fc.integer({ min: 1, max: 65_535 }), evidence: hash, ...signer },
    }),
    signature,
  }),
  "return-seized": fc.record({
    kind: fc.constant("return-seized"),
    message: fc.record({ lot, seizure: hash, reason: fc.integer({ min: 1, max: 65_535 }), ...signer }),
    signature,
  }),
  "record-finding": fc.record({
    kind: fc.constant("record-finding"),
    message: fc.record({
      ...{ referenceKind: fc.constantFrom(...referenceKinds), referenceNumber: fc.stringMatching(/^[A-Z0-9]{1,32}$/) },
      ...{ country: countryCode, goodsCode: none(fc.stringMatching(/^[0-9]{6,13}$/)), labelOrigin: none(countryCode) },
      ...{
        seal: none(shortText),
        grossGrams: grams,
        netGrams: grams,
        evidence: none(hash),
        occurredAt: time,
        ...signer,
      },
    }),
    signature,
  }),
  "link-finding": fc.record({
    kind: fc.constant("link-finding"),
    message: fc.record({ lot, finding: hash, country: countryCode, evidence: none(hash), ...signer }),
    signature,
  }),
  "withdraw-finding": fc.record({
    kind: fc.constant("withdraw-finding"),
    message: fc.record({
      ...{ lot: none(lot.filter((id) => id !== 0n)), finding: hash, country: countryCode },
      ...{ reason: fc.integer({ min: 1, max: 65_535 }), ...signer },
    }),
    signature,
  }),
  "register-unit-codes": fc.record({
    kind: fc.constant("register-unit-codes"),
    message: fc.record({ lot, grams, root: hash, ...signer }),
    signature,
  }),
};

/** A statement of any kind. */
export const anyStatement: fc.Arbitrary<Statement> = fc.oneof(...Object.values(statements));
