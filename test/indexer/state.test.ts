import { expect } from "chai";
import { hexlify, ZeroAddress, ZeroHash } from "ethers";
import { sql } from "kysely";
import { elementSymbols } from "../../src/domain/elements.ts";
import { type Head, headOf } from "../../src/domain/head.ts";
import { challengeDecisions } from "../../src/domain/hold.ts";
import { maskOf } from "../../src/domain/mask.ts";
import { movementKinds } from "../../src/domain/movement.ts";
import { scopes as allScopes, type Role, roles, type Scope } from "../../src/domain/participants.ts";
import { processes } from "../../src/domain/process.ts";
import { createIndexer } from "../../src/indexer/indexer.ts";
import { enumerations } from "../../src/ledger/enumerations.ts";
import type { PlainValues } from "../../src/ledger/plain-values.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { ExportControlRepository } from "../../src/store/repositories/export-control-repository.ts";
import { startAnvilWorld } from "../fixtures/anvil-world.ts";
import { history } from "../fixtures/history.ts";
import { readContract } from "../fixtures/read-contract.ts";
import type { World } from "../fixtures/world.ts";
import { describeEngines } from "../store/engines.ts";
import { cleanup } from "../support/cleanup.ts";

const rawCountry = (code: string) => (code === "" ? "0x0000" : `0x${Buffer.from(code).toString("hex")}`);

describeEngines("folded state", (fresh) => {
  const onClose = cleanup();
  let world: World;
  let store: Store;

  before(async function () {
    this.timeout(60_000);
    world = await startAnvilWorld(onClose);
    for await (const _ of history(world, "S"));
    store = await openStore(await fresh());
    onClose(() => store.close());
    await createIndexer({ ledger: world.ledger, store, forkDepth: 5, pollMs: 10 }).catchUp();
  });

  const read = async (...args: [Parameters<typeof readContract>[1], string, ...unknown[]]): Promise<PlainValues> =>
    (await readContract(world.ledger, ...args))[0] as PlainValues;

  const chainHead = async (contract: "Lots" | "Participants" | "Schemes", subject: unknown): Promise<Head> => {
    const { hash, count } = await read(contract, "heads", subject);
    return { hash: String(hash), count: Number(count) };
  };

  const all = async <T>(query: { execute(): Promise<T[]> }): Promise<T[]> => {
    const rows = await query.execute();
    expect(rows).not.to.deep.equal([]);
    return rows;
  };

  interface Declared {
    composition: Record<string, object>;
    site: string;
    deposit: string;
    country: string;
    producedAt: number;
    custodyModel: string;
    allocation: string;
    primaryDataBasisPoints: number;
    certifier: string | null;
  }

  const declaredContent = async (digest: string, output: number): Promise<Declared> => {
    const { message } = await store.db
      .selectFrom("statement_included")
      .select("message")
      .where("digest", "=", digest)
      .executeTakeFirstOrThrow();
    const { content, outputs } = message as unknown as { content?: Declared; outputs?: { content: Declared }[] };
    const declared = content ?? outputs?.[output]?.content;
    if (declared === undefined) throw new Error(`${digest} declares no lot`);
    return declared;
  };

  it("has every lot's dossier: its head is the chain's", async () => {
    const lots = await all(store.db.selectFrom("lot").select(["id", "links"]));
    for (const { id, links } of lots) {
      const dossier = await store.db
        .selectFrom("dossier_link")
        .selectAll()
        .where("lot", "=", id)
        .orderBy("position")
        .execute();
      expect(dossier.map(({ position }) => position)).to.deep.equal(dossier.map((_, i) => i + 1));
      expect(dossier).to.have.lengthOf(links);
      const head = headOf(dossier.map((link) => ({ ...link, timestamp: Number(link.timestamp) })));
      expect(head).to.deep.equal(await chainHead("Lots", id));
    }
  });

  const actHead = async (subject: string): Promise<Head> => {
    const acts = await store.db
      .selectFrom("governance_act")
      .select(["digest", "timestamp"])
      .where("subject", "=", subject)
      .orderBy("position")
      .execute();
    return headOf(
      acts.map(({ digest, timestamp }) => ({
        digest: digest ?? "",
        timestamp: Number(timestamp),
      })),
    );
  };

  it("has every organisation's acts: its head is the chain's", async () => {
    for (const { address, links } of await all(store.db.selectFrom("organisation").select(["address", "links"]))) {
      const head = await actHead(address);
      expect(head).to.deep.equal(await chainHead("Participants", address));
      expect(head.count).to.equal(links);
    }
  });

  it("has every scheme's acts: its head is the chain's", async () => {
    for (const { id, links } of await all(store.db.selectFrom("scheme").select(["id", "links"]))) {
      const head = await actHead(String(id));
      expect(head).to.deep.equal(await chainHead("Schemes", id));
      expect(head.count).to.equal(links);
    }
  });

  const accountArguments = (id: string) => {
    const [organisation = "", site = "", process = ""] = id.split("/");
    return [organisation, site, String((processes as readonly string[]).indexOf(process) + 1)];
  };

  it("has every register's acts: its head is the chain's", async () => {
    const subjects = [];
    for (const { subject, links } of await all(store.db.selectFrom("register_head").selectAll())) {
      const head = await actHead(subject);
      const [type = "", id = ""] = subject.split(" ");
      const [contract, view, ...args] = {
        quota: ["Quotas", "heads", id] as const,
        terms: ["Policies", "termsHeads", id] as const,
        allowance: ["Policies", "allowanceHeads", ...id.split("/")] as const,
        account: ["SiteAccounts", "heads", ...accountArguments(id)] as const,
        tolerances: ["Attestations", "settingsHead"] as const,
        limits: ["Custody", "settingsHead"] as const,
      }[type] ?? ["Lots", "none"];
      const { hash, count } = await read(contract as "Quotas", view, ...args);
      expect(head, subject).to.deep.equal({ hash: String(hash), count: Number(count) });
      expect(head.count).to.equal(links);
      subjects.push(type);
    }
    expect(subjects).to.include.members(["quota", "account", "tolerances", "limits"]);
  });

  it("has lots as the contract has them", async () => {
    const serials = new Map(
      (await all(store.db.selectFrom("organisation").select(["address", "serial"]))).map((row) => [
        row.address,
        BigInt(row.serial),
      ]),
    );
    const seen = new Set<string>();
    for (const lot of await all(store.db.selectFrom("lot").selectAll())) {
      seen.add(`${lot.status} ${lot.disputes > 0}`);
      if (lot.watched && (lot.withheld_grams ?? 0n) > 0n) seen.add(`${lot.status} watched, withheld`);
      const { custodyModel, allocation, primaryDataPercent, isOpen, ...record } = await read("Lots", "lots", lot.id);
      const declared = await declaredContent(lot.declaration, lot.output);
      const withheld = await read("Quotas", "withheld", lot.id);
      expect(lot.withheld_grams ?? 0n).to.equal(withheld.grams);
      expect({ custodyModel, allocation, primaryDataPercent, isOpen }).to.deep.equal({
        custodyModel: enumeration("CustodyModel", declared.custodyModel),
        allocation: enumeration("Allocation", declared.allocation),
        primaryDataPercent: BigInt(Math.floor(declared.primaryDataBasisPoints / 100)),
        isOpen: declared.certifier === null,
      });
      expect({
        status: enumeration("LotStatus", lot.status),
        form: enumeration("Form", lot.form),
        disputes: BigInt(lot.disputes),
        massGrams: lot.left_grams,
        footprintGramsPerKilogram: BigInt(lot.footprint_grams_per_kilogram),
        validUntil: lot.valid_until ?? 0n,
        scheme: BigInt(lot.scheme ?? 0),
        certifier: serials.get(lot.certified_by ?? declared.certifier ?? "") ?? 0n,
        producer: serials.get(lot.producer),
        country: rawCountry(declared.country),
        producedAt: BigInt(declared.producedAt),
      }).to.deep.equal(record);
    }
    expect([...seen]).to.include.members([
      "suspended false",
      "revoked false",
      "rejected true",
      "rejected watched, withheld",
    ]);
  });

  it("has everybody's grams, and the transport carbon they carry, as the contract has them", async () => {
    let carried = 0;
    const abroad = new Set<string>();
    const holders = await all(store.db.selectFrom("organisation").select("address"));
    for (const { id } of await all(store.db.selectFrom("lot").select("id"))) {
      for (const { address } of holders) {
        const rows = await store.db
          .selectFrom("balance")
          .select(["country", "grams", "transport_milligrams"])
          .where("lot", "=", id)
          .where("holder", "=", address)
          .execute();
        for (const { country, grams, transport_milligrams } of rows) {
          const stock = await read("Lots", "stockOf", id, address, rawCountry(country));
          expect(stock).to.deep.equal({ grams, transportMilligrams: transport_milligrams });
          abroad.add(country);
        }
        const total = (pick: (row: (typeof rows)[number]) => bigint) => rows.reduce((sum, row) => sum + pick(row), 0n);
        const { 0: grams } = await readContract(world.ledger, "Lots", "balanceOf", address, id);
        expect(total((row) => row.grams)).to.equal(grams);
        const { 0: transport } = await readContract(world.ledger, "Lots", "transportOf", address, id);
        expect(total((row) => row.transport_milligrams)).to.equal(transport);
        if (transport !== 0n) carried += 1;
      }
    }
    expect(carried).to.be.at.least(2);
    expect(abroad.size).to.be.at.least(2);
  });

  it("conserves every lot's grams: in hand, on the road, seized, disputed, lost, retired and made into others make what was certified", async () => {
    const { rows } = await sql<{
      certified: bigint;
      accounted: bigint;
      road: bigint;
      seized: bigint;
      disputed: bigint;
      lost: bigint;
      retired: bigint;
      consumed: bigint;
    }>`
      select case when certification is null then 0 else left_grams end as certified,
        in_hand + road + seized + disputed + lost + retired + consumed as accounted, road, seized, disputed, lost, retired, consumed
      from lot,
        lateral (select coalesce(sum(grams), 0) as in_hand from balance where balance.lot = lot.id) held,
        lateral (
          select coalesce(sum(grams), 0) as seized from seizure where seizure.lot = lot.id and ended_at is null
        ) taken,
        lateral (
          select coalesce(sum(sent_grams) filter (where received_grams is null), 0) as road,
            coalesce(sum(sent_grams - received_grams - returned_grams) filter (where status = 'disputed'), 0) as disputed,
            coalesce(sum(sent_grams - received_grams - returned_grams) filter (where status <> 'disputed'), 0) as lost
          from consignment_line join consignment on consignment.id = consignment where consignment_line.lot = lot.id
        ) sent,
        lateral (
          select coalesce(sum((message->>'grams')::int8), 0) as retired
          from statement_included where kind = 'retire' and lots[1] = lot.id
        ) gone,
        lateral (
          select coalesce(sum(grams), 0) as consumed from lot_input
          where lot_input.lot = lot.id and lot.certification is not null
        ) used`.execute(store.db);
    for (const { certified, accounted } of rows) expect(accounted).to.equal(certified);
    expect(rows.some(({ road }) => road > 0n)).to.equal(true);
    expect(rows.some(({ seized }) => seized > 0n)).to.equal(true);
    expect(rows.some(({ disputed }) => disputed > 0n)).to.equal(true);
    expect(rows.some(({ lost }) => lost > 0n)).to.equal(true);
    expect(rows.some(({ retired }) => retired > 0n)).to.equal(true);
    expect(rows.some(({ consumed }) => consumed > 0n)).to.equal(true);
  });

  it("has what every lot is made of as it was declared", async () => {
    for (const { id, declaration, output } of await all(store.db.selectFrom("lot").selectAll())) {
      const row = await store.db.selectFrom("lot_content").selectAll().where("lot", "=", id).executeTakeFirstOrThrow();
      const { composition, site, deposit, custodyModel } = await declaredContent(declaration, output);
      expect({ site: row.site, deposit: row.deposit, custodyModel: row.custody_model }).to.deep.equal({
        site,
        deposit,
        custodyModel,
      });
      elementSymbols.forEach((symbol, index) => {
        const share = row.parts_per_hundred_million[index];
        const found = ((row.not_found >> index) & 1) === 0;
        expect(found ? { partsPerHundredMillion: share } : { detectionLimit: share }).to.deep.equal(
          composition[symbol],
        );
      });
    }
  });

  it("has every stock as the ledger has it: what came in less what left is what is in hand, on the road, disputed and seized", async () => {
    const { rows } = await sql<{ organisation: string; lot: string; moved: bigint; stock: bigint }>`
      with moved as (
        select organisation, lot, sum(case when kind in ('declared', 'made', 'withdrawn', 'received', 'restored') then grams else -grams end) as grams
        from movement group by organisation, lot
      ), stock as (
        select organisation, lot, sum(grams) as grams from (
          select holder as organisation, lot, grams from balance
          union all
          select sender, lot, sent_grams - coalesce(received_grams, 0) from consignment_line
            join consignment on consignment.id = consignment where received_grams is null or status = 'disputed'
          union all
          select authority, lot, grams from seizure where ended_at is null
          union all
          select producer, id, left_grams from lot where certification is null and status <> 'rejected'
        ) parts group by organisation, lot
      )
      select organisation, lot, coalesce(moved.grams, 0) as moved, coalesce(stock.grams, 0) as stock
      from moved full join stock using (organisation, lot)`.execute(store.db);
    expect(rows.filter(({ stock }) => stock > 0n)).to.have.lengthOf.at.least(15);
    for (const { moved, stock } of rows) expect(moved).to.equal(stock);
    const kinds = await store.db.selectFrom("movement").select("kind").distinct().execute();
    expect(kinds.map(({ kind }) => kind)).to.have.members([...movementKinds]);
  });

  it("has sites' accounts, allowances and what governance says of transformations as the contracts have them", async () => {
    const raw = (text: string) => BigInt(text);
    for (const row of await all(store.db.selectFrom("site_account").selectAll())) {
      const process = enumeration("Process", row.process);
      expect(await read("SiteAccounts", "accounts", row.organisation, row.site, process)).to.deep.equal({
        strictest: enumeration("CustodyModel", row.strictest),
        originCountry: rawCountry(row.origin_country),
        country: rawCountry(row.country),
        secondaryDataBasisPoints: BigInt(row.secondary_data_basis_points),
      });
    }
    const credits = await all(store.db.selectFrom("site_credit").selectAll());
    for (const { organisation, site, process, period } of credits) {
      const key = [organisation, site, enumeration("Process", process), period] as const;
      const { 0: stored } = await readContract(world.ledger, "SiteAccounts", "creditsOf", ...key);
      const ours = elementSymbols.map((element) => {
        const row = credits.find(
          (each) =>
            each.organisation === organisation &&
            each.site === site &&
            each.process === process &&
            each.period === period &&
            each.element === element,
        );
        return { nanograms: row?.nanograms ?? 0n, carbonMilligrams: row?.carbon_milligrams ?? 0n };
      });
      expect(ours).to.deep.equal(stored);
      expect(ours.some(({ nanograms }) => nanograms > 0n)).to.equal(true);
    }
    for (const row of await all(store.db.selectFrom("allowance").selectAll())) {
      expect(row.tolerated_nanograms).to.be.above(0n);
      expect({
        toleranceNanograms: row.tolerance_nanograms,
        toleratedNanograms: row.tolerated_nanograms,
        relianceNanograms: row.reliance_nanograms,
        reliedNanograms: row.relied_nanograms,
      }).to.deep.equal(await read("Policies", "allowances", row.organisation, raw(row.site)));
    }
    for (const row of await all(store.db.selectFrom("processing_terms").selectAll())) {
      const prices = elementSymbols.map((symbol) => BigInt((row.prices[symbol] as number | undefined) ?? 0));
      expect({ toleranceBasisPoints: BigInt(row.tolerance_basis_points), prices }).to.deep.equal(
        await read("Policies", "terms", row.scheme),
      );
    }
    for (const { reason, policy } of await all(store.db.selectFrom("inheritance_policy").selectAll())) {
      const { 0: stored } = await readContract(world.ledger, "Policies", "inheritancePolicies", reason);
      expect(enumeration("InheritancePolicy", policy)).to.equal(stored);
    }
    // The contract tells thresholds by its events alone.
    expect(await all(store.db.selectFrom("class_threshold").selectAll())).to.deep.equal([
      {
        scheme: 100 + "S".charCodeAt(0),
        form: "separated-oxide",
        low_carbon_grams_per_kilogram: 20_000,
        zero_carbon_grams_per_kilogram: 500,
      },
    ]);
  });

  it("replays an account from its deposits and withdrawals", async () => {
    const { rows } = await sql<{ moved: bigint; left: bigint }>`
      select moved, "left" from (
        select organisation, site, process, period,
          sum(case direction when 'deposit' then carbon_milligrams else -carbon_milligrams end) as moved
        from site_movement group by organisation, site, process, period
      ) movements full join (
        select organisation, site, process, period, sum(carbon_milligrams) as "left"
        from site_credit group by organisation, site, process, period
      ) credits using (organisation, site, process, period)`.execute(store.db);
    expect(rows.filter(({ left }) => left > 0n)).not.to.deep.equal([]);
    for (const { moved, left } of rows) expect(moved).to.equal(left);
  });

  it("has consignments as the contract has them", async () => {
    for (const consignment of await all(store.db.selectFrom("consignment").selectAll())) {
      expect(await read("Custody", "consignments", consignment.id)).to.deep.include({
        status: enumeration("ConsignmentStatus", consignment.status),
        dispatchedAt: consignment.dispatched_at,
        closedAt: consignment.closed_at ?? 0n,
      });
    }
  });

  it("has holds as the contract has them: those that were ended it has forgotten", async () => {
    const holds = await all(store.db.selectFrom("hold").selectAll());
    expect(holds.filter(({ ended_by }) => ended_by !== null)).to.not.be.empty;
    expect(holds.filter(({ ended_by }) => ended_by === null)).to.not.be.empty;
    expect(holds.filter(({ consignment, ended_by }) => consignment !== null && ended_by === null)).to.not.be.empty;
    expect(holds.filter(({ consignment, ended_by }) => consignment !== null && ended_by !== null)).to.not.be.empty;
    for (const { statement, lot, holder, consignment, country, until, authority, ended_by } of holds) {
      const known = await read("Customs", "holdings", lot, statement);
      if (ended_by !== null) expect(known).to.deep.include({ authority: ZeroAddress, until: 0n });
      else {
        expect(known).to.deep.include({
          ...{ holder: holder ?? ZeroAddress, consignment: consignment ?? ZeroHash, until, authority },
          country: hexlify(Buffer.from(country)),
        });
      }
    }
  });

  it("has permits and rules as the contract has them: those that were withdrawn it has forgotten", async () => {
    const { items: permits } = await new ExportControlRepository(store.db).permits({}, { limit: 100 });
    expect(permits.map(({ drawn_grams }) => drawn_grams)).to.include(35n);
    for (const { statement, withdrawn_at, granted_grams: grams, drawn_grams: drawnGrams, number } of permits) {
      const known = await read("ExportControl", "permits", statement);
      expect(known).to.deep.include(withdrawn_at === null ? { grams, drawnGrams, number } : { grams: 0n, number: 0n });
    }
    const rules = await all(store.db.selectFrom("export_rule").selectAll());
    expect(rules.map(({ rule }) => rule)).to.have.members([100, 101]);
  });

  it("has challenges as the contract has them", async () => {
    const challenges = await all(store.db.selectFrom("hold").selectAll().where("answer_by", "is not", null));
    expect(challenges).to.not.be.empty;
    for (const { statement, answer_by, answered_at, decision } of challenges) {
      expect(await read("Customs", "challenges", statement)).to.deep.include({
        ...{ answerBy: answer_by, answeredAt: answered_at },
        decision: decision === null ? 0n : BigInt(challengeDecisions.indexOf(decision) + 1),
      });
    }
  });

  it("has seizures as the contract has them: those that were given back it has forgotten", async () => {
    const seizures = await all(store.db.selectFrom("seizure").selectAll());
    expect(seizures.filter(({ ended_at }) => ended_at === null)).to.not.be.empty;
    expect(seizures.filter(({ ended_at }) => ended_at !== null)).to.have.lengthOf.at.least(2);
    for (const { statement, lot, holder, country, authority, grams, transport_milligrams, ended_at } of seizures) {
      expect(await read("Seizures", "seizures", statement)).to.deep.include(
        ended_at === null
          ? { lot: BigInt(lot), holder, country: rawCountry(country), authority }
          : { lot: 0n, holder: ZeroAddress, authority: ZeroAddress },
      );
      const { stock } = await read("Seizures", "seizures", statement);
      expect(stock).to.deep.include(
        ended_at === null
          ? { grams, transportMilligrams: transport_milligrams }
          : { grams: 0n, transportMilligrams: 0n },
      );
    }
  });

  it("has routes as the contract has them, every country that was ever said to be passed, and where a permit lacked", async () => {
    const { rows } = await sql<{ id: string; route: string[]; passed: string[]; changes: bigint; said: string[] }>`
      select id, route, passed, changes, said from consignment, lateral (
        select count(*) as changes from route_change where route_change.consignment = id
      ) changed, lateral (
        select coalesce(array_agg(each), '{}') as said
        from route_change, unnest(route_change.route) each where route_change.consignment = id
      ) ways where changes > 0`.execute(store.db);
    expect(rows).to.have.lengthOf.at.least(2);
    for (const { id, route, passed, changes, said } of rows) {
      const codes = route.map((code) => rawCountry(code).slice(2)).join("");
      expect(await read("Routes", "ways", id)).to.deep.include({ route: `0x${codes.padEnd(64, "0")}`, changes });
      expect(passed).to.include.members([...said, "KZ", "PL"]);
    }
    const passages = await all(store.db.selectFrom("unpermitted_passage").selectAll());
    expect(passages).to.not.be.empty;
    for (const { country, lots } of passages) {
      expect(country).to.equal("MN");
      expect(lots).to.have.length(1);
    }
  });

  it("has findings and their links as the contract has them", async () => {
    const findings = await all(store.db.selectFrom("border_finding").selectAll());
    expect(findings.filter(({ withdrawn_at }) => withdrawn_at !== null)).to.not.be.empty;
    const links = await all(store.db.selectFrom("finding_link").selectAll());
    expect(links).to.not.be.empty;
    for (const { statement, authority, withdrawn_at } of findings) {
      const count = BigInt(links.filter(({ finding }) => finding === statement).length);
      expect(await read("Findings", "findings", statement)).to.deep.include(
        withdrawn_at === null ? { authority, links: count } : { authority: ZeroAddress, links: 0n },
      );
    }
    for (const { finding, lot, linked_by } of links) {
      expect(await read("Findings", "linkedBy", finding, BigInt(lot))).to.equal(linked_by);
    }
  });

  it("has organisations, roles and keys as the contract has them", async () => {
    const grants = await all(store.db.selectFrom("role_grant").selectAll());
    for (const organisation of await all(store.db.selectFrom("organisation").selectAll())) {
      const {
        roles: mask,
        homeRole,
        homeFrom,
        homeUntil,
        ...rest
      } = await read("Participants", "organisations", organisation.address);
      const home = grants.find(
        (grant) =>
          grant.organisation === organisation.address &&
          grant.country === organisation.country &&
          grant.role === roles[Number(homeRole)],
      );
      const kept = home === undefined || home.site !== null ? [0n, 0n] : [home.valid_from, home.valid_until];
      expect([homeFrom, homeUntil]).to.deep.equal(kept);
      expect({
        status: enumeration("OrganisationStatus", organisation.status),
        serial: BigInt(organisation.serial),
        country: rawCountry(organisation.country),
        enrolledAt: organisation.enrolled_at,
        suspendedAt: organisation.suspended_at ?? 0n,
      }).to.deep.include(rest);
      expect(mask).not.to.equal(0n);
    }
    for (const grant of grants) {
      const role = roles.indexOf(grant.role as Role);
      expect({
        validFrom: grant.valid_from,
        validUntil: grant.valid_until,
        site: BigInt(grant.site ?? 0),
      }).to.deep.equal(await read("Participants", "roleGrants", grant.organisation, role, rawCountry(grant.country)));
    }
    for (const key of await all(store.db.selectFrom("organisation_key").selectAll())) {
      const { scopes, ...rest } = await read("Participants", "keys", key.organisation, key.key);
      expect(BigInt(maskOf(allScopes, key.scopes as Scope[], 0))).to.equal(scopes);
      expect({
        validFrom: key.valid_from,
        validUntil: key.valid_until,
        revokedAt: key.revoked_at ?? 0n,
        compromisedSince: key.compromised_since ?? 0n,
      }).to.deep.equal(rest);
    }
  });

  it("has quotas, schemes, accreditations and tolerances as the contracts have them", async () => {
    for (const quota of await all(store.db.selectFrom("quota").selectAll())) {
      expect({
        organisation: quota.organisation,
        validFrom: quota.valid_from,
        validUntil: quota.valid_until,
        grantedGrams: quota.granted_grams,
        drawnGrams: quota.drawn_grams,
        kind: enumeration("QuotaKind", quota.kind),
        country: rawCountry(quota.country),
      }).to.deep.equal(await read("Quotas", "quotas", quota.id));
    }
    for (const row of await all(store.db.selectFrom("scheme").selectAll())) {
      const terms = await read("Schemes", "schemes", row.id);
      expect({
        validFrom: row.valid_from,
        validUntil: row.valid_until,
        suspendedFrom: row.suspended_from ?? 0n,
        suspendedUntil: row.suspended_until ?? 0n,
        maximumAgeDays: BigInt(row.maximum_age_days),
        maximumValidityDays: BigInt(row.maximum_validity_days),
        attestations: mask("AttestationKind", row.attestations),
        forms: mask("Form", row.forms),
        custodyModels: mask("CustodyModel", row.custody_models),
        allocations: mask("Allocation", row.allocations),
        minimumPrimaryDataPercent: BigInt(row.minimum_primary_data_percent),
      }).to.deep.include(terms);
    }
    for (const row of await all(store.db.selectFrom("accreditation").selectAll())) {
      expect({ validFrom: row.valid_from, validUntil: row.valid_until }).to.deep.equal(
        await read("Schemes", "accreditations", row.scheme, row.organisation),
      );
    }
    const [tolerance] = await all(store.db.selectFrom("tolerance").selectAll());
    expect(await read("Attestations", "tolerances")).to.deep.equal({
      assayBasisPoints: BigInt(tolerance?.assay_basis_points ?? -1),
      assayPartsPerHundredMillion: BigInt(tolerance?.assay_parts_per_hundred_million ?? -1),
      weightBasisPoints: BigInt(tolerance?.weight_basis_points ?? -1),
    });
  });
});

function enumeration(name: string, entry: string): bigint {
  return BigInt(enumerations[name]?.indexOf(entry) ?? -1);
}

function mask(name: string, entries: string[]): bigint {
  return entries.reduce((sum, entry) => sum | (1n << enumeration(name, entry)), 0n);
}
