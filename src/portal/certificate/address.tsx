import { lotAddress } from "../addresses.ts";
import { onDemand } from "../components/on-demand.tsx";
import { Section } from "../components/page.tsx";
import { useLanguage } from "../language.ts";

const QrCode = onDemand(() => import("../components/qr-code.tsx"));

/** Where this page is, as a code for a label or a paper, and the way to print it. */
export function Address({ lot }: { lot: string }) {
  const { t } = useLanguage();
  const url = location.origin + lotAddress(lot);
  return (
    <Section title={t("address.title")} lead={t("address.lead")}>
      <QrCode text={url} label={t("address.code")} />
      <p className="hash">{url}</p>
      <div className="not-printed">
        <button type="button" className="button button-quiet" onClick={() => print()}>
          {t("address.print")}
        </button>
      </div>
    </Section>
  );
}
