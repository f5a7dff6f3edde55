import type { Address } from "../../domain/hex.ts";
import type { Concern } from "../../readers/concern.ts";
import { type Reader, standingOf } from "../../readers/reader.ts";
import { Problem } from "../plumbing/problem.ts";
import type { Services } from "../services.ts";
import { organisationsConcern } from "./flow-concerns.ts";

/**
 * Whom an organisation's books concern: what it holds is told to itself and to authorities.
 * @throws Problem if the reader is neither, or its token does not reach as far.
 */
export async function concernOfBooks(
  { organisations }: Services,
  reader: Reader,
  organisation: Address,
): Promise<Concern> {
  if (reader.credential === undefined) {
    throw new Problem("sign-in-required", "Sign in to ask what an organisation holds.", {
      headers: { "www-authenticate": "Bearer" },
    });
  }
  const { machine } = reader.credential;
  if (machine && !machine.scopes.includes("custody")) {
    throw new Problem("scope-missing", 'The token has no scope "custody".', { extensions: { scope: "custody" } });
  }
  const concern = organisationsConcern([organisation], await organisations.countries([organisation]));
  if (standingOf(reader, concern) !== "public") return concern;
  throw new Problem("not-concerned", "What an organisation holds is told to itself, and to authorities.");
}
