import type { Certificate } from "../../domain/verdict.ts";
import { type LotCase, nameIn, registerOf } from "../lot-case.ts";
import type { Stated } from "../lot-facts.ts";
import { isAccreditedAt, isInForce, termsAt } from "../scheme-history.ts";
import { fail, type LotCheck, notApplicable, pass } from "./check.ts";
import { dayOf } from "./day-of.ts";

const none = ["There is no certificate.", "无证书。"] as const;

/** No certifier has rejected the lot. */
export const notRejected: LotCheck = (lotCase) => {
  const { rejection } = lotCase.facts;
  if (rejection === null && lotCase.reading.record.status !== "rejected") {
    return pass("not-rejected", "No certifier has rejected this lot.", "该批次未被任何认证机构驳回。");
  }
  const by = rejection ? nameIn(lotCase, rejection.organisation) : "a certifier";
  const reason = rejection?.reason ?? 0;
  return fail(
    "not-rejected",
    `${by} has rejected this lot, for reason ${reason}.`,
    `该批次已被 ${by} 驳回，原因代码 ${reason}。`,
    { reason, statement: rejection?.digest ?? null },
  );
};

/** Statuses of a lot that has, or had, a certificate. */
const wasCertified = ["certified", "suspended", "revoked"];

/** The ledger counts the lot as certified, by the statement shown. */
export const certified: LotCheck = (lotCase) => {
  const id = "certified";
  const { record } = lotCase.reading;
  const { certification } = lotCase.facts;
  if (record.status === "declared" || record.status === "rejected") {
    return fail(id, "This lot was declared, but is not certified.", "该批次已申报，但未获认证。", {
      status: record.status,
    });
  }
  const isCertified = wasCertified.includes(record.status);
  if (isCertified && certification?.scheme !== record.scheme) {
    return fail(
      id,
      "The ledger counts this lot as certified, but the certificate itself is not among the statements shown here.",
      "账本视该批次为已认证，但此处所示声明中并无该证书。",
      { status: record.status },
    );
  }
  if (!isCertified || certification === null) {
    return fail(
      id,
      `The ledger does not count this lot as certified: its status is "${record.status}".`,
      `账本不视该批次为已认证：其状态为“${record.status}”。`,
      { status: record.status },
    );
  }
  const { organisation, scheme } = certification;
  const certifier = nameIn(lotCase, organisation);
  const on = dayOf(certification.place.timestamp);
  return pass(
    id,
    `${certifier} certified this lot on ${on} under scheme ${scheme}.`,
    `${certifier} 于 ${on} 按方案 ${scheme} 认证了该批次。`,
    { statement: certification.digest, scheme, certifier: organisation, certifiedAt: certification.place.timestamp },
  );
};

/** The certificate has not been revoked. */
export const notRevoked: LotCheck = (lotCase) => {
  const id = "not-revoked";
  const { certification, revocation } = lotCase.facts;
  const byLedger = lotCase.reading.record.status === "revoked";
  if (certification === null && !byLedger) return notApplicable(id, ...none);
  if (revocation === null && !byLedger) return pass(id, "The certificate has not been revoked.", "证书未被撤销。");
  return fail(id, ...withdrawn(lotCase, revocation, "revoked", "撤销"), data(revocation));
};

/** The certificate is not suspended. */
export const notSuspended: LotCheck = (lotCase) => {
  const id = "not-suspended";
  const { certification, suspension } = lotCase.facts;
  const byLedger = lotCase.reading.record.status === "suspended";
  if (certification === null && !byLedger) return notApplicable(id, ...none);
  if (!byLedger) return pass(id, "The certificate is not suspended.", "证书未被暂停。");
  return fail(id, ...withdrawn(lotCase, suspension, "suspended", "暂停"), data(suspension));
};

function withdrawn(
  lotCase: LotCase,
  stated: Stated<"suspended" | "revoked"> | null,
  en: string,
  zh: string,
): [string, string] {
  if (stated === null) return [`The ledger counts the certificate as ${en}.`, `账本视该证书为已${zh}。`];
  const { organisation, reason, effectiveFrom } = stated;
  const by = nameIn(lotCase, organisation);
  const day = dayOf(effectiveFrom);
  return [
    `${by} has ${en} the certificate, from ${day}, for reason ${reason}.`,
    `${by} 已${zh}证书，自 ${day} 起生效，原因代码 ${reason}。`,
  ];
}

function data(stated: Stated<"suspended" | "revoked"> | null) {
  return {
    statement: stated?.digest ?? null,
    reason: stated?.reason ?? null,
    effectiveFrom: stated?.effectiveFrom ?? null,
  };
}

/** The certificate has not expired. */
export const inDate: LotCheck = ({ facts, reading, now }) => {
  const id = "in-date";
  if (facts.certification === null) return notApplicable(id, ...none);
  const { validUntil } = reading.record;
  const day = dayOf(validUntil);
  const data = { validUntil };
  return now <= validUntil
    ? pass(id, `The certificate is valid until ${day}.`, `证书有效期至 ${day}。`, data)
    : fail(id, `The certificate expired on ${day}.`, `证书已于 ${day} 到期。`, data);
};

/** The scheme was in force, and covered the lot, when it was certified. */
export const schemeInForce: LotCheck = (lotCase) => {
  const id = "scheme-in-force";
  const { certification, declaration } = lotCase.facts;
  if (certification === null) return notApplicable(id, ...none);
  const { scheme } = certification;
  const register = registerOf(lotCase, "scheme", String(scheme));
  const terms = register && termsAt(register, certification.place);
  if (terms === undefined || !isInForce(terms, certification.place.timestamp)) {
    return fail(id, `Scheme ${scheme} was not in force when the lot was certified.`, `认证时方案 ${scheme} 未生效。`, {
      scheme,
    });
  }
  const form = declaration?.identity.content.form;
  if (form === undefined || !terms.forms.includes(form)) {
    return fail(
      id,
      `Scheme "${terms.name}" does not certify lots of this form.`,
      `方案“${terms.name}”不认证此形态的批次。`,
      { scheme, form: form ?? null },
    );
  }
  return pass(
    id,
    `Scheme "${terms.name}" was in force when the lot was certified.`,
    `认证时方案“${terms.name}”有效。`,
    { scheme, name: terms.name, validFrom: terms.validFrom, validUntil: terms.validUntil },
  );
};

/** The certifier was accredited, and independent of the producer, when it certified. */
export const certifierAccredited: LotCheck = (lotCase) => {
  const id = "certifier-accredited";
  const { certification, declaration } = lotCase.facts;
  if (certification === null) return notApplicable(id, ...none);
  const { organisation, scheme } = certification;
  const name = nameIn(lotCase, organisation);
  const data = { certifier: organisation, scheme };
  if (organisation === declaration?.identity.producer) {
    return fail(id, `${name} certified its own lot.`, `${name} 认证了自己的批次。`, data);
  }
  const named = declaration?.identity.content.certifier ?? null;
  const { certifier } = lotCase.facts;
  if (named !== null && certifier !== named) {
    return fail(
      id,
      "This lot was certified by somebody else than the certifier whom its producer named.",
      "认证该批次的并非生产者指定的认证机构。",
      { ...data, named },
    );
  }
  const register = registerOf(lotCase, "scheme", String(scheme));
  if (register === undefined || !isAccreditedAt(register, organisation, certification.place)) {
    return fail(
      id,
      `${name} was not accredited for scheme ${scheme} when it certified this lot.`,
      `${name} 认证该批次时未获方案 ${scheme} 的认可。`,
      data,
    );
  }
  return pass(
    id,
    `${name} was accredited for the scheme when it certified, and is independent of the producer.`,
    `${name} 认证时已获该方案认可，且独立于生产者。`,
    data,
  );
};

/** The certificate, for the verdict; null if there is none. */
export function certificateOf(lotCase: LotCase): Certificate | null {
  const { certification } = lotCase.facts;
  if (certification === null) return null;
  const { scheme, organisation: certifier } = certification;
  return {
    statement: certification.digest,
    scheme,
    certifier,
    certifierName: nameIn(lotCase, certifier),
    certifiedAt: certification.place.timestamp,
    validUntil: lotCase.reading.record.validUntil,
  };
}
