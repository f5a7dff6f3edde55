// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable func-name-mixedcase

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Lots} from "../../../contracts/Lots.sol";
import {ILots} from "../../../contracts/interfaces/ILots.sol";
import {LotRecord} from "../../../contracts/libraries/LotRecords.sol";
import {Allocation, AttestationKind, CustodyModel, Form, LotStatus, Outcome} from "../../../contracts/types/Types.sol";
import {deploy, requireEqual} from "../invariants/Vm.sol";

/// @dev What is written into a lot's one slot is read back, field by field, at any width, and beside it nothing changes.
contract LotsFuzz {
    /// @dev A record's fields without the enumerations, of which a fuzzer knows no bounds.
    struct Fields {
        uint48 massGrams;
        uint24 footprintGramsPerKilogram;
        uint32 validUntil;
        uint16 scheme;
        uint16 certifier;
        uint16 producer;
        bytes2 country;
        uint48 producedAt;
    }

    error OtherRecord(ILots.Lot expected, ILots.Lot actual);

    Lots private _lots;

    function setUp() external {
        _lots = Lots(deploy("contracts/Lots.sol:Lots", abi.encode(new AccessManager(address(this)), "")));
        _lots.enrolModule(address(this), true);
    }

    function test_recordIsReadAsWritten(uint256 lot, Fields calldata fields, uint8 seed, uint256 neighbour) external {
        ILots.Lot memory wanted = _wanted(fields, seed);
        if (neighbour == lot) neighbour = ~lot;
        _lots.declare(neighbour, 0, _made(neighbour, _wanted(fields, ~seed)));
        ILots.Lot memory untouched = _lots.lots(neighbour);
        // A certificate of nothing there is not.
        if (wanted.massGrams == 0) wanted.massGrams = 1;
        _lots.declare(lot, 0, _made(lot, wanted));
        for (uint256 i = 0; i < wanted.disputes; ++i) {
            ILots.Attester memory attester = _stranger(lot);
            attester.organisation = address(uint160(2 + i));
            _lots.attest(
                lot,
                bytes32(i + 1),
                attester,
                AttestationKind.Inspection,
                Outcome.DoesNotConform,
                type(uint48).max,
                0
            );
        }
        _lots.certify(lot, 0, address(this), wanted.certifier, wanted.scheme, wanted.validUntil);
        _requireRecord(lot, wanted);
        requireEqual("minted", _lots.balanceOf(address(this), lot), wanted.massGrams);

        wanted.certifier = ~wanted.certifier;
        wanted.scheme = ~wanted.scheme;
        wanted.validUntil = ~wanted.validUntil;
        // Another certifier than the named one leaves the lot open.
        wanted.isOpen = true;
        _lots.renew(lot, 0, wanted.certifier, wanted.scheme, wanted.validUntil);
        _requireRecord(lot, wanted);

        _lots.suspend(lot, 0, address(this), false);
        wanted.status = LotStatus.Suspended;
        _requireRecord(lot, wanted);
        _lots.revoke(lot, 0, address(this), address(this), true);
        wanted.status = LotStatus.Revoked;
        _requireRecord(lot, wanted);
        _requireRecord(neighbour, untouched);
    }

    /// @dev Only the newest examination stays, in whatever order they come in, and of no other kind.
    function test_stampIsTheNewest(uint48[] calldata times, uint8 kind) external {
        ILots.Lot memory declared;
        declared.form = Form.Ore;
        declared.massGrams = 1;
        _lots.declare(1, 0, _made(1, declared));
        uint48 newest = 0;
        uint8 kinds = uint8(type(AttestationKind).max);
        AttestationKind examined = AttestationKind(1 + (kind % kinds));
        for (uint256 i = 0; i < times.length; ++i) {
            if (times[i] > newest) newest = times[i];
            _lots.attest(1, bytes32((i + 1) << 128), _stranger(1), examined, Outcome.Conforms, times[i], 0);
        }
        for (uint8 k = 1; k <= kinds; ++k) {
            uint48 standing = _lots.examinedAt(1, AttestationKind(k));
            requireEqual("stamp", standing, AttestationKind(k) == examined ? newest : 0);
        }
    }

    /// @dev Each attester's newest word stands beside that of the other, and the least and the greatest of them count.
    function test_figuresAreOfWhatStands(uint16[6] calldata days_, uint64[6] calldata figures, uint8 by) external {
        ILots.Lot memory declared;
        declared.form = Form.Ore;
        declared.massGrams = 1;
        _lots.declare(1, 0, _made(1, declared));
        uint256[2] memory newest;
        uint64[2] memory standing;
        bool[2] memory stands;
        for (uint256 i = 0; i < 6; ++i) {
            uint256 who = (by >> i) & 1;
            ILots.Attester memory attester = ILots.Attester(address(1), uint16(1 + who), true);
            bytes32 digest = bytes32((i + 1) << 128);
            uint48 occurredAt = uint48(days_[i]) * 1 days;
            _lots.attest(1, digest, attester, AttestationKind.Weight, Outcome.Conforms, occurredAt, figures[i]);
            if (days_[i] >= newest[who]) (newest[who], standing[who], stands[who]) = (days_[i], figures[i], true);
        }
        if (!stands[0]) standing[0] = standing[1];
        if (!stands[1]) standing[1] = standing[0];
        bool isFirstLess = standing[0] < standing[1];
        (uint64 least, uint64 greatest) = _lots.figuresOf(1, AttestationKind.Weight);
        requireEqual("least", least, isFirstLess ? standing[0] : standing[1]);
        requireEqual("greatest", greatest, isFirstLess ? standing[1] : standing[0]);
        uint256 expected = (stands[0] ? 1 : 0) + (stands[1] ? 1 : 0);
        requireEqual("standing", _lots.examinations(1, AttestationKind.Weight).length, expected);
    }

    function _wanted(Fields calldata fields, uint8 seed) private pure returns (ILots.Lot memory) {
        return
            ILots.Lot({
                status: LotStatus.Certified,
                form: Form((seed >> 2) % (uint8(type(Form).max) + 1)),
                disputes: seed % 4,
                massGrams: fields.massGrams,
                footprintGramsPerKilogram: fields.footprintGramsPerKilogram,
                validUntil: fields.validUntil,
                scheme: fields.scheme,
                certifier: fields.certifier,
                producer: fields.producer,
                country: fields.country,
                // Times of making are never ahead, so a record has 39 bits for them.
                producedAt: uint48(fields.producedAt % (1 << 39)),
                custodyModel: CustodyModel(seed % 6),
                allocation: Allocation(seed % 3),
                primaryDataPercent: seed % 101,
                isOpen: seed % 2 == 1
            });
    }

    /// @dev The word of a declared lot, put together here once more.
    function _declared(ILots.Lot memory lot) private pure returns (LotRecord) {
        return
            LotRecord.wrap(
                uint256(LotStatus.Declared) |
                    (lot.isOpen ? 0 : uint256(1) << 7) |
                    (uint256(lot.form) << 8) |
                    (uint256(lot.massGrams) << 24) |
                    (uint256(lot.footprintGramsPerKilogram) << 72) |
                    (uint256(lot.producer) << 160) |
                    (uint256(uint16(lot.country)) << 176) |
                    (uint256(lot.producedAt) << 192) |
                    (uint256(lot.custodyModel) << 12) |
                    (uint256(lot.allocation) << 4) |
                    (uint256(lot.primaryDataPercent) << 249)
            );
    }

    function _made(uint256 id, ILots.Lot memory lot) private pure returns (ILots.Made memory) {
        return ILots.Made({record: _declared(lot), number: id, replaces: 0});
    }

    /// @dev One who judges, and is not the producer.
    function _stranger(uint256 lot) private view returns (ILots.Attester memory) {
        return ILots.Attester({organisation: address(1), serial: ~_lots.lots(lot).producer, judges: true});
    }

    function _requireRecord(uint256 lot, ILots.Lot memory expected) private view {
        ILots.Lot memory actual = _lots.lots(lot);
        if (keccak256(abi.encode(expected)) != keccak256(abi.encode(actual))) revert OtherRecord(expected, actual);
    }
}
