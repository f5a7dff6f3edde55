import { expect } from "chai";
import { hashMessage, Interface, Wallet } from "ethers";
import { Client } from "../../src/client/client.ts";
import { ProblemError } from "../../src/client/problem-error.ts";
import { writeSignInMessage } from "../../src/client/sign-in-message.ts";
import { addKey, grantRole, reinstate, revokeKey, suspend } from "../../src/governance/calls.ts";
import { parties } from "../fixtures/parties.ts";
import { always, enrolment, party } from "../fixtures/party.ts";
import { describeInTurn } from "../store/engines.ts";
import { type Service, startService } from "./service.ts";
import { signInAs, signInTerms } from "./sign-in.ts";

// Answers every call with the magic value of ERC-1271: a wallet that takes anything.
const walletCode = `0x7f1626ba7e${"00".repeat(28)}60005260206000f3`;

describeInTurn("signing in", (fresh) => {
  let service: Service;
  let client: Client;
  const { miner, buyer } = parties;

  before(async function () {
    this.timeout(60_000);
    service = await startService(await fresh(), { rateLimitPerMinute: 200 });
    client = new Client(service.url);
  });

  after(() => service.close());

  const codeOf = (attempt: Promise<unknown>): Promise<string> =>
    attempt.then(
      () => "accepted",
      (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)),
    );
  const govern = async (...calls: ReturnType<typeof suspend>[]) => {
    await service.world.governance.execute(...calls);
    await service.services.indexer.catchUp();
  };
  const seesQuotas = async (token: string) =>
    (await new Client(service.url, token).organisation(miner.organisation)).quotas !== undefined;

  it("opens a session for a key of the organisation, and takes its message once", async () => {
    const message = writeSignInMessage(await signInTerms(service, miner));
    const signature = await miner.key.signMessage(message);
    const before = Math.floor(Date.now() / 1_000);
    const session = await client.signIn(message, signature);
    expect(session).to.include({ organisation: miner.organisation, key: miner.key.address });
    expect(session.expiresAt).to.be.within(before + 900, Math.ceil(Date.now() / 1_000) + 900);
    expect(await seesQuotas(session.token)).to.equal(true);
    expect(await codeOf(client.signIn(message, signature))).to.equal("sign-in-refused");
  });

  it("takes one message only once from many at a time", async () => {
    const message = writeSignInMessage(await signInTerms(service, miner));
    const signature = await miner.key.signMessage(message);
    const codes = await Promise.all(Array.from({ length: 5 }, () => codeOf(client.signIn(message, signature))));
    expect(codes.filter((code) => code === "accepted")).to.have.length(1);
  });

  const wrong: Record<string, (terms: Awaited<ReturnType<typeof signInTerms>>) => object> = {
    "another site": () => ({ domain: "evil.example" }),
    "another address": () => ({ uri: "https://evil.example/" }),
    "another chain": () => ({ chainId: 1n }),
    "a nonce of nobody's": () => ({ nonce: "0".repeat(66) }),
    "a nonce that was altered": ({ nonce }) => ({ nonce: nonce.replace(/.$/, (digit) => (digit === "0" ? "1" : "0")) }),
    "another organisation": () => ({ organisation: buyer.organisation }),
    "an organisation that is not enrolled": () => ({ organisation: Wallet.createRandom().address }),
    "another key": () => ({ key: buyer.key.address }),
  };
  for (const [what, change] of Object.entries(wrong)) {
    it(`refuses a message for ${what}`, async () => {
      const terms = await signInTerms(service, miner);
      const message = writeSignInMessage({ ...terms, ...change(terms) });
      expect(await codeOf(client.signIn(message, await miner.key.signMessage(message)))).to.equal("sign-in-refused");
    });
  }

  it("refuses another's signature, and what is no message at all", async () => {
    const message = writeSignInMessage(await signInTerms(service, miner));
    expect(await codeOf(client.signIn(message, await buyer.key.signMessage(message)))).to.equal("sign-in-refused");
    expect(await codeOf(client.signIn("hello", await miner.key.signMessage("hello")))).to.equal("sign-in-refused");
    expect(await codeOf(client.signIn(message, await miner.key.signMessage(message)))).to.equal("accepted");
  });

  it("ends a session at once with the organisation's suspension, and gives it back with the reinstatement", async () => {
    const { token } = await signInAs(service, miner);
    await govern(suspend(miner.organisation));
    expect(await codeOf(seesQuotas(token))).to.equal("access-ended");
    expect(await codeOf(signInAs(service, miner))).to.equal("sign-in-refused");
    await govern(reinstate(miner.organisation));
    expect(await seesQuotas(token)).to.equal(true);
  });

  it("is an authority from the block of its grant to the block of its end", async () => {
    const { token } = await signInAs(service, buyer);
    const grant = { organisation: buyer.organisation, role: "regulator" as const, country: null, site: null };
    expect(await seesQuotas(token)).to.equal(false);
    await govern(grantRole({ ...grant, ...always }));
    expect(await seesQuotas(token)).to.equal(true);
    await govern(grantRole({ ...grant, validFrom: 0, validUntil: Math.floor(Date.now() / 1_000) - 5 }));
    expect(await seesQuotas(token)).to.equal(false);
  });

  it("ends sessions and machines' tokens with the key that they came from", async () => {
    const second = new Wallet(`0x${"19".repeat(32)}`);
    await govern(addKey({ organisation: miner.organisation, key: second.address, scopes: ["custody"], ...always }));
    const { token } = await signInAs(service, { ...miner, key: second });
    const validUntil = Math.floor(Date.now() / 1_000) + 600;
    const machine = await new Client(service.url, token).addToken(["organisations"], validUntil);
    expect(await seesQuotas(machine.token)).to.equal(true);
    await govern(revokeKey({ organisation: miner.organisation, key: second.address, compromisedSince: 0 }));
    expect(await codeOf(seesQuotas(token))).to.equal("access-ended");
    expect(await codeOf(seesQuotas(machine.token))).to.equal("access-ended");
    expect(await seesQuotas((await signInAs(service, miner)).token)).to.equal(true);
  });

  it("ends a machine's token when it is revoked, by its own organisation only", async () => {
    const own = new Client(service.url, (await signInAs(service, miner)).token);
    const other = new Client(service.url, (await signInAs(service, buyer)).token);
    const { id, token } = await own.addToken(["organisations"], Math.floor(Date.now() / 1_000) + 600);
    expect(await codeOf(other.revokeToken(id))).to.equal("token-not-found");
    expect(await seesQuotas(token)).to.equal(true);
    await own.revokeToken(id);
    expect(await codeOf(seesQuotas(token))).to.equal("access-ended");
    const inThePast = Math.floor(Date.now() / 1_000) - 1;
    for (const validUntil of [inThePast, inThePast + 91 * 86_400]) {
      expect(await codeOf(own.addToken(["lots"], validUntil))).to.equal("invalid-request");
    }
  });

  it("takes the word of a contract wallet", async () => {
    const wallet = Wallet.createRandom().address;
    const organisation = party("Wallet Traders", "buyer", "DE");
    await govern(
      ...enrolment(organisation),
      addKey({ organisation: organisation.organisation, key: wallet, scopes: ["custody"], ...always }),
    );
    const terms = { ...(await signInTerms(service, organisation)), key: wallet };
    const message = writeSignInMessage(terms);
    expect(await codeOf(client.signIn(message, "0xab"))).to.equal("sign-in-refused");
    await service.services.ledger.rpc.call("anvil_setCode", [wallet, walletCode]);
    const asked = new Interface(["function isValidSignature(bytes32, bytes) view returns (bytes4)"]);
    const data = asked.encodeFunctionData("isValidSignature", [hashMessage(message), "0xab"]);
    const answer = await service.services.ledger.rpc.call("eth_call", [{ to: wallet, data }, "latest"]);
    expect(String(answer).slice(0, 10)).to.equal("0x1626ba7e");
    expect((await client.signIn(message, "0xab")).key).to.equal(wallet);
  });

  it("counts requests of an organisation apart from those of its address", async () => {
    const { token } = await signInAs(service, buyer);
    const remaining = async (headers: Record<string, string>) => {
      const answer = await fetch(`${service.url}/v1/network`, { headers });
      return Number(answer.headers.get("ratelimit")?.match(/r=(\d+)/)?.[1]);
    };
    const before = await remaining({});
    const own = await remaining({ authorization: `Bearer ${token}` });
    expect(await remaining({ authorization: `Bearer ${token}` })).to.equal(own - 1);
    expect(await remaining({ authorization: "Bearer forged" })).to.equal(before - 1);
    expect(await remaining({})).to.equal(before - 2);
  });
});
