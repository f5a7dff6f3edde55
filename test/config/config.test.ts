import { expect } from "chai";
import { ConfigError, readConfig } from "../../src/config/config.ts";
import { variables } from "../../src/config/variables.ts";

const KEY = `0x${"5e".repeat(32)}`;

describe("configuration", () => {
  it("has a default for everything", () => {
    expect(readConfig({})).to.deep.equal({
      dataFolder: ".ytterby",
      httpHost: "127.0.0.1",
      httpPort: 8080,
      rpcUrls: undefined,
      chainId: undefined,
      manifestPath: ".ytterby/deployment.json",
      databaseUrl: undefined,
      relayKey: undefined,
      relayKeyFile: undefined,
      relayKeyPassword: undefined,
      batchWindowMs: 20,
      batchMaxStatements: 200,
      batchMaxGas: 25_000_000n,
      finality: "instant",
      confirmations: 0,
      forkDepth: 0,
      blockPeriodMs: 1000,
      logLevel: "info",
      evidenceMaxBytes: 10_485_760,
      evidenceDailyBytes: 1_073_741_824,
      evidenceAnonymousDailyBytes: 16_777_216,
      evidenceLifeDays: 90,
      evidenceTotalBytes: 21_474_836_480,
      bodyMaxBytes: 1_048_576,
      publicUrl: undefined,
      rateLimitPerMinute: 6000,
      trustedProxies: undefined,
      unitsKey: undefined,
      webhookTargets: "loopback",
      webhookDeadAfterDays: 3,
      keyPassword: undefined,
      shutdownDeadlineMs: 10_000,
    });
  });

  it("lets webhooks lead to this machine only while nobody else reaches the service, unless told otherwise", () => {
    const targets = (host: string, set = "") =>
      readConfig({ YTTERBY_HTTP_HOST: host, YTTERBY_WEBHOOK_TARGETS: set }).webhookTargets;
    for (const host of ["127.0.0.1", "::1", "localhost"]) expect(targets(host)).to.equal("loopback");
    for (const host of ["0.0.0.0", "::", "10.0.0.5", "ledger.example"]) expect(targets(host), host).to.equal("public");
    expect(targets("0.0.0.0", "any")).to.equal("any");
  });

  it("takes proxies by address and network, and none that is neither", () => {
    const proxies = (text: string) => readConfig({ YTTERBY_TRUSTED_PROXIES: text }).trustedProxies;
    expect(proxies("loopback, 10.0.0.0/8,2001:db8::/32,192.0.2.7")).to.deep.equal([
      "loopback",
      "10.0.0.0/8",
      "2001:db8::/32",
      "192.0.2.7",
    ]);
    for (const text of ["true", "10.0.0.0/33", "10.0.0", "1", "10.0.0.1/8/8", "proxy.example"]) {
      expect(() => proxies(text), text).to.throw("YTTERBY_TRUSTED_PROXIES must be");
    }
  });

  it("takes what is set, and an empty variable as not set", () => {
    const config = readConfig({
      YTTERBY_DATA: "/srv/ledger",
      YTTERBY_HTTP_PORT: "0",
      YTTERBY_RPC_URL: "https://rpc.example:8545/x",
      YTTERBY_CHAIN_ID: "1337",
      DATABASE_URL: "postgresql://u:p@db/ytterby",
      YTTERBY_RELAY_KEY: KEY,
      YTTERBY_BATCH_MAX_GAS: "9000000",
      YTTERBY_LOG_LEVEL: "",
    });
    expect(config).to.deep.include({
      dataFolder: "/srv/ledger",
      manifestPath: "/srv/ledger/deployment.json",
      httpPort: 0,
      rpcUrls: ["https://rpc.example:8545/x"],
      chainId: 1337,
      finality: "tag",
      confirmations: 12,
      forkDepth: 64,
      databaseUrl: "postgresql://u:p@db/ytterby",
      relayKey: KEY,
      batchMaxGas: 9_000_000n,
      logLevel: "info",
    });
  });

  it("takes several nodes of a network, with commas between them", () => {
    const nodes = ["http://127.0.0.1:1", "https://rpc.example/x"];
    expect(readConfig({ YTTERBY_RPC_URL: nodes.join(" , ") }).rpcUrls).to.deep.equal(nodes);
    for (const bad of ["http://127.0.0.1:1,", "http://127.0.0.1:1,ftp://x", ","]) {
      expect(() => readConfig({ YTTERBY_RPC_URL: bad }), bad).to.throw(
        "YTTERBY_RPC_URL must be one or more http or https",
      );
    }
  });

  it("holds blocks of a network final as it is told to, and where blocks are counted, by their number", () => {
    const read = (settings: Record<string, string>) => {
      const config = readConfig({ YTTERBY_RPC_URL: "http://127.0.0.1:8545", ...settings });
      return [config.finality, config.confirmations, config.forkDepth];
    };
    expect(read({ YTTERBY_CONFIRMATIONS: "0" })).to.deep.equal(["depth", 0, 64]);
    expect(read({ YTTERBY_FORK_DEPTH: "5" })).to.deep.equal(["depth", 12, 5]);
    expect(read({ YTTERBY_FINALITY: "depth" })).to.deep.equal(["depth", 12, 64]);
    expect(read({ YTTERBY_FINALITY: "tag", YTTERBY_FORK_DEPTH: "5" })).to.deep.equal(["tag", 12, 5]);
    expect(read({ YTTERBY_FINALITY: "instant", YTTERBY_FORK_DEPTH: "0" })).to.deep.equal(["instant", 0, 0]);
    expect(() => read({ YTTERBY_FINALITY: "instant", YTTERBY_FORK_DEPTH: "5" })).to.throw(
      "YTTERBY_FINALITY=instant leaves nothing to YTTERBY_CONFIRMATIONS and YTTERBY_FORK_DEPTH",
    );
    expect(() => read({ YTTERBY_FINALITY: "soon" })).to.throw(
      'YTTERBY_FINALITY must be instant, tag or depth, and is "soon"',
    );
  });

  it("names every bad variable at once, with its value", () => {
    const read = () =>
      readConfig({
        YTTERBY_HTTP_PORT: "65536",
        YTTERBY_BATCH_WINDOW_MS: "-1",
        YTTERBY_LOG_LEVEL: "loud",
        YTTERBY_DATE: "x",
      });
    expect(read).to.throw(ConfigError, /^The configuration cannot be used:\n/);
    expect(read).to.throw('YTTERBY_HTTP_PORT must be a whole number from 0 to 65535, and is "65536"');
    expect(read).to.throw('YTTERBY_BATCH_WINDOW_MS must be a whole number from 0 to 60000, and is "-1"');
    expect(read).to.throw('YTTERBY_LOG_LEVEL must be fatal, error, warn, info, debug, trace or silent, and is "loud"');
    expect(read).to.throw("YTTERBY_DATE is not a setting of Ytterby");
  });

  it("refuses numbers that are not plain whole ones", () => {
    for (const text of ["1e3", "0x10", "1.5", " 5", "5_000", "９", "99999999999999999999"]) {
      expect(() => readConfig({ YTTERBY_FORK_DEPTH: text }), text).to.throw(ConfigError);
      expect(() => readConfig({ YTTERBY_BATCH_MAX_GAS: text }), text).to.throw(ConfigError);
      expect(() => readConfig({ YTTERBY_CHAIN_ID: text }), text).to.throw(ConfigError);
    }
  });

  it("never shows a secret", () => {
    const env = Object.fromEntries(
      Object.values(variables)
        .filter(({ secret }) => secret)
        .map(({ name }) => [name, `hush-${name}`]),
    );
    expect(Object.keys(env)).to.include.members(["YTTERBY_RELAY_KEY", "YTTERBY_RELAY_KEY_PASSWORD", "DATABASE_URL"]);
    expect(() => readConfig(env))
      .to.throw(ConfigError, "YTTERBY_RELAY_KEY must be a private key")
      .with.property("message")
      .that.does.not.contain("hush");
  });

  it("refuses private keys outside the curve's order", () => {
    const order = "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    for (const key of [`0x${"00".repeat(32)}`, order, KEY.slice(2)]) {
      expect(() => readConfig({ YTTERBY_RELAY_KEY: key }), key).to.throw(ConfigError);
    }
    const last = order.replace(/1$/, "0");
    expect(readConfig({ YTTERBY_RELAY_KEY: last }).relayKey).to.equal(last);
  });

  it("takes the relay's key from one place only", () => {
    const file = { YTTERBY_RELAY_KEY_FILE: "relay.json", YTTERBY_RELAY_KEY_PASSWORD: "p" };
    expect(readConfig(file)).to.include({ relayKeyFile: "relay.json", relayKeyPassword: "p" });
    expect(() => readConfig({ ...file, YTTERBY_RELAY_KEY: KEY })).to.throw(ConfigError, "name two keys");
    expect(() => readConfig({ YTTERBY_RELAY_KEY_FILE: "relay.json" })).to.throw(ConfigError, "need each other");
    expect(() => readConfig({ YTTERBY_RELAY_KEY_PASSWORD: "p" })).to.throw(ConfigError, "need each other");
  });
});
