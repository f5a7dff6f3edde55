import { Section } from "../components/page.tsx";
import { useLanguage } from "../language.ts";
import { Desk } from "./desk.tsx";
import { Consignments, StatedBy } from "./parts.tsx";

/** Customs': consignments that leave or reach its country, and what it found itself. */
export default function BorderDesk() {
  const { t } = useLanguage();
  return (
    <Desk name="border">
      {(who) => (
        <>
          <Section title={t("desk.underWay")}>
            <Consignments
              of={{ country: who.country }}
              caption={t("desk.underWay")}
              wanted={({ status }) => status === "on-the-road" || status === "refused"}
              steps={({ lines = [] }) => {
                const [first] = lines;
                const about = { lot: first?.lot ?? "", country: who.country, quantity: "0" };
                return [
                  ["examined", { ...about, kind: "clearance" }],
                  ["held", { lot: about.lot, country: about.country, until: "+30d" }],
                ];
              }}
            />
          </Section>
          <Section title={t("desk.stated")}>
            <StatedBy organisation={who.organisation} days={92} />
          </Section>
        </>
      )}
    </Desk>
  );
}
