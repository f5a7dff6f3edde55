// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICertification} from "../../../contracts/interfaces/ICertification.sol";
import {AttestationKind, Content, ELEMENTS, LotStatus, Outcome} from "../../../contracts/types/Types.sol";
import {Laboratory} from "./Laboratory.sol";

/// @dev What certifiers and regulators state of certificates.
abstract contract Certifier is Laboratory {
    /// @dev Assay and weight by the laboratory, then certification: the usual way.
    function certify(uint256 seed) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        Entry storage entry = _entries[lot];
        if (entry.status == LotStatus.Declared && entry.left != 0 && seed % 8 != 0) {
            _assay(lot);
            _attest(lot, AttestationKind.Weight, Outcome.Conforms, LABORATORY, entry.left);
        }
        ICertification.Certify memory statement;
        statement.lot = lot;
        statement.scheme = SCHEME;
        statement.validUntil = uint48(block.timestamp + 1 + (seed % 60 days));
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            VERIFIER
        );
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.CERTIFY_TYPEHASH(), statement))
        );
        (uint16 assayDay, uint16 weightDay) = _stamps(lot);
        bool ok =
            entry.status == LotStatus.Declared &&
                _accredited &&
                entry.left != 0 &&
                entry.disputes == 0 &&
                assayDay != 0 &&
                weightDay != 0;
        ok = _expect(
            "certify",
            ok,
            address(certification),
            abi.encodeCall(certification.certify, (statement, sign(VERIFIER, digest)))
        );
        if (!ok) return;
        entry.status = LotStatus.Certified;
        entry.validUntil = statement.validUntil;
        entry.grams = entry.left;
        held[lot][entry.producer] += entry.grams;
        Content storage declared = _identities[lot].content;
        for (uint256 e = 0; declared.quota != 0 && e < ELEMENTS; ++e)
            _certifiedIn[e] += uint256(entry.grams) * _foundOf(declared, e);
        _link(lot, digest);
    }

    function reject(uint256 seed) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        ICertification.Reject memory statement;
        statement.lot = lot;
        statement.scheme = SCHEME;
        statement.reason = 1;
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            VERIFIER
        );
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.REJECT_TYPEHASH(), statement))
        );
        Entry storage entry = _entries[lot];
        // Rarely, so that lots are left to certify.
        if (entry.status == LotStatus.Declared && seed % 4 != 0) return;
        bool ok = entry.status == LotStatus.Declared && _accredited && entry.left != 0;
        ok = _expect(
            "reject",
            ok,
            address(certification),
            abi.encodeCall(certification.reject, (statement, _identities[lot], sign(VERIFIER, digest)))
        );
        if (!ok) return;
        entry.status = LotStatus.Rejected;
        // While a finding stands, the grams wait for a lot that names this one.
        if (_identities[lot].content.quota != 0 && entry.disputes == 0) drawn[entry.producer] -= entry.left;
        _link(lot, digest);
    }

    function suspend(uint256 seed) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found || seed % 3 != 0) return;
        Entry storage entry = _entries[lot];
        uint256 by = seed % 2 == 0 ? VERIFIER : REGULATOR;
        ICertification.Suspend memory statement;
        statement.lot = lot;
        statement.certificateUntil = entry.validUntil;
        statement.reason = 1;
        statement.effectiveFrom = uint48(block.timestamp);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.SUSPEND_TYPEHASH(), statement))
        );
        bool takesPlace = by == REGULATOR && entry.status == LotStatus.Suspended;
        bool ok = entry.status == LotStatus.Certified || takesPlace;
        ok = _expect(
            "suspend",
            ok,
            address(certification),
            abi.encodeCall(certification.suspend, (statement, sign(by, digest)))
        );
        if (!ok) return;
        entry.status = LotStatus.Suspended;
        entry.suspension = digest;
        entry.suspender = by;
        _link(lot, digest);
    }

    function reinstate(uint256 seed) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        Entry storage entry = _entries[lot];
        ICertification.Reinstate memory statement;
        statement.lot = lot;
        statement.suspension = seed % 5 == 0 ? bytes32(seed) : entry.suspension;
        uint256 by = seed % 7 == 0 ? REGULATOR : entry.suspender;
        if (by != REGULATOR) by = VERIFIER;
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.REINSTATE_TYPEHASH(), statement))
        );
        bool ok = entry.status == LotStatus.Suspended && seed % 5 != 0 && (by == entry.suspender || by == REGULATOR);
        ok = _expect(
            "reinstate",
            ok,
            address(certification),
            abi.encodeCall(certification.reinstate, (statement, sign(by, digest)))
        );
        if (!ok) return;
        entry.status = LotStatus.Certified;
        entry.suspension = 0;
        _link(lot, digest);
    }

    function revoke(uint256 seed) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found || seed % 10 != 0) return;
        Entry storage entry = _entries[lot];
        ICertification.Revoke memory statement;
        statement.lot = lot;
        statement.certificateUntil = entry.validUntil;
        statement.reason = 1;
        statement.effectiveFrom = START;
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            REGULATOR
        );
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.REVOKE_TYPEHASH(), statement))
        );
        bool ok = entry.status == LotStatus.Certified || entry.status == LotStatus.Suspended;
        ok = _expect(
            "revoke",
            ok,
            address(certification),
            abi.encodeCall(certification.revoke, (statement, sign(REGULATOR, digest)))
        );
        if (!ok) return;
        entry.status = LotStatus.Revoked;
        entry.suspension = 0;
        _link(lot, digest);
    }

    function renew(uint256 seed) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        Entry storage entry = _entries[lot];
        ICertification.Renew memory statement;
        statement.lot = lot;
        statement.scheme = SCHEME;
        statement.certificateUntil = seed % 4 == 0 ? entry.validUntil + 1 : entry.validUntil;
        uint256 latest = block.timestamp > entry.validUntil ? block.timestamp : entry.validUntil;
        statement.validUntil = uint48(latest + 1 + (seed % 10 days));
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            VERIFIER
        );
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.RENEW_TYPEHASH(), statement))
        );
        bool ok =
            entry.status == LotStatus.Certified &&
                _accredited &&
                entry.disputes == 0 &&
                seed % 4 != 0 &&
                statement.validUntil <= block.timestamp + 365 days;
        if (entry.status == LotStatus.Certified) {
            (uint16 assayDay, uint16 weightDay) = _stamps(lot);
            ok = ok && assayDay != 0 && weightDay != 0;
        }
        ok = _expect(
            "renew",
            ok,
            address(certification),
            abi.encodeCall(certification.renew, (statement, sign(VERIFIER, digest)))
        );
        if (!ok) return;
        entry.validUntil = statement.validUntil;
        _link(lot, digest);
    }
}
