import { useQuery } from "@tanstack/react-query";
import chondrite from "../../../data/chondrite.json";
import {
  type PatternAssay,
  type PatternElement,
  patternAssay,
  patternElements,
} from "../../domain/fingerprint/assay.ts";
import { declaredProfiles } from "../../domain/fingerprint/declared-profiles.ts";
import { fingerprint } from "../../domain/fingerprint/fingerprint.ts";
import { type Profile, referenceProfiles } from "../../domain/fingerprint/profile.ts";
import { newestAssay } from "../certificate/newest-assay.ts";
import { Answer } from "../components/states.tsx";
import { Table } from "../components/table.tsx";
import { useLanguage } from "../language.ts";
import { attestationsQuery, lotQuery } from "../service.ts";

const width = 760;
const height = 340;
const left = 54;
const bottom = 30;
const standard: Readonly<Record<string, number>> = chondrite.partsPerMillion;
/** In the order of their atomic numbers; yttrium stands by holmium, which it behaves like. */
const order: readonly PatternElement[] = [
  "La",
  "Ce",
  "Pr",
  "Nd",
  "Sm",
  "Eu",
  "Gd",
  "Tb",
  "Dy",
  "Y",
  "Ho",
  "Er",
  "Tm",
  "Yb",
  "Lu",
];

interface Line {
  name: string;
  kind: "own" | "declared" | "fits";
  /** Decimal logarithm of each element against chondrites. */
  points: ReadonlyMap<PatternElement, number>;
}

/** A lot's assay beside the profile of its declared origin and those that fit, against chondrites on a logarithmic scale. */
export default function Pattern({ lot: id }: { lot: string }) {
  const { t } = useLanguage();
  const lot = useQuery(lotQuery(id));
  const attestations = useQuery(attestationsQuery(id));
  return (
    <Answer of={lot}>
      {({ content }) => (
        <Answer of={attestations}>
          {({ items }) => {
            const composition = newestAssay(items);
            if (composition === undefined) return <p className="quiet">{t("pattern.none")}</p>;
            return (
              <Chart
                assay={patternAssay(composition, content.form)}
                declared={declaredProfiles(referenceProfiles, content.deposit, content.originCountry)}
              />
            );
          }}
        </Answer>
      )}
    </Answer>
  );
}

function Chart({ assay, declared }: { assay: PatternAssay; declared: readonly string[] }) {
  const { t } = useLanguage();
  const lines = linesOf(assay, declared, t("pattern.assay"));
  const all = lines.flatMap(({ points }) => [...points.values()]);
  const [low, high] = [Math.floor(Math.min(...all)), Math.ceil(Math.max(...all))];
  const x = (element: PatternElement) => left + (order.indexOf(element) + 0.5) * ((width - left) / order.length);
  const y = (logarithm: number) => 12 + ((high - logarithm) / Math.max(1, high - low)) * (height - bottom - 12);
  const path = ({ points }: Line) =>
    order
      .flatMap((element) => {
        const logarithm = points.get(element);
        return logarithm === undefined ? [] : [`${x(element).toFixed(1)} ${y(logarithm).toFixed(1)}`];
      })
      .map((point, index) => (index === 0 ? `M${point}` : `L${point}`))
      .join("");
  return (
    <figure className="stack stack-close">
      <h3>{t("pattern.title")}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has only a keyboard scrolls what has the focus. */}
      <section className="flows" tabIndex={0} aria-label={t("pattern.title")}>
        <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t("pattern.title")}>
          {Array.from({ length: high - low + 1 }, (_, index) => low + index).map((power) => (
            <g key={power}>
              <path className="chart-grid" d={`M${left} ${y(power)}H${width}`} />
              <text className="chart-text" x={left - 6} y={y(power) + 4} textAnchor="end">
                10
                <tspan dy="-5" fontSize="9">
                  {power}
                </tspan>
              </text>
            </g>
          ))}
          {order.map((element) => (
            <text key={element} className="chart-text" x={x(element)} y={height - 8} textAnchor="middle">
              {element}
            </text>
          ))}
          {lines.map((line) => (
            <path key={line.name} className={`chart-pattern chart-${line.kind}`} d={path(line)} />
          ))}
          {[...(lines[0]?.points ?? [])].map(([element, logarithm]) => (
            <circle key={element} className="chart-dot" cx={x(element)} cy={y(logarithm)} r="3.5" />
          ))}
        </svg>
      </section>
      <ul className="plain chart-legend">
        {lines.map(({ name, kind }) => (
          <li key={name}>
            <svg viewBox="0 0 28 8" aria-hidden="true">
              <path className={`chart-pattern chart-${kind}`} d="M0 4H28" />
            </svg>{" "}
            {name}
          </li>
        ))}
      </ul>
      <figcaption className="quiet small">{t("pattern.lead", { source: chondrite.source })}</figcaption>
      <details>
        <summary>{t("pattern.caption")}</summary>
        <Table
          caption={t("pattern.caption")}
          head={[t("composition.element"), ...lines.map(({ name }) => ({ number: name }))]}
          rows={order.map((element) => ({
            key: element,
            cells: [element, ...lines.map(({ points }) => power(points.get(element)))],
          }))}
        />
      </details>
    </figure>
  );
}

function power(logarithm: number | undefined): string {
  return logarithm === undefined ? "–" : (10 ** logarithm).toPrecision(3);
}

/** The assay first. Profiles say shares up to a constant: they are drawn at the assay's mean over what both have. */
function linesOf(assay: PatternAssay, declared: readonly string[], name: string): Line[] {
  const own = new Map(
    patternElements.flatMap((element) => {
      const reading = assay.readings[element];
      return reading !== undefined && "partsPerMillion" in reading
        ? [[element, Math.log10(reading.partsPerMillion / (standard[element] ?? 1))] as const]
        : [];
    }),
  );
  const answer = fingerprint(assay, declared);
  const fits = answer.kind === "compared" ? answer.consistent.map(({ profile }) => profile).slice(0, 3) : [];
  const said = referenceProfiles
    .filter(({ id }) => declared.includes(id) && !fits.some((each) => each.id === id))
    .slice(0, 2);
  return [
    { name, kind: "own", points: own },
    ...said.map((profile): Line => ({ name: profile.name, kind: "declared", points: beside(profile, own) })),
    ...fits.map((profile): Line => ({ name: profile.name, kind: "fits", points: beside(profile, own) })),
  ];
}

function beside({ centre }: Profile, own: ReadonlyMap<PatternElement, number>): Map<PatternElement, number> {
  const points = [...centre].map(
    ([element, logarithm]) => [element, logarithm / Math.LN10 - Math.log10(standard[element] ?? 1)] as const,
  );
  const shared = points.flatMap(([element, value]) => {
    const other = own.get(element);
    return other === undefined ? [] : [other - value];
  });
  const shift = shared.reduce((sum, each) => sum + each, 0) / Math.max(1, shared.length);
  return new Map(points.map(([element, value]) => [element, value + shift]));
}
