import type { Signer } from "ethers";
import type { Hex } from "../domain/hex.ts";
import { type StatementDomain, typedDataDomain } from "./digest.ts";
import type { StatementKindName } from "./registry.ts";
import { type Draft, kindOf, type Statement, type UnsignedStatement } from "./statement.ts";

/** A key's signature over a statement. */
export function signatureOf(statement: UnsignedStatement, domain: StatementDomain, key: Signer): Promise<Hex> {
  const kind = kindOf(statement.kind);
  return key.signTypedData(typedDataDomain(domain), kind.types, kind.encode(statement.message));
}

/**
 * Signs a draft.
 * @param countersigner Key of the recipient, for the kinds that need both signatures.
 * @throws Error if a countersigner is missing, or given where none signs.
 */
export async function signStatement<K extends StatementKindName>(
  draft: Draft<K>,
  domain: StatementDomain,
  key: Signer,
  countersigner?: Signer,
): Promise<Statement<K>> {
  const countersigned = "countersignature" in kindOf(draft.kind).attachments;
  if (countersigned !== (countersigner !== undefined)) {
    throw new Error(`A statement of kind ${draft.kind} is ${countersigned ? "" : "not "}signed by its recipient too`);
  }
  const unsigned = draft as UnsignedStatement;
  const signature = await signatureOf(unsigned, domain, key);
  const countersignature = countersigner && { countersignature: await signatureOf(unsigned, domain, countersigner) };
  return { ...draft, signature, ...countersignature } as unknown as Statement<K>;
}
