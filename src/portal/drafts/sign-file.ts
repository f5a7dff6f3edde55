import { statementDigest } from "../../statements/digest.ts";
import { regularSignature } from "../../statements/regular-signature.ts";
import { type StatementFile, unsigned } from "../../statements/statement-file.ts";
import { typedDataOf } from "../../statements/typed-data.ts";
import { type Signer, SigningFailure } from "../signing/signer.ts";

/**
 * A signature under the statement of a file, in the form that the ledger takes; a contract wallet's is left as it is, for the ledger to judge.
 * @throws SigningFailure
 */
export async function signFile(file: StatementFile, by: Signer): Promise<string> {
  const signature = (await by.signTypedData(typedDataOf(unsigned(file), file.domain))).toLowerCase();
  if (!/^0x([0-9a-f]{2})+$/.test(signature)) throw new SigningFailure("wallet-failed", signature.slice(0, 100));
  return regularSignature(statementDigest(unsigned(file), file.domain), signature, by.address) ?? signature;
}
