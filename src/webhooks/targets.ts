import { BlockList, isIP } from "node:net";

/**
 * Where webhooks may lead. public: over https to addresses of the internet. loopback: to this machine as well, as in
 * development. any: anywhere, where whoever runs the service trusts everybody who may sign in.
 */
export const targetPolicies = ["public", "loopback", "any"] as const;
export type TargetPolicy = (typeof targetPolicies)[number];

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8);
loopback.addAddress("::1", "ipv6");

/** Addresses that do not lead into the internet, or lead there by a way that hides where (IANA's special-purpose registries). */
const special = new BlockList();
for (const [net, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const) {
  special.addSubnet(net, prefix);
}
/** Of IPv6, only what is given out to networks leads into the internet, apart from tunnels and examples in it. */
const internet6 = new BlockList();
internet6.addSubnet("2000::", 3, "ipv6");
const special6 = new BlockList();
for (const [net, prefix] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const) {
  special6.addSubnet(net, prefix, "ipv6");
}

/** Whether a call may be made to an address over a protocol. */
export function mayCall(policy: TargetPolicy, protocol: string, address: string): boolean {
  if (policy === "any") return true;
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  if (loopback.check(address, family)) return policy === "loopback";
  return protocol === "https:" && isPublic(address, family);
}

function isPublic(address: string, family: "ipv4" | "ipv6"): boolean {
  if (family === "ipv4") return !special.check(address, family);
  return internet6.check(address, family) && !special6.check(address, family);
}
