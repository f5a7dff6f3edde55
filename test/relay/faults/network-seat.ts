import { join } from "node:path";
import { buildValidator } from "../../../scripts/network/build-validator.ts";
import { freePorts } from "../../../scripts/network/free-ports.ts";
import { LocalNetwork } from "../../../scripts/network/local-network.ts";
import { Rpc } from "../../../src/rpc/rpc.ts";
import type { Random } from "../../support/random.ts";
import { answering, type LedgerSeat } from "./seats.ts";

const validators = 4;

/** Four validators, of which some are killed by turns; a reader asks whichever answers. */
export class NetworkSeat implements LedgerSeat {
  readonly #folder: string;
  readonly #random: Random;
  #network: LocalNetwork | undefined;
  #rpc: Rpc | undefined;
  #comingBack: Promise<unknown> = Promise.resolve();

  constructor(folder: string, random: Random) {
    this.#folder = folder;
    this.#random = random;
  }

  get rpc(): Rpc {
    if (this.#rpc === undefined) throw new Error("the network has not been started");
    return this.#rpc;
  }

  /** Starts the network, or the validators of it that are down. */
  async start(): Promise<void> {
    if (this.#network !== undefined) return this.#network.reconcile();
    this.#network = await LocalNetwork.start({
      program: await buildValidator(console.log),
      folder: join(this.#folder, "network"),
      creation: { validators, basePort: await freePorts(validators), chainId: 20_260 },
      onCrash: (_home, report) => console.error(report),
    });
    this.#rpc = new Rpc(this.#network.rpcUrls, { timeoutMs: 3_000 });
  }

  answers(): Promise<void> {
    return answering(this.rpc);
  }

  /** Kills two of the four, so that no block is made, or all of them. */
  async kill(): Promise<void> {
    const victims = [...(this.#network?.running ?? [])];
    if (this.#random.chance(0.5))
      for (let spared = 0; spared < validators / 2 && victims.length > 0; spared++)
        victims.splice(this.#random.between(0, victims.length - 1), 1);
    await Promise.all(victims.map((validator) => validator.kill()));
  }

  /** Kills one of the four, which comes back by itself. */
  killEngine(): void {
    const network = this.#network;
    const running = network?.running ?? [];
    if (running.length > 0)
      this.#comingBack = this.#random
        .pick(running)
        .kill()
        .then(() => network?.reconcile());
  }

  async close(): Promise<void> {
    await this.#comingBack;
    this.#rpc?.close();
    await this.#network?.stop();
  }
}
