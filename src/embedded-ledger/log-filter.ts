import { z } from "zod";

const oneOrMore = z.union([z.string(), z.array(z.string())]);
const schema = z.looseObject({
  blockHash: z.string().optional(),
  fromBlock: z.string().optional(),
  toBlock: z.string().optional(),
  address: oneOrMore.nullish(),
  topics: z.array(oneOrMore.nullable()).nullish(),
});

/** A filter of logs, as `eth_getLogs` takes it. */
export type LogFilter = z.output<typeof schema>;

/** Reads a filter. @returns undefined if it is none. */
export function readFilter(value: unknown): LogFilter | undefined {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** What a filter looks at in a log. */
export interface FilteredLog {
  readonly address: string;
  readonly topics: readonly string[];
}

/** Prepares a filter: the function says whether a log is one that it asks for, whatever its block. */
export function logMatcher({ address, topics }: LogFilter): (log: FilteredLog) => boolean {
  const emitters = anyOf(address);
  const wanted = (topics ?? []).map(anyOf);
  return ({ address: emitter, topics: own }) =>
    has(emitters, emitter) && wanted.every((values, i) => i < own.length && has(values, own[i] ?? ""));
}

/**
 * Values as a set.
 * @returns undefined for any: a list of no addresses asks for that, as a missing one does; so does null, or an empty list, in
 * the place of a topic.
 */
function anyOf(wanted: string | string[] | null | undefined): ReadonlySet<string> | undefined {
  const values = [wanted ?? []].flat();
  return values.length === 0 ? undefined : new Set(values.map((value) => value.toLowerCase()));
}

function has(values: ReadonlySet<string> | undefined, value: string): boolean {
  return values === undefined || values.has(value) || values.has(value.toLowerCase());
}
