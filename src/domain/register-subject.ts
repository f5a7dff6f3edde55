/** What has a register of its own, every act about it being a link of one head. */
export const registerTypes = [
  "organisation",
  "scheme",
  "quota",
  "terms",
  "allowance",
  "account",
  "tolerances",
  "limits",
] as const;
export type RegisterType = (typeof registerTypes)[number];

/**
 * Whose register it is: an organisation by address, a scheme by number, a quota by id, what a scheme says of processing by its
 * number (inheritance policies stand under scheme 0), a site's allowance by organisation and site, a site's account by these and the
 * process, the tolerances of attestations, or the
 * limits of custody.
 */
export interface RegisterSubject {
  type: RegisterType;
  id: string;
}

/** The tolerances of attestations: there is one set of them. */
export const tolerancesSubject: RegisterSubject = { type: "tolerances", id: "all" };

/** The limits of custody, which say when a consignment is disputed and when its sender may end it alone: there is one set of them. */
export const limitsSubject: RegisterSubject = { type: "limits", id: "all" };

/** A scheme, by its number. */
export function schemeSubject(scheme: number): RegisterSubject {
  return { type: "scheme", id: String(scheme) };
}

/** What a scheme says of processing, by its number. */
export function termsSubject(scheme: number): RegisterSubject {
  return { type: "terms", id: String(scheme) };
}

/** The policies of inheritance, which concern every lineage. */
export const policiesSubject: RegisterSubject = termsSubject(0);

/** The allowance of an organisation's site, named by the digits of its Global Location Number. */
export function allowanceSubject(organisation: string, site: string): RegisterSubject {
  return { type: "allowance", id: `${organisation}/${site}` };
}

/** The account of a process at an organisation's site, named by the digits of its Global Location Number. */
export function accountSubject(account: { organisation: string; site: string; process: string }): RegisterSubject {
  return { type: "account", id: `${account.organisation}/${account.site}/${account.process}` };
}

/** How acts about a subject are found in the index: addresses and numbers of schemes stand for themselves. */
export function registerKey({ type, id }: RegisterSubject): string {
  return type === "organisation" || type === "scheme" ? id : `${type} ${id}`;
}
