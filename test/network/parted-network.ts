import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { type Creation, createHomes, type Home } from "../../scripts/network/homes.ts";
import { ValidatorProcess } from "../../scripts/network/validator-process.ts";

/** A line from one port to another, which can be cut and mended. */
class Line {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  private constructor(target: number) {
    this.#server = createServer((near) => {
      if (this.#isCut) return near.destroy();
      const far = connect(target, "127.0.0.1");
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(socket);
        socket.pipe(other);
        socket.on("error", () => {});
        socket.on("close", () => {
          this.#sockets.delete(socket);
          other.destroy();
        });
      }
    });
  }

  static async to(target: number): Promise<Line> {
    const line = new Line(target);
    await new Promise<void>((resolve) => line.#server.listen(0, "127.0.0.1", resolve));
    return line;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  cut(isCut: boolean): void {
    this.#isCut = isCut;
    if (isCut) for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.cut(true);
    this.#server.close();
  }
}

/** Validators each of which reaches each other one by lines of its own, so that groups of them can be kept apart. */
export class PartedNetwork {
  readonly homes: readonly Home[];
  readonly #validators: readonly ValidatorProcess[];
  readonly #lines: readonly { ends: readonly [number, number]; line: Line }[];

  private constructor(
    homes: readonly Home[],
    validators: readonly ValidatorProcess[],
    lines: readonly { ends: readonly [number, number]; line: Line }[],
  ) {
    this.homes = homes;
    this.#validators = validators;
    this.#lines = lines;
  }

  /** Makes a network, gives every validator a folder of its own in which the others are at its lines, and starts all. */
  static async start(program: string, folder: string, creation: Creation): Promise<PartedNetwork> {
    const common = join(folder, "common");
    const homes = await createHomes(program, common, creation);
    const lines: { ends: readonly [number, number]; line: Line }[] = [];
    const validators: ValidatorProcess[] = [];
    for (const own of homes) {
      const view = join(folder, `seen-by-${own.index}`);
      await cp(join(common, "genesis.json"), join(view, "genesis.json"));
      for (const { folder: home, ...other } of homes) {
        const name = `validator${other.index}`;
        if (other.index === own.index) {
          await cp(home, join(view, name), { recursive: true });
          continue;
        }
        const [votes, pool] = await Promise.all([Line.to(other.votePort), Line.to(other.poolPort)]);
        for (const line of [votes, pool]) lines.push({ ends: [own.index, other.index], line });
        const known = JSON.parse(await readFile(join(home, "home.json"), "utf8")) as object;
        await mkdir(join(view, name));
        const seen = { ...known, votePort: votes.port, poolPort: pool.port };
        await writeFile(join(view, name, "home.json"), JSON.stringify(seen));
      }
      validators.push(await ValidatorProcess.start(program, { ...own, folder: join(view, `validator${own.index}`) }));
    }
    await Promise.all(validators.map((validator) => validator.answers()));
    return new PartedNetwork(homes, validators, lines);
  }

  /** Keeps the validators of different groups apart, from now on; one group holds them all together. */
  part(...groups: readonly (readonly number[])[]): void {
    const isTogether = (a: number, b: number) => groups.some((group) => group.includes(a) && group.includes(b));
    for (const { ends, line } of this.#lines) line.cut(!isTogether(...ends));
  }

  async close(): Promise<void> {
    await Promise.all(this.#validators.map((validator) => validator.stop()));
    for (const { line } of this.#lines) line.close();
  }
}
