import { encryptKeystoreJsonSync } from "ethers";
import type { Page } from "playwright-core";
import type { Catalogue } from "../../src/portal/messages/en.ts";
import type { Party } from "../fixtures/party.ts";
import { signInAs } from "../http/sign-in.ts";
import type { Scene } from "./scene.ts";

/** Password of the key files here. */
export const password = "correct horse";

/** Goes to a page as somebody who has signed in already. The pages of sign-in have journeys of their own. */
export async function goAs(page: Page, scene: Scene, party: Party, path: string): Promise<void> {
  const { token, expiresAt } = await signInAs(scene.service, party);
  const { name, organisation, country, role } = party;
  const signedIn = { token, expiresAt, organisation, name, country, roles: [role], key: party.key.address };
  // Any page of the service will do; the session is read when the next one is loaded.
  if (!page.url().startsWith(scene.url)) await page.goto(`${scene.url}/ready`);
  await page.evaluate((session) => sessionStorage.setItem("ytterby.session", session), JSON.stringify(signedIn));
  await page.goto(scene.url + path);
}

/** A key as a file, encrypted so that it is cheap to open. */
export function keyFileOf({ key }: Party): string {
  return encryptKeystoreJsonSync(key, password, { scrypt: { N: 2, r: 8, p: 1 } });
}

/** Opens a key file where a page asks for a key. */
export async function openKeyFile(page: Page, texts: Catalogue, party: Party): Promise<void> {
  const buffer = Buffer.from(keyFileOf(party));
  await page.getByLabel(texts.signing.file).setInputFiles({ name: "key.json", mimeType: "application/json", buffer });
  await page.getByLabel(texts.signing.password).fill(password);
  await page.getByRole("button", { name: texts.signing.open }).click();
}
