import type { Profile } from "./profile.ts";

/**
 * Profiles that a declared origin may have: those of the country that its deposit names, or else all of the country that are mined.
 * @param deposit As declared, free text.
 * @param country ISO 3166-1 alpha-2.
 * @returns Ids; empty where no profile of the country is known.
 */
export function declaredProfiles(profiles: readonly Profile[], deposit: string, country: string): string[] {
  const there = profiles.filter((profile) => profile.country === country);
  const place = deposit.toLowerCase();
  const named = there.filter(({ name }) => place.includes(placeOf(name)));
  return (named.length > 0 ? named : there.filter(({ producer }) => producer)).map(({ id }) => id);
}

/** The place in a profile's name, which goes on with the material behind a comma. */
function placeOf(name: string): string {
  return (name.split(",")[0] ?? name).toLowerCase();
}
