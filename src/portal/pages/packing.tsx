import { useInfiniteQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { Link, useLocation } from "wouter";
import { packageAddress } from "../addresses.ts";
import { ForSignedIn } from "../components/for-signed-in.tsx";
import { onDemand } from "../components/on-demand.tsx";
import { Page, Section } from "../components/page.tsx";
import { Answer } from "../components/states.tsx";
import { When } from "../components/text.tsx";
import { useLanguage } from "../language.ts";
import { ScanToggle } from "../scan/scan-toggle.tsx";
import { packagesQuery } from "../service.ts";
import { faultOf, SsccField, ssccIn } from "./package.tsx";

const Scanner = onDemand(() => import("../scan/scanner.tsx"));

/** Where packing begins: a package is scanned or typed; own ones that lie in no other are listed. */
export default function PackingPage() {
  const { t } = useLanguage();
  return (
    <Page title={t("packing.title")} lead={t("packing.lead")}>
      <ForSignedIn>
        {() => (
          <>
            <Open />
            <Outermost />
          </>
        )}
      </ForSignedIn>
    </Page>
  );
}

function Open() {
  const { t } = useLanguage();
  const id = useId();
  const [, go] = useLocation();
  const [sscc, setSscc] = useState("");
  const [isScanning, setIsScanning] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    go(packageAddress(sscc.trim()));
  };
  return (
    <form className="form-fields" onSubmit={submit}>
      <SsccField id={id} label={t("packing.open")} value={sscc} onChange={setSscc} />
      <div className="row">
        <button type="submit" className="button" disabled={faultOf(sscc.trim())}>
          {t("packing.go")}
        </button>
        <ScanToggle isOpen={isScanning} onToggle={setIsScanning} />
      </div>
      {isScanning && (
        <Scanner
          onRead={(text) => {
            const read = ssccIn(text);
            if (read === undefined) setSscc(text);
            else go(packageAddress(read));
          }}
        />
      )}
    </form>
  );
}

function Outermost() {
  const { t } = useLanguage();
  const packages = useInfiniteQuery(packagesQuery);
  return (
    <Section title={t("packing.own")}>
      <Answer of={packages}>
        {({ pages }) => {
          const found = pages.flatMap(({ items }) => items);
          if (found.length === 0) return <p className="quiet">{t("desk.nothing")}</p>;
          return (
            <>
              <ul className="plain-list">
                {found.map(({ sscc, openedAt }) => (
                  <li key={sscc}>
                    <Link className="hash" href={packageAddress(sscc)}>
                      {sscc}
                    </Link>{" "}
                    <span className="quiet small">
                      {t("packing.begun")} <When at={openedAt} />
                    </span>
                  </li>
                ))}
              </ul>
              {packages.hasNextPage && (
                <div>
                  <button type="button" className="button button-quiet" onClick={() => void packages.fetchNextPage()}>
                    {t("verify.more")}
                  </button>
                </div>
              )}
            </>
          );
        }}
      </Answer>
    </Section>
  );
}
