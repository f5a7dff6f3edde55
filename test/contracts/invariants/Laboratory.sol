// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAttestations} from "../../../contracts/interfaces/IAttestations.sol";
import {AttestationKind, Content, Outcome} from "../../../contracts/types/Types.sol";
import {Producer} from "./Producer.sol";
import {Shares} from "./Shares.sol";

/// @dev What laboratories and customs state of what they examined, and what they take back.
abstract contract Laboratory is Producer {
    using Shares for uint256[2];

    /// @dev Whether a finding of an attester stands: one does at a time.
    mapping(uint256 lot => mapping(uint256 by => bool)) internal _hasFinding;
    IAttestations.Attest[] private _findings;

    // ------------------------------------------------------------------ actions

    function dispute(uint256 seed) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        uint256 by = seed % 2 == 0 ? CUSTOMS : LABORATORY;
        AttestationKind kind = by == CUSTOMS ? AttestationKind.Inspection : AttestationKind.Weight;
        (bool ok, IAttestations.Attest memory finding) = _attest(lot, kind, Outcome.DoesNotConform, by, 0);
        if (!ok) return;
        _findings.push(finding);
        _hasFinding[lot][by] = true;
        ++_entries[lot].disputes;
    }

    function takeBack(uint256 seed) external {
        if (_findings.length == 0) return;
        uint256 index = seed % _findings.length;
        IAttestations.Attest memory original = _findings[index];
        uint256 by = original.organisation == organisation(CUSTOMS) ? CUSTOMS : LABORATORY;
        uint256 signer = seed % 3 == 0 ? (by == CUSTOMS ? LABORATORY : CUSTOMS) : by;
        IAttestations.RevokeAttestation memory statement;
        statement.lot = original.lot;
        statement.attestation = digestOf(
            address(attestations),
            keccak256(abi.encode(attestations.ATTEST_TYPEHASH(), original))
        );
        statement.reason = 1;
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            signer
        );
        bytes32 digest = digestOf(
            address(attestations),
            keccak256(abi.encode(attestations.REVOKEATTESTATION_TYPEHASH(), statement))
        );
        bool ok = signer == by;
        bytes memory data = abi.encodeCall(attestations.revokeAttestation, (statement, original, sign(signer, digest)));
        ok = _expect("takeBack", ok, address(attestations), data);
        if (!ok) return;
        --_entries[original.lot].disputes;
        _hasFinding[original.lot][by] = false;
        _link(original.lot, digest);
        _findings[index] = _findings[_findings.length - 1];
        _findings.pop();
    }

    // ------------------------------------------------------------------ parts

    function _assay(uint256 lot) internal {
        IAttestations.Assay memory statement;
        Content memory declared = _identities[lot].content;
        statement.lot = lot;
        statement.partsPerHundredMillion = declared.partsPerHundredMillion;
        statement.notFound = declared.notFound;
        statement.outcome = Outcome.Conforms;
        statement.country = "CN";
        statement.occurredAt = uint48(block.timestamp);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            LABORATORY
        );
        bytes32 digest = digestOf(
            address(attestations),
            keccak256(
                abi.encode(
                    attestations.ASSAY_TYPEHASH(),
                    statement.lot,
                    keccak256(abi.encode(statement.partsPerHundredMillion.list())),
                    statement.notFound,
                    statement.outcome,
                    statement.evidence,
                    statement.country,
                    statement.site,
                    statement.occurredAt,
                    statement.organisation,
                    statement.key,
                    statement.nonce,
                    statement.validAfter,
                    statement.validBefore
                )
            )
        );
        bool ok = _expect(
            "assay",
            true,
            address(attestations),
            abi.encodeCall(attestations.assay, (statement, _identities[lot], sign(LABORATORY, digest)))
        );
        if (ok) _link(lot, digest);
    }

    function _attest(
        uint256 lot,
        AttestationKind kind,
        Outcome outcome,
        uint256 by,
        uint64 quantity
    ) internal returns (bool ok, IAttestations.Attest memory statement) {
        statement.lot = lot;
        statement.kind = kind;
        statement.outcome = outcome;
        statement.quantity = quantity;
        statement.country = "CN";
        statement.occurredAt = uint48(block.timestamp);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(
            address(attestations),
            keccak256(abi.encode(attestations.ATTEST_TYPEHASH(), statement))
        );
        ok = _expect(
            "attest",
            outcome != Outcome.DoesNotConform || !_hasFinding[lot][by],
            address(attestations),
            abi.encodeCall(attestations.attest, (statement, sign(by, digest)))
        );
        if (ok) _link(lot, digest);
    }
}
