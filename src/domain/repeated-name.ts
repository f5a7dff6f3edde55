/** A string, a mark of structure, or another value, one after the other. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * The first name that stands twice in one object of a JSON text.
 * @param json Well-formed JSON.
 */
export function repeatedName(json: string): string | undefined {
  /** Names of each object that is open; null for a list. */
  const open: (Set<string> | null)[] = [];
  let last = "";
  for (const [token] of json.matchAll(tokens)) {
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(null);
    else if (token === "}" || token === "]") open.pop();
    else if (token === ":") {
      const name = JSON.parse(last) as string;
      const names = open.at(-1);
      if (names?.has(name)) return name;
      names?.add(name);
    }
    last = token;
  }
  return undefined;
}
