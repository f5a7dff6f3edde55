import { expect } from "chai";
import { mayCall } from "../../src/webhooks/targets.ts";

const internet = ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"];
const loopback = ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"];
const special = [
  "0.0.0.0",
  "10.1.2.3",
  "100.64.0.1",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "198.18.0.1",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "fe80::1",
  "fc00::1",
  "fd12:3456::1",
  "ff02::1",
  "::ffff:10.0.0.1",
  "::ffff:8.8.8.8",
  "64:ff9b::a00:1",
  "2001::1",
  "2001:db8::1",
  "2002:a00:1::1",
];

describe("targets of webhooks", () => {
  for (const [policy, protocol, allowed] of [
    ["public", "https:", internet],
    ["public", "http:", []],
    ["loopback", "https:", [...internet, ...loopback]],
    ["loopback", "http:", loopback],
    ["any", "http:", [...internet, ...loopback, ...special]],
  ] as const) {
    it(`are ${allowed.length} of these addresses over ${protocol} where ${policy} ones may be called`, () => {
      const all = [...internet, ...loopback, ...special];
      expect(all.filter((address) => mayCall(policy, protocol, address))).to.deep.equal(allowed);
    });
  }
});
