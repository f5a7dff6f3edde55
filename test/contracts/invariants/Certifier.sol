// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICertification} from "../../../contracts/interfaces/ICertification.sol";
import {ELEMENTS, LotStatus} from "../../../contracts/types/Types.sol";
import {Laboratory} from "./Laboratory.sol";

/// @dev What certifiers and regulators state of certificates, and what governance sets aside of it.
abstract contract Certifier is Laboratory {
    // ------------------------------------------------------------------ actions

    /// @dev Assay and weight by a laboratory, then certification: the usual way; now and then by a verifier whom nobody named, or
    /// under another scheme than the one by whose terms the lot was made.
    function certify(uint256 seed) external {
        seed = _mix(seed);
        (bool found, uint256 lot) = _pickWhere(seed, _isDeclared);
        if (!found) return;
        Entry storage entry = _entries[lot];
        if (entry.status == LotStatus.Declared && entry.left != 0 && seed % 8 != 0) {
            _assay(lot, LABORATORY, (seed >> 96) % 4 == 0 ? seed >> 64 : 0);
            _weigh(lot, LABORATORY, (seed >> 104) % 4 == 0 ? seed >> 72 : 0);
        }
        uint256 by = entry.named == 0 || seed % 16 == 15 ? _anyVerifier(seed >> 8) : entry.named;
        ICertification.Certify memory statement;
        statement.lot = lot;
        statement.scheme = _schemeFor(lot, seed >> 16);
        statement.validUntil = uint48(block.timestamp + 1 + (seed % 60 days));
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.CERTIFY_TYPEHASH(), statement))
        );
        bool ok = entry.status == LotStatus.Declared && entry.left != 0 && (entry.named == 0 || entry.named == by);
        ok = ok && _isCertifiable(lot, by, statement.scheme, entry.left);
        bytes memory data = abi.encodeCall(certification.certify, (statement, sign(by, digest)));
        if (!_expect("certify", ok, address(certification), data)) return;
        entry.status = LotStatus.Certified;
        entry.validUntil = statement.validUntil;
        entry.grams = entry.left;
        (entry.certifier, entry.scheme) = (by, statement.scheme);
        _enterGiven(lot, entry.producer, _identities[lot].content.country, entry.grams, 0);
        _drawUnmeasured(lot, entry.grams);
        if (_isRoot(lot)) _enterCertified(lot);
        _link(lot, digest);
    }

    /// @dev By the certifier whom the producer named; now and then by another, or of a lot that was left open.
    function reject(uint256 seed) external {
        seed = _mix(seed);
        (bool found, uint256 lot) = _pickWhere(seed, (seed >> 160) % 2 == 0 ? _isFoundOut : _isDeclared);
        if (!found) return;
        Entry storage entry = _entries[lot];
        // Rarely, so that lots are left to certify.
        if (_isDeclared(lot) && entry.disputes == 0 && seed % 4 != 0) return;
        uint256 by = entry.named == 0 || seed % 16 == 12 ? _anyVerifier(seed >> 8) : entry.named;
        _reject(lot, by, SCHEME, entry.named == by && _accredited[by]);
    }

    function suspend(uint256 seed) external {
        seed = _mix(seed);
        (bool found, uint256 lot) = _pickWhere(seed, _isCertified);
        if (!found) return;
        Entry storage entry = _entries[lot];
        uint256 by = seed % 2 == 0 ? _someVerifier(lot, seed >> 8) : REGULATOR;
        // Only a regulator may mean whatever certificate stands.
        bool meansAny = (seed >> 24) % 4 == 0;
        ICertification.Suspend memory statement;
        statement.lot = lot;
        statement.certificateUntil = meansAny ? 0 : entry.validUntil;
        statement.reason = 1;
        bool ok;
        (statement.effectiveFrom, ok) = _since(seed >> 136, lot);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.SUSPEND_TYPEHASH(), statement))
        );
        bool takesPlace = by == REGULATOR && entry.status == LotStatus.Suspended;
        ok = ok && (entry.status == LotStatus.Certified || takesPlace) && _mayTake(lot, by, meansAny);
        bytes memory data = abi.encodeCall(certification.suspend, (statement, sign(by, digest)));
        if (!_expect("suspend", ok, address(certification), data)) return;
        _enterTaking(lot, LotStatus.Suspended, by, digest);
        _link(lot, digest);
    }

    function reinstate(uint256 seed) external {
        seed = _mix(seed);
        (bool found, uint256 lot) = _pickWhere(seed, _isSuspended);
        if (!found) return;
        uint256 by = seed % 7 == 0 ? REGULATOR : _entries[lot].taker;
        if (seed % 11 == 0 || by == 0) by = _anyVerifier(seed >> 8);
        _reinstate(lot, by, seed % 5 == 0 ? bytes32(seed) : _entries[lot].taking);
    }

    /// @dev By a regulator for good; by its certifier, who gives the lot back to its producer as it was as long as that has all of it.
    function revoke(uint256 seed) external {
        seed = _mix(seed);
        (bool found, uint256 lot) = _pickWhere(seed, _isCertified);
        if (!found || seed % 2 != 0) return;
        Entry storage entry = _entries[lot];
        uint256 by = (seed >> 16) % 2 == 0 ? _someVerifier(lot, seed >> 8) : REGULATOR;
        bool meansAny = (seed >> 24) % 4 == 0;
        ICertification.Revoke memory statement;
        statement.lot = lot;
        statement.certificateUntil = meansAny ? 0 : entry.validUntil;
        statement.reason = 1;
        bool ok;
        (statement.effectiveFrom, ok) = _since(seed >> 136, lot);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.REVOKE_TYPEHASH(), statement))
        );
        ok = ok && (_isCertified(lot) || _isSuspended(lot)) && _mayTake(lot, by, meansAny);
        bool isUntouched = ok && by != REGULATOR && _isUntouched(lot, by);
        if (isUntouched) _takenUnsigned = lot;
        bytes memory data = abi.encodeCall(certification.revoke, (statement, sign(by, digest)));
        ok = _expect("revoke", ok, address(certification), data);
        _takenUnsigned = 0;
        if (!ok) return;
        if (isUntouched) ++_reached["revoke untouched"];
        if (isUntouched) _enterUncertified(lot);
        else _enterTaking(lot, LotStatus.Revoked, by, digest);
        _link(lot, digest);
    }

    /// @dev Governance sets aside what was taken, by its digest; now and then by another.
    function setAside(uint256 seed) external {
        seed = _mix(seed);
        (bool found, uint256 lot) = _pickWhere(seed, _isTaken);
        if (found) _setAside(lot, seed % 4 == 0 ? bytes32(seed) : _entries[lot].taking);
    }

    /// @dev Governance sets a correction of a footprint aside, and what was corrected after it; now and then one that does not stand.
    function setAsideCorrection(uint256 seed) external {
        seed = _mix(seed);
        (bool found, uint256 lot) = _pickWhere(seed, _isCorrected);
        if (found) _setAsideCorrection(lot, seed % 4 == 0 ? type(uint256).max : (seed >> 8) % 8);
    }

    function renew(uint256 seed) external {
        seed = _mix(seed);
        // Often one that has ended: then others may renew it, too.
        (bool found, uint256 lot) = _pickWhere(seed, (seed >> 160) % 2 == 0 ? _isExpired : _isCertified);
        if (!found) return;
        Entry storage entry = _entries[lot];
        bool mayBeAnother = (seed >> 200) % (_isExpired(lot) ? 2 : 8) == 0;
        uint256 by = mayBeAnother ? _anyVerifier(seed >> 8) : _someVerifier(lot, 1);
        ICertification.Renew memory statement;
        statement.lot = lot;
        statement.scheme = (seed >> 16) % 4 == 0 ? _schemeFor(lot, seed >> 20) : entry.scheme;
        statement.certificateUntil = seed % 4 == 0 ? entry.validUntil + 1 : entry.validUntil;
        uint256 latest = block.timestamp > entry.validUntil ? block.timestamp : entry.validUntil;
        statement.validUntil = uint48(latest + 1 + (seed % 10 days));
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.RENEW_TYPEHASH(), statement))
        );
        bool ok =
            entry.status == LotStatus.Certified &&
                seed % 4 != 0 &&
                statement.validUntil <= block.timestamp + 365 days &&
                _mayRenew(lot, by);
        ok = ok && _isCertifiable(lot, by, statement.scheme, entry.grams);
        bytes memory data = abi.encodeCall(certification.renew, (statement, sign(by, digest)));
        if (!_expect("renew", ok, address(certification), data)) return;
        entry.validUntil = statement.validUntil;
        if (by != entry.certifier) ++_reached["renew by another"];
        if (statement.scheme != entry.scheme) ++_reached["renew under another scheme"];
        // Whoever takes another's place was not named.
        if (by != entry.certifier) entry.named = 0;
        (entry.certifier, entry.scheme) = (by, statement.scheme);
        _drawUnmeasured(lot, entry.grams);
        _link(lot, digest);
    }

    // ------------------------------------------------------------------ parts

    function _reinstate(uint256 lot, uint256 by, bytes32 suspension) internal returns (bool ok) {
        Entry storage entry = _entries[lot];
        ICertification.Reinstate memory statement;
        statement.lot = lot;
        statement.suspension = suspension;
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.REINSTATE_TYPEHASH(), statement))
        );
        ok =
            entry.status == LotStatus.Suspended &&
            suspension == entry.taking &&
            (by == entry.taker || by == REGULATOR);
        bytes memory data = abi.encodeCall(certification.reinstate, (statement, sign(by, digest)));
        ok = _expect("reinstate", ok, address(certification), data);
        if (!ok) return false;
        _enterRestored(lot);
        _link(lot, digest);
    }

    function _setAside(uint256 lot, bytes32 taking) internal {
        bool ok = taking != 0 && taking == _entries[lot].taking;
        bytes memory data = abi.encodeCall(certification.setAside, (lot, taking));
        if (!_govern("setAside", ok, address(certification), data)) return;
        _enterRestored(lot);
        _link(lot, keccak256(data));
    }

    /// @param place Of the correction among those that stand, from the oldest on; any other is of none.
    function _setAsideCorrection(uint256 lot, uint256 place) internal {
        Raise[] storage raises = _raises[lot];
        bool ok = raises.length != 0 && place != type(uint256).max;
        if (ok) place = place % raises.length;
        bytes32 correction = ok ? raises[place].digest : bytes32(lot);
        bytes memory data = abi.encodeCall(certification.setAsideCorrection, (lot, correction));
        if (!_govern("setAsideCorrection", ok, address(certification), data)) return;
        Entry storage entry = _entries[lot];
        uint24 former = raises[place].former;
        // What was made of the lot meanwhile keeps its figures; what is left has the former one.
        if (_isInCertified(lot)) _carbonOwed -= _remaining(lot) * (entry.footprint - former);
        entry.footprint = former;
        while (raises.length > place) raises.pop();
        _link(lot, keccak256(data));
    }

    function _isCorrected(uint256 lot) private view returns (bool) {
        return _raises[lot].length != 0;
    }

    /// @dev Whether a verifier may certify or renew a lot under a scheme, whoever was named.
    function _isCertifiable(uint256 lot, uint256 by, uint16 scheme, uint256 grams) private view returns (bool) {
        Entry storage entry = _entries[lot];
        if (!_accredited[by] || entry.disputes != 0 || !_isExamined(lot)) return false;
        if (scheme == 0 || (entry.bound != 0 && entry.bound != scheme)) return false;
        uint256 unmeasured = _unmeasuredOf(lot, grams);
        uint256 more = unmeasured > entry.unmeasured ? unmeasured - entry.unmeasured : 0;
        return more <= UNMEASURED_NANOGRAMS / 10 - _unmeasured[entry.producer];
    }

    /// @dev Draws on the producer's allowance what is declared beyond what was measured, as far as it was not drawn before.
    function _drawUnmeasured(uint256 lot, uint256 grams) private {
        Entry storage entry = _entries[lot];
        uint256 unmeasured = _unmeasuredOf(lot, grams);
        if (unmeasured <= entry.unmeasured) return;
        _unmeasured[entry.producer] += unmeasured - entry.unmeasured;
        entry.unmeasured = unmeasured;
    }

    /// @dev What a lot that is made of no others brings in: what was measured of it, and what carbon it states.
    function _enterCertified(uint256 lot) private {
        Entry storage entry = _entries[lot];
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            uint256 measured = _measuredOfElement(lot, entry.grams, e);
            _certifiedIn[e] += uint256(entry.grams) * _foundOf(_identities[lot].content, e);
            _measuredOf[lot][e] = measured;
            _measuredIn[e] += measured;
        }
        _carbonOwed += uint256(entry.grams) * entry.footprint;
    }

    /// @dev Back to where the lot was before its certificate.
    function _enterUncertified(uint256 lot) private {
        Entry storage entry = _entries[lot];
        _enterTaken(lot, entry.producer, _identities[lot].content.country, entry.grams);
        if (_isRoot(lot)) {
            for (uint256 e = 0; e < ELEMENTS; ++e) {
                _certifiedIn[e] -= uint256(entry.grams) * _foundOf(_identities[lot].content, e);
                _measuredIn[e] -= _measuredOf[lot][e];
            }
            _carbonOwed -= uint256(entry.grams) * entry.footprint;
        }
        entry.status = LotStatus.Declared;
        (entry.validUntil, entry.scheme, entry.certifier) = (0, 0, 0);
        (entry.taking, entry.taker) = (0, 0);
    }

    /// @dev Whether the producer has every gram where it was made, none of them ever travelled, and no other's suspension stands.
    function _isUntouched(uint256 lot, uint256 by) private view returns (bool) {
        Entry storage entry = _entries[lot];
        if (entry.taker != 0 && entry.taker != by) return false;
        Stock storage stock = _stocks[lot][entry.producer][_identities[lot].content.country];
        return stock.grams == entry.grams && stock.carbon == 0;
    }

    /// @dev From when a taking is said to count: as `_when`, but it may be as late as one likes.
    function _since(uint256 seed, uint256 lot) private view returns (uint48 time, bool ok) {
        (time, ) = _when(seed, _madeAt(lot));
        ok = time >= _madeAt(lot) && time <= block.timestamp;
    }

    /// @dev Whether somebody may take a certificate: its certifier and regulators, nobody else.
    /// @param meansAny Whether no certificate is named.
    function _mayTake(uint256 lot, uint256 by, bool meansAny) private view returns (bool) {
        return by == REGULATOR || (by == _certifierOf(lot) && !meansAny);
    }

    /// @dev Until a certificate has ended it is its certifier's to renew; where the producer named one, as long as that may certify.
    function _mayRenew(uint256 lot, uint256 by) private view returns (bool) {
        Entry storage entry = _entries[lot];
        if (by == entry.certifier) return true;
        if (block.timestamp <= entry.validUntil) return false;
        return entry.named == 0 || _offices[entry.certifier].suspended || !_accredited[entry.certifier];
    }

    /// @dev Mostly a scheme that fits, now and then none that is bound to the lot.
    function _schemeFor(uint256 lot, uint256 seed) private view returns (uint16) {
        uint16 bound = _entries[lot].bound;
        if (bound != 0 && seed % 8 != 0) return bound;
        return (seed >> 3) % 4 == 0 ? SECOND_SCHEME : SCHEME;
    }

    /// @dev Mostly who certified, or was named to.
    function _someVerifier(uint256 lot, uint256 seed) private view returns (uint256 by) {
        by = _certifierOf(lot);
        if (by == 0 || seed % 8 == 0) by = _anyVerifier(seed >> 3);
    }

    function _anyVerifier(uint256 seed) private pure returns (uint256) {
        return seed % 2 == 0 ? VERIFIER : SECOND_VERIFIER;
    }
}
