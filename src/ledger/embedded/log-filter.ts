import { z } from "zod";

const oneOrMore = z.union([z.string(), z.array(z.string())]);
const schema = z.looseObject({
  blockHash: z.string().optional(),
  fromBlock: z.string().optional(),
  toBlock: z.string().optional(),
  address: oneOrMore.nullish(),
  topics: z.array(oneOrMore.nullable()).nullish(),
});
const logSchema = z.object({ address: z.string(), topics: z.array(z.string()) });

/** A filter of logs, as `eth_getLogs` takes it. */
export type LogFilter = z.output<typeof schema>;

/** Reads a filter. @returns undefined if it is none. */
export function readFilter(value: unknown): LogFilter | undefined {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** Whether a log is one that a filter asks for, whatever its block. */
export function matchesFilter({ address, topics }: LogFilter, log: unknown): boolean {
  const { address: emitter, topics: own } = logSchema.parse(log);
  // A list of no addresses asks for any, as a missing one does; so does null, or an empty list, in the place of a topic.
  if (!isAny(address) && !isAmong(emitter, address)) return false;
  return (topics ?? []).every((wanted, i) => i < own.length && (isAny(wanted) || isAmong(own[i] ?? "", wanted)));
}

function isAny(wanted: string | string[] | null | undefined): wanted is null | undefined {
  return wanted === null || wanted === undefined || (Array.isArray(wanted) && wanted.length === 0);
}

function isAmong(value: string, wanted: string | string[]): boolean {
  return [wanted].flat().some((candidate) => candidate.toLowerCase() === value.toLowerCase());
}
