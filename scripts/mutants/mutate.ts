import { isNode, type Node, nodesWithin, span } from "./ast.ts";

/** A source with one thing changed. */
export interface Mutant {
  /** Name of the function it is in. */
  within: string;
  line: number;
  /** What stood there, and what stands there now, each on one line. */
  from: string;
  to: string;
  source: string;
}

interface Change {
  start: number;
  end: number;
  to: string;
}

const SOLIDITY: Record<string, string[]> = {
  "<": ["<="],
  "<=": ["<"],
  ">": [">="],
  ">=": [">"],
  "==": ["!="],
  "!=": ["=="],
  "&&": ["||"],
  "||": ["&&"],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "&": ["|"],
  "|": ["&"],
  "<<": [">>"],
  ">>": ["<<"],
  "+=": ["-="],
  "-=": ["+="],
  "|=": ["&="],
  "^=": ["|="],
};

const ASSEMBLY: Record<string, string> = {
  add: "sub",
  sub: "add",
  mul: "add",
  and: "or",
  or: "and",
  gt: "lt",
  lt: "gt",
  shl: "shr",
  shr: "shl",
};

/**
 * Every mutant of the functions of a source: comparisons shifted or turned round, operators exchanged, refusals and whole
 * statements left out, arguments of one type swapped, numbers one higher, branches exchanged.
 * @param source Its text.
 * @param tree The compiler's syntax tree of it.
 */
export function mutantsOf(source: string, tree: unknown): Mutant[] {
  const bytes = Buffer.from(source);
  const found = new Map<string, Mutant>();
  for (const { node, within } of nodesWithin(tree)) {
    if (within === "") continue;
    for (const { start, end, to } of changesOf(node, bytes)) {
      const mutated = Buffer.concat([bytes.subarray(0, start), Buffer.from(to), bytes.subarray(end)]).toString();
      const line = bytes.subarray(0, start).toString().split("\n").length;
      const around = span(node);
      const text = (from: number, until: number) => oneLine(bytes.subarray(from, until).toString());
      const before = text(around.start, around.end);
      const after = oneLine(
        bytes.subarray(around.start, start).toString() + to + bytes.subarray(end, around.end).toString(),
      );
      if (!found.has(mutated)) found.set(mutated, { within, line, from: before, to: after, source: mutated });
    }
  }
  return [...found.values()];
}

function* changesOf(node: Node, bytes: Buffer): Generator<Change> {
  const { start, end } = span(node);
  const textOf = (part: Node) => bytes.subarray(span(part).start, span(part).end).toString();
  switch (node.nodeType) {
    case "BinaryOperation":
    case "Assignment": {
      const [left, right] = [node.leftExpression ?? node.leftHandSide, node.rightExpression ?? node.rightHandSide];
      if (!isNode(left) || !isNode(right)) return;
      const gap = { start: span(left).end, end: span(right).start };
      const between = bytes.subarray(gap.start, gap.end).toString();
      const operator = String(node.operator);
      const at = gap.start + Buffer.byteLength(between.slice(0, between.indexOf(operator)));
      for (const to of SOLIDITY[operator] ?? []) yield { start: at, end: at + operator.length, to };
      return;
    }
    case "IfStatement":
      if (isNode(node.condition) && refuses(node.trueBody)) yield { ...span(node.condition), to: "false" };
      return;
    case "UnaryOperation":
      if (node.operator === "!" && isNode(node.subExpression)) yield { start, end, to: textOf(node.subExpression) };
      return;
    case "Conditional":
      if (isNode(node.trueExpression) && isNode(node.falseExpression)) {
        const [first, second] = [node.trueExpression, node.falseExpression];
        const middle = bytes.subarray(span(first).end, span(second).start).toString();
        yield { start: span(first).start, end: span(second).end, to: textOf(second) + middle + textOf(first) };
      }
      return;
    case "ExpressionStatement":
    case "EmitStatement":
      // The node of an expression's statement ends before its semicolon; an empty block may stand before one.
      yield { start, end, to: bytes[end] === SEMICOLON ? "" : "{}" };
      return;
    case "FunctionCall":
      yield* swaps(node, bytes);
      return;
    case "Literal":
      if (node.kind === "number" && /^[\d_]+$/.test(String(node.value))) {
        yield { start, end, to: String(Number(String(node.value).replaceAll("_", "")) + 1) };
      }
      return;
    case "YulFunctionCall": {
      const name = node.functionName;
      const to = isNode(name) ? ASSEMBLY[String(name.name)] : undefined;
      if (isNode(name) && to !== undefined) yield { ...span(name), to };
      return;
    }
  }
}

const SEMICOLON = ";".charCodeAt(0);

function refuses(body: unknown): boolean {
  if (!isNode(body)) return false;
  if (body.nodeType === "RevertStatement") return true;
  return body.nodeType === "Block" && Array.isArray(body.statements) && refuses(body.statements[0]);
}

/** Neighbouring arguments of one type, exchanged. Errors' arguments are the tests' own business to look at, and are too. */
function* swaps(call: Node, bytes: Buffer): Generator<Change> {
  const given = Array.isArray(call.arguments) ? call.arguments.filter(isNode) : [];
  for (const [index, first] of given.entries()) {
    const second = given[index + 1];
    if (second === undefined || typeOf(first) !== typeOf(second)) continue;
    const [a, b] = [span(first), span(second)];
    const text = (from: number, until: number) => bytes.subarray(from, until).toString();
    yield { start: a.start, end: b.end, to: text(b.start, b.end) + text(a.end, b.start) + text(a.start, a.end) };
  }
}

function typeOf(expression: Node): string {
  const { typeDescriptions } = expression;
  return typeof typeDescriptions === "object" && typeDescriptions !== null && "typeString" in typeDescriptions
    ? String(typeDescriptions.typeString)
    : "";
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
