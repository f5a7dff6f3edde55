import { lookup as resolve } from "node:dns";
import * as http from "node:http";
import * as https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { mayCall, type TargetPolicy } from "./targets.ts";

/** What came of a call: the receiver's status, or why there is none. */
export type CallOutcome = { status: number } | { error: string };

const timeoutMs = 10_000;

class TargetRefusedError extends Error {}

/**
 * Posts a JSON body. Whatever name the target has, it is the address that is connected to which is judged, at that moment;
 * redirects are not followed, and nothing of the answer but its status is read.
 */
export function call(
  target: string,
  headers: Record<string, string>,
  body: string,
  policy: TargetPolicy,
): Promise<CallOutcome> {
  const url = new URL(target);
  const { request } = url.protocol === "https:" ? https : http;
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  // Of an address nobody asks what it resolves to.
  if (isIP(literal) !== 0 && !mayCall(policy, url.protocol, literal)) return Promise.resolve({ error: refusal });
  return new Promise((done) => {
    const sent = request(url, {
      method: "POST",
      // A connection of its own each: one that is kept may lead elsewhere than the name by now.
      agent: false,
      lookup: judgingLookup(policy, url.protocol),
      headers: {
        ...headers,
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        "user-agent": "Ytterby",
      },
    });
    const deadline = setTimeout(() => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    sent.on("response", (response) => {
      done({ status: response.statusCode ?? 0 });
      response.destroy();
    });
    sent.on("error", (error: NodeJS.ErrnoException) => {
      done({ error: error instanceof TargetRefusedError ? refusal : (error.code ?? error.message) });
    });
    sent.on("close", () => clearTimeout(deadline));
    sent.end(body);
  });
}

const refusal = "the target is not one that this service may call";

function judgingLookup(policy: TargetPolicy, protocol: string): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      const allowed = addresses.filter(({ address }) => mayCall(policy, protocol, address));
      const [first] = allowed;
      if (first === undefined) return callback(new TargetRefusedError(refusal), []);
      if (options.all) return callback(null, allowed);
      return callback(null, first.address, first.family);
    });
  };
}
