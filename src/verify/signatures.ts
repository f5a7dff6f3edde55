import type { Address, Hex } from "../domain/hex.ts";
import { recoverAddress } from "../statements/recover.ts";
import type { RecordedStatement } from "../statements/statement.ts";
import { remembering } from "./remembering.ts";

/** Who a signature was claimed to be of, and whether it is. */
export interface SignatureFinding {
  organisation: Address;
  key: Address;
  /** False also for what a contract wallet accepted: whether the key is one, the ledger tells. */
  recovers: boolean;
}

/** Recovers the signer of a digest; undefined where the bytes are nobody's signature. */
export type SignatureJudge = (digest: Hex, signature: Hex) => Address | undefined;

const nobody = "nobody";

/** A judge that recovers each signature over each digest once. @param maximum How many results it remembers. */
export function cachedSignatureJudge(maximum: number): SignatureJudge {
  const signers = remembering<string, Address>(maximum);
  return (digest, signature) => {
    const id = `${digest}${signature}`;
    let signer = signers.get(id);
    if (signer === undefined) {
      signer = recoverAddress(digest, signature) ?? nobody;
      signers.set(id, signer);
    }
    return signer === nobody ? undefined : signer;
  };
}

/** Every signature that a statement bears, judged. */
export function signaturesOf(digest: Hex, statement: RecordedStatement, judge: SignatureJudge): SignatureFinding[] {
  const { organisation, key } = statement.message;
  const findings = [{ organisation, key, recovers: judge(digest, statement.signature) === key }];
  if ("countersignature" in statement) {
    const { recipient, recipientKey } = statement.message;
    const recovers = judge(digest, statement.countersignature) === recipientKey;
    findings.push({ organisation: recipient, key: recipientKey, recovers });
  }
  return findings;
}
