import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { AbiCoder, computeAddress, concat, hexlify, Interface, randomBytes, Wallet } from "ethers";
import { z } from "zod";
import type { Hex } from "../../src/domain/hex.ts";
import { transact } from "../../src/ledger/transact.ts";
import { parseQuantity } from "../../src/rpc/quantity.ts";
import { onUrls } from "../demo/demo-network.ts";
import { buildValidator } from "../network/build-validator.ts";
import { freePorts } from "../network/free-ports.ts";
import { LocalNetwork } from "../network/local-network.ts";
import { carry } from "./carry.ts";
import { Connections } from "./connections.ts";
import { weigh } from "./lots.ts";
import { QuickSender } from "./quick-transaction.ts";
import { onStage, type Traffic } from "./relay.ts";
import { type Row, row } from "./row.ts";
import { openStage, type Stage } from "./stage.ts";

const suite = "network";
const validators = 4;
const chainId = 20_260;
const transferGas = 60_000;
const transfersAtOnce = 1_500;
const transferRounds = 8;

const blockSchema = z.object({ gasUsed: z.string(), timestamp: z.string() });

/**
 * What four validators on this machine carry, beside the embedded ledger and plain transfers, how soon it is final, and how
 * long one of them is missed when it is killed under load.
 */
export async function networkRows(): Promise<Row[]> {
  const program = await buildValidator((line) => console.error(line));
  const embedded = await onStage(await openStage(), ({ carry }) => carry());
  let network: LocalNetwork | undefined;
  const stage = await openStage("", async (folder) => {
    const started = await LocalNetwork.start({
      program,
      folder: `${folder}/network`,
      creation: { validators, basePort: await freePorts(validators), chainId },
      onCrash: (_home, report) => console.error(report),
    });
    network = started;
    return onUrls(started.rpcUrls, folder, () => started.stop());
  });
  return onStage(stage, async (traffic) => {
    const from = await height(stage);
    const carried = await traffic.carry();
    const statementGas = await gasPerSecond(stage, from);
    const transfers = await transferGasPerSecond(stage);
    const peer = { name: "embedded ledger", figure: embedded.perSecond };
    return [
      row(suite, "statements per second end to end, four validators", "1/s", carried.perSecond, peer),
      row(suite, "gas per second, four validators", "gas/s", statementGas, {
        name: "ERC-20 transfers",
        figure: transfers,
      }),
      row(suite, "finality blocks", "blocks", await finalityBlocks(stage)),
      row(suite, "recovery after one validator seconds", "s", await recovery(stage, traffic, network as LocalNetwork)),
    ];
  });
}

async function height({ ledger }: Stage): Promise<number> {
  return Number(parseQuantity(await ledger.rpc.call("eth_blockNumber", [])));
}

/** Gas of all blocks after one, by the seconds of the blocks' own time in which they came; empty ones at the end do not count. */
async function gasPerSecond(stage: Stage, after: number): Promise<number> {
  const blocks = [];
  for (let number = after; number <= (await height(stage)); number++) {
    const { gasUsed, timestamp } = blockSchema.parse(
      await stage.ledger.rpc.call("eth_getBlockByNumber", [`0x${number.toString(16)}`, false]),
    );
    blocks.push({ gas: Number(gasUsed), seconds: Number(timestamp) });
  }
  const last = blocks.findLastIndex(({ gas }) => gas > 0);
  const gas = blocks.slice(1, last + 1).reduce((sum, block) => sum + block.gas, 0);
  return gas / ((blocks[last]?.seconds ?? 0) - (blocks[0]?.seconds ?? 0));
}

/** Plain transfers of one account; the next ones are sent when those before are included, so that no pool fills up. */
async function transferGasPerSecond(stage: Stage): Promise<number> {
  const { rpc } = stage.ledger;
  const key = hexlify(randomBytes(32)) as Hex;
  const wallet = new Wallet(key);
  const file = new URL("../../artifacts/test/contracts/mocks/PeerErc20.sol/PeerErc20.json", import.meta.url);
  const { abi, bytecode } = z
    .object({ abi: z.array(z.custom<object>()), bytecode: z.string() })
    .parse(JSON.parse(await readFile(file, "utf8")));
  const creation = concat([bytecode, AbiCoder.defaultAbiCoder().encode(["address"], [wallet.address])]);
  const token = (await transact(rpc, wallet, { data: creation as Hex })).createdAt;
  const recipient = computeAddress(hexlify(randomBytes(32)));
  const data = new Interface(abi as never[]).encodeFunctionData("transfer", [recipient, 1n]) as Hex;
  const sender = new QuickSender(key, chainId, 1);
  const from = await height(stage);
  for (let round = 1; round <= transferRounds; round++) {
    const raws = Array.from({ length: transfersAtOnce }, () => sender.sign(token, data, transferGas));
    await rpc.batch(raws.map((raw) => ({ method: "eth_sendRawTransaction", params: [raw] })));
    const sent = 1 + (round - 1) * transfersAtOnce;
    while (Number(parseQuantity(await rpc.call("eth_getTransactionCount", [wallet.address, "latest"]))) < sent)
      await delay(20);
  }
  const all = 1 + transferRounds * transfersAtOnce;
  while (Number(parseQuantity(await rpc.call("eth_getTransactionCount", [wallet.address, "latest"]))) < all)
    await delay(20);
  return gasPerSecond(stage, from);
}

/** How many blocks it takes from a transaction's own until that is final, itself counted. */
async function finalityBlocks(stage: Stage): Promise<number> {
  const { rpc } = stage.ledger;
  const wallet = new Wallet(hexlify(randomBytes(32)));
  const { blockNumber } = await transact(rpc, wallet, { to: wallet.address, data: "0x" });
  const finalBlock = z.object({ number: z.string() });
  for (;;) {
    const { number } = finalBlock.parse(await rpc.call("eth_getBlockByNumber", ["finalized", false]));
    if (Number(number) >= blockNumber) return (await height(stage)) - blockNumber + 1;
    await delay(20);
  }
}

/** Kills the validator that the service asks, and has a statement carried: seconds until that is included and indexed. */
async function recovery(stage: Stage, { signer, lots }: Traffic, network: LocalNetwork): Promise<number> {
  const connections = new Connections(stage.url, 8);
  try {
    const [lot] = lots;
    if (lot === undefined) throw new Error("There are no lots");
    const killed = performance.now();
    await network.validator(0).kill();
    await carry(connections, [weigh(stage, signer, lot)]);
    return (performance.now() - killed) / 1000;
  } finally {
    connections.close();
    await network.reconcile();
  }
}
