import type { Address } from "../domain/hex.ts";
import type { LedgerError } from "../ledger/ledger-error.ts";
import type { Rpc } from "../ledger/rpc.ts";
import { recoverAddress } from "../statements/recover.ts";
import type { PreparedStatement, PreparedSubmission } from "./prepared-submission.ts";

/**
 * Checks signatures of key pairs, so that junk costs no call to the ledger. A signature of a contract wallet, and a
 * countersignature, are left to the simulation.
 * @returns what the ledger would say of the first signature that is nobody's, or another's; undefined if there is none.
 * @throws RpcError if it cannot be told whether a key is a contract wallet.
 */
export async function checkSignatures(rpc: Rpc, submission: PreparedSubmission): Promise<LedgerError | undefined> {
  for (const [item, statement] of submission.statements.entries()) {
    if (await mayHold(rpc, statement)) continue;
    const { key } = statement.statement.message;
    return {
      name: "SignatureInvalid",
      contract: "Participants",
      args: { key, digest: statement.digest },
      ...(submission.statements.length > 1 && { item }),
    };
  }
  return undefined;
}

async function mayHold(rpc: Rpc, { statement, digest }: PreparedStatement): Promise<boolean> {
  const { key } = statement.message;
  return recoverAddress(digest, statement.signature) === key || (await isContract(rpc, key));
}

async function isContract(rpc: Rpc, account: Address): Promise<boolean> {
  return (await rpc.call("eth_getCode", [account, "latest"])) !== "0x";
}
