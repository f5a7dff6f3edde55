import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Wallet } from "ethers";
import type { Config } from "../config/config.ts";
import { ownKey } from "../data-folder/own-key.ts";
import type { Hex } from "../domain/hex.ts";

/**
 * The key of the account that carries statements: as set, from an encrypted keystore, or one of the service's own.
 * @throws Error if the keystore cannot be opened.
 */
export async function relayKey(config: Config): Promise<Hex> {
  if (config.relayKey !== undefined) return config.relayKey;
  if (config.relayKeyFile === undefined) return ownKey(join(config.dataFolder, "relay.key"));
  const keystore = await readFile(config.relayKeyFile, "utf8");
  try {
    return (await Wallet.fromEncryptedJson(keystore, config.relayKeyPassword ?? "")).privateKey;
  } catch (cause) {
    throw new Error(`${config.relayKeyFile} does not open with YTTERBY_RELAY_KEY_PASSWORD.`, { cause });
  }
}
