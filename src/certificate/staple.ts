import type { Hex } from "../domain/hex.ts";
import { parseQuantity } from "../rpc/quantity.ts";
import type { Rpc } from "../rpc/rpc.ts";
import type { Anchors } from "./anchors.ts";
import type { Certificate } from "./certificate-schema.ts";
import type { NetworkDescriptor } from "./network-descriptor.ts";
import { readProof } from "./read-proof.ts";
import { lotHeadSlot, recordSlot } from "./storage-slots.ts";

/**
 * Puts the newest block on a certificate, with the lot's head and record at it, in the place of an older one.
 * @param from What the file's reader trusts already, where the set of validators may have changed since.
 * @throws RpcError if the node does not answer.
 */
export async function stapleCertificate(
  certificate: Certificate,
  { rpc, anchors, from }: { rpc: Rpc; anchors: Anchors; from?: NetworkDescriptor },
): Promise<Certificate> {
  const { manifest, subject } = certificate;
  const newest = (await rpc.call("eth_getBlockByNumber", ["latest", false])) as { number: Hex; hash: Hex };
  const block = { number: parseQuantity(newest.number), hash: newest.hash };
  const keys = [lotHeadSlot(subject.lot), recordSlot(subject.lot)].map(({ key }) => key);
  const [anchor, proof] = await Promise.all([
    anchors.anchor(block, from),
    readProof(rpc, block.hash, [{ address: manifest.contracts.Lots.address, keys }]),
  ]);
  return { ...certificate, staple: { anchor, proof } };
}
