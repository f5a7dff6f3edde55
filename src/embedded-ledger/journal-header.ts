import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { z } from "zod";
import { type Marker, markerLength } from "./journal-record.ts";

/** Everything that decides over the hashes of the blocks, apart from what they hold. */
export interface Pins {
  readonly engine: string;
  readonly engineVersion: string;
  readonly hardfork: string;
  readonly chainId: number;
  /** In gas. */
  readonly blockGasLimit: string;
  /** The engine's command line, without what belongs to one run. */
  readonly flags: readonly string[];
}

export interface JournalHeader {
  /** Version of the layout of the file. */
  readonly format: number;
  readonly pins: Pins;
  /** Time of block 0, in seconds since 1970. */
  readonly genesisTimestamp: number;
  readonly marker: Marker;
}

const currentFormat = 1;

const schema = z.strictObject({
  format: z.literal(currentFormat),
  pins: z.strictObject({
    engine: z.string(),
    engineVersion: z.string(),
    hardfork: z.string(),
    chainId: z.int().positive(),
    blockGasLimit: z.string().regex(/^\d+$/),
    flags: z.array(z.string()),
  }),
  genesisTimestamp: z.int().nonnegative(),
  marker: z
    .hex()
    .length(2 * markerLength)
    .transform((text) => Buffer.from(text, "hex")),
});

/** The header of a journal that begins now. */
export function newHeader(pins: Pins): JournalHeader {
  return {
    format: currentFormat,
    pins,
    genesisTimestamp: Math.floor(Date.now() / 1000),
    marker: randomBytes(markerLength),
  };
}

/** The header's line: its checksum and its JSON. People can read it, and programs can tell that it is whole. */
export function encodeHeader(header: JournalHeader): Buffer {
  const json = JSON.stringify({ ...header, marker: header.marker.toString("hex") });
  return Buffer.from(`${checksum(json)} ${json}\n`);
}

/** @throws Error if the line is damaged, or of a format that is not known here. */
export function decodeHeader(line: string): JournalHeader {
  const json = line.slice(9);
  if (line.slice(0, 9) !== `${checksum(json)} `) throw new Error("its header is damaged");
  const parsed: unknown = JSON.parse(json);
  const { format } = z.object({ format: z.int() }).parse(parsed);
  if (format !== currentFormat) throw new Error(`it has format ${format}, and this program knows ${currentFormat}`);
  return schema.parse(parsed);
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}
