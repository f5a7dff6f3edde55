import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { ForSignedIn } from "../components/for-signed-in.tsx";
import { Page } from "../components/page.tsx";
import { useLanguage } from "../language.ts";
import { useLive } from "../live.ts";
import type { SignedIn } from "../session.ts";
import { addressOfDesk, type DeskName, desksOf } from "./desks.ts";

/** A desk: a page for one role, which follows what happens on the ledger. */
export function Desk({ name, children }: { name: DeskName; children(who: SignedIn): ReactNode }) {
  const { t } = useLanguage();
  useLive();
  return (
    <Page title={t(`desk.${name}.title`)} lead={t(`desk.${name}.lead`)}>
      <ForSignedIn>
        {(who) => (
          <>
            <DeskLinks who={who} />
            {children(who)}
          </>
        )}
      </ForSignedIn>
    </Page>
  );
}

/** The desks that are an organisation's by its roles. */
export function DeskLinks({ who }: { who: SignedIn }) {
  const { t } = useLanguage();
  const [path] = useLocation();
  return (
    <nav aria-label={t("desk.all")} className="row not-printed">
      {desksOf(who.roles).map((name) => (
        <Link
          key={name}
          href={addressOfDesk(name)}
          aria-current={path === addressOfDesk(name) ? "page" : undefined}
          className="button button-quiet"
        >
          {t(`desk.${name}.title`)}
        </Link>
      ))}
    </nav>
  );
}
