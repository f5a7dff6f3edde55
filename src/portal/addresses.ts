/**
 * Addresses of the pages, as the service and the browser's router both read them. A lot's page has the address of the lot in
 * the HTTP interface: a browser is answered with the page, a machine with JSON.
 */
export const addresses = {
  verify: "/",
  lot: "/v1/lots/:id",
  verdict: "/v1/verify/lots/:id",
  unit: "/v1/verify/units/:code",
  unitLink: "/01/:gtin/10/:lotNumber/21/:serial",
  work: "/work",
  signIn: "/work/sign-in",
  newStatement: "/work/new/:what",
  draft: "/work/drafts/:id",
  open: "/work/open",
  importDrafts: "/work/import",
  signMany: "/work/sign",
  labels: "/work/labels",
  packing: "/work/packing",
  package: "/v1/packages/:sscc",
  statement: "/v1/statements/:id",
  stock: "/work/stock",
  challenges: "/work/challenges",
  certification: "/work/certification",
  examinations: "/work/examinations",
  border: "/work/border",
  oversight: "/work/oversight",
  control: "/work/export-control",
  audit: "/work/audit",
  operations: "/work/operations",
  alerts: "/work/alerts",
  alert: "/work/alerts/:id",
  statistics: "/work/statistics",
} as const;

export type PageName = keyof typeof addresses;

/** Address of a lot's page. @param id `0x` and 64 hexadecimal digits. */
export function lotAddress(id: string): string {
  return addresses.lot.replace(":id", id);
}

/** Address of the page about a gram's code. @param lot Id of the lot that its label names, where it is known. */
export function unitAddress(code: string, lot?: string): string {
  const path = addresses.unit.replace(":code", encodeURIComponent(code.replace(/\s/g, "")));
  return lot === undefined ? path : `${path}?${new URLSearchParams({ lot })}`;
}

/** Address of the page about a package. */
export function packageAddress(sscc: string): string {
  return addresses.package.replace(":sscc", encodeURIComponent(sscc));
}

/** Address of the search for what somebody typed. */
export function searchAddress(query: string): string {
  return `${addresses.verify}?${new URLSearchParams({ q: query })}`;
}

/** Address of the sign-in that leads back to where somebody is. */
export function signInAddress(next: string): string {
  return `${addresses.signIn}?${new URLSearchParams({ next })}`;
}

/**
 * Address of a new statement.
 * @param what Its kind, or what it does: `sent`, `issued`.
 * @param given What is known of it already, by the steps to the fields.
 */
export function newStatementAddress(what: string, given: Readonly<Record<string, string>> = {}): string {
  const known = new URLSearchParams(given).toString();
  return `${addresses.newStatement.replace(":what", what)}${known === "" ? "" : `?${known}`}`;
}

/** In the address of a new statement: names what is compared with it while it is written, and is no field of it. */
export const besideParameter = "beside";

/** Address of a draft that this browser keeps. */
export function draftAddress(id: string): string {
  return addresses.draft.replace(":id", id);
}

/** Address of what became of a statement. @param id Its digest; of a bundle, its id. */
export function statementAddress(id: string): string {
  return addresses.statement.replace(":id", id);
}

/** Address of an alert's page. */
export function alertAddress(id: string): string {
  return addresses.alert.replace(":id", id);
}

/** Address of the mirror statistics of a route. @param from ISO 3166-1 alpha-2. */
export function statisticsAddress(from: string, to: string): string {
  return `${addresses.statistics}?${new URLSearchParams({ from, to })}`;
}
