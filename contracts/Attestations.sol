// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IAttestations} from "./interfaces/IAttestations.sol";
import {ILots} from "./interfaces/ILots.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Compositions} from "./libraries/Compositions.sol";
import {Contents} from "./libraries/Contents.sol";
import {Dossiers} from "./libraries/Dossiers.sol";
import {Excesses} from "./libraries/Excesses.sol";
import {LotRecord} from "./libraries/LotRecords.sol";
import {Module} from "./Module.sol";
import {AttestationKind, Content, ELEMENTS, Head, LotIdentity, Outcome, Role, Scope, Signer} from "./types/Types.sol";

/// @title Attestations: what others found about a lot (documented in `IAttestations`)
contract Attestations is IAttestations, Module, AccessManaged {
    using Dossiers for Head;

    bytes32 public constant ASSAY_TYPEHASH = keccak256(
        "Assay(uint256 lot,uint32[17] partsPerHundredMillion,uint32 notFound,uint32 thoriumPartsPerHundredMillion,"
        "uint32 uraniumPartsPerHundredMillion,uint8 outcome,bytes32 evidence,bytes2 country,uint64 site,"
        "uint48 occurredAt,address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );
    bytes32 public constant ATTEST_TYPEHASH = keccak256(
        "Attest(uint256 lot,uint8 kind,uint8 outcome,uint64 quantity,bytes32 evidence,bytes2 country,uint64 site,"
        "uint48 occurredAt,address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );

    bytes32 public constant REVOKEASSAY_TYPEHASH = keccak256(
        "RevokeAssay(uint256 lot,bytes32 assay,uint16 reason,address organisation,address key,uint256 nonce,"
        "uint48 validAfter,uint48 validBefore)"
    );
    bytes32 public constant REVOKEATTESTATION_TYPEHASH = keccak256(
        "RevokeAttestation(uint256 lot,bytes32 attestation,uint16 reason,address organisation,address key,"
        "uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );

    uint16 private constant LABORATORY = uint16(1 << uint8(Role.Laboratory));
    uint16 private constant CUSTOMS = uint16(1 << uint8(Role.Customs));
    uint16 private constant PRODUCER_OR_VERIFIER = uint16(
        (1 << uint8(Role.Miner)) |
            (1 << uint8(Role.Refiner)) |
            (1 << uint8(Role.MagnetMaker)) |
            (1 << uint8(Role.Recycler)) |
            (1 << uint8(Role.Verifier))
    );
    uint16 private constant VERIFIER = uint16(1 << uint8(Role.Verifier));

    Tolerances private _tolerances;
    Head private _settingsHead;

    /// @dev What taking an attestation back needs to know of it.
    struct Original {
        bytes32 digest;
        uint256 lot;
        AttestationKind kind;
        bytes2 country;
        uint64 site;
        address organisation;
    }

    constructor(
        address authority,
        IParticipants participants,
        ILots lots
    ) Module(participants, lots) AccessManaged(authority) {}

    /// @inheritdoc IAttestations
    function setTolerances(Tolerances calldata newTolerances) external restricted {
        if (
            newTolerances.assayBasisPoints > 1_000 ||
            newTolerances.weightBasisPoints > 1_000 ||
            newTolerances.assayPartsPerHundredMillion > 1_000_000
        ) revert TolerancesInvalid();
        _tolerances = newTolerances;
        _settingsHead.extend(keccak256(abi.encodeCall(this.setTolerances, (newTolerances))));
        emit TolerancesSet(newTolerances);
    }

    /// @inheritdoc IAttestations
    function assay(Assay calldata statement, LotIdentity calldata identity, bytes calldata signature) external {
        (uint256 lot, address organisation) = (statement.lot, statement.organisation);
        bytes32 digest = _digest(statement);
        // Check: a laboratory signs, where it measured.
        _requirePlace(statement.country, statement.site);
        (uint16 serial, ) = _authorise(
            _requirement(digest, LABORATORY, statement.country, statement.site, statement.occurredAt, true),
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        // Check: what it states makes sense, and agrees with the declaration where it says so.
        if (statement.outcome == Outcome.None) revert OutcomeMissing();
        Contents.checkAssay(
            statement.partsPerHundredMillion,
            statement.notFound,
            statement.thoriumPartsPerHundredMillion,
            statement.uraniumPartsPerHundredMillion
        );
        uint256 computed = Contents.lotId(identity);
        if (computed != lot) revert LotIdentityMismatch(lot, computed);
        uint64 figure = 0;
        if (statement.outcome == Outcome.Conforms) {
            _requireAgreement(statement, identity.content);
            figure = Excesses.ofAssay(identity.content, statement.partsPerHundredMillion, statement.notFound);
        }
        // Interaction: the lot is examined, or disputed.
        LOTS.attest(
            lot,
            digest,
            ILots.Attester(organisation, serial, true),
            AttestationKind.Assay,
            statement.outcome,
            statement.occurredAt,
            figure
        );
        emit Assayed(lot, digest, organisation, statement, signature);
    }

    /// @inheritdoc IAttestations
    function attest(Attest calldata statement, bytes calldata signature) external {
        (uint256 lot, address organisation, AttestationKind kind) = (
            statement.lot,
            statement.organisation,
            statement.kind
        );
        if (kind == AttestationKind.Assay) revert KindInvalid(kind);
        bytes32 digest = _digest(statement);
        // Check: somebody who may speak of this kind signs, where it was examined.
        _requirePlace(statement.country, statement.site);
        (uint16 serial, Role role) = _authorise(
            _requirement(digest, _rolesFor(kind), statement.country, statement.site, statement.occurredAt, true),
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        if (statement.outcome == Outcome.None) revert OutcomeMissing();
        uint64 figure = statement.quantity;
        if (kind == AttestationKind.Weight) {
            // What the scale missed of what was there: some of it may be used up before the rest is certified.
            uint48 mass = LOTS.records(lot).massGrams();
            figure = figure < mass ? mass - figure : 0;
        }
        // Interaction: the lot is examined, or disputed.
        LotRecord record = LOTS.attest(
            lot,
            digest,
            ILots.Attester(organisation, serial, _judges(role)),
            kind,
            statement.outcome,
            statement.occurredAt,
            figure
        );
        // Check: the figure agrees with the declaration where the outcome says so.
        _requireQuantity(lot, kind, statement.outcome, statement.quantity, record);
        emit Attested(lot, digest, organisation, statement, signature);
    }

    /// @inheritdoc IAttestations
    function revokeAssay(RevokeAssay calldata statement, Assay calldata original, bytes calldata signature) external {
        (uint256 lot, address organisation) = (statement.lot, statement.organisation);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(REVOKEASSAY_TYPEHASH, statement)));
        if (statement.reason == 0) revert ReasonMissing();
        _takeBack(
            digest,
            statement.assay,
            Original({
                digest: _digest(original),
                lot: original.lot,
                kind: AttestationKind.Assay,
                country: original.country,
                site: original.site,
                organisation: original.organisation
            }),
            lot,
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        emit AssayRevoked(lot, digest, organisation, statement, signature);
    }

    /// @inheritdoc IAttestations
    function revokeAttestation(
        RevokeAttestation calldata statement,
        Attest calldata original,
        bytes calldata signature
    ) external {
        (uint256 lot, address organisation) = (statement.lot, statement.organisation);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(REVOKEATTESTATION_TYPEHASH, statement)));
        if (statement.reason == 0) revert ReasonMissing();
        _takeBack(
            digest,
            statement.attestation,
            Original({
                digest: _digest(original),
                lot: original.lot,
                kind: original.kind,
                country: original.country,
                site: original.site,
                organisation: original.organisation
            }),
            lot,
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        emit AttestationRevoked(lot, digest, organisation, statement, signature);
    }

    /// @inheritdoc IAttestations
    function overruleFinding(uint256 lot, address attester, bytes32 finding) external restricted {
        bytes32 digest = keccak256(abi.encodeCall(this.overruleFinding, (lot, attester, finding)));
        // Interaction: it no longer stands.
        LOTS.overrule(lot, digest, attester, PARTICIPANTS.serialOf(attester), finding);
        emit FindingOverruled(lot, digest, attester, finding);
    }

    /// @inheritdoc IAttestations
    function settingsHead() external view returns (Head memory) {
        return _settingsHead;
    }

    /// @inheritdoc IAttestations
    function tolerances() external view returns (Tolerances memory) {
        return _tolerances;
    }

    /// @dev Takes back what stands, by whoever stated it, in a role in which it could be stated anew.
    function _takeBack(
        bytes32 digest,
        bytes32 attestation,
        Original memory original,
        uint256 lot,
        Signer memory signer,
        bytes calldata signature
    ) private {
        // Check: the attester itself signs, and brings along what it names.
        _requirePlace(original.country, original.site);
        uint48 occurredAt = uint48(block.timestamp);
        _authorise(
            _requirement(digest, _rolesFor(original.kind), original.country, original.site, occurredAt, false),
            signer,
            signature
        );
        if (original.digest != attestation || original.lot != lot) {
            revert AttestationMismatch(attestation, original.digest);
        }
        if (original.organisation != signer.organisation) revert NotTheAttester(attestation, signer.organisation);
        // Interaction: it no longer stands.
        LOTS.unattest(lot, digest, signer.organisation, original.kind, attestation);
    }

    function _digest(Assay calldata statement) private view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        ASSAY_TYPEHASH,
                        statement.lot,
                        Compositions.hash(statement.partsPerHundredMillion),
                        statement.notFound,
                        statement.thoriumPartsPerHundredMillion,
                        statement.uraniumPartsPerHundredMillion,
                        statement.outcome,
                        statement.evidence,
                        statement.country,
                        statement.site,
                        statement.occurredAt,
                        Signer(
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

    function _digest(Attest calldata statement) private view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(ATTEST_TYPEHASH, statement)));
    }

    /// @dev An examination is judged for the place where it was made.
    function _requirement(
        bytes32 digest,
        uint16 roles,
        bytes2 country,
        uint64 site,
        uint48 occurredAt,
        bool opens
    ) private pure returns (IParticipants.Requirement memory) {
        return
            IParticipants.Requirement({
                digest: digest,
                scope: Scope.Attestation,
                roles: roles,
                country: country,
                site: site,
                occurredAt: occurredAt,
                opens: opens
            });
    }

    function _judges(Role role) private pure returns (bool) {
        return role == Role.Laboratory || role == Role.Verifier || role == Role.Customs;
    }

    /// @dev Shares are intervals: a found one is a point, one not found lies between zero and its limit. They agree when
    /// the gap between the two intervals is within the tolerance.
    function _requireAgreement(Assay calldata statement, Content calldata content) private view {
        Tolerances memory tolerance = _tolerances;
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            uint256 declared = Compositions.shareOf(content.partsPerHundredMillion, e);
            uint256 measured = Compositions.shareOf(statement.partsPerHundredMillion, e);
            uint256 declaredLow = (content.notFound >> e) & 1 == 1 ? 0 : declared;
            uint256 measuredLow = (statement.notFound >> e) & 1 == 1 ? 0 : measured;
            uint256 gap =
                measuredLow > declared
                    ? measuredLow - declared
                    : declaredLow > measured
                        ? declaredLow - measured
                        : 0;
            if (gap > tolerance.assayPartsPerHundredMillion && gap * 10_000 > declared * tolerance.assayBasisPoints)
                revert ElementDiffers(statement.lot, e, uint32(declared), uint32(measured));
        }
    }

    function _requireQuantity(
        uint256 lot,
        AttestationKind kind,
        Outcome outcome,
        uint64 quantity,
        LotRecord record
    ) private view {
        if (kind == AttestationKind.Inspection || kind == AttestationKind.Clearance) {
            if (quantity != 0) revert QuantityInvalid(kind, quantity);
            return;
        }
        if (outcome != Outcome.Conforms) return;
        uint24 footprint = record.footprintGramsPerKilogram();
        // Scrap may have been declared free of burden, and then be found so.
        bool burdenFree = kind == AttestationKind.Footprint && footprint == 0;
        if (quantity == 0 && !burdenFree) revert QuantityInvalid(kind, quantity);
        if (kind == AttestationKind.Weight) {
            uint48 mass = record.massGrams();
            uint256 gap = quantity > mass ? quantity - mass : mass - quantity;
            if (gap * 10_000 > uint256(mass) * _tolerances.weightBasisPoints) revert WeightDiffers(lot, mass, quantity);
        } else if (kind == AttestationKind.Footprint) {
            // A footprint may be worse than what was verified, never better: its producer can correct it upwards first.
            if (footprint < quantity) revert FootprintDiffers(lot, footprint, quantity);
        }
    }

    function _requirePlace(bytes2 country, uint64 site) private pure {
        // Zero would stand for the attester's own country.
        if (!Contents.isCountry(country)) revert Contents.CountryCodeInvalid(country);
        if (site > Contents.SITE_MAXIMUM) revert Contents.SiteInvalid(site);
    }

    function _rolesFor(AttestationKind kind) private pure returns (uint16) {
        if (kind == AttestationKind.Weight || kind == AttestationKind.Assay) return LABORATORY;
        if (kind == AttestationKind.Process || kind == AttestationKind.Footprint) return PRODUCER_OR_VERIFIER;
        if (kind == AttestationKind.Inspection || kind == AttestationKind.Clearance) return CUSTOMS;
        if (kind == AttestationKind.Removals) return VERIFIER;
        revert KindInvalid(kind);
    }
}
