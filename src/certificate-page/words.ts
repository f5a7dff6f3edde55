import type { LocalisedText } from "../domain/localised-text.ts";
import type { CheckStatus, Conclusion } from "../domain/verdict.ts";

/** What the page says beside what verifying says. */
export const words = {
  title: { en: "Verify a certificate", zh: "验证证书" },
  lead: {
    en: "This page works on its own: it asks no server, and what you drop on it stays on this computer.",
    zh: "本页独立运行：不连接任何服务器，您放入的文件只留在本机。",
  },
  drop: { en: "Drop a certificate (*.ytc) here", zh: "将证书文件（*.ytc）拖放到此处" },
  choose: { en: "Choose a file", zh: "选择文件" },
  network: { en: "Trusted networks", zh: "受信任的网络" },
  none: {
    en: "No network is trusted yet. Add the descriptor (network.json) of one whose eight words you have from somebody you trust.",
    zh: "尚无受信任的网络。请添加其描述文件（network.json），并与可信来源提供的八个单词核对。",
  },
  addNetwork: { en: "Add a network", zh: "添加网络" },
  compare: {
    en: "Compare these eight words with those that you were told:",
    zh: "请将以下八个单词与您所获知的逐一核对：",
  },
  trust: { en: "They are the same: trust it", zh: "一致，信任该网络" },
  reject: { en: "They are not", zh: "不一致" },
  verifying: { en: "Verifying…", zh: "正在验证……" },
  refused: { en: "This file proves nothing", zh: "此文件不能证明任何事项" },
  noDescriptor: { en: "This file is no descriptor of a network.", zh: "此文件不是网络描述文件。" },
  claims: { en: "What it would come to if its network were trusted:", zh: "若信任其网络，结论为：" },
  lot: { en: "Lot", zh: "批次" },
  producer: { en: "Producer", zh: "生产商" },
  mass: { en: "Net dry mass", zh: "净干重" },
  form: { en: "Form", zh: "形态" },
  certificate: { en: "Certificate", zh: "证书" },
  until: { en: "until", zh: "至" },
  by: { en: "by", zh: "认证方" },
  checks: { en: "Checks", zh: "检查" },
  took: { en: "Computed on this computer in", zh: "本机计算用时" },
} as const satisfies Record<string, LocalisedText>;

export const conclusionWords: Record<Conclusion, LocalisedText> = {
  valid: { en: "Valid", zh: "有效" },
  expired: { en: "Expired", zh: "已过期" },
  disputed: { en: "Disputed", zh: "有争议" },
  suspect: { en: "Suspect", zh: "可疑" },
  "not-certified": { en: "Not certified", zh: "未认证" },
  rejected: { en: "Rejected", zh: "已驳回" },
  revoked: { en: "Revoked", zh: "已撤销" },
  suspended: { en: "Suspended", zh: "已暂停" },
  invalid: { en: "Invalid", zh: "无效" },
  unsettled: { en: "Unsettled", zh: "未定" },
};

export const marks: Record<CheckStatus, string> = {
  pass: "✔",
  warn: "!",
  fail: "✘",
  unsettled: "?",
  "not-applicable": "–",
};
