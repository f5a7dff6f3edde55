import type { Command } from "commander";
import { getAddress } from "ethers";
import { Client } from "../../client/client.ts";
import { writeSignInMessage } from "../../client/sign-in-message.ts";
import { address } from "../../statements/scalars.ts";
import { openContext } from "../context.ts";
import type { Say } from "../language.ts";
import { keyOption, passwordOption, readPassword } from "../password.ts";
import { serviceUrl } from "../service-client.ts";
import { storeSession } from "../session-store.ts";
import { parse } from "../statement-file.ts";

interface Options {
  organisation: string;
  key: string;
  passwordFile?: string;
}

/** `ytterby login`: signs in with a key of an organisation, and keeps the session. */
export function addLogin(program: Command, say: Say): void {
  program
    .command("login")
    .description(
      say(
        "sign in for a quarter of an hour, to read what concerns an organisation",
        "登录一刻钟，读取与组织有关的内容",
      ),
    )
    .requiredOption("--organisation <address>", say("organisation to sign in for", "登录所代表的组织"))
    .requiredOption(...keyOption(say))
    .option(...passwordOption(say))
    .action(async (options: Options, command: Command) => {
      const context = openContext(command);
      const { terminal, keys, config } = context;
      const organisation = parse(address("Organisation").schema, options.organisation, "--organisation");
      const url = await serviceUrl(context);
      const client = new Client(url);
      const { chainId } = await client.network();
      const sources = { file: options.passwordFile, environment: config.keyPassword };
      const key = await keys.unlock(options.key, await readPassword(terminal, sources, options.key));
      const { nonce } = await client.signInNonce();
      const message = writeSignInMessage({
        domain: new URL(url).host,
        uri: new URL(url).href,
        chainId: BigInt(chainId),
        nonce,
        organisation,
        key: getAddress(key.address),
        issuedAt: Math.floor(Date.now() / 1_000),
      });
      const { token, expiresAt } = await client.signIn(message, await key.signMessage(message));
      await storeSession(config.dataFolder, { url, token, organisation, expiresAt });
      const until = new Date(expiresAt * 1_000).toISOString().replace(".000Z", "Z");
      terminal.result({ organisation, key: key.address, expiresAt }, [
        terminal.text({
          en: `signed in for ${organisation} until ${until}`,
          zh: `已代表 ${organisation} 登录，至 ${until}`,
        }),
      ]);
    });
}
