import type { Address, Hex } from "../../domain/hex.ts";
import { entriesOf } from "../../domain/mask.ts";
import { roles, scopes } from "../../domain/participants.ts";
import type { Fold, GovernanceEvent } from "../fold.ts";
import { countryOf, countryOrAny, locationNumberOf, timeOrNull } from "./governance-values.ts";

interface Subject {
  organisation: Address;
}
interface Enrolled extends Subject {
  serial: bigint;
  name: string;
  country: Hex;
  globalLocationNumber: bigint;
}
interface RoleGranted extends Subject {
  role: bigint;
  country: Hex;
  site: bigint;
  validFrom: bigint;
  validUntil: bigint;
}
interface KeyAdded extends Subject {
  key: Address;
  scopes: bigint;
  validFrom: bigint;
  validUntil: bigint;
}
interface KeyRevoked extends Subject {
  key: Address;
  compromisedSince: bigint;
}

type ParticipantsFold<Args> = Fold<GovernanceEvent<Args>>;

const enrolled: ParticipantsFold<Enrolled> = {
  want() {},
  apply({ args, timestamp }, tables) {
    tables.organisation.put({
      address: args.organisation,
      serial: Number(args.serial),
      name: args.name,
      country: countryOf(args.country),
      global_location_number: locationNumberOf(args.globalLocationNumber),
      status: "active",
      enrolled_at: timestamp,
      suspended_at: null,
      links: 0,
    });
  },
};

const suspended: ParticipantsFold<Subject> = {
  want: ({ args }, tables) => tables.organisation.want(args.organisation),
  apply({ args, timestamp }, tables) {
    const organisation = tables.organisation.require(args.organisation);
    tables.organisation.put({ ...organisation, status: "suspended", suspended_at: timestamp });
  },
};

const reinstated: ParticipantsFold<Subject> = {
  want: ({ args }, tables) => tables.organisation.want(args.organisation),
  apply({ args }, tables) {
    tables.organisation.put({ ...tables.organisation.require(args.organisation), status: "active" });
  },
};

const roleGranted: ParticipantsFold<RoleGranted> = {
  want: ({ args }, tables) => tables.role_grant.want(...grantKey(args)),
  apply({ args }, tables) {
    const [organisation, role, country] = grantKey(args);
    tables.role_grant.put({
      organisation,
      role,
      country,
      site: locationNumberOf(args.site),
      valid_from: args.validFrom,
      valid_until: args.validUntil,
    });
  },
};

const keyAdded: ParticipantsFold<KeyAdded> = {
  want() {},
  apply({ args }, tables) {
    tables.organisation_key.put({
      organisation: args.organisation,
      key: args.key,
      scopes: entriesOf(scopes, Number(args.scopes), 0),
      valid_from: args.validFrom,
      valid_until: args.validUntil,
      revoked_at: null,
      compromised_since: null,
    });
  },
};

const keyRevoked: ParticipantsFold<KeyRevoked> = {
  want: ({ args }, tables) => tables.organisation_key.want(args.organisation, args.key),
  apply({ args, timestamp }, tables) {
    const key = tables.organisation_key.require(args.organisation, args.key);
    tables.organisation_key.put({
      ...key,
      // Governance may say anew of a revoked key since when it was compromised.
      revoked_at: key.revoked_at ?? timestamp,
      compromised_since: timeOrNull(args.compromisedSince),
    });
  },
};

/** What the events of `Participants` do, by name. */
export const participantsFolds = {
  OrganisationEnrolled: enrolled,
  OrganisationSuspended: suspended,
  OrganisationReinstated: reinstated,
  RoleGranted: roleGranted,
  KeyAdded: keyAdded,
  KeyRevoked: keyRevoked,
};

function grantKey({ organisation, role, country }: RoleGranted): [string, string, string] {
  const name = roles[Number(role)];
  if (name === undefined) throw new RangeError(`There is no role ${role}.`);
  return [organisation, name, countryOrAny(country)];
}
