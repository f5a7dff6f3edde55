import { z } from "zod";
import { roles, scopes } from "../../domain/participants.ts";
import { quotaKinds } from "../../domain/quota.ts";
import { partyObject, visibleObject } from "../visibility.ts";
import { address, count, country, hash, manyGrams, seconds } from "./scalars.ts";

const window = {
  validFrom: seconds("First second, inclusive"),
  validUntil: seconds("Last second, inclusive"),
};

const organisation = {
  address: address("Organisation"),
  name: z.string(),
  nameWarnings: visibleObject({
    public: {
      mixedScripts: z.array(z.string()).meta({
        description: "Scripts that the name mixes though nobody writes them together: some letters look like others",
      }),
      looksLike: z.array(address("Organisation")).meta({
        description: "Other organisations whose names can be taken for this one",
      }),
    },
  }).meta({ id: "NameWarnings", description: "What a reader has to know before trusting a name" }),
  country: country("Country of registration"),
  globalLocationNumber: z.string().nullable(),
  status: z.enum(["active", "suspended"]),
  enrolledAt: seconds("When it was enrolled"),
  suspendedAt: seconds("When it was last suspended").nullable(),
};

/** An organisation in a list. */
export const organisationSummary = visibleObject({
  public: {
    ...organisation,
    roles: z.array(z.enum(roles)).meta({ description: "Roles it was ever granted" }),
  },
}).meta({ id: "OrganisationSummary" });

/** An organisation with what it was granted. */
export const organisationDetails = visibleObject({
  public: {
    ...organisation,
    roles: z.array(
      visibleObject({
        public: {
          role: z.enum(roles),
          country: country("Country; null for every one").nullable(),
          site: z.string().nullable().meta({ description: "Global Location Number; null for every site" }),
          ...window,
        },
      }).meta({ id: "RoleGrant" }),
    ),
    keys: z.array(
      visibleObject({
        public: {
          key: address("Signing key"),
          scopes: z.array(z.enum(scopes)),
          ...window,
          revokedAt: seconds("When it was revoked").nullable(),
          compromisedSince: seconds("From when its statements are suspect").nullable(),
        },
      }).meta({ id: "SigningKey" }),
    ),
    accreditations: z.array(
      visibleObject({ public: { scheme: count("Scheme"), ...window } }).meta({ id: "Accreditation" }),
    ),
  },
  party: {
    quotas: z.array(
      partyObject({
        quota: hash("Quota"),
        kind: z.enum(quotaKinds),
        country: country("Country"),
        grantedGrams: manyGrams("Granted"),
        drawnGrams: manyGrams("Drawn"),
        ...window,
      }).meta({ id: "Quota" }),
    ),
  },
}).meta({ id: "Organisation" });
