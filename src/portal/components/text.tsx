import type { ReactNode } from "react";
import { formatFor } from "../format.ts";
import { useLanguage } from "../language.ts";

/** The formats of the page's language. */
export function useFormat() {
  return formatFor(useLanguage().language);
}

/** A moment: the day for people, the exact time for machines and on demand. @param at Unix seconds. */
export function When({ at, exactly = false }: { at: number; exactly?: boolean }) {
  const format = useFormat();
  return (
    <time dateTime={new Date(at * 1_000).toISOString()} title={format.moment(at)}>
      {exactly ? format.moment(at) : format.day(at)}
    </time>
  );
}

/** A hash, address or id, as it stands on the ledger. */
export function Hash({ value }: { value: string }) {
  return (
    <span className="hash" translate="no">
      {value}
    </span>
  );
}

/** Names and values. What is null is left out. */
export function Facts({ of }: { of: readonly (readonly [name: string, value: ReactNode] | null)[] }) {
  return (
    <dl className="facts">
      {of.map(
        (fact) =>
          fact && (
            <div key={fact[0]}>
              <dt>{fact[0]}</dt>
              <dd>{fact[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
