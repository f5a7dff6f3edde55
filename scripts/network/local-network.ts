import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { acquirePidLock, type PidLock } from "../../src/data-folder/pid-lock.ts";
import { type Creation, createHomes, type Home, hasNetwork, readHomes, rpcUrlOf } from "./homes.ts";
import { endOfLog, logOf, ValidatorProcess } from "./validator-process.ts";

export interface LocalNetworkOptions {
  /** The built validator. */
  program: string;
  /** Where keys, blocks and logs are; made if there is no network in it. */
  folder: string;
  /** What a new network is like. */
  creation: Creation;
  /** Told of a validator that has ended without being told to, with the reason and the end of its log. */
  onCrash: (home: Home, report: string) => void;
}

/** The validators of a folder, run by this process. None of them outlives it. */
export class LocalNetwork {
  readonly #options: LocalNetworkOptions;
  readonly #lock: PidLock;
  readonly #processes = new Map<number, ValidatorProcess>();
  #work: Promise<unknown> = Promise.resolve();

  private constructor(options: LocalNetworkOptions, lock: PidLock) {
    this.#options = options;
    this.#lock = lock;
  }

  /**
   * Starts the validators of a folder, and waits until each answers.
   * @throws Error, with what was started ended again.
   */
  static async start(options: LocalNetworkOptions): Promise<LocalNetwork> {
    await mkdir(options.folder, { recursive: true });
    const lock = acquirePidLock(lockOf(options.folder), `The network in ${options.folder}`);
    const network = new LocalNetwork(options, lock);
    try {
      if (!hasNetwork(options.folder)) await createHomes(options.program, options.folder, options.creation);
      await network.reconcile();
      return network;
    } catch (error) {
      await network.stop();
      throw error;
    }
  }

  /** The validators that run, by index. */
  get running(): ValidatorProcess[] {
    return [...this.#processes.values()].filter(({ running }) => running).sort((a, b) => a.home.index - b.home.index);
  }

  /** Where the running validators answer. */
  get rpcUrls(): string[] {
    return this.running.map(({ home }) => rpcUrlOf(home));
  }

  /** The process of a validator. @throws Error if it does not run. */
  validator(index: number): ValidatorProcess {
    const found = this.#processes.get(index);
    if (!found?.running) throw new Error(`Validator ${index} does not run.`);
    return found;
  }

  /** Starts every validator that has a home and does not run, and ends every one whose home is gone. */
  reconcile(): Promise<void> {
    return this.#inTurn(async () => {
      const homes = await readHomes(this.#options.folder);
      const gone = this.running.filter(({ home }) => homes.every(({ index }) => index !== home.index));
      await Promise.all(gone.map((validator) => validator.stop()));
      const down = homes.filter(({ index }) => !this.#processes.get(index)?.running);
      await Promise.all((await Promise.all(down.map((home) => this.#start(home)))).map((started) => started.answers()));
    });
  }

  /** Ends all validators in order. */
  stop(): Promise<void> {
    return this.#inTurn(async () => {
      await Promise.all(this.running.map((validator) => validator.stop()));
      this.#lock.release();
    });
  }

  async #start(home: Home): Promise<ValidatorProcess> {
    const started = await ValidatorProcess.start(this.#options.program, home);
    this.#processes.set(home.index, started);
    void started.ended.then(async ({ asked, how }) => {
      if (asked) return;
      const report = `Validator ${home.index} (${home.address}) has ended by itself: ${how}. The end of ${logOf(home)}:`;
      this.#options.onCrash(home, `${report}\n${await endOfLog(home)}`);
    });
    return started;
  }

  // One thing at a time: a validator that is being started must not be overlooked by an end.
  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => {});
    return done;
  }
}

/** The lock of a network's folder: it names the process that runs the validators. */
export function lockOf(folder: string): string {
  return join(folder, "lock");
}
