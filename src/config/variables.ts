import { isIP } from "node:net";
import { z } from "zod";
import { targetPolicies } from "../webhooks/targets.ts";

/** One environment variable: what it means to an operator, and how its text becomes a value. */
export interface Variable<Schema extends z.ZodType = z.ZodType> {
  readonly name: string;
  /** One sentence or two, Markdown. */
  readonly description: string;
  /** The default in words, Markdown. */
  readonly otherwise: string;
  /** What the text must look like, to end the sentence "must be …". */
  readonly form: string;
  /** Never shown in a message: it is, or may contain, a password or key. */
  readonly secret: boolean;
  /** Takes the text, or undefined where the variable is not set. */
  readonly schema: Schema;
}

/** Ways to tell when a block is final. */
export const finalities = ["instant", "tag", "depth"] as const;
export type Finality = (typeof finalities)[number];

const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const MEBIBYTE = 1_048_576;

/** An address, a network, or the machine itself. */
function isProxy(entry: string): boolean {
  const [address = "", bits, ...more] = entry.split("/");
  const version = isIP(address);
  if (more.length > 0 || version === 0) return entry === "loopback";
  return bits === undefined || (/^[0-9]{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

const privateKey = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/, { abort: true })
  .refine((hex) => BigInt(hex) > 0n && BigInt(hex) < CURVE_ORDER);

function variable<Schema extends z.ZodType>(
  name: string,
  otherwise: string,
  form: string,
  schema: Schema,
  description: string,
): Variable<Schema> {
  return { name, otherwise, form, schema, description, secret: false };
}

function secret<Schema extends z.ZodType>(known: Variable<Schema>): Variable<Schema> {
  return { ...known, secret: true };
}

function wholeNumber(name: string, fallback: number, least: number, most: number, description: string) {
  const schema = z
    .string()
    .regex(/^\d{1,16}$/)
    .transform(Number)
    .refine((value) => value >= least && value <= most)
    .default(fallback);
  return variable(name, `${fallback}`, `a whole number from ${least} to ${most}`, schema, description);
}

/** A number of blocks whose default depends on the ledger. */
function blocks(name: string, otherwise: string, description: string) {
  const schema = z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((value) => value <= 10_000)
    .optional();
  return variable(name, otherwise, "a whole number from 0 to 10000", schema, description);
}

/** Every environment variable that Ytterby reads, by the name of its setting; docs/configuration.md is made from it. */
export const variables = {
  dataFolder: variable(
    "YTTERBY_DATA",
    "`.ytterby`",
    "a folder",
    z.string().default(".ytterby"),
    "Folder of what the service keeps: embedded ledger, embedded database (evidence is in the database), manifest, keys, sealed secrets of lots.",
  ),
  httpHost: variable(
    "YTTERBY_HTTP_HOST",
    "`127.0.0.1`",
    "a host name or address",
    z.string().default("127.0.0.1"),
    "Address the service listens on. The default is reachable from this machine only.",
  ),
  httpPort: wholeNumber("YTTERBY_HTTP_PORT", 8080, 0, 65_535, "Port the service listens on; 0 takes any free one."),
  rpcUrls: secret(
    variable(
      "YTTERBY_RPC_URL",
      "the embedded ledger",
      "one or more http or https URLs with commas between them",
      z
        .string()
        .transform((text) => text.split(",").map((url) => url.trim()))
        .pipe(z.array(z.url({ protocol: /^https?$/ })))
        .optional(),
      "JSON-RPC addresses of nodes of the network that the contracts are on, the preferred one first. Another is asked where one is away or behind. Without it the service runs a ledger of its own.",
    ),
  ),
  chainId: variable(
    "YTTERBY_CHAIN_ID",
    "the manifest's",
    "a whole number from 1 to 9007199254740991",
    z
      .string()
      .regex(/^\d{1,16}$/)
      .transform(Number)
      .refine((value) => value >= 1 && Number.isSafeInteger(value))
      .optional(),
    "Chain id that the network must have; the service refuses to start on another.",
  ),
  manifestPath: variable(
    "YTTERBY_MANIFEST",
    "`deployment.json` in `YTTERBY_DATA`",
    "a file",
    z.string().optional(),
    "Deployment manifest: the contracts' addresses, checked against the chain's code on start.",
  ),
  databaseUrl: secret(
    variable(
      "DATABASE_URL",
      "the embedded database",
      "a postgres:// or postgresql:// URL",
      z.url({ protocol: /^postgres(ql)?$/ }).optional(),
      "PostgreSQL to keep the store in. The embedded database survives a killed process, but not a power cut.",
    ),
  ),
  relayKey: secret(
    variable(
      "YTTERBY_RELAY_KEY",
      "`relay.key` in `YTTERBY_DATA`, generated at first",
      "a private key: 0x and 64 hexadecimal digits",
      privateKey.optional(),
      "Key of the account that carries statements to the ledger. It speaks for no organisation.",
    ),
  ),
  relayKeyFile: variable(
    "YTTERBY_RELAY_KEY_FILE",
    "none",
    "a file",
    z.string().optional(),
    "Encrypted keystore that holds the relay's key, instead of `YTTERBY_RELAY_KEY`.",
  ),
  relayKeyPassword: secret(
    variable(
      "YTTERBY_RELAY_KEY_PASSWORD",
      "none",
      "the keystore's password",
      z.string().optional(),
      "Password of the keystore in `YTTERBY_RELAY_KEY_FILE`.",
    ),
  ),
  batchWindowMs: wholeNumber(
    "YTTERBY_BATCH_WINDOW_MS",
    20,
    0,
    60_000,
    "How long the first statement of a batch waits for company, in milliseconds.",
  ),
  batchMaxStatements: wholeNumber(
    "YTTERBY_BATCH_MAX_STATEMENTS",
    200,
    1,
    10_000,
    "Most statements in one ledger transaction.",
  ),
  batchMaxGas: variable(
    "YTTERBY_BATCH_MAX_GAS",
    "25000000",
    "a whole number from 1000000 to 1000000000",
    z
      .string()
      .regex(/^\d{1,10}$/)
      .transform(BigInt)
      .refine((gas) => gas >= 1_000_000n && gas <= 1_000_000_000n)
      .default(25_000_000n),
    "Most gas of one ledger transaction; it has to fit into a block of the network.",
  ),
  finality: variable(
    "YTTERBY_FINALITY",
    "`depth` where one of the next two is set; otherwise `instant` on the embedded ledger, `tag` on a network",
    "instant, tag or depth",
    z.enum(finalities).optional(),
    "When a block is final. `instant`: as soon as it is there, as on the embedded ledger and with QBFT. `tag`: when the node calls it " +
      "`finalized`; a node that knows no such block is taken at its depth. `depth`: when so many blocks lie above it that no fork is " +
      "unwound any more.",
  ),
  confirmations: blocks(
    "YTTERBY_CONFIRMATIONS",
    "0 where blocks are final at once, otherwise 12",
    "Blocks above the newest at which a statement could still have been included, before its failure is reported as final. Where the " +
      "node says what is final, that decides.",
  ),
  forkDepth: blocks(
    "YTTERBY_FORK_DEPTH",
    "0 where blocks are final at once, otherwise 64",
    "Deepest fork, in blocks, that the indexer unwinds by itself; beyond it, it halts and raises an alarm. Where the node says what is " +
      "final, that decides.",
  ),
  blockPeriodMs: wholeNumber(
    "YTTERBY_BLOCK_PERIOD_MS",
    1000,
    1,
    60_000,
    "Shortest time between two blocks of the embedded ledger, in milliseconds.",
  ),
  logLevel: variable(
    "YTTERBY_LOG_LEVEL",
    "`info`",
    "fatal, error, warn, info, debug, trace or silent",
    z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
    "Least important kind of line in the log.",
  ),
  evidenceMaxBytes: wholeNumber(
    "YTTERBY_EVIDENCE_MAX_BYTES",
    10 * MEBIBYTE,
    1,
    1024 * MEBIBYTE,
    "Largest piece of evidence that can be uploaded, in bytes.",
  ),
  evidenceDailyBytes: wholeNumber(
    "YTTERBY_EVIDENCE_DAILY_BYTES",
    1024 * MEBIBYTE,
    1,
    1024 * 1024 * MEBIBYTE,
    "Most bytes of evidence that one organisation that is signed in stores in a day.",
  ),
  evidenceAnonymousDailyBytes: wholeNumber(
    "YTTERBY_EVIDENCE_ANONYMOUS_DAILY_BYTES",
    16 * MEBIBYTE,
    0,
    1024 * 1024 * MEBIBYTE,
    "Most bytes of evidence that one address without sign-in stores in a day.",
  ),
  evidenceLifeDays: wholeNumber(
    "YTTERBY_EVIDENCE_LIFE_DAYS",
    90,
    1,
    36_500,
    "How long a piece of evidence is kept that no included statement names, in days since it was last sent.",
  ),
  evidenceTotalBytes: wholeNumber(
    "YTTERBY_EVIDENCE_TOTAL_BYTES",
    20 * 1024 * MEBIBYTE,
    1,
    1024 * 1024 * MEBIBYTE,
    "Most bytes of evidence in all; the metric `ytterby_evidence_bytes` says how many there are.",
  ),
  bodyMaxBytes: wholeNumber(
    "YTTERBY_BODY_MAX_BYTES",
    MEBIBYTE,
    1024,
    64 * MEBIBYTE,
    "Largest body of any other request, in bytes.",
  ),
  publicUrl: variable(
    "YTTERBY_PUBLIC_URL",
    "the address it listens on",
    "an http or https address without a path",
    z
      .url({ protocol: /^https?$/ })
      .refine((url) => new URL(url).pathname === "/")
      .optional(),
    "Where readers reach the service, such as behind a proxy: what organisations sign in to is bound to it.",
  ),
  rateLimitPerMinute: wholeNumber(
    "YTTERBY_RATE_LIMIT_PER_MINUTE",
    6000,
    1,
    10_000_000,
    "Most requests a minute of one organisation, or without sign-in from one address.",
  ),
  trustedProxies: variable(
    "YTTERBY_TRUSTED_PROXIES",
    "none: whoever connects is the reader",
    "addresses or networks (10.0.0.0/8), or `loopback`, with commas between them",
    z
      .string()
      .transform((text) => text.split(",").map((entry) => entry.trim()))
      .refine((entries) => entries.every(isProxy))
      .optional(),
    "Proxies in front of the service, whose `X-Forwarded-For` says where a reader is: the limits of requests and streams hold for each reader then, not for the proxy.",
  ),
  webhookTargets: variable(
    "YTTERBY_WEBHOOK_TARGETS",
    "`loopback` while the service listens on this machine only, otherwise `public`",
    targetPolicies.join(", "),
    z.enum(targetPolicies).optional(),
    "Where webhooks may lead: public, over https into the internet; loopback, to this machine as well; any, anywhere.",
  ),
  webhookDeadAfterDays: wholeNumber(
    "YTTERBY_WEBHOOK_DEAD_AFTER_DAYS",
    3,
    0,
    365,
    "How long a webhook may fail before it is given up until it is resumed, in days.",
  ),
  keyPassword: secret(
    variable(
      "YTTERBY_KEY_PASSWORD",
      "asked for",
      "the keystore's password",
      z.string().optional(),
      "Password of the key that the `ytterby` command unlocks, where nobody is there to be asked.",
    ),
  ),
  unitsKey: secret(
    variable(
      "YTTERBY_UNITS_KEY",
      "none: no secrets of lots are kept",
      "32 bytes: 64 hexadecimal digits",
      z
        .string()
        .regex(/^(0x)?[0-9a-fA-F]{64}$/)
        .optional(),
      "Key that seals the secrets which codes of grams are derived from. Whoever has it and the data folder can print those codes. Keep it apart from backups.",
    ),
  ),
  shutdownDeadlineMs: wholeNumber(
    "YTTERBY_SHUTDOWN_DEADLINE_MS",
    10_000,
    0,
    600_000,
    "How long an orderly shutdown may take before the process ends regardless, in milliseconds.",
  ),
} as const satisfies Record<string, Variable>;
