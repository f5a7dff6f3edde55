// A process that does nothing but keep a ledger, to be killed:
//
//   ledger-process.ts <folder> <work after which a snapshot is kept, in milliseconds>
import { startEmbeddedLedger } from "../../src/embedded-ledger/embedded-ledger.ts";
import { chainId } from "./transactions.ts";

const [folder = "", snapshotAfterMs] = process.argv.slice(2);
const { rpcUrl } = await startEmbeddedLedger({
  folder,
  chainId,
  blockPeriodMs: 5,
  snapshotAfterMs: Number(snapshotAfterMs),
});
console.log(rpcUrl);
