import { z } from "zod";
import { readScopes } from "../../domain/read-scopes.ts";
import { visibleObject } from "../visibility.ts";
import { address, seconds } from "./scalars.ts";

/** A nonce to sign in with. */
export const signInNonce = visibleObject({
  public: { nonce: z.string(), expiresAt: seconds("From when it is not taken any more") },
}).meta({ id: "SignInNonce" });

/** What is sent to sign in. */
export const signIn = z
  .strictObject({
    message: z
      .string()
      .max(4_000)
      .meta({
        description:
          "Message of EIP-4361 with the service's host as its domain, the ledger's chain id, a nonce of the service, a key of " +
          "the organisation as its address, and urn:ytterby:organisation:<address> among its resources",
      }),
    signature: z
      .string()
      .regex(/^0x([0-9a-fA-F]{2}){1,4096}$/, "expected 0x and whole bytes")
      .meta({
        description: "The key's signature over the message (EIP-191); of a contract wallet, what ERC-1271 takes",
      }),
  })
  .meta({ id: "SignIn" });

/** A session. */
export const session = visibleObject({
  public: {
    token: z.string().meta({ description: "To be sent as Authorization: Bearer" }),
    expiresAt: seconds("From when it is not taken any more"),
    organisation: address("Organisation that is signed in"),
    key: address("Key that was signed in with"),
  },
}).meta({ id: "Session" });

const scopes = z.array(z.enum(readScopes)).min(1).max(readScopes.length);
const validUntil = seconds("Last second, inclusive");

/** What a machine's token is asked for with. */
export const tokenRequest = z.strictObject({ scopes, validUntil }).meta({ id: "TokenRequest" });

const described = {
  id: z.string(),
  scopes,
  key: address("Key whose session it came from: it ends with it"),
  createdAt: seconds("When it was given out"),
  validUntil,
  revokedAt: seconds("When it was revoked").nullable(),
};

/** A machine's token as lists answer with it. */
export const machineToken = visibleObject({ public: described }).meta({ id: "MachineToken" });

/** A machine's token, with what is never told again. */
export const newMachineToken = visibleObject({
  public: {
    ...described,
    token: z.string().meta({ description: "To be sent as Authorization: Bearer; told only once" }),
  },
}).meta({ id: "NewMachineToken" });

/** Every token of an organisation that has not run out. */
export const machineTokens = visibleObject({ public: { items: z.array(machineToken) } }).meta({ id: "MachineTokens" });
