import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, Redirect, useLocation, useSearch } from "wouter";
import { lotAddress, packageAddress, searchAddress, unitAddress } from "../addresses.ts";
import { Page, Section } from "../components/page.tsx";
import { SearchForm } from "../components/search-form.tsx";
import { Answer } from "../components/states.tsx";
import { When } from "../components/text.tsx";
import { Unknown } from "../components/unknown.tsx";
import { isUnitCode, readSought } from "../find-lot.ts";
import { useLanguage } from "../language.ts";
import { ScanInstead } from "../scan/scan-instead.tsx";
import { lotsOfNumberQuery } from "../service.ts";

/** Where somebody with a paper, a label or a link begins. */
export default function Verify() {
  const { t } = useLanguage();
  const [, go] = useLocation();
  const query = new URLSearchParams(useSearch()).get("q") ?? "";
  const sought = readSought(query);
  if (sought.by === "id") return <Redirect to={lotAddress(sought.id)} replace />;
  if (sought.by === "package") return <Redirect to={packageAddress(sought.sscc)} replace />;
  if (sought.by === "unit") return <Redirect to={sought.address} replace />;
  return (
    <Page title={t("verify.title")} lead={t("verify.lead")}>
      <SearchForm
        key={query}
        label={t("verify.label")}
        go={t("verify.go")}
        typed={query}
        fault={query !== "" && sought.by === "nothing" ? <Unreadable /> : undefined}
        note={t("verify.note")}
        onAsk={(text) => go(searchAddress(text))}
      />
      <ScanInstead key={`scan ${query}`} onRead={(text) => go(searchAddress(text))} />
      {sought.by === "number" && <Found number={sought.number} />}
    </Page>
  );
}

function Unreadable() {
  const { t } = useLanguage();
  return (
    <>
      <strong>{t("verify.unreadable")}</strong>
      <p>{t("verify.unreadableHelp")}</p>
    </>
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
