import { iso31661 } from "iso-3166";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
// Natural Earth at 1:110 million, which is in the public domain.
import world from "world-atlas/countries-110m.json" with { type: "json" };

const earthKilometres = 6_371;
/** Corners of an outline stand apart: between two of them a country may come nearer than both. */
const roughKilometres = 500;

type Direction = readonly [x: number, y: number, z: number];

let outlines: ReadonlyMap<string, readonly Direction[]> | undefined;
const known = new Map<string, number | undefined>();

/**
 * Kilometres that lie at least between two countries, wherever in them a journey begins and ends. A lower bound, for judging what cannot be.
 * @param from ISO 3166-1 alpha-2.
 * @returns undefined where the map has not both of them.
 */
export function leastKilometres(from: string, to: string): number | undefined {
  const key = from < to ? `${from} ${to}` : `${to} ${from}`;
  if (!known.has(key)) known.set(key, measured(from, to));
  return known.get(key);
}

function measured(from: string, to: string): number | undefined {
  outlines ??= readOutlines();
  const [left, right] = [outlines.get(from), outlines.get(to)];
  if (left === undefined || right === undefined) return undefined;
  let nearest = -1;
  for (const [x, y, z] of left)
    for (const [a, b, c] of right) {
      const cosine = x * a + y * b + z * c;
      if (cosine > nearest) nearest = cosine;
    }
  return Math.max(0, Math.floor(Math.acos(Math.min(1, nearest)) * earthKilometres) - roughKilometres);
}

function readOutlines(): Map<string, Direction[]> {
  const topology = world as unknown as Topology<{ countries: GeometryCollection }>;
  const { features } = feature(topology, topology.objects.countries);
  return new Map(
    iso31661.flatMap(({ alpha2, numeric }) => {
      const found = features.find(({ id }) => id === numeric)?.geometry;
      if (found?.type === "Polygon") return [[alpha2 as string, directionsOf(found.coordinates)] as const];
      if (found?.type === "MultiPolygon") return [[alpha2 as string, directionsOf(found.coordinates.flat())] as const];
      return [];
    }),
  );
}

function directionsOf(rings: readonly (readonly (readonly number[])[])[]): Direction[] {
  return rings.flat().map(([longitude = 0, latitude = 0]) => {
    const [lambda, phi] = [(longitude * Math.PI) / 180, (latitude * Math.PI) / 180];
    return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
  });
}
