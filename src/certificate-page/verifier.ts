import "./without-eval.ts";

/** What the page and Node share: one bundle that verifies certificates and asks nothing of its surroundings. */
export { answerWords } from "../certificate/answer-words.ts";
export { descriptorWords, networkDescriptorSchema } from "../certificate/network-descriptor.ts";
export { FILE_MAXIMUM, readCertificate } from "../certificate/read-certificate.ts";
export { CertificateRefusal, refusals } from "../certificate/refusal.ts";
export { isValid, verifyCertificate } from "../certificate/verify-certificate.ts";
