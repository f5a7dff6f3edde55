import { join } from "node:path";
import type { z } from "zod";
import { mayCall, type TargetPolicy } from "../webhooks/targets.ts";
import { type Finality, type Variable, variables } from "./variables.ts";

type Settings = { readonly [Name in keyof typeof variables]: z.output<(typeof variables)[Name]["schema"]> };

/** The settings of one process. Optional ones are undefined where the default is not a value but another behaviour. */
export type Config = Settings & {
  readonly manifestPath: string;
  readonly finality: Finality;
  readonly confirmations: number;
  readonly forkDepth: number;
  readonly webhookTargets: TargetPolicy;
};

/** The environment cannot be used; the message has a line for every variable that is wrong, and no secret. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/**
 * Reads all settings. This is the only place where environment variables are read; an empty one counts as not set.
 * @throws ConfigError naming every variable that is malformed, contradicts another, or is misspelt.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const complaints: string[] = [];
  const read = (known: Variable): unknown => {
    const text = env[known.name] || undefined;
    const result = known.schema.safeParse(text);
    if (result.success) return result.data;
    complaints.push(`${known.name} must be ${known.form}${known.secret ? "" : `, and is "${text}"`}`);
    return undefined;
  };
  const settings = Object.fromEntries(
    Object.entries(variables).map(([name, known]) => [name, read(known)]),
  ) as Settings;

  if (settings.relayKey !== undefined && settings.relayKeyFile !== undefined) {
    complaints.push("YTTERBY_RELAY_KEY and YTTERBY_RELAY_KEY_FILE name two keys; set one of them");
  }
  if ((settings.relayKeyFile === undefined) !== (settings.relayKeyPassword === undefined)) {
    complaints.push("YTTERBY_RELAY_KEY_FILE and YTTERBY_RELAY_KEY_PASSWORD need each other; set both or neither");
  }
  const isDeep = (settings.confirmations ?? 0) > 0 || (settings.forkDepth ?? 0) > 0;
  if (settings.finality === "instant" && isDeep) {
    complaints.push(
      "YTTERBY_FINALITY=instant leaves nothing to YTTERBY_CONFIRMATIONS and YTTERBY_FORK_DEPTH; set the one or the others",
    );
  }
  const names = new Set<string>(Object.values(variables).map(({ name }) => name));
  for (const name of Object.keys(env)) {
    if (name.startsWith("YTTERBY_") && !names.has(name)) complaints.push(`${name} is not a setting of Ytterby`);
  }
  if (complaints.length > 0) throw new ConfigError(`The configuration cannot be used:\n  ${complaints.join("\n  ")}`);

  const finality = finalityOf(settings);
  // The embedded ledger writes a block down before it makes it, and never makes another in its place.
  const isFinalAtOnce = finality === "instant" || settings.rpcUrls === undefined;
  return {
    ...settings,
    manifestPath: settings.manifestPath ?? join(settings.dataFolder, "deployment.json"),
    finality,
    confirmations: settings.confirmations ?? (isFinalAtOnce ? 0 : 12),
    forkDepth: settings.forkDepth ?? (isFinalAtOnce ? 0 : 64),
    // Whoever may sign in from elsewhere must not reach what listens here.
    webhookTargets: settings.webhookTargets ?? (isLoopback(settings.httpHost) ? "loopback" : "public"),
  };
}

/** When a block is final, where that is not set: whoever counts blocks means them to decide. */
function finalityOf({ finality, confirmations, forkDepth, rpcUrls }: Settings): Finality {
  if (finality !== undefined) return finality;
  if (confirmations !== undefined || forkDepth !== undefined) return "depth";
  return rpcUrls === undefined ? "instant" : "tag";
}

function isLoopback(host: string): boolean {
  return host === "localhost" || mayCall("loopback", "http:", host);
}
