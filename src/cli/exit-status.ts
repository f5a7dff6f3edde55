import type { LocalisedText } from "../domain/localised-text.ts";

/** What the command's exit status tells a script. */
export const exitStatus = {
  done: 0,
  failed: 1,
  notValid: 2,
  refused: 3,
  unreachable: 4,
  locked: 5,
  usage: 64,
} as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** What each status means, in the words of `--help`. */
export const exitStatusWords: Record<keyof typeof exitStatus, LocalisedText> = {
  done: { en: "done; of verify: the lot is valid", zh: "完成；对 verify：批次有效" },
  failed: { en: "something failed that is none of the below", zh: "其他失败" },
  notValid: { en: "the lot is not valid", zh: "批次无效" },
  refused: { en: "the ledger or the service refused it", zh: "账本或服务拒绝" },
  unreachable: {
    en: "the service or the ledger does not answer; of verify: it cannot be told now",
    zh: "服务或账本无应答；对 verify：目前无法判断",
  },
  locked: { en: "no such key, or wrong password", zh: "没有此密钥或密码错误" },
  usage: { en: "wrong usage, or settings or files that cannot be used", zh: "用法、设置或文件有误" },
};
