import { type GeoPermissibleObjects, geoEqualEarth, geoGraticule10, geoPath } from "d3-geo";
import { iso31661 } from "iso-3166";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
// Natural Earth at 1:110 million, which is in the public domain.
import world from "world-atlas/countries-110m.json";
import { useFormat } from "../components/text.tsx";
import { useLanguage } from "../language.ts";

const width = 640;
const height = 312;

const topology = world as unknown as Topology<{ countries: GeometryCollection<{ name: string }> }>;
const { features } = feature(topology, topology.objects.countries);
/** Countries of the map by their code of two letters. */
const countries = new Map(
  iso31661.flatMap(({ alpha2, numeric }) => {
    const found = features.find(({ id }) => id === numeric);
    return found === undefined ? [] : [[alpha2 as string, found] as const];
  }),
);
const path = geoPath(
  geoEqualEarth().fitExtent(
    [
      [2, 2],
      [width - 2, height - 2],
    ],
    { type: "Sphere" },
  ),
);
const draw = (what: GeoPermissibleObjects) => path(what) ?? "";
const land = draw({ type: "FeatureCollection", features });
const sphere = draw({ type: "Sphere" });
const graticule = draw(geoGraticule10());

/** Which countries something has been in, and how it was sent from one to another. Codes are ISO 3166-1 alpha-2. */
export default function CustodyMap({ places, ways }: { places: readonly string[]; ways: readonly [string, string][] }) {
  const { t, language } = useLanguage();
  const format = useFormat();
  const all = [...new Set([...places, ...ways.flat()])];
  const names = (codes: readonly string[]) => codes.map(format.country).join(language === "en" ? ", " : "、");
  const missing = all.filter((code) => !countries.has(code));
  const shown = all.flatMap((code) => countries.get(code) ?? []);
  const centres = new Map(
    all.flatMap((code) => {
      const country = countries.get(code);
      return country === undefined ? [] : [[code, centreOf(country)] as const];
    }),
  );
  const lines = ways.flatMap(([from, to]) => {
    const [a, b] = [centres.get(from), centres.get(to)];
    return a === undefined || b === undefined ? [] : [bow(a, b)];
  });
  return (
    <figure className="map stack stack-close">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${t("custody.map")}: ${names(all)}`}>
        <path className="map-sea" d={sphere} />
        <path className="map-grid" d={graticule} />
        <path className="map-land" d={land} />
        <path className="map-here" d={draw({ type: "FeatureCollection", features: shown })} />
        <path className="map-way" d={lines.join("")} />
        {[...centres].map(([code, [x, y]]) => (
          <circle key={code} className="map-point" cx={x} cy={y} r="4" />
        ))}
      </svg>
      <figcaption className="quiet small">
        {names(all)}
        {missing.length > 0 && ` · ${t("custody.notOnMap", { countries: names(missing) })}`} · {t("custody.outlines")}
      </figcaption>
    </figure>
  );
}

type Point = readonly [x: number, y: number];

/** Of a country in several parts, such as one with lands overseas, the middle of the largest. */
function centreOf(country: (typeof features)[number]): Point {
  const { geometry } = country;
  if (geometry.type !== "MultiPolygon") return path.centroid(country);
  const parts = geometry.coordinates.map((coordinates) => ({ type: "Polygon" as const, coordinates }));
  const [largest = geometry] = parts.sort((a, b) => path.area(b) - path.area(a));
  return path.centroid(largest);
}

/** A bow from one point to another, so that there and back do not lie upon one another. */
function bow([x1, y1]: Point, [x2, y2]: Point): string {
  if (x1 === x2 && y1 === y2) return "";
  const [middleX, middleY] = [(x1 + x2) / 2, (y1 + y2) / 2];
  const rise = Math.hypot(x2 - x1, y2 - y1) / 4;
  return `M${x1} ${y1}Q${middleX} ${middleY - rise} ${x2} ${y2}`;
}
