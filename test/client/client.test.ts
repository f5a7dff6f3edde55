import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { hexlify } from "ethers";
import type { z } from "zod";
import { alert, alertEvent } from "../../src/api/schemas/alert.ts";
import { attestations } from "../../src/api/schemas/attestation.ts";
import { auditActPage, auditCasePage, auditHoldPage, auditPage, auditPermitPage } from "../../src/api/schemas/audit.ts";
import { balance, flowRecord } from "../../src/api/schemas/balance.ts";
import { consignmentDetails, consignmentPage, custody } from "../../src/api/schemas/custody.ts";
import { dossierPage } from "../../src/api/schemas/dossier.ts";
import { draftAnswer } from "../../src/api/schemas/draft.ts";
import { ledgerEvent } from "../../src/api/schemas/event.ts";
import { storedEvidence } from "../../src/api/schemas/evidence.ts";
import { exportCheck, exportDryRun, exportPermitPage, exportRules } from "../../src/api/schemas/export-control.ts";
import { finding } from "../../src/api/schemas/finding.ts";
import { hold } from "../../src/api/schemas/hold.ts";
import { inspection } from "../../src/api/schemas/inspection.ts";
import { descendants, footprint, lineage } from "../../src/api/schemas/lineage.ts";
import { lotDetails, lotSummary } from "../../src/api/schemas/lot.ts";
import { network } from "../../src/api/schemas/network.ts";
import { organisationDetails, organisationSummary } from "../../src/api/schemas/organisation.ts";
import { packageAnswer, packageList } from "../../src/api/schemas/package.ts";
import { pageOf } from "../../src/api/schemas/page.ts";
import { machineToken, machineTokens, newMachineToken, session, signInNonce } from "../../src/api/schemas/reader.ts";
import { schemes } from "../../src/api/schemas/scheme.ts";
import { seizure } from "../../src/api/schemas/seizure.ts";
import { statedPage } from "../../src/api/schemas/stated.ts";
import { mirrorStatistics, statisticFiles, storedStatistics } from "../../src/api/schemas/statistics.ts";
import { serviceStatus } from "../../src/api/schemas/status.ts";
import { accepted, submissionStatus } from "../../src/api/schemas/submission.ts";
import { exportedUnits, gtin, unitCheck, unitClaimsAnswer, unitCustodyState } from "../../src/api/schemas/unit.ts";
import { verdict } from "../../src/api/schemas/verdict.ts";
import { newWebhook, webhook, webhooks } from "../../src/api/schemas/webhook.ts";
import { readCertificate } from "../../src/certificate/read-certificate.ts";
import { Client } from "../../src/client/client.ts";
import { ProblemError } from "../../src/client/problem-error.ts";
import { UnreachableError } from "../../src/client/unreachable-error.ts";
import type { Hex } from "../../src/domain/hex.ts";
import { keccak256Hex } from "../../src/domain/keccak256.ts";
import { openApiDocument } from "../../src/http/openapi.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import { statementToWire } from "../../src/statements/statement.ts";
import { lotContext } from "../../src/units/lot-context.ts";
import { writeUnitCode } from "../../src/units/unit-code.ts";
import { UnitKeys } from "../../src/units/unit-keys.ts";
import { rootHash } from "../../src/units/unit-proof.ts";
import { UnitTree } from "../../src/units/unit-tree.ts";
import { parties } from "../fixtures/parties.ts";
import { lotOf } from "../fixtures/signing.ts";
import { type Service, startService } from "../http/service.ts";
import { signInAs } from "../http/sign-in.ts";

/** Addresses that people and machines other than the client read. */
const notForClients = [
  "/health",
  "/metrics",
  "/openapi.json",
  "/v1/metadata/{id}.json",
  "/v1/organisations/{id}/flow-records/{month}.csv",
  "/v1/statements.ndjson",
];

describe("client", () => {
  let service: Service;
  let client: Client;
  let folder: string;

  before(async function () {
    this.timeout(60_000);
    folder = await mkdtemp(join(tmpdir(), "ytterby-client-"));
    service = await startService({ folder });
    client = new Client(`${service.url}/`);
  });

  after(async () => {
    await service.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Fails unless the answer is what its schema promises. */
  function check<T>(schema: z.ZodType, answer: T): T {
    expect(schema.safeParse(answer).error).to.equal(undefined);
    return answer;
  }

  it("has a method for every address of the OpenAPI document, and gets what the document promises", async () => {
    const { sign, include } = service.world;
    const { miner, refiner } = parties;
    const declared = await sign.declare("C-1");
    const lot = lotIdToWire(lotOf(declared));
    const { kind, message } = statementToWire(declared) as { kind: "declare"; message: Record<string, unknown> };
    expect(check(draftAnswer, await client.draft({ kind, message })).digest).to.equal(sign.digest(declared));
    const { id } = check(accepted, await client.submit(declared));
    let status = check(submissionStatus, await client.submissionStatus(id));
    while (status.status !== "included") status = await client.submissionStatus(id);
    const sent = await sign.dispatch(miner, refiner, [{ lot: lotOf(declared), grams: 5n }]);
    await include(...(await sign.certification(declared)), sent);
    expect(check(verdict, await client.verifyLot(lot, { fresh: true })).conclusion).to.equal("valid");
    const page = check(pageOf(lotSummary), await client.lots({ lotNumber: "C-1", status: "certified", limit: 1 }));
    expect(page.items.map((item) => item.id)).to.deep.equal([lot]);
    expect(check(lotDetails, await client.lot(lot)).content).to.include({ massGrams: 25_000_000 });
    expect(check(dossierPage, await client.dossier(lot, { limit: 2 })).items).to.have.length(2);
    expect(check(custody, await client.custody(lot)).onTheRoadGrams).to.equal(5);
    expect(check(lineage, await client.lineage(lot)).lots).to.have.length(1);
    expect(check(footprint, await client.footprint(lot)).parts).to.have.length(1);
    expect(check(descendants, await client.descendants(lot)).items).to.deep.equal([]);
    expect(check(attestations, await client.attestations(lot)).items).to.have.length(2);
    expect(check(consignmentDetails, await client.consignment(sign.digest(sent))).status).to.equal("on-the-road");
    const open = check(consignmentPage, await client.consignments({ open: true, country: "CN" })).items;
    expect(open.map((each) => each.id)).to.deep.equal([sign.digest(sent)]);
    expect(check(schemes, await client.schemes()).items.map(({ name }) => name)).to.deep.equal(["Verified origin"]);
    const held = await sign.hold(parties.customs, lotOf(declared), { country: "MX", holder: refiner.organisation });
    await include(held);
    await service.services.indexer.catchUp();
    const [known] = check(pageOf(hold), await client.holds({ lot, country: "MX", limit: 1 })).items;
    const expected = { statement: sign.digest(held), name: parties.customs.name, holder: refiner.organisation };
    expect(known).to.include({ ...expected, endedAt: null });
    expect((await client.holds({ country: "CN" })).items).to.deep.equal([]);
    const onTheWay = await sign.holdConsignment(parties.customs, sent);
    await include(onTheWay);
    await service.services.indexer.catchUp();
    const ofSent = { consignment: sign.digest(sent) };
    const [wherever] = check(pageOf(hold), await client.holds(ofSent)).items;
    expect(wherever).to.include({ ...ofSent, statement: sign.digest(onTheWay), lot, holder: null, country: "CN" });
    const allowed = await sign.permit(parties.regulator, miner, refiner, { destination: "DE" });
    await include(allowed);
    await service.services.indexer.catchUp();
    const [granted] = check(exportPermitPage, await client.permits({ country: "CN", destination: "DE" })).items;
    expect(granted).to.include({ statement: sign.digest(allowed), name: parties.regulator.name, withdrawnAt: null });
    expect(check(exportRules, await client.exportRules()).items).to.deep.equal([]);
    const question = { lot, from: "CN", to: "DE", route: ["KZ", "PL"], date: 1_800_000_000, grams: 5n };
    const answer = check(exportCheck, await client.checkExport(question));
    expect(answer).to.deep.include({ controlled: false, rules: [], route: ["KZ", "PL"], date: 1_800_000_000 });
    const challenged = await sign.challenge(parties.customs, lotOf(declared), miner);
    await include(challenged, await sign.answerChallenge(miner, challenged));
    await include(await sign.decideChallenge(parties.customs, challenged, { decision: "licence-required" }));
    await service.services.indexer.catchUp();
    const [clock] = check(pageOf(hold), await client.holds({ lot, country: "NL", limit: 1 })).items;
    expect(clock?.challenge).to.include({ state: "licence-required", late: false });
    expect(clock?.challenge).to.include({ answerBy: challenged.message.answerBy });
    const named = await sign.hold(parties.regulator, lotOf(declared), { holder: miner.organisation });
    await include(named);
    const seized = await sign.seize(parties.regulator, named, 9n);
    await include(seized);
    await service.services.indexer.catchUp();
    const [taken] = check(pageOf(seizure), await client.seizures({ lot, country: "CN" })).items;
    expect(taken).to.include({ statement: sign.digest(seized), holder: miner.organisation, grams: 9, endedAt: null });
    expect(taken).to.include({
      hold: sign.digest(named),
      evidence: seized.message.evidence,
      name: parties.regulator.name,
    });
    expect(check(custody, await client.custody(lot))).to.deep.include({ seizedGrams: 9, seizures: [taken] });
    const ofAuthority = { holder: parties.regulator.organisation };
    expect((await client.seizures({ ...ofAuthority, standing: false })).items).to.deep.equal([]);
    const organisations = check(pageOf(organisationSummary), await client.organisations());
    expect(organisations.items).to.have.length(Object.keys(parties).length);
    expect(check(organisationDetails, await client.organisation(miner.organisation)).name).to.equal(miner.name);
    check(network, await client.network());
    // What the examinations name.
    const content = Buffer.from("report");
    const hash = keccak256Hex(content);
    check(storedEvidence, await client.storeEvidence(hash, content));
    expect(Buffer.from(await client.evidence(hash)).toString()).to.equal("report");
    await client.ready();
    expect(check(serviceStatus, await client.status())).to.include({ ready: true });
    const opened = check(session, await signInAs(service, miner));
    check(signInNonce, await client.signInNonce());
    const signedIn = new Client(service.url, opened.token);
    expect((await signedIn.lots({ holder: miner.organisation })).items).to.have.length(1);
    const file = await readCertificate(await signedIn.certificate(lot));
    expect(file.subject.lot).to.equal(lot);
    const span = { from: "2020-01-01", to: "2090-01-01" };
    expect(check(balance, await signedIn.balance(miner.organisation, span)).rows).not.to.deep.equal([]);
    check(flowRecord, await signedIn.flowRecord(miner.organisation, "2026-01"));
    const made = check(newMachineToken, await signedIn.addToken(["lots"], Math.floor(Date.now() / 1_000) + 600));
    expect(check(machineTokens, await signedIn.tokens()).items.map((token) => token.id)).to.deep.equal([made.id]);
    for await (const event of signedIn.events({ after: "0", follow: false })) check(ledgerEvent, event);
    const statedPages = check(
      statedPage,
      await signedIn.statements({ ...span, organisation: miner.organisation, limit: 1 }),
    );
    expect(statedPages.items.map(({ digest }) => digest)).to.deep.equal([sign.digest(declared)]);
    let table = "";
    for await (const part of signedIn.statementsAsCsv({ ...span, kind: "declare" })) table += Buffer.from(part);
    expect(table.split("\r\n")).to.have.length(3);
    const judged = check(exportDryRun, await signedIn.dryRunExport({ ...span, rulesOf: "2026-01-01", country: "CN" }));
    expect(judged).to.deep.include({ controlled: 0, items: [], next: null });
    check(auditPage, await signedIn.auditStatements({ ...span, organisation: miner.organisation }));
    check(auditHoldPage, await signedIn.auditHolds());
    expect(check(auditCasePage, await signedIn.audit("challenges", span)).items).to.have.length(3);
    check(auditCasePage, await signedIn.audit("findings", span));
    expect(check(auditPermitPage, await signedIn.audit("permits", span)).items[0]).to.include({ move: "granted" });
    expect(check(auditActPage, await signedIn.audit("acts", { ...span, limit: 1 })).next).to.be.a("string");
    for (const sort of ["challenges", "findings", "permits", "acts"] as const) {
      for (const form of ["csv", "ndjson"] as const) {
        for await (const part of signedIn.auditAs(sort, form, span)) expect(part.length).to.be.above(0);
      }
    }
    for (const form of ["csv", "ndjson"] as const) {
      for await (const part of signedIn.auditStatementsAs(form, span)) expect(part.length).to.be.above(0);
      for await (const part of signedIn.auditHoldsAs(form)) expect(part.length).to.be.above(0);
    }

    // A lot whose grams have codes.
    const coded = await sign.declare("C-2", { massGrams: 1_000n });
    await include(coded, ...(await sign.certification(coded)));
    const codedLot = lotIdToWire(lotOf(coded));
    const { ledger } = service.world;
    const contract = ledger.address("UnitCodes");
    const context = lotContext({ chainId: BigInt(ledger.chainId), contract, lot: codedLot });
    const secret = new Uint8Array(32).fill(5);
    const keys = new UnitKeys(secret, context);
    const root = rootHash(context, 1_000n, hexlify(new UnitTree(keys, context, 1_000n).top()));
    const parcel = await sign.dispatch(miner, refiner, [{ lot: lotOf(coded), grams: 5n }]);
    await include(await sign.registerUnitCodes(miner, lotOf(coded), 1_000n, root), parcel);
    await service.services.indexer.catchUp();
    check(unitCustodyState, await signedIn.keepUnitSecret(codedLot, hexlify(secret) as Hex));
    expect(check(unitCustodyState, await signedIn.unitCustody(codedLot)).state).to.equal("open");
    const code = writeUnitCode(keys.unit(7n));
    expect(check(exportedUnits, await signedIn.exportUnits(codedLot, 7, 7)).codes).to.deep.equal([{ gram: 7, code }]);
    const { proof } = check(unitCheck, await client.checkUnit(code, codedLot));
    if (proof === null) throw new Error("There is no proof");
    expect(check(unitCheck, await client.checkProvenUnit(code, codedLot, proof)).outcome).to.equal("genuine");
    check(unitCheck, await client.countScan(code, codedLot, "DE"));
    const sold = check(gtin, await signedIn.setGtin(miner.organisation, "concentrate", "06901234000009"));
    expect(check(unitCheck, await client.followUnitLink(sold.gtin, "C-2", code)).gram).to.equal(7);
    const sscc = "106141412345678908";
    const filled = { what: "filled" as const, lot: codedLot, ranges: [{ first: 0, last: 4 }] };
    check(packageAnswer, await signedIn.recordPackageEvent(sscc, filled));
    expect(check(packageAnswer, await signedIn.package(sscc)).packed[0]?.grams).to.equal(5);
    expect(check(packageList, await signedIn.packages()).items.map((each) => each.sscc)).to.deep.equal([sscc]);
    expect(
      check(unitClaimsAnswer, await signedIn.claimUnits(sign.digest(parcel), { packages: [sscc] })).doubled,
    ).to.deep.equal([]);

    const hook = check(newWebhook, await signedIn.addWebhook("https://example.org/ytterby", "all"));
    expect(check(webhooks, await signedIn.webhooks()).items.map(({ id }) => id)).to.deep.equal([hook.id]);
    expect(check(webhook, await signedIn.resumeWebhook(hook.id)).state).to.equal("active");
    expect(check(webhook, await signedIn.removeWebhook(hook.id)).about).to.equal("all");
    expect(check(machineToken, await signedIn.revokeToken(made.id)).revokedAt).to.be.a("number");

    // Nothing here is alarming, and whoever asks for an alert that there is not is told so.
    const regulator = new Client(service.url, (await signInAs(service, parties.regulator)).token);
    check(pageOf(alert), await regulator.alerts({ open: false }));
    const found = await service.world.sign.recordFinding(parties.customs, { referenceNumber: "TOLU4734787" });
    await service.world.include(found);
    await service.services.indexer.catchUp();
    const findings = check(pageOf(finding), await regulator.findings({ reference: "TOLU4734787", limit: 1 }));
    expect(findings.items[0]).to.include({ statement: service.world.sign.digest(found), labelOrigin: "TH" });
    const inspected = { finding: service.world.sign.digest(found), lot, tolerance: 10 };
    const compared = check(inspection, await regulator.compareInspection(inspected));
    expect(compared.mismatches.map(({ mismatch }) => mismatch)).to.include("label-differs");
    const unconcerned = new Client(service.url, (await signInAs(service, parties.buyer)).token);
    expect((await unconcerned.findings({ withdrawn: true })).items).to.deep.equal([]);
    for await (const event of regulator.alertEvents({ after: "0", follow: false })) check(alertEvent, event);
    const figures = "flow,hs,reporter,partner,month,net_kg\nX,2846,CN,DE,2026-01,1";
    check(storedStatistics, await regulator.storeStatistics("one figure", figures));
    expect(check(statisticFiles, await regulator.statisticFiles()).items).to.have.length(1);
    check(mirrorStatistics, await regulator.mirrorStatistics({ since: "2026-01" }));
    // One after the other: who is refused while nobody waits for it ends the process.
    for (const ask of [() => regulator.alert(lot), () => regulator.actOnAlert(lot, { act: "acknowledge" })]) {
      const refused = await ask().catch((reason: unknown) => reason);
      expect((refused as ProblemError).problem).to.include({ code: "alert-not-found" });
    }

    const { paths } = openApiDocument() as { paths: Record<string, object> };
    const promised = Object.entries(paths).flatMap(([path, methods]) =>
      notForClients.includes(path) ? [] : Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const metrics = await service.services.metrics.metrics();
    const called = [...metrics.matchAll(/request_seconds_count\{method="(\w+)",route="([^"]+)"/g)].map(
      ([, method, route]) => `${method} ${route}`,
    );
    expect([...new Set(called)].sort()).to.deep.equal(promised.sort());
  });

  it("throws the service's problem", async () => {
    const nothing = `0x${"00".repeat(32)}`;
    const error = await client.lot(nothing).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(ProblemError);
    expect((error as ProblemError).problem).to.include({ code: "lot-not-found", status: 404 });
    expect(await client.evidence(nothing).catch((reason: unknown) => reason)).to.be.instanceOf(ProblemError);
  });

  it("tells a service that is away, and one that is another, from a problem", async () => {
    const stranger = createServer((_request, response) => response.end("<html>hello</html>"));
    await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
    const strange = await new Client(url).network().catch((reason: unknown) => reason);
    stranger.closeAllConnections();
    await new Promise((resolve) => stranger.close(resolve));
    const away = await new Client(url).network().catch((reason: unknown) => reason);
    expect(strange)
      .to.be.instanceOf(UnreachableError)
      .with.property("message")
      .that.matches(/is not this service/);
    expect(away)
      .to.be.instanceOf(UnreachableError)
      .with.property("message")
      .that.matches(/does not answer/);
  });
});
