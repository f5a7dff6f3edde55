import { z } from "zod";
import { hashParameter } from "./scalars.ts";

/** A lot's id in an address. */
export const lotParameters = z.strictObject({ id: hashParameter("Id of the lot: 0x and 64 hexadecimal digits") });
