import type { LocalisedText } from "../domain/localised-text.ts";

/** Why a file proves nothing, by the check that found it. */
export const refusals = {
  "too-large": {
    en: "The file is larger than 64 MB, or becomes so when it is unpacked.",
    zh: "文件超过 64 MB，或解压后超过该限度。",
  },
  unreadable: {
    en: "The file is no certificate: it is not JSON, nor JSON in gzip.",
    zh: "文件不是证书：既非 JSON，亦非 gzip 压缩的 JSON。",
  },
  "too-deep": { en: "The file is nested more deeply than any certificate.", zh: "文件嵌套层数超过任何证书。" },
  "not-canonical": {
    en: "The file is not written as certificates are (RFC 8785): keys that come twice or out of order, spaces, or numbers that no computer keeps exactly.",
    zh: "文件未按证书的规范书写（RFC 8785）：存在重复或乱序的键、空格，或无法精确保存的数字。",
  },
  malformed: { en: "The file has not the parts of a certificate.", zh: "文件不具备证书应有的各部分。" },
  "too-many-lots": { en: "The file holds more than 10,000 lots.", zh: "文件包含超过 10,000 个批次。" },
  "header-invalid": {
    en: "The block's header is none, or does not follow the one before.",
    zh: "区块头无效，或未承接前一区块头。",
  },
  "seals-invalid": {
    en: "The block was not sealed by a quorum of its network's validators.",
    zh: "区块未经其网络的法定多数验证者签封。",
  },
  "set-not-followed": {
    en: "The block's validators do not follow from those who are trusted for this network.",
    zh: "区块的验证者并非由本网络受信任的验证者演变而来。",
  },
  "before-the-set": {
    en: "The block is older than the set of validators that is trusted for this network.",
    zh: "区块早于本网络受信任的验证者集合。",
  },
  "not-the-operator": {
    en: "The block bears no signature of the operator who is trusted for this ledger.",
    zh: "区块未载有本账本受信任运营方的签名。",
  },
  "from-the-future": {
    en: "The block's time is yet to come. Either the file is false, or the clock of this computer is late.",
    zh: "区块时间在未来：文件有误，或本机时钟落后。",
  },
  "proof-missing": { en: "The proof of something that the file rests on lacks.", zh: "文件所依据的某项内容缺少证明。" },
  "proof-invalid": { en: "A part of a proof is none.", zh: "证明的某一部分无效。" },
  "proof-surplus": {
    en: "The file holds parts of proofs that prove nothing of it.",
    zh: "文件含有与其内容无关的证明部分。",
  },
  "code-differs": {
    en: "A contract's code is not the code that the network's manifest names.",
    zh: "某合约的代码与网络清单所载不符。",
  },
  "lot-unknown": { en: "The ledger has no such lot.", zh: "账本上没有该批次。" },
  "surplus-evidence": {
    en: "The file holds lots, statements or acts that its lot does not rest on.",
    zh: "文件含有与该批次无关的批次、声明或行为。",
  },
  "document-differs": {
    en: "A document in the file is not the one whose hash it stands under.",
    zh: "文件中某份单据与其所列哈希不符。",
  },
  "document-not-named": {
    en: "The file holds a document that none of its statements names.",
    zh: "文件含有其任何声明均未提及的单据。",
  },
} as const satisfies Record<string, LocalisedText>;

export type RefusalCode = keyof typeof refusals;

/** A file that proves nothing; the message says in English what its check found. */
export class CertificateRefusal extends Error {
  override readonly name = "CertificateRefusal";
  readonly code: RefusalCode;
  /** More than the code tells, for whoever looks into it. */
  readonly detail: string | undefined;

  constructor(code: RefusalCode, detail?: string) {
    super(detail === undefined ? refusals[code].en : `${refusals[code].en} ${detail}`);
    this.code = code;
    this.detail = detail;
  }
}
