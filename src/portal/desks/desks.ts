import type { Role } from "../../domain/participants.ts";
import { addresses } from "../addresses.ts";

/** Whose desk each is; `everybody`'s shows nothing that is not public. */
const owners = {
  stock: ["miner", "refiner", "magnet-maker", "recycler", "buyer", "carrier"],
  challenges: ["miner", "refiner", "magnet-maker", "recycler", "buyer", "carrier"],
  certification: ["verifier"],
  examinations: ["laboratory"],
  border: ["customs"],
  alerts: ["customs", "regulator"],
  statistics: ["customs", "regulator"],
  oversight: ["regulator"],
  control: ["regulator"],
  operations: "everybody",
} as const satisfies Record<string, readonly Role[] | "everybody">;

export type DeskName = keyof typeof owners;

/** The desks of an organisation with these roles. */
export function desksOf(roles: readonly Role[]): DeskName[] {
  return (Object.keys(owners) as DeskName[]).filter((name) => {
    const own: readonly Role[] | "everybody" = owners[name];
    return own === "everybody" || roles.some((role) => own.includes(role));
  });
}

export function addressOfDesk(name: DeskName): string {
  return addresses[name];
}
