// The process of the Hardhat engine:
//
//   hardhat-node.ts <chain id> <hard fork> <block gas limit> <genesis timestamp> <socket> <folder>
//
// Hardhat's own command for a node cannot be told these without a configuration file, and opens a port to everybody.
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";

const [chainId, hardfork, gasLimit, genesisTimestamp, socketPath] = process.argv.slice(2);

const { network } = await createHardhatRuntimeEnvironment(
  {
    networks: {
      ledger: {
        type: "edr-simulated",
        chainType: "l1",
        chainId: Number(chainId),
        ...(hardfork === undefined ? {} : { hardfork }),
        blockGasLimit: BigInt(gasLimit ?? 0),
        transactionGasCap: false,
        initialBaseFeePerGas: 0n,
        initialDate: new Date(Number(genesisTimestamp) * 1000),
        accounts: [],
        mining: { auto: false, interval: 0, mempool: { order: "fifo" } },
      },
    },
  },
  {},
  // It wants to be inside some package; nothing is written there.
  import.meta.dirname,
);
const { provider } = await network.create("ledger");

interface Request {
  readonly id: unknown;
  readonly method: string;
  readonly params: unknown[];
}

async function answer({ id, method, params }: Request): Promise<unknown> {
  try {
    return { jsonrpc: "2.0", id, result: await provider.request({ method, params }) };
  } catch (error) {
    const { code = -32603, message, data } = error as { code?: number; message: string; data?: unknown };
    return { jsonrpc: "2.0", id, error: { code, message, ...(data !== undefined && { data }) } };
  }
}

async function answerAll(requests: readonly Request[]): Promise<unknown[]> {
  const answers: unknown[] = [];
  // One after the other: the order of transactions has to be kept.
  for (const request of requests) answers.push(await answer(request));
  return answers;
}

createServer((socket) => {
  socket.on("error", () => socket.destroy());
  createInterface({ input: socket }).on("line", async (line) => {
    const request = JSON.parse(line) as Request | Request[];
    socket.write(`${JSON.stringify(Array.isArray(request) ? await answerAll(request) : await answer(request))}\n`);
  });
}).listen(socketPath);

// The other end of this pipe closes with the process that started this one, however that ended.
process.stdin.resume().on("end", () => process.exit());
