import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { getAddress, hexlify, isKeystoreJson, randomBytes, Wallet } from "ethers";
import type { Address, Hex } from "../domain/hex.ts";
import { CliError } from "./cli-error.ts";

/** A key as far as it is known without its password. */
export interface StoredKey {
  name: string;
  address: Address;
}

const suffix = ".json";

/** Signing keys, encrypted: one file per key in the format that Ethereum's wallets share (Web3 secret storage, scrypt). */
export class KeyStore {
  readonly #folder: string;

  /** @param folder Folder of the key files; made when the first key is stored. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes a new key. */
  create(name: string, password: string): Promise<StoredKey> {
    return this.#store(name, new Wallet(hexlify(randomBytes(32))), password);
  }

  /**
   * Takes in a key.
   * @param secret A private key (0x and 64 digits), or the text of a keystore file that has the same password.
   */
  async import(name: string, secret: string, password: string): Promise<StoredKey> {
    const text = secret.trim();
    const key = isKeystoreJson(text) ? await decrypt(text, password, name) : walletOf(text);
    return this.#store(name, key, password);
  }

  /** All keys, by name. */
  async list(): Promise<StoredKey[]> {
    const files = await readdir(this.#folder).catch(emptyIfAbsent);
    const names = files.filter((file) => file.endsWith(suffix)).map((file) => file.slice(0, -suffix.length));
    return Promise.all(names.sort().map((name) => this.find(name)));
  }

  /**
   * A key by its name.
   * @throws CliError if there is none.
   */
  async find(name: string): Promise<StoredKey> {
    return { name, address: addressIn(await this.#read(name), this.#path(name)) };
  }

  /**
   * Decrypts a key.
   * @throws CliError if there is none of that name, or the password is wrong.
   */
  async unlock(name: string, password: string): Promise<Wallet> {
    return decrypt(await this.#read(name), password, name);
  }

  async #store(name: string, key: Wallet, password: string): Promise<StoredKey> {
    const path = this.#path(name);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    try {
      await writeFile(path, `${await key.encrypt(password)}\n`, { mode: 0o600, flag: "wx", flush: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      throw new CliError("usage", { en: `There is a key ${name} already.`, zh: `密钥 ${name} 已存在。` });
    }
    return { name, address: key.address };
  }

  async #read(name: string): Promise<string> {
    try {
      return await readFile(this.#path(name), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      throw new CliError("locked", {
        en: `There is no key ${name} in ${this.#folder}.`,
        zh: `${this.#folder} 中没有密钥 ${name}。`,
      });
    }
  }

  #path(name: string): string {
    // A name is a file's name, so it must not lead anywhere else.
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) {
      throw new CliError("usage", {
        en: `"${name}" is no name for a key: letters, digits, dots, dashes and underscores, at most 64.`,
        zh: `“${name}”不能作密钥名：只可用字母、数字、点、连字符和下划线，至多 64 个。`,
      });
    }
    return join(this.#folder, `${name}${suffix}`);
  }
}

async function decrypt(keystore: string, password: string, name: string): Promise<Wallet> {
  try {
    const { privateKey } = await Wallet.fromEncryptedJson(keystore, password);
    return new Wallet(privateKey);
  } catch {
    throw new CliError("locked", { en: `The password of key ${name} is wrong.`, zh: `密钥 ${name} 的密码错误。` });
  }
}

function walletOf(privateKey: Hex): Wallet {
  try {
    return new Wallet(privateKey);
  } catch {
    // What was given is not repeated: it may be a private key with a slip.
    throw new CliError("usage", {
      en: "This is neither a private key (0x and 64 hexadecimal digits) nor a keystore file.",
      zh: "这既不是私钥（0x 加 64 位十六进制数字），也不是密钥文件。",
    });
  }
}

function addressIn(keystore: string, path: string): Address {
  if (!isKeystoreJson(keystore)) {
    throw new CliError("usage", { en: `${path} is no keystore file.`, zh: `${path} 不是密钥文件。` });
  }
  return getAddress(`0x${String((JSON.parse(keystore) as { address: string }).address).replace(/^0x/, "")}`);
}

function emptyIfAbsent(error: NodeJS.ErrnoException): string[] {
  if (error.code === "ENOENT") return [];
  throw error;
}
