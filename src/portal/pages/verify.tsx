import { useInfiniteQuery } from "@tanstack/react-query";
import { type FormEvent, lazy, Suspense, useId, useState } from "react";
import { Link, Redirect, useLocation, useSearch } from "wouter";
import { lotAddress, packageAddress, searchAddress, unitAddress } from "../addresses.ts";
import { Page, Section } from "../components/page.tsx";
import { Answer, Loading } from "../components/states.tsx";
import { When } from "../components/text.tsx";
import { Unknown } from "../components/unknown.tsx";
import { isUnitCode, readSought } from "../find-lot.ts";
import { useLanguage } from "../language.ts";
import { lotsOfNumberQuery } from "../service.ts";

const Scanner = lazy(() => import("../scan/scanner.tsx"));

/** Where somebody with a paper, a label or a link begins. */
export default function Verify() {
  const { t } = useLanguage();
  const query = new URLSearchParams(useSearch()).get("q") ?? "";
  const sought = readSought(query);
  if (sought.by === "id") return <Redirect to={lotAddress(sought.id)} replace />;
  if (sought.by === "package") return <Redirect to={packageAddress(sought.sscc)} replace />;
  if (sought.by === "unit") return <Redirect to={sought.address} replace />;
  return (
    <Page title={t("verify.title")} lead={t("verify.lead")}>
      <Search key={query} query={query} isRefused={query !== "" && sought.by === "nothing"} />
      <Scan key={`scan ${query}`} />
      {sought.by === "number" && <Found number={sought.number} />}
    </Page>
  );
}

/** A code is scanned instead of typed. */
function Scan() {
  const { t } = useLanguage();
  const [, go] = useLocation();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className="stack">
      <div>
        <button
          type="button"
          className="button button-quiet"
          aria-expanded={isOpen}
          onClick={() => setIsOpen((open) => !open)}
        >
          {t(isOpen ? "scan.close" : "scan.open")}
        </button>
      </div>
      {isOpen && (
        <Suspense fallback={<Loading />}>
          <Scanner onRead={(text) => go(searchAddress(text))} />
        </Suspense>
      )}
    </div>
  );
}

function Search({ query, isRefused }: { query: string; isRefused: boolean }) {
  const { t } = useLanguage();
  const [, go] = useLocation();
  const id = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = String(new FormData(event.currentTarget).get("q")).trim();
    if (typed !== "") go(searchAddress(typed));
  };
  return (
    <search>
      <form className="search" onSubmit={submit}>
        <div className="field">
          <label htmlFor={id}>{t("verify.label")}</label>
          <input
            id={id}
            name="q"
            defaultValue={query}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            required
            aria-invalid={isRefused}
            aria-describedby={`${id}-note`}
          />
        </div>
        <button type="submit" className="button">
          {t("verify.go")}
        </button>
        <div className="field-note small" id={`${id}-note`} role={isRefused ? "alert" : undefined}>
          {isRefused ? (
            <>
              <strong>{t("verify.unreadable")}</strong>
              <p>{t("verify.unreadableHelp")}</p>
            </>
          ) : (
            <p className="quiet">{t("verify.note")}</p>
          )}
        </div>
      </form>
    </search>
  );
}

/** The lots that have a number: one leads to its page, of several the reader chooses by producer. */
function Found({ number }: { number: string }) {
  const { t } = useLanguage();
  const lots = useInfiniteQuery(lotsOfNumberQuery(number));
  return (
    <Answer of={lots}>
      {({ pages }) => {
        const found = pages.flatMap(({ items }) => items);
        const [first] = found;
        if (first === undefined) {
          return isUnitCode(number) ? <Redirect to={unitAddress(number)} replace /> : <Unknown query={number} />;
        }
        if (found.length === 1 && !lots.hasNextPage) return <Redirect to={lotAddress(first.id)} replace />;
        return (
          <Section title={t("verify.several", { count: found.length, number })} lead={t("verify.severalHelp")}>
            <ul className="plain-list" aria-label={t("verify.chooseProducer")}>
              {found.map((lot) => (
                <li key={lot.id}>
                  <Link href={lotAddress(lot.id)}>{lot.producerName}</Link>{" "}
                  <span className="quiet">
                    {t("verify.declared")} <When at={lot.declaredAt} />
                  </span>
                </li>
              ))}
            </ul>
            {lots.hasNextPage && (
              <div>
                <button type="button" className="button button-quiet" onClick={() => void lots.fetchNextPage()}>
                  {t("verify.more")}
                </button>
              </div>
            )}
          </Section>
        );
      }}
    </Answer>
  );
}
