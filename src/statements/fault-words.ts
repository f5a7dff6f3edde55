import { z } from "zod";
import type { FieldFault } from "./field-faults.ts";

/** What the schemas of statements say themselves. A test compares it with them. */
export const faultWords: Readonly<Record<string, string>> = {
  "unknown field": "未知字段",
  "expected a decimal integer as a string": "须为字符串形式的十进制整数",
  "expected 0x and 64 hexadecimal digits": "须为 0x 加 64 位十六进制数字",
  "expected 0x and 40 hexadecimal digits": "须为 0x 加 40 位十六进制数字",
  "expected 0x and pairs of hexadecimal digits": "须为 0x 加成对的十六进制数字",
  "the checksum (EIP-55) of this address is wrong": "该地址的校验和（EIP-55）有误",
  "expected the 13 digits of a Global Location Number": "须为 13 位全球位置码",
  "expected a number above zero, of at most 64 bits": "须为大于零且不超过 64 位的数",
  "an entry stands twice": "有重复项",
  "the last entry is empty": "最后一项为空",
  "expected 1 to 20 characters of GS1's set 82: letters, digits and some signs, without spaces":
    "须为 1 至 20 个 GS1 字符集 82 的字符：字母、数字及部分符号，不含空格",
  'expected {"partsPerHundredMillion": …} or {"detectionLimit": …}, in hundredths of a ppm':
    '须为 {"partsPerHundredMillion": …} 或 {"detectionLimit": …}，以百分之一 ppm 计',
  "expected an integer of at most 64 bits": "须为不超过 64 位的整数",
  "expected an integer of at most 128 bits": "须为不超过 128 位的整数",
  "expected an integer of at most 256 bits": "须为不超过 256 位的整数",
};

const { localeError } = z.locales.zhCN();

/** What is wrong with a field, in Chinese. */
export function faultInChinese({ message, issue }: FieldFault): string {
  const { zh } = ("params" in issue ? issue.params : undefined) ?? {};
  if (typeof zh === "string") return zh;
  const own = faultWords[message];
  if (own !== undefined) return own;
  const said = localeError(issue as Parameters<typeof localeError>[0]);
  return (typeof said === "string" ? said : said?.message) ?? message;
}
