import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  keccak256 as ethersKeccak,
  recoverAddress as ethersRecover,
  getAddress,
  getBytes,
  hexlify,
  Interface,
  SigningKey,
  Transaction,
} from "ethers";
import { bytesOf, toHex } from "../../src/domain/bytes.ts";
import { checksumAddress } from "../../src/domain/checksum-address.ts";
import { toHex as toHexInBrowser } from "../../src/domain/digits-in-browser.ts";
import { keccak256 } from "../../src/domain/keccak256.ts";
import { signTransaction } from "../../src/relay/sign-transaction.ts";
import { decodeSubmitAnswer, encodeSubmit } from "../../src/relay/submit-call.ts";
import { HttpPost } from "../../src/rpc/http-post.ts";
import { recoverAddress } from "../../src/statements/recover.ts";
import { type Row, row } from "./row.ts";

/** As many as a full ledger transaction carries. */
const STATEMENTS = 200;
const HASHES = 200;
const BUDGET_MS = 500;
const REQUESTS = 3_000;
const REQUESTS_AT_ONCE = 16;

/** What is written by hand, beside the library that would do it: the reasons of docs/decisions.md. */
export async function ownRows(): Promise<Row[]> {
  return [...codingRows(), ...signingRows(), ...byteRows(), await postRow()];
}

function codingRows(): Row[] {
  const coder = new Interface([
    "function submit((address module,uint32 gasBudget,bytes data)[][] groups) returns (bytes[] reasons, uint256[] gasUsed)",
  ]);
  const data = `0x${"5a".repeat(612)}`;
  const call = { module: checksumAddress(`0x${"5f".repeat(20)}`), gasBudget: 400_000, data };
  const groups = Array.from({ length: STATEMENTS }, () => [call]);
  const answer = coder.encodeFunctionResult("submit", [groups.map(() => "0x"), groups.map(() => 120_000n)]);
  return [
    row(
      "own",
      `encode a batch of ${STATEMENTS} ms`,
      "ms",
      milliseconds(() => encodeSubmit(groups)),
      {
        name: "ethers",
        figure: milliseconds(() => coder.encodeFunctionData("submit", [groups])),
      },
    ),
    row(
      "own",
      "decode its answer ms",
      "ms",
      milliseconds(() => decodeSubmitAnswer(answer)),
      {
        name: "ethers",
        figure: milliseconds(() => coder.decodeFunctionResult("submit", answer)),
      },
    ),
  ];
}

function signingRows(): Row[] {
  const key = new SigningKey(`0x${"17".repeat(32)}`);
  const digest = `0x${"c4".repeat(32)}`;
  const signature = key.sign(digest).serialized;
  const to = `0x${"5f".repeat(20)}`;
  const data = Buffer.alloc(110_000, 0x5a);
  const fees = { maxFee: 0n, maxPriorityFee: 0n };
  const transaction = { chainId: 31_337n, nonce: 7n, gasLimit: 90_000_000n, to, data, ...fees };
  const theirs = (): string => {
    const { maxFee: maxFeePerGas, maxPriorityFee: maxPriorityFeePerGas, ...rest } = transaction;
    const signed = Transaction.from({
      ...rest,
      nonce: 7,
      type: 2,
      maxFeePerGas,
      maxPriorityFeePerGas,
      data: hexlify(data),
    });
    signed.signature = key.sign(signed.unsignedHash);
    return `${signed.serialized}${signed.hash}`;
  };
  return [
    row(
      "own",
      "sign a full ledger transaction ms",
      "ms",
      milliseconds(() => signTransaction(key, transaction)),
      {
        name: "ethers",
        figure: milliseconds(theirs),
      },
    ),
    row(
      "own",
      "recover a signer ms",
      "ms",
      milliseconds(() => recoverAddress(digest, signature)),
      {
        name: "ethers",
        figure: milliseconds(() => ethersRecover(digest, signature)),
      },
    ),
  ];
}

function byteRows(): Row[] {
  const bytes = Uint8Array.from({ length: 700 }, (_, index) => index % 251);
  const hex = toHex(bytes);
  let serial = 0;
  const hashes = Array.from({ length: HASHES }, (_, index) => keccak256(Uint8Array.of(index)));
  // Text that is put together from pieces is made one only when it is read: so it is, here.
  const written = (toText: typeof toHex) => JSON.stringify(hashes.map((hash) => toText(hash)));
  const nextAddress = () => `0x${(serial++).toString(16).padStart(40, "0")}`;
  return [
    row("own", "keccak of 700 bytes µs", "µs", 1000 * milliseconds(() => keccak256(bytes)), {
      name: "ethers",
      figure: 1000 * milliseconds(() => ethersKeccak(bytes)),
    }),
    row("own", "700 bytes to hexadecimal µs", "µs", 1000 * milliseconds(() => toHex(bytes)), {
      name: "ethers",
      figure: 1000 * milliseconds(() => hexlify(bytes)),
    }),
    row("own", `${HASHES} hashes to hexadecimal and JSON µs`, "µs", 1000 * milliseconds(() => written(toHex)), {
      name: "as in a browser",
      figure: 1000 * milliseconds(() => written(toHexInBrowser)),
    }),
    row("own", "700 bytes from hexadecimal µs", "µs", 1000 * milliseconds(() => bytesOf(hex)), {
      name: "ethers",
      figure: 1000 * milliseconds(() => getBytes(hex)),
    }),
    row("own", "checksum of a new address µs", "µs", 1000 * milliseconds(() => checksumAddress(nextAddress())), {
      name: "ethers",
      figure: 1000 * milliseconds(() => getAddress(nextAddress())),
    }),
  ];
}

async function postRow(): Promise<Row> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.end('{"jsonrpc":"2.0","id":1,"result":"0x1"}'));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const body = '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}';
  const post = new HttpPost(url);
  const limits = { timeoutMs: 5_000, maxResponseBytes: 1_000_000 };
  const headers = { "content-type": "application/json" };
  try {
    const ours = await perSecond(() => post.send(body, limits));
    const theirs = await perSecond(async () => (await fetch(url, { method: "POST", body, headers })).arrayBuffer());
    return row("own", "posts per second", "1/s", ours, { name: "fetch", figure: theirs });
  } finally {
    post.close();
    server.closeAllConnections();
    server.close();
  }
}

async function perSecond(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  let left = REQUESTS;
  await Promise.all(
    Array.from({ length: REQUESTS_AT_ONCE }, async () => {
      while (left-- > 0) await work();
    }),
  );
  return REQUESTS / ((performance.now() - started) / 1000);
}

/** Of one call, over half a second of them. */
function milliseconds(work: () => unknown): number {
  work();
  const started = performance.now();
  let times = 0;
  while (performance.now() - started < BUDGET_MS) {
    work();
    times++;
  }
  return (performance.now() - started) / times;
}
