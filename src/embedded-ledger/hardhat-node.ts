// The process of the Hardhat engine:
//
//   hardhat-node.ts <chain id> <hard fork> <block gas limit> <genesis timestamp> <folder>
//
// Hardhat's own command for a node cannot be told these without a configuration file.
import { createHardhatRuntimeEnvironment } from "hardhat/hre";

const [chainId, hardfork, gasLimit, genesisTimestamp] = process.argv.slice(2);

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
const server = await network.createServer({ network: "ledger" }, "127.0.0.1", 0);
const { address, port } = await server.listen();
console.log(`Listening on ${address}:${port}`);

// The other end of this pipe closes with the process that started this one, however that ended.
process.stdin.resume().on("end", () => process.exit());
