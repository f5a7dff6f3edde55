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
} as const;

export type PageName = keyof typeof addresses;

/** Address of a lot's page. @param id `0x` and 64 hexadecimal digits. */
export function lotAddress(id: string): string {
  return addresses.lot.replace(":id", id);
}

/** Address of the search for what somebody typed. */
export function searchAddress(query: string): string {
  return `${addresses.verify}?${new URLSearchParams({ q: query })}`;
}
