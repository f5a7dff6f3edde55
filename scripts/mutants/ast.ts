import { z } from "zod";

/** A node of the compiler's syntax tree, with whatever fields its kind has. */
export interface Node {
  nodeType: string;
  /** Offset, length and file, in bytes. */
  src: string;
  [field: string]: unknown;
}

const node = z.looseObject({ nodeType: z.string(), src: z.string() });

/** Whether a value is a node of the tree. */
export function isNode(value: unknown): value is Node {
  return node.safeParse(value).success;
}

/** Where a node's text starts and ends, in bytes. */
export function span({ src }: Node): { start: number; end: number } {
  const [start = 0, length = 0] = src.split(":").map(Number);
  return { start, end: start + length };
}

/** A node and all below it, with the name of the function that each stands in. */
export function* nodesWithin(root: unknown, within = ""): Generator<{ node: Node; within: string }> {
  if (Array.isArray(root)) {
    for (const item of root) yield* nodesWithin(item, within);
  } else if (isNode(root)) {
    const { nodeType, name, kind } = root;
    const isFunction = nodeType === "FunctionDefinition" || nodeType === "ModifierDefinition";
    const inside = isFunction ? String(name === "" ? kind : name) : within;
    yield { node: root, within: inside };
    for (const value of Object.values(root)) yield* nodesWithin(value, inside);
  }
}
