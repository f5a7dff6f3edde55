// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILots} from "./interfaces/ILots.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IUnitCodes} from "./interfaces/IUnitCodes.sol";
import {LotRecord} from "./libraries/LotRecords.sol";
import {UnitProofs} from "./libraries/UnitProofs.sol";
import {Module} from "./Module.sol";
import {ANY_SITE, LotStatus, Role, Scope, Signer} from "./types/Types.sol";

/// @title Unit codes: the root over the codes of a lot's grams (documented in `IUnitCodes`)
contract UnitCodes is IUnitCodes, Module {
    bytes32 public constant REGISTERUNITCODES_TYPEHASH = keccak256(
        "RegisterUnitCodes(uint256 lot,uint48 grams,bytes32 root,address organisation,address key,uint256 nonce,"
        "uint48 validAfter,uint48 validBefore)"
    );

    /// @dev Codes count grams in 30 bits.
    uint256 public constant MAXIMUM_UNITS = 1 << 30;

    uint16 private constant PRODUCER = uint16(
        (1 << uint8(Role.Miner)) |
            (1 << uint8(Role.Refiner)) |
            (1 << uint8(Role.MagnetMaker)) |
            (1 << uint8(Role.Recycler))
    );

    /// @inheritdoc IUnitCodes
    IUnitCodes public immutable PREDECESSOR;

    mapping(uint256 lot => Commitment) private _commitments;

    constructor(IParticipants participants, ILots lots, IUnitCodes predecessor) Module(participants, lots) {
        PREDECESSOR = predecessor;
    }

    /// @inheritdoc IUnitCodes
    function registerUnitCodes(RegisterUnitCodes calldata statement, bytes calldata signature) external {
        (uint256 lot, address organisation) = (statement.lot, statement.organisation);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(REGISTERUNITCODES_TYPEHASH, statement)));
        LotRecord record = LOTS.records(lot);
        if (record.status() == LotStatus.None) revert ILots.LotUnknown(lot);
        // Check: the producer signs.
        (uint16 serial, ) = _authorise(
            IParticipants.Requirement({
                digest: digest,
                scope: Scope.Declaration,
                roles: PRODUCER,
                country: record.country(),
                site: ANY_SITE,
                occurredAt: uint48(block.timestamp),
                opens: true
            }),
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        if (serial != record.producer()) revert NotTheProducer(lot, organisation);
        // Check: the lot has grams, and each of them has one code.
        _requireCertified(lot, record);
        _requireCount(lot, statement.grams, record.massGrams());
        // Check: this is the lot's first root.
        if (statement.root == 0) revert UnitRootMissing(lot);
        bytes32 standing = commitments(lot).root;
        if (standing != 0) revert UnitRootStands(lot, standing);
        // Effect: the root stands.
        _commitments[lot] = Commitment(statement.root, statement.grams, uint48(block.timestamp), address(this));
        // Interaction: the dossier names it.
        uint256[] memory ids = new uint256[](1);
        ids[0] = lot;
        LOTS.note(digest, ids);
        emit UnitCodesRegistered(lot, digest, organisation, statement, signature);
    }

    /// @inheritdoc IUnitCodes
    function verifyUnit(uint256 lot, UnitProofs.UnitProof calldata proof) external view returns (bool) {
        Commitment memory commitment = commitments(lot);
        if (commitment.root == 0) revert UnitRootUnknown(lot);
        // Check: a lot that went back to its declaration, and was used up in part before it was certified again, has lost its last grams.
        uint256 left = LOTS.records(lot).massGrams();
        if (proof.index >= left) revert UnitProofs.UnitBeyondLot(proof.index, left);
        bytes32 context = UnitProofs.context(commitment.registry, lot);
        return UnitProofs.verify(commitment.root, context, commitment.grams, proof);
    }

    /// @inheritdoc IUnitCodes
    function commitments(uint256 lot) public view returns (Commitment memory commitment) {
        commitment = _commitments[lot];
        if (commitment.root == 0 && address(PREDECESSOR) != address(0)) return PREDECESSOR.commitments(lot);
    }

    /// @dev Before a certificate the producer may still use grams up, and after its end they are no goods of the ledger.
    function _requireCertified(uint256 lot, LotRecord record) private view {
        if (record.status() != LotStatus.Certified) revert ILots.LotNotCertified(lot, record.status());
        uint32 validUntil = record.validUntil();
        if (block.timestamp > validUntil) revert ILots.CertificateExpired(lot, validUntil);
    }

    function _requireCount(uint256 lot, uint48 stated, uint48 grams) private pure {
        if (grams > MAXIMUM_UNITS) revert UnitsTooMany(lot, grams, MAXIMUM_UNITS);
        if (stated != grams) revert UnitCountDiffers(lot, stated, grams);
    }
}
