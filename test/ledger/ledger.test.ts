import { expect } from "chai";
import { Wallet, ZeroAddress } from "ethers";
import { allocations, custodyModels } from "../../src/domain/lot.ts";
import type { Role } from "../../src/domain/participants.ts";
import { accredit, grantQuota, setScheme } from "../../src/governance/calls.ts";
import { deployContracts } from "../../src/ledger/deploy.ts";
import { Governance } from "../../src/ledger/governance.ts";
import { connectLedger, type Ledger, type RawLog } from "../../src/ledger/ledger.ts";
import { LedgerRefusal } from "../../src/ledger/ledger-error.ts";
import { transact } from "../../src/ledger/transact.ts";
import { parseQuantity, Rpc } from "../../src/rpc/rpc.ts";
import { lotId } from "../../src/statements/content.ts";
import { typeHash } from "../../src/statements/digest.ts";
import { quotaId } from "../../src/statements/quota.ts";
import { recordedStatement } from "../../src/statements/recorded.ts";
import { type StatementKindName, statementKinds } from "../../src/statements/registry.ts";
import { signStatement } from "../../src/statements/sign.ts";
import { type Draft, kindOf, lotsOf, type Message, type Statement } from "../../src/statements/statement.ts";
import { always, enrolment, type Party, party } from "../fixtures/party.ts";
import { assayed, compositionOf, exampleDeclaration } from "../statements/examples.ts";
import { type Anvil, startAnvil } from "../support/anvil.ts";

const governorKey = `0x${"11".repeat(32)}`;
const quota = quotaId("stock of the ledger's test");
const roles: Role[] = ["refiner", "buyer", "carrier", "laboratory", "verifier", "customs"];

describe("a ledger", () => {
  let anvil: Anvil;
  let rpc: Rpc;
  let ledger: Ledger;
  let now: number;
  let lastNonce = 0n;
  const parties = Object.fromEntries(roles.map((role) => [role, party(`the ${role}`, role, "CN")]));
  const anybody = new Wallet(`0x${"33".repeat(32)}`);

  before(async () => {
    anvil = await startAnvil();
    rpc = new Rpc(anvil.url);
    const governor = new Wallet(governorKey).address;
    ledger = await connectLedger(rpc, await deployContracts(rpc, governorKey, { governor, uri: "{id}" }));
    const refiner = by("refiner").organisation;
    await new Governance(ledger, governorKey).execute(
      ...Object.values(parties).flatMap(enrolment),
      grantQuota({
        quota,
        organisation: refiner,
        kind: "opening-stock",
        country: "CN",
        grantedGrams: 1_000_000_000n,
        ...always,
      }),
      setScheme({
        scheme: 1,
        name: "Test",
        terms: {
          ...always,
          suspended: null,
          attestations: ["assay", "weight"],
          forms: ["separated-oxide"],
          maximumAgeDays: 30,
          maximumValidityDays: 365,
          custodyModels: [...custodyModels],
          allocations: [...allocations],
          minimumPrimaryDataPercent: 0,
        },
      }),
      accredit({ scheme: 1, organisation: by("verifier").organisation, ...always }),
    );
    now = Number(
      parseQuantity(((await rpc.call("eth_getBlockByNumber", ["latest", false])) as { timestamp: unknown }).timestamp),
    );
  });

  after(async () => {
    rpc.close();
    await anvil.close();
  });

  function by(role: Role): Party {
    const found = parties[role];
    if (found === undefined) throw new Error(`nobody is ${role}`);
    return found;
  }

  function signer(role: Role) {
    const { organisation, key } = by(role);
    lastNonce += 1n;
    return { organisation, key: key.address, nonce: lastNonce, validAfter: 0, validBefore: now + 86_400 };
  }

  function sign<K extends StatementKindName>(role: Role, draft: Draft<K>, countersigner?: Role): Promise<Statement<K>> {
    const domain = ledger.domain(draft.kind as K);
    return signStatement(draft, domain, by(role).key, countersigner && by(countersigner).key);
  }

  /** Carries a statement to the ledger, and checks that the ledger says back what was stated. */
  async function include(statement: Statement): Promise<void> {
    const call = ledger.encodeStatementCall(statement);
    const { transactionHash } = await transact(rpc, anybody, call);
    const receipt = (await rpc.call("eth_getTransactionReceipt", [transactionHash])) as {
      logs: RawLog[];
      gasUsed: string;
    };
    const records = receipt.logs.flatMap((log) => {
      const decoded = ledger.decodeLog(log);
      return decoded === undefined ? [] : (recordedStatement(decoded.contract, decoded.name, decoded.args) ?? []);
    });
    const { witness: _, ...stated } = { witness: undefined, ...statement };
    const digest = ledger.digest(statement);
    expect(records).to.deep.equal([{ digest, statement: stated, lots: lotsOf(statement) }]);
    const budget = kindOf(statement.kind).gasBudget(statement);
    const walletGas = 150_000 * ("countersignature" in statement ? 2 : 1);
    expect(Number(receipt.gasUsed) + walletGas, `gas of ${statement.kind}`).to.be.below(budget);
  }

  async function declared(lotNumber: string): Promise<Statement<"declare">> {
    const { message } = exampleDeclaration();
    const certifier = by("verifier").organisation;
    const content = { ...message.content, quota, producedAt: now - 86_400, certifier };
    const statement = await sign("refiner", {
      kind: "declare",
      message: { lotNumber, content, ...signer("refiner") },
    });
    await include(statement);
    return statement;
  }

  function identityOf({ message }: Statement<"declare">) {
    return { producer: message.organisation, lotNumber: message.lotNumber, content: message.content };
  }

  function idOf({ message }: Statement<"declare">): bigint {
    return lotId(message.organisation, message.lotNumber, message.content);
  }

  async function certified(lotNumber: string): Promise<bigint> {
    const declaration = await declared(lotNumber);
    const lot = idOf(declaration);
    const examined = { outcome: "conforms", evidence: quota, country: "CN", site: null, occurredAt: now - 60 } as const;
    await include(
      await sign("laboratory", {
        kind: "assay",
        message: {
          lot,
          composition: assayed(compositionOf({ Nd: 856_000, Pr: 510 })),
          ...examined,
          ...signer("laboratory"),
        },
        witness: identityOf(declaration),
      }),
    );
    await include(
      await sign("laboratory", {
        kind: "attest",
        message: { lot, kind: "weight", quantity: 25_000_100n, ...examined, ...signer("laboratory") },
      }),
    );
    await include(
      await sign("verifier", {
        kind: "certify",
        message: { lot, scheme: 1, validUntil: now + 86_400 * 30, report: null, ...signer("verifier") },
      }),
    );
    return lot;
  }

  it("records a declared lot as it was declared, and its rejection", async () => {
    const declaration = await declared("REJECTED");
    await include(
      await sign("verifier", {
        kind: "reject",
        message: { lot: idOf(declaration), scheme: 1, reason: 3, report: quota, ...signer("verifier") },
        witness: identityOf(declaration),
      }),
    );
  });

  it("records examination and certificate", async () => {
    await certified("CERTIFIED");
  });

  it("records a handover with both signatures", async () => {
    const lot = await certified("HANDED");
    const { organisation, key } = by("carrier");
    const message: Message<"hand-over"> = {
      lot,
      grams: 1_000n,
      country: "CN",
      recipient: organisation,
      recipientKey: key.address,
      occurredAt: now,
      ...signer("refiner"),
    };
    await include(await sign("refiner", { kind: "hand-over", message }, "carrier"));
  });

  it("records a consignment of several lots and its receipt", async () => {
    const lots = [await certified("SENT-1"), await certified("SENT-2")].sort((a, b) => (a < b ? -1 : 1));
    const dispatch: Message<"dispatch"> = {
      recipient: by("buyer").organisation,
      carrier: by("carrier").organisation,
      fromCountry: "CN",
      toCountry: "DE",
      route: ["CN", "KZ", "PL", "DE"],
      seal: "S-0001 封",
      lines: lots.map((lot) => ({ lot, grams: 20_000_000n })),
      units: `0x${"6c".repeat(32)}`,
      emissionsGrams: 0n,
      occurredAt: now,
      ...signer("refiner"),
    };
    const sent = await sign("refiner", { kind: "dispatch", message: dispatch });
    await include(sent);
    await include(
      await sign("buyer", {
        kind: "receive",
        message: {
          consignment: ledger.digest(sent),
          receivedGrams: [20_000_000n, 19_999_000n],
          shortageReason: 2,
          sealIntact: false,
          occurredAt: now,
          ...signer("buyer"),
        },
        witness: { dispatch },
      }),
    );
  });

  it("keeps within the budget of gas for the longest consignment", async () => {
    const lots: bigint[] = [];
    for (let index = 0; index < 12; index++) lots.push(await certified(`LONG-${index}`));
    lots.sort((a, b) => (a < b ? -1 : 1));
    const dispatch: Message<"dispatch"> = {
      recipient: by("buyer").organisation,
      carrier: null,
      fromCountry: "CN",
      toCountry: "CN",
      route: [],
      seal: null,
      lines: lots.map((lot) => ({ lot, grams: 25_000_000n })),
      units: null,
      emissionsGrams: 0n,
      occurredAt: now,
      ...signer("refiner"),
    };
    const sent = await sign("refiner", { kind: "dispatch", message: dispatch });
    await include(sent);
    await include(
      await sign("buyer", {
        kind: "receive",
        message: {
          consignment: ledger.digest(sent),
          receivedGrams: lots.map(() => 25_000_000n),
          shortageReason: 0,
          sealIntact: true,
          occurredAt: now,
          ...signer("buyer"),
        },
        witness: { dispatch },
      }),
    );
  }).timeout(60_000);

  it("records a cancelled nonce", async () => {
    const message = { cancelled: 2n ** 255n, ...signer("buyer") };
    await include(await sign("buyer", { kind: "cancel", message }));
  });

  it("refuses with the contracts' error and its values as they stand on the wire", async () => {
    const { message } = exampleDeclaration();
    const content = { ...message.content, quota, producedAt: now, massGrams: 2_000_000_000n };
    const statement = await sign("refiner", {
      kind: "declare",
      message: { lotNumber: "X", content, ...signer("refiner") },
    });
    const refusal = await transact(rpc, anybody, ledger.encodeStatementCall(statement)).catch((error) => error);
    expect(refusal).to.be.instanceOf(LedgerRefusal);
    expect(refusal.refusal.name).to.equal("QuotaExceeded");
    expect(refusal.refusal.contract).to.equal("Quotas");
    expect(refusal.refusal.args).to.include({ quota, requestedGrams: 2_000_000_000 });
  });

  for (const name of Object.keys(statementKinds) as StatementKindName[]) {
    it(`has the type hash of ${name} that the statements have`, async () => {
      const { contract, primaryType } = statementKinds[name];
      const constant = `${primaryType.toUpperCase()}_TYPEHASH`;
      const call = { to: ledger.address(contract), data: ledger.encodeCall(contract, constant, []) };
      const answer = String(await rpc.call("eth_call", [call, "latest"]));
      expect(ledger.decodeResult(contract, constant, answer)).to.deep.equal({ "0": typeHash(name) });
    });
  }

  for (const contract of ["Certification", "Custody", "Attestations", "Participants"] as const) {
    it(`binds digests to the domain that ${contract} states`, async () => {
      const call = { to: ledger.address(contract), data: ledger.encodeCall(contract, "eip712Domain", []) };
      const answer = String(await rpc.call("eth_call", [call, "latest"]));
      expect(ledger.decodeResult(contract, "eip712Domain", answer)).to.include({
        name: "Ytterby",
        version: "1",
        chainId: ledger.domain(contract).chainId,
        verifyingContract: ledger.domain(contract).verifyingContract,
      });
    });
  }

  it("makes nothing of logs of others", () => {
    const log = { address: ZeroAddress, topics: [`0x${"00".repeat(32)}`], data: "0x" };
    expect(ledger.decodeLog(log)).to.equal(undefined);
    expect(ledger.decodeLog({ ...log, address: ledger.address("Custody") })).to.equal(undefined);
    expect(ledger.decodeLog({ ...log, topics: [], address: ledger.address("Custody") })).to.equal(undefined);
  });
});
