import type { Fold, IncludedStatement } from "../fold.ts";

/** A cancellation concerns no lot: it extends the head of the organisation. */
export const cancel: Fold<IncludedStatement<"cancel">> = {
  want() {},
  apply() {},
  link({ digest, statement: { message } }) {
    return {
      subject: { table: "organisation", key: message.organisation },
      digest,
    };
  },
};

/** An organisation's own change of keys concerns no lot: it extends the head of the organisation. */
export const rotateKey: Fold<IncludedStatement<"rotate-key">> = {
  want({ statement: { message } }, tables) {
    if (message.withdrawnKey !== null) tables.organisation_key.want(message.organisation, message.withdrawnKey);
  },
  apply({ statement: { message }, timestamp }, tables) {
    const { organisation, newKey, withdrawnKey, compromisedSince } = message;
    if (newKey !== null) {
      tables.organisation_key.put({
        organisation,
        key: newKey,
        scopes: message.scopes,
        valid_from: BigInt(message.validFrom),
        valid_until: BigInt(message.validUntil),
        revoked_at: null,
        compromised_since: null,
      });
    }
    if (withdrawnKey === null) return;
    tables.organisation_key.put({
      ...tables.organisation_key.require(organisation, withdrawnKey),
      revoked_at: timestamp,
      compromised_since: compromisedSince === 0 ? null : BigInt(compromisedSince),
    });
  },
  link({ digest, statement: { message } }) {
    return {
      subject: { table: "organisation", key: message.organisation },
      digest,
    };
  },
};
