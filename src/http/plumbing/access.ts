import type { Request } from "express";
import { type Reader, standingOf } from "../../readers/reader.ts";
import type { Services } from "../services.ts";
import type { LevelFor } from "./present.ts";

/** What a reader may see of an answer, and the record of an authority having seen what is not for everybody. */
export function accessOf(reader: Reader, { readers }: Services, { method, originalUrl }: Request) {
  let asAuthority = false;
  let isOnRecord = false;
  const levelFor: LevelFor = (concern) => {
    const standing = standingOf(reader, concern);
    if (standing === "authority") asAuthority = true;
    return standing;
  };
  return {
    levelFor,
    /** Of an answer in parts, once. */
    async recordAccess(): Promise<void> {
      if (!asAuthority || isOnRecord || !reader.credential) return;
      await readers.recordAccess(reader.credential, method, originalUrl);
      isOnRecord = true;
    },
  };
}
