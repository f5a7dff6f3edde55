import { ethers } from "../../../../test/contracts/fixtures/fixture.ts";
import { EasPeer } from "./eas.ts";
import { SafePeer } from "./safe.ts";
import { TokenPeer } from "./token.ts";

/** A peer's figure beside one of ours. */
export interface PeerFigure {
  name: string;
  figure: number;
}

/**
 * What peers take for what comes nearest to each of our rows, by the metric's name, in the steady state too: nonces are in
 * use, and who is handed units of an id holds some of it. None of them judges roles, windows, certificates or grams, nor
 * keeps a dossier.
 */
export async function peerFigures(): Promise<Record<string, PeerFigure>> {
  const [eas, token] = [await EasPeer.deploy(), await TokenPeer.deploy()];
  const [producer, certifier, recipient] = [wallet(), wallet(), wallet()];
  const laboratories = Array.from({ length: 20 }, wallet);
  const [laboratory = wallet()] = laboratories;
  for (const attester of [producer, certifier, ...laboratories]) await eas.single(attester);
  const alone = await SafePeer.deploy([producer]);
  const both = await SafePeer.deploy([producer, recipient]);

  const ids = Array.from({ length: 100 }, (_, index) => BigInt(index + 1));
  const later = ids.map((id) => id + 1_000n);
  const [id = 0n] = ids;
  const ten = ids.slice(0, 10);
  for (const holder of [producer.address, recipient.address, await alone.address(), await both.address()]) {
    await token.mintBatch(holder, ids);
  }
  await token.transfer(producer, recipient.address, id);
  const fromSafe = async (safe: SafePeer, to: string, moved: readonly bigint[]) => {
    const call = token.transferCall(await safe.address(), to, moved);
    return safe.execute(await token.token.getAddress(), call);
  };
  for (const safe of [alone, both]) await fromSafe(safe, recipient.address, [id]);

  const certified = {
    single: (await eas.single(producer)) + (await eas.single(certifier)) + (await token.mint(producer.address, 1_000n)),
    batch:
      ((await eas.batch([producer, certifier], 50)) + (await token.mintBatch(producer.address, later.slice(50)))) / 50,
  };
  const easName = "EAS, delegated";
  const certifyName = "2 × EAS, delegated, + ERC-1155 mint";
  const transferName = "ERC2771Forwarder, ERC-1155 transfer";
  const safeName = "Safe of 1, ERC-1155 transfer";
  return {
    "declare and certify single gas": { name: certifyName, figure: certified.single },
    "declare and certify batch gas": { name: certifyName, figure: certified.batch },
    "hand over single gas": {
      name: "Safe of 2, ERC-1155 transfer",
      figure: await fromSafe(both, recipient.address, [id]),
    },
    "hand over batch gas": {
      name: `${transferName}, one signature`,
      figure: (await token.transferBatch(producer, recipient.address, ids.slice(0, 50))) / 50,
    },
    "attest single gas": { name: easName, figure: await eas.single(laboratory) },
    "attest batch gas": { name: easName, figure: (await eas.batch([laboratory], 100)) / 100 },
    "attest from twenty laboratories gas": { name: easName, figure: (await eas.batch(laboratories, 5)) / 100 },
    "dispatch 1 line gas": { name: safeName, figure: await fromSafe(alone, recipient.address, [id]) },
    "dispatch 10 lines gas": { name: safeName, figure: await fromSafe(alone, recipient.address, ten) },
    "receive 10 lines gas": {
      name: `${safeName} to a new holder`,
      figure: await fromSafe(alone, wallet().address, ten),
    },
  };
}

function wallet() {
  return ethers.Wallet.createRandom();
}
