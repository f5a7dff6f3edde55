import type { KeyObject } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Hex } from "../domain/hex.ts";
import { LotSecret, readSealingKey } from "../units/lot-secret.ts";
import { UnitsRefused } from "../units/refused.ts";

const schema = z.strictObject({ version: z.literal(1), context: z.string(), sealed: z.string() });

/** The secrets of lots that a data folder keeps, each sealed in a file of its own, with the lot's tiles beside it. */
export class UnitCustody {
  readonly #folder: string;
  readonly #key: KeyObject | undefined;

  /**
   * @param key As the settings have it; without one no secret is opened or kept.
   * @throws UnitsRefused `sealing-key`.
   */
  constructor(dataFolder: string, key: string | undefined) {
    this.#folder = join(dataFolder, "units");
    this.#key = key === undefined ? undefined : readSealingKey(key);
  }

  /** Whether there is a key to seal secrets with. */
  get isOpen(): boolean {
    return this.#key !== undefined;
  }

  /**
   * Keeps the secret of a lot. What was kept of it before is gone.
   * @returns When the disk has it.
   * @throws UnitsRefused `no-key`.
   */
  async keep(lot: Hex, context: Hex, secret: LotSecret): Promise<void> {
    const text = `${JSON.stringify({ version: 1, context, sealed: secret.seal(this.#required(), context) })}\n`;
    await mkdir(this.#folderOf(lot), { recursive: true, mode: 0o700 });
    const temporary = `${this.#secretPath(lot)}.${process.pid}.tmp`;
    const file = await open(temporary, "w", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, this.#secretPath(lot));
  }

  /**
   * The secret of a lot; undefined where none is kept.
   * @throws UnitsRefused `no-key`, or `sealed` where it does not open.
   */
  async secretOf(lot: Hex, context: Hex): Promise<LotSecret | undefined> {
    const text = await readFile(this.#secretPath(lot), "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (text === undefined) return undefined;
    const key = this.#required();
    const kept = schema.safeParse(jsonOf(text));
    if (!kept.success || kept.data.context !== context) {
      throw new UnitsRefused("sealed", `The kept secret of lot ${lot} is damaged, or of another deployment`);
    }
    return LotSecret.unseal(kept.data.sealed, key, context);
  }

  /** Where the tiles of a lot are. They follow from its secret, and are made anew where they are missing. */
  async tilesPath(lot: Hex): Promise<string> {
    await mkdir(this.#folderOf(lot), { recursive: true, mode: 0o700 });
    return join(this.#folderOf(lot), "tiles");
  }

  /** Forgets a lot's secret and its tiles. */
  async forget(lot: Hex): Promise<void> {
    await rm(this.#folderOf(lot), { recursive: true, force: true });
  }

  #required(): KeyObject {
    if (this.#key !== undefined) return this.#key;
    throw new UnitsRefused("no-key", "Secrets of lots are sealed with the key in YTTERBY_UNITS_KEY, which is not set");
  }

  #folderOf(lot: Hex): string {
    if (!/^0x[0-9a-f]{64}$/.test(lot)) throw new UnitsRefused("lot", `A lot has 32 bytes: ${lot}`);
    return join(this.#folder, lot);
  }

  #secretPath(lot: Hex): string {
    return join(this.#folderOf(lot), "secret.json");
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
