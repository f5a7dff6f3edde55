import { useQuery } from "@tanstack/react-query";
import { Link, Route, Switch, useLocation } from "wouter";
import { addresses, type PageName } from "./addresses.ts";
import { Boundary } from "./components/boundary.tsx";
import { Choices } from "./components/choices.tsx";
import { SessionEnded, SessionLine } from "./components/session-line.tsx";
import mark from "./design/mark.svg";
import { formatFor } from "./format.ts";
import { changeLanguage, languageNames, languages, useLanguage } from "./language.ts";
import { NothingHere } from "./pages/nothing-here.tsx";
import { pages } from "./pages.ts";
import { networkQuery } from "./service.ts";

const names = Object.keys(addresses) as PageName[];

/** What stands around every page, and the page itself. */
export function Frame() {
  const { t, language } = useLanguage();
  const [path] = useLocation();
  return (
    <div className="frame">
      <header className="frame-head">
        <div className="width">
          <a className="skip" href="#content">
            {t("frame.skip")}
          </a>
          <Link className="frame-name" href={addresses.verify}>
            <img src={mark} alt="" />
            {t("frame.name")}
          </Link>
          <div className="row not-printed">
            <SessionLine />
            <Choices
              legend={t("frame.language")}
              chosen={language}
              options={languages.map((value) => ({ value, label: languageNames[value], lang: value }))}
              onChoose={(chosen) => void changeLanguage(chosen)}
            />
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        <div className="width">
          <SessionEnded />
          <Boundary key={path}>
            <Switch>
              {names.map((name) => (
                <Route key={name} path={addresses[name]} component={pages[name]} />
              ))}
              <Route component={NothingHere} />
            </Switch>
          </Boundary>
        </div>
      </main>
      <footer className="frame-foot">
        <div className="width">
          <LedgerLine />
          <a href="/docs/">{t("frame.documentation")}</a>
        </div>
      </footer>
    </div>
  );
}

function LedgerLine() {
  const { t, language } = useLanguage();
  const { data } = useQuery(networkQuery);
  if (data === undefined) return <span />;
  const block = formatFor(language).number(data.indexedBlock);
  return <span>{t("frame.ledger", { chain: data.chainId, block })}</span>;
}
