// Four validators of a test network on this machine: CometBFT decides, go-ethereum executes (network/, in Go).
//
//   npm run network                     brings the network up, and keeps it up until Ctrl-C; its data stays
//   npm run network -- --status         who runs, where, and how far
//   npm run network -- --stop           ends it from another terminal
//   npm run network -- --start          starts validators that have ended, while the network is up
//   npm run network -- --add            adds a validator, by vote of the others
//   npm run network -- --remove [n]     removes validator n (the last one, if none is named), by vote of the others
//   npm run network -- --besu <folder>  writes a network for Hyperledger Besu: keys, genesis, compose file (docs/network.md)
//   … --folder <path> --port <first port> --chain <id> --validators <n>     where, and what a new network is like
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isRunning, startTime } from "../src/data-folder/process-status.ts";
import { blockOf, until } from "./network/ask.ts";
import { writeBesuNetwork } from "./network/besu-network.ts";
import { buildValidator } from "./network/build-validator.ts";
import { type Home, hasNetwork, readHomes, rpcUrlOf } from "./network/homes.ts";
import { LocalNetwork, lockOf } from "./network/local-network.ts";
import { addValidator, removeValidator, standing } from "./network/membership.ts";
import { runningPid } from "./network/validator-process.ts";

const { values, positionals } = parseArgs({
  options: {
    status: { type: "boolean", default: false },
    stop: { type: "boolean", default: false },
    start: { type: "boolean", default: false },
    add: { type: "boolean", default: false },
    remove: { type: "boolean", default: false },
    besu: { type: "string" },
    folder: { type: "string", default: join(".ytterby", "network") },
    port: { type: "string", default: "21000" },
    chain: { type: "string", default: "20260" },
    validators: { type: "string", default: "4" },
  },
  allowPositionals: true,
});
const { folder } = values;
const say = (line: string) => console.log(line);

try {
  if (values.besu !== undefined) await besu(values.besu);
  else if (values.status) await status();
  else if (values.stop) await stop();
  else if (values.start) await startMissing();
  else if (values.add) await add();
  else if (values.remove) await remove(positionals[0]);
  else await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  let tellStop = () => {};
  const told = new Promise<void>((resolve) => {
    tellStop = resolve;
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, tellStop);
  let network: LocalNetwork | undefined;
  // Another terminal has changed the homes, or wants what has ended to run again.
  process.on("SIGUSR2", () => void network?.reconcile().catch((error: Error) => console.error(error.message)));
  const program = await buildValidator(say);
  const creation = {
    validators: wholeNumber("--validators", values.validators),
    basePort: wholeNumber("--port", values.port),
    chainId: wholeNumber("--chain", values.chain),
  };
  say(hasNetwork(folder) ? `Starting the network in ${folder} …` : `Making a network in ${folder} …`);
  network = await LocalNetwork.start({ program, folder, creation, onCrash: (_home, report) => crashed(report) });
  try {
    const homes = network.running.map(({ home }) => home);
    for (const home of homes) say(describe(home));
    await Promise.race([
      told,
      until("the first block", 60_000, async () => ((await blockOf(homes[0] as Home)) ?? 0n) > 0n),
    ]);
    say("The network makes blocks. Ctrl-C, or npm run network -- --stop, ends it; its data stays.");
    await told;
    say("Ending the validators …");
  } finally {
    await network.stop();
  }

  function crashed(report: string): void {
    console.error(report);
    const left = network?.running.length ?? 0;
    console.error(`${left} validators run. npm run network -- --start starts those that have ended.`);
    if (left === 0) {
      process.exitCode = 1;
      tellStop();
    }
  }
}

async function status(): Promise<void> {
  if (!hasNetwork(folder)) throw new Error(`There is no network in ${folder}.`);
  const pid = supervisor();
  say(
    pid === undefined
      ? `The network in ${folder} is not running.`
      : `The network in ${folder} is run by process ${pid}.`,
  );
  for (const home of await readHomes(folder)) {
    const process = runningPid(home);
    say(`${describe(home)}  ${await standing(home)}${process === undefined ? "" : `, process ${process}`}`);
  }
}

async function stop(): Promise<void> {
  const pid = needSupervisor();
  process.kill(pid, "SIGTERM");
  await until(`process ${pid} to end`, 60_000, async () => supervisor() === undefined);
  say("The network has ended.");
}

async function startMissing(): Promise<void> {
  process.kill(needSupervisor(), "SIGUSR2");
  const homes = await readHomes(folder);
  await until("all validators to answer", 60_000, async () => {
    return (await Promise.all(homes.map(blockOf))).every((block) => block !== undefined);
  });
  say("All validators run.");
}

async function add(): Promise<void> {
  const pid = needSupervisor();
  const program = await buildValidator(say);
  say("Adding a validator; it catches up before the others vote for it …");
  const home = await addValidator(program, folder, () => void process.kill(pid, "SIGUSR2"));
  say(`${describe(home)}  is a validator now.`);
}

async function remove(index: string | undefined): Promise<void> {
  const pid = needSupervisor();
  const number = index === undefined ? undefined : wholeNumber("--remove", index);
  const home = await removeValidator(folder, number, () => void process.kill(pid, "SIGUSR2"));
  say(`Validator ${home.index} is voted out and has ended; its home is in ${join(folder, "left")}.`);
}

async function besu(target: string): Promise<void> {
  const { genesisHash, validators } = await writeBesuNetwork(target);
  say(`A network for Besu is in ${target}, with keys of its own. Its genesis block is ${genesisHash}.`);
  for (const address of validators) say(`validator ${address}`);
  say("docs/network.md says what it is, and that nobody of this project has run it.");
}

function describe(home: Home): string {
  return `validator ${home.index}  ${home.address}  ${rpcUrlOf(home)}`;
}

function needSupervisor(): number {
  const pid = supervisor();
  if (pid === undefined) throw new Error(`No network runs in ${folder}; start it with npm run network.`);
  return pid;
}

function supervisor(): number | undefined {
  const path = lockOf(folder);
  if (!existsSync(path)) return undefined;
  const [number = "", started = ""] = readFileSync(path, "utf8").split(" ");
  const pid = Number(number);
  if (!Number.isSafeInteger(pid) || pid <= 0 || !isRunning(pid)) return undefined;
  return started === "" || startTime(pid) === started ? pid : undefined;
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${option} must be a whole number, and is "${text}".`);
  return Number(text);
}
