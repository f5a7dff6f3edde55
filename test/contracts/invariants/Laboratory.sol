// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAttestations} from "../../../contracts/interfaces/IAttestations.sol";
import {AttestationKind, Content, ELEMENTS, Outcome} from "../../../contracts/types/Types.sol";
import {Producer} from "./Producer.sol";
import {Shares} from "./Shares.sol";

/// @dev What laboratories and customs state of what they examined, honestly or not, and what they take back; and the book of what
/// was measured. One examination of each laboratory and kind stands, its newest; of several the least favourable counts.
abstract contract Laboratory is Producer {
    using Shares for uint256[2];

    /// @dev A finding that stands against a lot: one of each attester does at a time.
    struct Finding {
        uint256 by;
        bytes32 digest;
        IAttestations.Attest statement;
    }

    mapping(uint256 lot => mapping(uint256 by => bool)) internal _hasFinding;
    Finding[] private _findings;
    mapping(uint256 lot => mapping(uint256 by => IAttestations.Assay)) private _assays;
    mapping(uint256 lot => mapping(uint256 by => IAttestations.Attest)) private _weighings;
    mapping(uint256 lot => mapping(uint256 by => bool)) private _hasAssayed;
    mapping(uint256 lot => mapping(uint256 by => bool)) private _hasWeighed;
    /// @dev Grams that a weighing missed of what the lot had then.
    mapping(uint256 lot => mapping(uint256 by => uint256)) private _missed;

    // ------------------------------------------------------------------ actions

    /// @dev Any laboratory states of any lot what it likes: what was declared, less or more of it, or a limit instead of it.
    function examine(uint256 seed) external {
        seed = _mix(seed);
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        uint256 by = seed % 2 == 0 ? LABORATORY : SECOND_LABORATORY;
        if (seed % 4 < 2) _assay(lot, by, seed >> 64);
        else _weigh(lot, by, seed >> 64);
    }

    function dispute(uint256 seed) external {
        seed = _mix(seed);
        // Often one that may still be rejected: what is then drawn on the quota is withheld.
        (bool found, uint256 lot) = (seed >> 160) % 2 == 0 ? _pickWhere(seed, _isDeclared) : _pick(seed);
        if (!found) return;
        uint256 by =
            seed % 3 == 0
                ? CUSTOMS
                : seed % 3 == 1
                    ? LABORATORY
                    : SECOND_LABORATORY;
        AttestationKind kind = by == CUSTOMS ? AttestationKind.Inspection : AttestationKind.Weight;
        (bool ok, IAttestations.Attest memory statement, bytes32 digest) = _attest(
            lot,
            kind,
            Outcome.DoesNotConform,
            by,
            0,
            !_hasFinding[lot][by]
        );
        if (!ok) return;
        _findings.push(Finding(by, digest, statement));
        _hasFinding[lot][by] = true;
        ++_entries[lot].disputes;
    }

    /// @dev An attester takes a finding back; now and then another tries to.
    function takeBack(uint256 seed) external {
        seed = _mix(seed);
        if (_findings.length == 0) return;
        uint256 index = seed % _findings.length;
        Finding memory finding = _findings[index];
        uint256 signer = seed % 3 == 0 ? (finding.by == CUSTOMS ? LABORATORY : CUSTOMS) : finding.by;
        if (_takeBack(finding.statement, signer, signer == finding.by)) _lift(index);
    }

    /// @dev A laboratory takes back what stands of its examinations, or tries to where nothing does.
    function takeExaminationBack(uint256 seed) external {
        seed = _mix(seed);
        (bool found, uint256 lot) = _pick(seed);
        // Rarely, so that lots are left to certify.
        if (!found || seed % 4 != 0) return;
        uint256 by = (seed >> 8) % 2 == 0 ? LABORATORY : SECOND_LABORATORY;
        if ((seed >> 16) % 2 == 0) {
            if (_takeAssayBack(lot, by)) _hasAssayed[lot][by] = false;
        } else if (_takeBack(_weighings[lot][by], by, _hasWeighed[lot][by])) {
            _hasWeighed[lot][by] = false;
        }
    }

    /// @dev Governance sets a finding aside, which it names; now and then one that does not stand.
    function overrule(uint256 seed) external {
        seed = _mix(seed);
        if (_findings.length != 0) _overrule(seed % _findings.length, seed % 4 != 0);
    }

    /// @dev Governance sets an examination aside, or tries to where none stands; now and then it names another laboratory.
    function overruleExamination(uint256 seed) external {
        seed = _mix(seed);
        (bool found, uint256 lot) = _pickWhere(seed, _isAttested);
        // Rarely, so that lots are left to certify.
        if (!found || seed % 2 != 0) return;
        uint256 by = (seed >> 8) % 2 == 0 ? LABORATORY : SECOND_LABORATORY;
        bool isAssay = (seed >> 16) % 2 == 0;
        bool stands = isAssay ? _hasAssayed[lot][by] : _hasWeighed[lot][by];
        bytes32 named = isAssay ? _digestOf(_assays[lot][by]) : _digestOf(_weighings[lot][by]);
        uint256 said = (seed >> 24) % 8 == 0 ? LABORATORY + SECOND_LABORATORY - by : by;
        bytes memory data = abi.encodeCall(attestations.overruleFinding, (lot, organisation(said), named));
        if (!_govern("overruleExamination", stands && said == by, address(attestations), data)) return;
        _link(lot, keccak256(data));
        if (isAssay) _hasAssayed[lot][by] = false;
        else _hasWeighed[lot][by] = false;
    }

    // ------------------------------------------------------------------ what was measured

    /// @dev Whether assay and weight of a lot are there.
    function _isExamined(uint256 lot) internal view returns (bool) {
        bool isAssayed = _hasAssayed[lot][LABORATORY] || _hasAssayed[lot][SECOND_LABORATORY];
        return isAssayed && (_hasWeighed[lot][LABORATORY] || _hasWeighed[lot][SECOND_LABORATORY]);
    }

    /// @dev What of grams of a lot was declared as found, and was not measured by whoever measured least; in tens of nanograms.
    function _unmeasuredOf(uint256 lot, uint256 grams) internal view returns (uint256) {
        Content storage declared = _identities[lot].content;
        uint256 found = 0;
        for (uint256 e = 0; e < ELEMENTS; ++e) found += _foundOf(declared, e);
        (, uint256 excess) = _leastAssay(lot);
        return grams * excess + (grams - _weighedOf(lot, grams)) * found;
    }

    /// @dev What was measured of an element in grams of a lot, by whoever measured least; in tens of nanograms.
    function _measuredOfElement(uint256 lot, uint256 grams, uint256 e) internal view returns (uint256) {
        (uint256 by, ) = _leastAssay(lot);
        IAttestations.Assay storage assay = _assays[lot][by];
        bool isMeasured = (assay.notFound >> e) & 1 == 0;
        return isMeasured ? _weighedOf(lot, grams) * assay.partsPerHundredMillion.get(e) : 0;
    }

    /// @dev Grams that the weighing which missed most leaves of a lot, whatever of it was used up since.
    function _weighedOf(uint256 lot, uint256 grams) private view returns (uint256 weighed) {
        weighed = grams;
        for (uint256 i = 0; i < 2; ++i) {
            uint256 by = i == 0 ? LABORATORY : SECOND_LABORATORY;
            if (!_hasWeighed[lot][by]) continue;
            uint256 left = _missed[lot][by] < grams ? grams - _missed[lot][by] : 0;
            if (left < weighed) weighed = left;
        }
    }

    /// @dev The laboratory whose assay leaves most of what was declared without a measurement, and how much in a gram.
    function _leastAssay(uint256 lot) private view returns (uint256 laboratory, uint256 excess) {
        Content storage declared = _identities[lot].content;
        for (uint256 i = 0; i < 2; ++i) {
            uint256 by = i == 0 ? LABORATORY : SECOND_LABORATORY;
            if (!_hasAssayed[lot][by]) continue;
            IAttestations.Assay storage assay = _assays[lot][by];
            uint256 beyond = 0;
            for (uint256 e = 0; e < ELEMENTS; ++e) {
                uint256 measured = (assay.notFound >> e) & 1 == 0 ? assay.partsPerHundredMillion.get(e) : 0;
                if (_foundOf(declared, e) > measured) beyond += _foundOf(declared, e) - measured;
            }
            if (laboratory == 0 || beyond > excess) (laboratory, excess) = (by, beyond);
        }
    }

    // ------------------------------------------------------------------ parts

    function _isAttested(uint256 lot) private view returns (bool) {
        bool isAssayed = _hasAssayed[lot][LABORATORY] || _hasAssayed[lot][SECOND_LABORATORY];
        return isAssayed || _hasWeighed[lot][LABORATORY] || _hasWeighed[lot][SECOND_LABORATORY];
    }

    function _assay(uint256 lot, uint256 by, uint256 seed) internal {
        IAttestations.Assay memory statement;
        Content memory declared = _identities[lot].content;
        statement.lot = lot;
        // A copy: what is measured may differ.
        for (uint256 w = 0; w < 2; ++w) statement.partsPerHundredMillion[w] = declared.partsPerHundredMillion[w];
        // Thorium and uranium are not found, below 10 ppm.
        statement.notFound = declared.notFound | (uint32(3) << 17);
        (statement.thoriumPartsPerHundredMillion, statement.uraniumPartsPerHundredMillion) = (1_000, 1_000);
        statement.outcome = seed % 16 == 15 ? Outcome.Inconclusive : Outcome.Conforms;
        _mismeasure(statement, seed);
        statement.country = "CN";
        bool ok;
        (statement.occurredAt, ok) = _when(uint256(keccak256(abi.encode(nonce, lot))), declared.producedAt);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bool conforms = statement.outcome == Outcome.Conforms;
        bytes32 digest = _digestOf(statement);
        bytes memory data = abi.encodeCall(attestations.assay, (statement, _identities[lot], sign(by, digest)));
        ok = ok && (!conforms || _agrees(statement, declared));
        if (!_expect("assay", ok, address(attestations), data)) return;
        // What was examined earlier and is stated later leaves the newer one.
        bool isNewer = !_hasAssayed[lot][by] || statement.occurredAt >= _assays[lot][by].occurredAt;
        if (conforms && isNewer) (_assays[lot][by], _hasAssayed[lot][by]) = (statement, true);
        _link(lot, digest);
    }

    /// @dev In half of all cases an assay says something else than was declared.
    function _mismeasure(IAttestations.Assay memory statement, uint256 seed) private pure {
        uint256[2] memory shares = statement.partsPerHundredMillion;
        (uint256 way, uint256 by) = (seed % 16, (seed >> 8) % 600_000);
        // Less neodymium, more cerium: within the tolerance or not.
        if (way == 8 || way == 9) shares.set(5, shares.get(5) > by ? shares.get(5) - by : 1);
        else if (way == 10)
            shares.set(3, shares.get(3) + by);
            // Lanthanum is not found, below a limit that says nothing, or below one that contradicts; something is found that was not declared.
        else if (way == 11) (shares[0], statement.notFound) = _limited(shares, 5_000_000, statement.notFound);
        else if (way == 12) (shares[0], statement.notFound) = _limited(shares, 100_000, statement.notFound);
        else if (way == 13) statement.notFound &= ~uint32(1);
    }

    function _limited(uint256[2] memory shares, uint256 limit, uint32 notFound) private pure returns (uint256, uint32) {
        shares.set(2, limit);
        return (shares[0], notFound | uint32(1 << 2));
    }

    /// @dev Whether the intervals that are declared and measured are within the tolerance of each other, element by element.
    function _agrees(IAttestations.Assay memory assay, Content memory declared) private pure returns (bool) {
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            (uint256 most, uint256 measured) = (
                declared.partsPerHundredMillion.get(e),
                assay.partsPerHundredMillion.get(e)
            );
            uint256 low = (assay.notFound >> e) & 1 == 0 ? measured : 0;
            uint256 least = _foundOf(declared, e);
            uint256 gap = 0;
            if (low > most) gap = low - most;
            else if (least > measured) gap = least - measured;
            if (gap > 200 && gap * 50 > most) return false;
        }
        return true;
    }

    /// @dev The mass, or somewhat less or more: within the tolerance or not.
    function _nearly(uint256 mass, uint256 seed) private pure returns (uint256) {
        uint256 off = (seed >> 8) % (mass / 150 + 1);
        if (seed % 4 == 1 && off < mass) return mass - off;
        return seed % 4 == 2 ? mass + off : mass;
    }

    function _weigh(uint256 lot, uint256 by, uint256 seed) internal {
        Entry storage entry = _entries[lot];
        uint256 mass = _isToken(entry.status) ? entry.grams : entry.left;
        uint256 quantity = _nearly(mass, seed);
        uint256 gap = quantity > mass ? quantity - mass : mass - quantity;
        bool ok = quantity != 0 && gap * 10_000 <= mass * 50;
        IAttestations.Attest memory statement;
        (ok, statement, ) = _attest(lot, AttestationKind.Weight, Outcome.Conforms, by, uint64(quantity), ok);
        bool isNewer = !_hasWeighed[lot][by] || statement.occurredAt >= _weighings[lot][by].occurredAt;
        if (!ok || !isNewer) return;
        (_weighings[lot][by], _hasWeighed[lot][by]) = (statement, true);
        _missed[lot][by] = quantity < mass ? mass - quantity : 0;
    }

    function _attest(
        uint256 lot,
        AttestationKind kind,
        Outcome outcome,
        uint256 by,
        uint64 quantity,
        bool mayAttest
    ) private returns (bool ok, IAttestations.Attest memory statement, bytes32 digest) {
        statement.lot = lot;
        statement.kind = kind;
        statement.outcome = outcome;
        statement.quantity = quantity;
        statement.country = "CN";
        (statement.occurredAt, ok) = _when(uint256(keccak256(abi.encode(nonce, lot))), _madeAt(lot));
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        digest = _digestOf(statement);
        bytes memory data = abi.encodeCall(attestations.attest, (statement, sign(by, digest)));
        ok = _expect("attest", ok && mayAttest, address(attestations), data);
        if (ok) _link(lot, digest);
    }

    /// @dev Takes an attestation back that stands, or was never made.
    function _takeBack(IAttestations.Attest memory original, uint256 signer, bool stands) private returns (bool ok) {
        IAttestations.RevokeAttestation memory statement;
        statement.lot = original.lot;
        statement.attestation = _digestOf(original);
        statement.reason = 1;
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            signer
        );
        bytes32 digest = digestOf(
            address(attestations),
            keccak256(abi.encode(attestations.REVOKEATTESTATION_TYPEHASH(), statement))
        );
        bytes memory data = abi.encodeCall(attestations.revokeAttestation, (statement, original, sign(signer, digest)));
        ok = _expect("takeBack", stands, address(attestations), data);
        if (ok) _link(original.lot, digest);
    }

    function _takeAssayBack(uint256 lot, uint256 by) private returns (bool ok) {
        IAttestations.Assay memory original = _assays[lot][by];
        IAttestations.RevokeAssay memory statement;
        statement.lot = lot;
        statement.assay = _digestOf(original);
        statement.reason = 1;
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(
            address(attestations),
            keccak256(abi.encode(attestations.REVOKEASSAY_TYPEHASH(), statement))
        );
        bytes memory data = abi.encodeCall(attestations.revokeAssay, (statement, original, sign(by, digest)));
        ok = _expect("takeAssayBack", _hasAssayed[lot][by], address(attestations), data);
        if (ok) _link(lot, digest);
    }

    function _overrule(uint256 index, bool ok) internal {
        Finding memory finding = _findings[index];
        uint256 lot = finding.statement.lot;
        bytes32 named = ok ? finding.digest : bytes32(lot);
        bytes memory data = abi.encodeCall(attestations.overruleFinding, (lot, organisation(finding.by), named));
        if (!_govern("overrule", ok, address(attestations), data)) return;
        _link(lot, keccak256(data));
        _lift(index);
    }

    function _standingFindings() internal view returns (uint256) {
        return _findings.length;
    }

    function _lift(uint256 index) private {
        uint256 lot = _findings[index].statement.lot;
        --_entries[lot].disputes;
        _hasFinding[lot][_findings[index].by] = false;
        _findings[index] = _findings[_findings.length - 1];
        _findings.pop();
    }

    function _digestOf(IAttestations.Attest memory statement) private view returns (bytes32) {
        return digestOf(address(attestations), keccak256(abi.encode(attestations.ATTEST_TYPEHASH(), statement)));
    }

    function _digestOf(IAttestations.Assay memory statement) private view returns (bytes32) {
        return
            digestOf(
                address(attestations),
                keccak256(
                    bytes.concat(
                        abi.encode(
                            attestations.ASSAY_TYPEHASH(),
                            statement.lot,
                            keccak256(abi.encode(statement.partsPerHundredMillion.list())),
                            statement.notFound,
                            statement.thoriumPartsPerHundredMillion,
                            statement.uraniumPartsPerHundredMillion
                        ),
                        abi.encode(
                            statement.outcome,
                            statement.evidence,
                            statement.country,
                            statement.site,
                            statement.occurredAt
                        ),
                        abi.encode(
                            statement.organisation,
                            statement.key,
                            statement.nonce,
                            statement.validAfter,
                            statement.validBefore
                        )
                    )
                )
            );
    }
}
