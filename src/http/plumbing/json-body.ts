import { isUtf8 } from "node:buffer";
import express, { type RequestHandler } from "express";
import { repeatedName } from "../../domain/repeated-name.ts";
import { Problem } from "./problem.ts";

const depthMaximum = 16;
const arrayMaximum = 1_000;
const namesMaximum = 1_000;

/**
 * Reads a JSON body within bounds: size, depth, length of arrays and names in an object.
 * @param maximumBytes Largest body that is read; a larger one is answered before it is parsed.
 */
export function jsonBody(maximumBytes: number): RequestHandler[] {
  return [
    requireJson,
    express.json({ limit: maximumBytes, inflate: false, strict: false, type: () => true, verify: keep }),
    requireUtf8,
    requireBounds,
    requireNamesOnce,
  ];
}

/** Bodies as they came, until they have been looked at. */
const bodies = new WeakMap<object, Buffer>();

function keep(request: object, _response: unknown, body: Buffer): void {
  bodies.set(request, body);
}

/** What is no text is not guessed at: half of a signed name would be another's. */
const requireUtf8: RequestHandler = (request, _response, next) => {
  if (isUtf8(bodies.get(request) ?? new Uint8Array())) return next();
  throw new Problem("malformed-json", "The body is not UTF-8.");
};

/** Of two values of one name the parser takes the last, and another reader perhaps the first. */
const requireNamesOnce: RequestHandler = (request, _response, next) => {
  const twice = repeatedName(bodies.get(request)?.toString() ?? "");
  bodies.delete(request);
  if (twice === undefined) return next();
  throw new Problem("invalid-request", `The body has the name "${twice.slice(0, 100)}" twice in one object.`);
};

const requireJson: RequestHandler = (request, _response, next) => {
  const [, charset = "utf-8"] = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(request.get("content-type") ?? "") ?? [];
  if (!/^utf-?8$/i.test(charset)) {
    throw new Problem("unsupported-media-type", "The body must be sent as UTF-8, without a content encoding.");
  }
  if (request.is("application/json") === "application/json") return next();
  throw new Problem("unsupported-media-type", "The body must be sent as application/json.", {
    headers: { accept: "application/json" },
  });
};

const requireBounds: RequestHandler = (request, _response, next) => {
  // Level by level, not by recursion: the depth of what came in must not become the depth of our stack.
  let level: unknown[] = [request.body];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > depthMaximum)
      throw new Problem("invalid-request", `The body is nested more than ${depthMaximum} levels deep.`);
    const below: unknown[] = [];
    for (const value of level) {
      if (typeof value !== "object" || value === null) continue;
      if (Array.isArray(value) && value.length > arrayMaximum) {
        throw new Problem("invalid-request", `A list in the body has more than ${arrayMaximum} items.`);
      }
      const children = Object.values(value);
      if (!Array.isArray(value) && children.length > namesMaximum) {
        throw new Problem("invalid-request", `An object in the body has more than ${namesMaximum} fields.`);
      }
      for (const child of children) below.push(child);
    }
    level = below;
  }
  next();
};
