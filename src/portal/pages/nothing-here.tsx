import { Link } from "wouter";
import { addresses } from "../addresses.ts";
import { Page } from "../components/page.tsx";
import { useLanguage } from "../language.ts";

/** There is no such page. */
export function NothingHere() {
  const { t } = useLanguage();
  return (
    <Page title={t("state.nothingHere")} lead={t("state.nothingHereHelp")}>
      <div>
        <Link className="button" href={addresses.verify}>
          {t("frame.verify")}
        </Link>
      </div>
    </Page>
  );
}
