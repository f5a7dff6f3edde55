// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICertification} from "../../../contracts/interfaces/ICertification.sol";
import {Content, ELEMENTS, LotStatus} from "../../../contracts/types/Types.sol";
import {Carrying} from "./Carrying.sol";

/// @dev What a producer states of its own lots.
abstract contract Producer is Carrying {
    // ------------------------------------------------------------------ actions

    /// @dev Draws on the quota; now and then more than is left of it, or in the place of a lot that was not rejected, or is another's.
    function declare(uint256 seed, uint48 grams) external {
        seed = _mix(seed);
        uint256 producer = seed % 2 == 0 ? MINER_A : MINER_B;
        Content memory declared = content(producer, uint48(1 + (grams % 1e9)), bytes32(seed));
        declared.primaryDataBasisPoints = uint16(seed % 10_000);
        // Now and then the second verifier is named, or nobody.
        uint256 named = (seed >> 16) % 8;
        if (named < 2) declared.certifier = address(0);
        else if (named == 2) declared.certifier = organisation(SECOND_VERIFIER);
        if ((seed >> 24) % 3 == 0) declared.replaces = _findRejected(producer, seed);
        // Now and then abroad, where the quota does not count.
        if ((seed >> 96) % 16 == 0) declared.country = ABROAD;
        _declare(producer, declared);
    }

    /// @dev A producer takes a declaration back, under no scheme: also one that was left open, or whose certifier is gone.
    function withdrawDeclaration(uint256 seed) external {
        seed = _mix(seed);
        (bool found, uint256 lot) = _pickWhere(seed, (seed >> 160) % 2 == 0 ? _isFoundOut : _isDeclared);
        if (!found) return;
        // Rarely, so that lots are left to certify.
        if (_isDeclared(lot) && _entries[lot].disputes == 0 && seed % 4 != 0) return;
        _reject(lot, seed % 16 == 4 ? MINER_A : _entries[lot].producer, 0, true);
    }

    /// @dev Upwards by its producer or its certifier.
    function correctFootprint(uint256 seed) external {
        seed = _mix(seed);
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        Entry storage entry = _entries[lot];
        uint256 by =
            seed % 3 == 0
                ? VERIFIER
                : seed % 8 == 1
                    ? BUYER
                    : entry.producer;
        ICertification.CorrectFootprint memory statement;
        statement.lot = lot;
        uint256 footprint = uint256(entry.footprint) + ((seed >> 8) % 100);
        if (footprint > type(uint24).max) return;
        statement.footprintGramsPerKilogram = uint24(footprint);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.CORRECTFOOTPRINT_TYPEHASH(), statement))
        );
        bool mayCorrect = by == entry.producer || (by == VERIFIER && _certifierOf(lot) == VERIFIER);
        bytes memory data = abi.encodeCall(certification.correctFootprint, (statement, sign(by, digest)));
        bool ok = _expect("correctFootprint", mayCorrect && footprint > entry.footprint, address(certification), data);
        if (!ok) return;
        if (_isInCertified(lot)) _carbonOwed += _remaining(lot) * (footprint - entry.footprint);
        _raises[lot].push(Raise(digest, entry.footprint));
        entry.footprint = uint24(footprint);
        _link(lot, digest);
    }

    /// @dev Anybody has grams released that are withheld of a lot, or tries to: while a finding stands against it, or something is
    /// withheld of the lot whose place it took.
    function release(uint256 seed) external {
        (bool found, uint256 lot) = _pickWhere(_mix(seed), _isKeptBack);
        if (found) _release(lot);
    }

    // ------------------------------------------------------------------ parts

    function _declare(uint256 producer, Content memory declared) internal returns (uint256 lot, bool ok) {
        ICertification.Declare memory statement;
        statement.lotNumber = _lotNumber(0);
        statement.content = declared;
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            producer
        );
        bytes32 contentHash = _hasher.hash(declared);
        bytes32 digest = digestOf(
            address(certification),
            keccak256(
                abi.encode(
                    certification.DECLARE_TYPEHASH(),
                    keccak256(bytes(statement.lotNumber)),
                    contentHash,
                    statement.organisation,
                    statement.key,
                    statement.nonce,
                    statement.validAfter,
                    statement.validBefore
                )
            )
        );
        lot = uint256(keccak256(abi.encode(statement.organisation, statement.lotNumber, contentHash)));
        (uint256 grams, uint256 replaced) = (declared.massGrams, declared.replaces);
        Entry storage before = _entries[replaced];
        // What is withheld of another's lot is none of this producer's.
        uint256 released = before.producer == producer ? _withheldGrams[replaced] : 0;
        if (released > grams) released = grams;
        ok = !_entries[lot].known && drawn[producer] - released + grams <= granted[producer];
        ok = ok && declared.country == HOME;
        if (replaced != 0) ok = ok && before.status == LotStatus.Rejected && before.producer == producer;
        bytes memory data = abi.encodeCall(certification.declare, (statement, sign(producer, digest)));
        ok = _expect("declare", ok, address(certification), data);
        if (!ok) return (lot, false);
        if (replaced != 0) ++_reached["declare in its place"];
        if (released != 0) ++_reached["declare what is withheld"];
        _withheldGrams[replaced] -= released;
        // Whoever rejects this one finds its grams withheld, too.
        if (replaced != 0) _isWithheld[lot] = _isWithheld[replaced];
        drawn[producer] = drawn[producer] - released + grams;
        _entries[lot].status = LotStatus.Declared;
        _enterLot(lot, producer, declared);
        for (uint256 e = 0; e < ELEMENTS; ++e) _elementsIn[e] += grams * _foundOf(declared, e);
        _carbonIn += grams * declared.footprintGramsPerKilogram;
        _link(lot, digest);
    }

    /// @dev A rejection, by whoever the book says may make it or not.
    function _reject(uint256 lot, uint256 by, uint16 scheme, bool mayReject) internal {
        Entry storage entry = _entries[lot];
        ICertification.Reject memory statement;
        statement.lot = lot;
        statement.scheme = scheme;
        statement.reason = 1;
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.REJECT_TYPEHASH(), statement))
        );
        bool ok = mayReject && entry.status == LotStatus.Declared && entry.left != 0;
        // Under no scheme a lot is its producer's to reject.
        if (scheme == 0) ok = ok && by == entry.producer;
        // What is held would come back under another number.
        ok = ok && !_isHeld(lot, entry.producer, _identities[lot].content.country);
        bytes memory data = abi.encodeCall(certification.reject, (statement, _identities[lot], sign(by, digest)));
        if (!_expect("reject", ok, address(certification), data)) return;
        entry.status = LotStatus.Rejected;
        if (!_isRoot(lot)) {
            _enterTaking(lot, LotStatus.Rejected, by, digest);
        } else if (entry.disputes == 0 && !_isWithheld[lot] && !_isWatched[lot]) {
            drawn[entry.producer] -= entry.left;
        } else {
            // While a finding stands, or once an authority has looked at it, the grams wait for a lot that names this one.
            _withheldGrams[lot] = entry.left;
            _isWithheld[lot] = true;
        }
        _link(lot, digest);
    }

    function _release(uint256 lot) internal returns (bool ok) {
        Entry storage entry = _entries[lot];
        ok = _isWithheld[lot] && entry.disputes == 0 && !_isWithheld[_identities[lot].content.replaces];
        ok = ok && !_isWatched[lot];
        if (!_govern("release", ok, address(quotas), abi.encodeCall(quotas.release, (lot)))) return false;
        drawn[entry.producer] -= _withheldGrams[lot];
        (_withheldGrams[lot], _isWithheld[lot]) = (0, false);
    }

    /// @dev Whether nothing may leave a part, as an authority holds it.
    function _isHeld(uint256 lot, uint256 holder, bytes2 country) internal view virtual returns (bool);

    function _isKeptBack(uint256 lot) private view returns (bool) {
        return _isWithheld[lot];
    }

    /// @dev A rejected lot of a producer, where there is any, often one of which something is withheld; else none, or now and then any
    /// lot: that is refused.
    function _findRejected(uint256 producer, uint256 seed) private view returns (uint256 lot) {
        bool isWithheld = (seed >> 112) % 2 == 0;
        for (uint256 i = 0; i < 2 * lotIds.length; ++i) {
            lot = lotIds[((seed >> 32) + i) % lotIds.length];
            bool isOwn = _entries[lot].status == LotStatus.Rejected && _entries[lot].producer == producer;
            if (isOwn && (!isWithheld || i >= lotIds.length || _withheldGrams[lot] != 0)) return lot;
        }
        if ((seed >> 104) % 4 != 0) lot = 0;
    }
}
