import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { signInAddress } from "../addresses.ts";
import { useLanguage } from "../language.ts";
import { type SignedIn, useSession } from "../session.ts";

/** What is for organisations: others are told where to sign in. */
export function ForSignedIn({ children }: { children(who: SignedIn): ReactNode }) {
  const { t } = useLanguage();
  const [path] = useLocation();
  const session = useSession();
  if (session.state !== "none") return children(session);
  return (
    <div className="notice stack">
      <p>{t("session.needed")}</p>
      <div>
        <Link className="button" href={signInAddress(path)}>
          {t("session.signIn")}
        </Link>
      </div>
    </div>
  );
}
