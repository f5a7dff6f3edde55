import type { Address, Hex } from "../../domain/hex.ts";
import type { Check } from "../../domain/verdict.ts";
import type { StatementKindName } from "../../statements/registry.ts";
import { kindOf } from "../../statements/statement.ts";
import type { Dossier } from "../dossier.ts";
import { lacksActs } from "../gaps.ts";
import { type LotCase, nameIn, registerOf } from "../lot-case.ts";
import { isSuspendedAt, keyHistory } from "../organisation-history.ts";
import { isBefore, type Place } from "../place.ts";
import { fail, inDoubt, type LotCheck, pass, warn } from "./check.ts";

interface Signing {
  digest: Hex;
  kind: StatementKindName;
  place: Place;
  organisation: Address;
  key: Address;
  recovers: boolean;
  /** Whether it made the lot: a dossier begins with what did. */
  madeTheLot: boolean;
}

/** Everything that was signed about the lot, and about what went into it. */
function signings({ dossier, ancestry }: LotCase): Signing[] {
  const dossiers = [dossier, ...(ancestry?.dossiers ?? [])];
  return dossiers.flatMap((each) => {
    const known = signingsIn.get(each) ?? signingsOf(each);
    signingsIn.set(each, known);
    return known;
  });
}

/** Dossiers are remembered as they are; a lineage has a thousand of them. */
const signingsIn = new WeakMap<Dossier, Signing[]>();

function signingsOf({ entries }: Dossier): Signing[] {
  return entries.flatMap(({ link: { digest }, known }, index) => {
    if (known === null) return [];
    const { place, statement, signatures } = known;
    return signatures.map((signature) => ({
      ...signature,
      digest,
      kind: statement.kind,
      place,
      madeTheLot: index === 0,
    }));
  });
}

/** Whether the certificate rests on it: also what made the lot, and what was put into the account that it was drawn on. */
function isFoundation({ ancestry }: LotCase, { kind, madeTheLot, digest }: Signing): boolean {
  return madeTheLot || kindOf(kind).isFoundation || (ancestry?.lineage.deposits.includes(digest) ?? false);
}

/** Who signed, for everybody's eyes: those who had the lot in hand are not named. */
function signerName(lotCase: LotCase, signing: Signing): { en: string; zh: string } {
  const { organisation } = signing;
  if (!isFoundation(lotCase, signing)) return { en: "a holder of the lot", zh: "该批次的某持有方" };
  const name = nameIn(lotCase, organisation);
  return { en: name, zh: name };
}

/** Every statement bears its signer's signature. What a contract wallet accepted is not asked of it again. */
export const signaturesValid: LotCheck = (lotCase) => {
  const id = "signatures-valid";
  const all = signings(lotCase);
  const { reading, ancestry } = lotCase;
  const isWallet = (key: Address) => reading.holdings.wallets.has(key) || (ancestry?.wallets.has(key) ?? false);
  const byWallet = all.filter(({ recovers, key }) => !recovers && isWallet(key));
  const forged = all.filter(({ recovers, key }) => !recovers && !isWallet(key));
  const data = {
    signatures: all.length,
    acceptedFromWallets: byWallet.length,
    forged: forged.map(({ digest }) => digest),
  };
  const [first] = forged;
  if (first) {
    const name = signerName(lotCase, first);
    return fail(
      id,
      `A signature on statement ${first.digest} is not that of ${name.en}.`,
      `声明 ${first.digest} 上的签名并非${name.zh}所签。`,
      data,
    );
  }
  const accepted = byWallet.length === 0 ? "" : `, ${byWallet.length} of them as contract wallets accepted them then`;
  const acceptedZh = byWallet.length === 0 ? "" : `，其中 ${byWallet.length} 个由合约钱包于当时认可`;
  return pass(
    id,
    `${all.length === 1 ? "The signature is" : `All ${all.length} signatures are`} genuine${accepted}.`,
    `全部 ${all.length} 个签名均属实${acceptedZh}。`,
    data,
  );
};

/** Every signer was entitled to sign when the statement was included. */
export const signersEntitled: LotCheck = (lotCase) => {
  const id = "signers-entitled";
  let doubtful: Check | undefined;
  for (const signing of signings(lotCase)) {
    const trouble = entitlementTrouble(lotCase, signing);
    if (trouble === undefined) continue;
    const name = signerName(lotCase, signing);
    const check = fail(
      id,
      `Statement ${signing.digest} was signed by ${name.en}, who was not entitled to: ${troubleWords[trouble].en}.`,
      `声明 ${signing.digest} 由${name.zh}签署，但其无此权限：${troubleWords[trouble].zh}。`,
      { statement: signing.digest, trouble },
    );
    if (!lacksActs(lotCase, { type: "organisation", id: signing.organisation })) return check;
    doubtful ??= inDoubt(check);
  }
  return (
    doubtful ?? pass(id, "Everybody who signed was entitled to when they did.", "所有签署者在签署时均具有相应权限。")
  );
};

const troubleWords = {
  "key-unknown": { en: "the key was not the organisation's", zh: "该密钥不属于该组织" },
  "key-not-in-force": { en: "the key was not in force then", zh: "该密钥当时未生效" },
  "key-revoked": { en: "the key had been revoked", zh: "该密钥已被撤销" },
  suspended: { en: "the organisation was suspended", zh: "该组织当时被暂停" },
};

function entitlementTrouble(lotCase: LotCase, signing: Signing): keyof typeof troubleWords | undefined {
  const register = registerOf(lotCase, "organisation", signing.organisation);
  const key = register && keyHistory(register, signing.key);
  const { place } = signing;
  if (register === undefined || key === undefined || !isBefore(key.addedAt, place)) return "key-unknown";
  if (key.revokedAt !== null && isBefore(key.revokedAt, place)) return "key-revoked";
  if (place.timestamp < key.validFrom || place.timestamp > key.validUntil) return "key-not-in-force";
  return isSuspendedAt(register, place) ? "suspended" : undefined;
}

/** Nothing that the certificate rests on was signed by a key after it was compromised. */
export const keysTrusted: LotCheck = (lotCase) => {
  const id = "keys-trusted";
  const suspect = signings(lotCase).filter((signing) => {
    const register = registerOf(lotCase, "organisation", signing.organisation);
    const since = register && keyHistory(register, signing.key)?.compromisedSince;
    return since !== undefined && since !== null && since <= signing.place.timestamp;
  });
  // Custody may be suspect without the certificate being so.
  const grave = suspect.find((signing) => isFoundation(lotCase, signing));
  const [first = grave] = suspect;
  if (first === undefined) {
    return pass(id, "No key that signed was reported compromised before it did.", "所用密钥在签署前均无泄露报告。");
  }
  const { digest } = grave ?? first;
  const name = signerName(lotCase, grave ?? first);
  return (grave ? fail : warn)(
    id,
    `Statement ${digest} was signed with a key of ${name.en} that was in wrong hands by then.`,
    `声明 ${digest} 使用了${name.zh}的密钥签署，而该密钥当时已泄露。`,
    { statements: suspect.map((signing) => signing.digest) },
  );
};
