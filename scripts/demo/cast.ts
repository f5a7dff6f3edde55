import type { Role } from "../../src/domain/participants.ts";

/** A part in the story: an organisation that exists nowhere else. */
export interface Part {
  /** As enrolled. */
  name: string;
  country: string;
  roles: readonly Role[];
  /** Whether its roles hold in every country, or in its own alone. */
  everywhere: boolean;
}

function part(name: string, country: string, roles: readonly Role[], everywhere = false): Part {
  return { name, country, roles, everywhere };
}

/** Everybody who takes part. The names are made up. */
export const cast = {
  steppeMine: part("Steppe Gate Mining 草原门矿业", "CN", ["miner"]),
  clayMine: part("Red Earth Ionic Minerals 赤土离子矿业", "CN", ["miner"]),
  mesaMine: part("Copper Mesa Minerals", "US", ["miner"]),
  ridgeMine: part("Laterite Ridge Mining", "AU", ["miner"]),
  lightRefinery: part("Broad Valley Light Rare Earths 广谷轻稀土", "CN", ["refiner"]),
  heavyRefinery: part("Jade Terrace Separation 翠台分离", "CN", ["refiner"]),
  carrier: part("Polar Keel Logistics", "NO", ["carrier"], true),
  magnetMaker: part("Donaubogen Magnetwerke", "DE", ["magnet-maker"], true),
  recycler: part("Rhône Aimants Recyclage", "FR", ["recycler"]),
  easternRefinery: part("Aoboshi Rare Metals アオボシ", "JP", ["refiner", "magnet-maker"]),
  buyer: part("Lumen Drive Systems", "SE", ["buyer"], true),
  laboratory: part("Kvarts Laboratories", "FI", ["laboratory"], true),
  verifier: part("Meridian Assurance", "SG", ["verifier"], true),
  secondVerifier: part("Fjordlys Audit", "NO", ["verifier"], true),
  customs: part("Customs Office North Quay", "DE", ["customs"]),
  regulator: part("Office of Mineral Supervision 矿产监管署", "CN", ["regulator"], true),
  packer: part("Chao Gate Repacking", "TH", ["refiner"]),
  exportCustoms: part("Customs Office Pearl Gate 珠门海关", "CN", ["customs"]),
  importer: part("Sierra Clara Motores", "MX", ["buyer"]),
} as const satisfies Record<string, Part>;

export type PartName = keyof typeof cast;
export const partNames = Object.keys(cast) as PartName[];

/** Global Location Number of a part's site. Prefix 952 is the one that GS1 keeps for examples. */
export function siteOf(name: PartName): bigint {
  const digits = `9520000${String(partNames.indexOf(name) + 1).padStart(5, "0")}`;
  const sum = Array.from(digits, Number).reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 1 : 3), 0);
  return BigInt(`${digits}${(10 - (sum % 10)) % 10}`);
}
