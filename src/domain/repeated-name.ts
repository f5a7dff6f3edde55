/**
 * The first name that stands twice in one object of a JSON text. Every statement that comes in is looked through, so it goes from string to
 * string, and makes a text only of names.
 * @param json Well-formed JSON.
 */
export function repeatedName(json: string): string | undefined {
  /** Names of each object that is open; null for a list. */
  const open: (Set<string> | null)[] = [];
  /** Where the last string begins and ends, quotes included. */
  let [begin, end] = [0, 0];
  for (let at = 0; at < json.length; at++) {
    const mark = json[at];
    if (mark === '"') {
      begin = at;
      end = endOfString(json, at);
      at = end - 1;
    } else if (mark === "{") open.push(new Set());
    else if (mark === "[") open.push(null);
    else if (mark === "}" || mark === "]") open.pop();
    else if (mark === ":") {
      const name = textOf(json.slice(begin, end));
      const names = open.at(-1);
      if (names?.has(name)) return name;
      names?.add(name);
    }
  }
  return undefined;
}

/** Where a string that begins at a place has ended: behind the first quote that is not itself part of it. */
function endOfString(json: string, begin: number): number {
  for (let quote = json.indexOf('"', begin + 1); quote >= 0; quote = json.indexOf('"', quote + 1)) {
    let before = quote;
    while (json[before - 1] === "\\") before--;
    if ((quote - before) % 2 === 0) return quote + 1;
  }
  return json.length;
}

function textOf(quoted: string): string {
  return quoted.includes("\\") ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}
