import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { Alert } from "../../client/answers.ts";
import type { Hex } from "../../domain/hex.ts";
import { statisticsAddress } from "../addresses.ts";
import { onDemand } from "../components/on-demand.tsx";
import { Answer } from "../components/states.tsx";
import { Table } from "../components/table.tsx";
import { useFormat } from "../components/text.tsx";
import { useLanguage } from "../language.ts";
import { asShown, service } from "../service.ts";
import { Bars } from "./bars.tsx";

const CustodyMap = onDemand(() => import("../certificate/custody-map.tsx"));
const Pattern = onDemand(() => import("./pattern.tsx"));

/** The evidence of an alert, drawn where it can be: an assay beside deposits, a route's months, a journey; and every figure in a table. */
export default function Evidence({ alert }: { alert: Alert }) {
  const { t } = useLanguage();
  const { rule, evidence, subject } = alert;
  return (
    <>
      {rule === "fingerprint-against-origin" && <Pattern lot={subject.id} />}
      {["route-surge", "reported-surge"].includes(rule) && <Surge evidence={evidence} />}
      {["mirror-gap", "reported-surge"].includes(rule) && <ToMirror route={subject.id} />}
      <Journey alert={alert} />
      <details>
        <summary>{t("alerts.figures")}</summary>
        <Figures of={evidence} />
      </details>
    </>
  );
}

/** Figures that are times, in Unix seconds. */
const moments = ["answerBy", "answeredAt", "validUntil"];

function Figures({ of }: { of: Alert["evidence"] }) {
  const { t } = useLanguage();
  const format = useFormat();
  const shown = (name: string, value: unknown): string => {
    if (name.endsWith("Grams") || name === "grams") return format.mass(BigInt(String(value ?? 0)));
    if (moments.includes(name) && typeof value === "number") return format.moment(value);
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  };
  return (
    <Table
      caption={t("alerts.figures")}
      head={[t("alerts.figure"), t("alerts.value")]}
      rows={Object.entries(of).map(([name, value]) => ({
        key: name,
        cells: [
          name,
          <span key="value" className="hash">
            {shown(name, value)}
          </span>,
        ],
      }))}
    />
  );
}

function Surge({ evidence }: { evidence: Alert["evidence"] }) {
  const { t } = useLanguage();
  const format = useFormat();
  const series = evidence.series as Record<string, string>;
  const mass = (name: string) => format.mass(BigInt(String(evidence[name])));
  return (
    <Bars
      label={t("series.surge")}
      head={[t("series.month"), t("series.grams")]}
      bars={Object.entries(series).map(([month, grams]) => ({
        name: month,
        grams: BigInt(grams),
        isMarked: month === evidence.month,
      }))}
      lines={[
        { label: t("series.usual", { mass: mass("usualGrams") }), grams: BigInt(String(evidence.usualGrams)) },
        { label: t("series.limit", { mass: mass("limitGrams") }), grams: BigInt(String(evidence.limitGrams)) },
      ]}
    />
  );
}

function ToMirror({ route }: { route: string }) {
  const { t } = useLanguage();
  const [from = "", to = ""] = route.split("-");
  return (
    <p>
      <Link href={statisticsAddress(from, to)}>{t("alerts.mirror")}</Link>
    </p>
  );
}

/** A map of the countries, with the way between them where one is known. */
function Journey({ alert: { subject, evidence, countries } }: { alert: Alert }) {
  const consignment = useQuery({
    queryKey: ["desk", "consignment", subject.id],
    queryFn: () => asShown(service.consignment(subject.id as Hex)),
    enabled: subject.type === "consignment",
  });
  if (subject.type === "consignment") {
    return (
      <Answer of={consignment}>
        {({ fromCountry, toCountry }) => <OnMap places={countries} ways={[[fromCountry, toCountry]]} />}
      </Answer>
    );
  }
  const way: readonly [unknown, unknown] =
    subject.type === "route"
      ? [subject.id.slice(0, 2), subject.id.slice(3)]
      : [evidence.fromCountry ?? evidence.origin, evidence.toCountry ?? evidence.country];
  const [from, to] = way;
  const isWay = typeof from === "string" && typeof to === "string" && from !== to;
  if (!isWay && countries.length < 2) return null;
  return <OnMap places={countries} ways={isWay ? [[from, to]] : []} />;
}

function OnMap({ places, ways }: { places: readonly string[]; ways: readonly [string, string][] }) {
  return <CustodyMap places={places} ways={ways} />;
}
