import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { computeAddress, encodeRlp, keccak256, SigningKey } from "ethers";
import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { type BesuNetwork, writeBesuNetwork } from "../../scripts/network/besu-network.ts";
import { type BesuGenesis, besuGenesisHash, besuGenesisSchema } from "../../src/network/besu-genesis.ts";
import { decodeQbftExtraData } from "../../src/network/qbft-extra-data.ts";

const names = ["validator0", "validator1", "validator2", "validator3", "node"] as const;

const service = z.strictObject({
  image: z.string(),
  restart: z.string(),
  stop_grace_period: z.string(),
  command: z.array(z.string()),
  networks: z.strictObject({
    validators: z.strictObject({ ipv4_address: z.ipv4() }),
    metrics: z.strictObject({}),
    service: z.strictObject({}).optional(),
  }),
  volumes: z.array(z.string().regex(/^[^:]+:[^:]+(:ro)?$/)),
});

/** What the compose file may hold. Ports are not among it: nothing is published. */
const compose = z.strictObject({
  name: z.string(),
  "x-besu": z.unknown(),
  services: z.strictObject(
    Object.fromEntries(names.map((name) => [name, service])) as Record<(typeof names)[number], typeof service>,
  ),
  networks: z.record(z.string(), z.strictObject({ internal: z.literal(true), ipam: z.unknown().optional() })),
  volumes: z.record(z.string(), z.null()),
});

const whole = z.string().regex(/^\d+$/);

/** The options used, with the shapes that Besu's own documentation gives them (docs of March 2026). */
const settings = z.strictObject({
  "genesis-file": z.literal("/network/genesis.json"),
  "data-path": z.literal("/data"),
  "node-private-key-file": z.literal("/key"),
  "sync-mode": z.literal("FULL"),
  "sync-min-peers": z.int(),
  "data-storage-format": z.literal("BONSAI"),
  "bonsai-historical-block-limit": z.int().min(50_000),
  // Besu does not start with another value where every block is run.
  "bonsai-limit-trie-logs-enabled": z.literal(false),
  "min-gas-price": z.literal(0),
  "min-priority-fee": z.literal(0),
  "tx-pool-min-gas-price": z.literal("0"),
  "target-gas-limit": whole,
  "tx-pool": z.literal("sequenced"),
  "tx-pool-max-size": whole,
  "tx-pool-limit-by-account-percentage": z.literal(1),
  "p2p-port": z.literal(30_303),
  "nat-method": z.literal("NONE"),
  "discovery-enabled": z.literal(false),
  "static-nodes-file": z.literal("/network/static-nodes.json"),
  "permissions-nodes-config-file-enabled": z.literal(true),
  "permissions-nodes-config-file": z.literal("/network/permissions.toml"),
  "metrics-enabled": z.literal(true),
  "metrics-host": z.literal("0.0.0.0"),
  "metrics-port": z.int(),
  logging: z.literal("INFO"),
  "rpc-http-enabled": z.literal(true),
  "rpc-http-port": z.literal(8_545),
  "rpc-http-host": z.string(),
  "rpc-http-api": z.array(z.enum(["ETH", "NET", "WEB3", "QBFT", "ADMIN"])),
  "host-allowlist": z.array(z.string()),
});

describe("network/besu", () => {
  let folder: string;
  let written: BesuNetwork;
  let genesis: BesuGenesis;
  let file: z.infer<typeof compose>;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ytterby-besu-"));
    written = await writeBesuNetwork(folder);
    genesis = besuGenesisSchema.parse(JSON.parse(await read("network/genesis.json")));
    file = compose.parse(parseYaml(await read("compose.yaml"), { merge: true }));
  });

  after(() => rm(folder, { recursive: true }));

  const read = (path: string) => readFile(join(folder, path), "utf8");
  const keyOf = async (name: string) => `0x${(await read(`keys/${name}`)).trim()}`;
  const settingsOf = async (name: string) => settings.parse(parseToml(await read(`config/${name}.toml`)));

  it("names the validators of the keys in the genesis block, in ascending order, with no seal", async () => {
    const addresses = await Promise.all(names.slice(0, 4).map(async (name) => computeAddress(await keyOf(name))));
    expect(written.validators).to.deep.equal(addresses);
    const { validators, vote, round, seals, vanity } = decodeQbftExtraData(genesis.extraData);
    expect(validators).to.have.members(addresses).and.have.length(4);
    expect(validators.map((a) => BigInt(a))).to.deep.equal(
      addresses.map((a) => BigInt(a)).sort((a, b) => (a < b ? -1 : 1)),
    );
    expect({ vote, round, seals, vanity }).to.deep.equal({
      vote: null,
      round: 0,
      seals: [],
      vanity: `0x${"00".repeat(32)}`,
    });
  });

  it("tells the hash of the genesis block: that of a header of Cancun over no accounts", () => {
    const zero = `0x${"0".repeat(64)}`;
    const emptyTrie = keccak256(encodeRlp("0x"));
    const header = [
      ...[
        zero,
        keccak256(encodeRlp([])),
        `0x${"0".repeat(40)}`,
        emptyTrie,
        emptyTrie,
        emptyTrie,
        `0x${"0".repeat(512)}`,
      ],
      ...["0x01", "0x", genesis.gasLimit, "0x", "0x", genesis.extraData, genesis.mixHash, `0x${"0".repeat(16)}`],
      ...["0x", emptyTrie, "0x", "0x", zero],
    ];
    expect(written.genesisHash).to.equal(keccak256(encodeRlp(header)));
    expect(besuGenesisHash(genesis)).to.equal(written.genesisHash);
    expect(besuGenesisHash({ ...genesis, timestamp: "0x1" })).not.to.equal(written.genesisHash);
  });

  it("has gas for nothing, in the genesis and in every node's settings", async () => {
    expect(genesis.config.zeroBaseFee).to.equal(true);
    expect(genesis.baseFeePerGas).to.equal("0x0");
    for (const name of ["validator", "node"]) {
      expect(BigInt((await settingsOf(name))["target-gas-limit"])).to.equal(BigInt(genesis.gasLimit));
    }
  });

  it("answers JSON-RPC to a validator's owner and to the service, and publishes no port", async () => {
    const validator = await settingsOf("validator");
    expect(validator["rpc-http-host"]).to.equal("127.0.0.1");
    expect(validator["rpc-http-api"]).to.include("QBFT");
    const node = await settingsOf("node");
    expect(node["rpc-http-api"]).to.have.members(["ETH", "NET", "WEB3"]);
    expect(node["host-allowlist"]).to.deep.equal(["node"]);
    for (const name of names) {
      expect(Object.keys(file.services[name].networks).includes("service")).to.equal(name === "node");
    }
  });

  it("lists the nodes by their keys, at the addresses of the compose file, as peers and as permitted", async () => {
    const enodes = z.array(z.string()).parse(JSON.parse(await read("network/static-nodes.json")));
    const expected = await Promise.all(
      names.map(async (name) => {
        const id = SigningKey.computePublicKey(await keyOf(name)).slice(4);
        return `enode://${id}@${file.services[name].networks.validators.ipv4_address}:30303`;
      }),
    );
    expect(enodes).to.deep.equal(expected);
    expect(parseToml(await read("network/permissions.toml"))).to.deep.equal({ "nodes-allowlist": expected });
    for (const name of names) {
      const { command, networks } = file.services[name];
      expect(command).to.deep.equal([
        "--config-file=/config/besu.toml",
        `--p2p-host=${networks.validators.ipv4_address}`,
      ]);
    }
  });

  it("mounts files that are there, each node its own key, and data that stays", async () => {
    for (const name of names) {
      const { volumes, image } = file.services[name];
      expect(image).to.match(/^hyperledger\/besu:\$\{BESU_VERSION:\?/);
      const config = name === "node" ? "node" : "validator";
      expect(volumes).to.deep.equal([
        "./network:/network:ro",
        `./config/${config}.toml:/config/besu.toml:ro`,
        `./keys/${name}:/key:ro`,
        `${name}:/data`,
      ]);
      for (const [source = ""] of volumes.map((volume) => volume.split(":"))) {
        if (source.startsWith("./")) await stat(join(folder, source));
      }
      expect((await stat(join(folder, "keys", name))).mode & 0o077).to.equal(0);
    }
    expect(Object.keys(file.volumes)).to.have.members([...names]);
  });

  it("never writes over a network that is there", async () => {
    const before = await keyOf("validator0");
    const failure = await writeBesuNetwork(folder).catch((error: unknown) => error);
    expect(failure)
      .to.be.instanceOf(Error)
      .with.property("message")
      .that.contains("keys of a network in this folder already");
    expect(await keyOf("validator0")).to.equal(before);
  });
});
