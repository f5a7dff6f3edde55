import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { pino } from "pino";
import { declare, drawLots } from "../../scripts/bench/lots.ts";
import { QuickSigner } from "../../scripts/bench/quick-sign.ts";
import { createOrganisations } from "../../scripts/demo/organisation.ts";
import { govern } from "../../scripts/demo/steps/govern.ts";
import { Client } from "../../src/client/client.ts";
import { writeSignInMessage } from "../../src/client/sign-in-message.ts";
import { readConfig } from "../../src/config/config.ts";
import { backup } from "../../src/data-folder/backup.ts";
import { restore } from "../../src/data-folder/restore.ts";
import { keccak256Hex } from "../../src/domain/keccak256.ts";
import { Governance } from "../../src/ledger/governance.ts";
import { type Service, startService } from "../../src/service/service.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";

describe("a service on a restored folder", () => {
  it("has everything that the backup had, and goes on", async function () {
    this.timeout(120_000);
    const folder = await mkdtemp(join(tmpdir(), "ytterby-restore-"));
    const data = join(folder, "data");
    const settings = readConfig({ YTTERBY_DATA: data, YTTERBY_HTTP_PORT: "0", YTTERBY_BLOCK_PERIOD_MS: "10" });
    const start = () => startService(settings, { logger: pino({ level: "silent" }) });
    let service: Service | undefined = await start();
    try {
      const organisations = createOrganisations();
      await govern(new Governance(service.ledger, service.governorKey ?? ""), organisations);
      const signer = new QuickSigner(service.ledger);
      const [first, second] = drawLots({ organisations }, "KEPT", 2);
      if (first === undefined || second === undefined) throw new Error("no lots were drawn");
      const submit = async (client: Client, statement: ReturnType<typeof declare>) => {
        const { id } = await client.submit(statement);
        for (;;) {
          const { status } = await client.submissionStatus(id);
          if (status === "included") return;
          if (status === "failed") throw new Error("a declaration failed");
        }
      };
      // Until a statement names it, a document is its owner's alone.
      const signedIn = async ({ url, ledger }: Service) => {
        const { address: organisation, key } = organisations.buyer;
        const { nonce } = await new Client(url).signInNonce();
        const issuedAt = Math.floor(Date.now() / 1_000);
        const terms = { domain: new URL(url).host, uri: url, chainId: ledger.chainId, nonce, issuedAt };
        const message = writeSignInMessage({ ...terms, organisation, key: key.address });
        return new Client(url, (await new Client(url).signIn(message, await key.signMessage(message))).token);
      };
      const client = await signedIn(service);
      const document = Buffer.from("a report");
      const hash = keccak256Hex(document);
      await client.storeEvidence(hash, document);
      await submit(client, declare({ organisations }, signer, first));
      const lot = lotIdToWire(first.id);
      const [dossier, network] = [await client.dossier(lot), await client.network()];
      const running = await backup(data, join(folder, "kept")).catch((error: Error) => error.message);
      expect(running).to.contain(`is in use by process ${process.pid}`);
      await service.close();
      service = undefined;
      await backup(data, join(folder, "kept"));
      await rm(data, { recursive: true });
      await restore(join(folder, "kept"), data);

      service = await start();
      const again = await signedIn(service);
      expect(await again.dossier(lot)).to.deep.equal(dossier);
      expect((await again.network()).contracts).to.deep.equal(network.contracts);
      expect(Buffer.from(await again.evidence(hash)).toString()).to.equal("a report");
      await submit(again, declare({ organisations }, signer, second));
      expect((await again.lot(lotIdToWire(second.id))).status).to.equal("declared");
    } finally {
      await service?.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
