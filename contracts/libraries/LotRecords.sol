// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILots} from "../interfaces/ILots.sol";
import {WATCHED} from "../interfaces/IMovementRules.sol";
import {Compositions} from "./Compositions.sol";
import {Allocation, Content, CustodyModel, Form, LotStatus} from "../types/Types.sol";

/// @dev `ILots.Lot` in one word, and which elements stand in it.
type LotRecord is uint256;

using LotRecords for LotRecord global;

/// @title LotRecords: a lot's record as one word
/// @dev Written whole and read by field: the compiler stores a struct field by field, which costs a dozen stores.
library LotRecords {
    uint256 private constant STATUS = 0xf;
    uint256 private constant ALLOCATION = 4;
    /// @dev Set where the lot was made by the terms of a scheme.
    uint256 private constant BOUND = 1 << 6;
    /// @dev Set where the producer named a certifier.
    uint256 private constant NAMED = 1 << 7;
    uint256 private constant FORM = 8;
    uint256 private constant CUSTODY_MODEL = 12;
    uint256 private constant DISPUTES = 16;
    uint256 private constant MASS = 24;
    uint256 private constant FOOTPRINT = 72;
    uint256 private constant VALID_UNTIL = 96;
    uint256 private constant SCHEME = 128;
    uint256 private constant CERTIFIER = 144;
    uint256 private constant PRODUCER = 160;
    uint256 private constant COUNTRY = 176;
    uint256 private constant PRODUCED_AT = 192;
    uint256 private constant MARKS = 231;
    uint256 private constant PRIMARY_DATA = 249;

    /// @dev The record of a content, as one declares it.
    function declared(Content calldata content, uint16 producer_, LotStatus status_) internal pure returns (LotRecord) {
        // Down to whole percents: a scheme may ask for no finer share.
        uint256 percent = content.primaryDataBasisPoints / 100;
        return
            LotRecord.wrap(
                uint256(status_) |
                    (uint256(content.form) << FORM) |
                    (uint256(content.massGrams) << MASS) |
                    (uint256(content.footprintGramsPerKilogram) << FOOTPRINT) |
                    (uint256(producer_) << PRODUCER) |
                    (uint256(uint16(content.country)) << COUNTRY) |
                    (uint256(content.producedAt) << PRODUCED_AT) |
                    (uint256(content.custodyModel) << CUSTODY_MODEL) |
                    (uint256(content.allocation) << ALLOCATION) |
                    (Compositions.noted(content.partsPerHundredMillion) << (MARKS + 1)) |
                    (percent << PRIMARY_DATA)
            );
    }

    function status(LotRecord record) internal pure returns (LotStatus) {
        return LotStatus(LotRecord.unwrap(record) & STATUS);
    }

    /// @dev Whether the producer left open who certifies.
    function isOpen(LotRecord record) internal pure returns (bool) {
        return LotRecord.unwrap(record) & NAMED == 0;
    }

    /// @dev The record as it was before the lot was certified.
    function uncertified(LotRecord record) internal pure returns (LotRecord) {
        return record.withCertificate(record.isOpen() ? 0 : record.certifier(), record.boundScheme(), 0);
    }

    /// @dev Scheme by whose terms the lot was made, and under which alone it is certified; zero if any may certify it.
    function boundScheme(LotRecord record) internal pure returns (uint16) {
        return LotRecord.unwrap(record) & BOUND == 0 ? 0 : record.scheme();
    }

    function form(LotRecord record) internal pure returns (Form) {
        return Form((LotRecord.unwrap(record) >> FORM) & 0xf);
    }

    function disputes(LotRecord record) internal pure returns (uint8) {
        return uint8(LotRecord.unwrap(record) >> DISPUTES);
    }

    function massGrams(LotRecord record) internal pure returns (uint48) {
        return uint48(LotRecord.unwrap(record) >> MASS);
    }

    function footprintGramsPerKilogram(LotRecord record) internal pure returns (uint24) {
        return uint24(LotRecord.unwrap(record) >> FOOTPRINT);
    }

    function validUntil(LotRecord record) internal pure returns (uint32) {
        return uint32(LotRecord.unwrap(record) >> VALID_UNTIL);
    }

    function scheme(LotRecord record) internal pure returns (uint16) {
        return uint16(LotRecord.unwrap(record) >> SCHEME);
    }

    function certifier(LotRecord record) internal pure returns (uint16) {
        return uint16(LotRecord.unwrap(record) >> CERTIFIER);
    }

    function producer(LotRecord record) internal pure returns (uint16) {
        return uint16(LotRecord.unwrap(record) >> PRODUCER);
    }

    function country(LotRecord record) internal pure returns (bytes2) {
        return bytes2(uint16(LotRecord.unwrap(record) >> COUNTRY));
    }

    function producedAt(LotRecord record) internal pure returns (uint48) {
        // Production is never ahead of the block, so 39 bits hold its time.
        return uint48((LotRecord.unwrap(record) >> PRODUCED_AT) & 0x7fffffffff);
    }

    function custodyModel(LotRecord record) internal pure returns (CustodyModel) {
        return CustodyModel((LotRecord.unwrap(record) >> CUSTODY_MODEL) & 0x7);
    }

    function allocation(LotRecord record) internal pure returns (Allocation) {
        return Allocation((LotRecord.unwrap(record) >> ALLOCATION) & 0x3);
    }

    /// @dev Elements of which it holds 0.1 % by mass or more, by its declaration, or may for all that was looked for: bit e for element e.
    function elements(LotRecord record) internal pure returns (uint256) {
        return record.marks() >> 1;
    }

    /// @dev What rules of movements may ask by: bit 0 is set where somebody watches the lot (`WATCHED`), bit e + 1 for each element e of
    /// `elements`.
    function marks(LotRecord record) internal pure returns (uint256) {
        return (LotRecord.unwrap(record) >> MARKS) & 0x3ffff;
    }

    /// @dev The record of a lot that somebody watches, from then on.
    function watched(LotRecord record) internal pure returns (LotRecord) {
        return LotRecord.wrap(LotRecord.unwrap(record) | (uint256(WATCHED) << MARKS));
    }

    /// @dev Whether somebody watches the lot, or did.
    function isWatched(LotRecord record) internal pure returns (bool) {
        return record.marks() & WATCHED != 0;
    }

    function primaryDataPercent(LotRecord record) internal pure returns (uint8) {
        return uint8(LotRecord.unwrap(record) >> PRIMARY_DATA);
    }

    function withStatus(LotRecord record, LotStatus status_) internal pure returns (LotRecord) {
        return _with(record, 0, STATUS, uint256(status_));
    }

    function withMass(LotRecord record, uint48 massGrams_) internal pure returns (LotRecord) {
        return _with(record, MASS, type(uint48).max, massGrams_);
    }

    function withProducer(LotRecord record, uint16 producer_) internal pure returns (LotRecord) {
        return _with(record, PRODUCER, type(uint16).max, producer_);
    }

    /// @dev The record of a lot whose producer names its certifier, or leaves it open by naming none.
    function withCertifier(LotRecord record, uint16 certifier_) internal pure returns (LotRecord) {
        if (certifier_ == 0) return record;
        LotRecord named = LotRecord.wrap(LotRecord.unwrap(record) | NAMED);
        return _with(named, CERTIFIER, type(uint16).max, certifier_);
    }

    /// @dev The record of a lot that is left open to every certifier.
    function opened(LotRecord record) internal pure returns (LotRecord) {
        return LotRecord.wrap(LotRecord.unwrap(record) & ~NAMED);
    }

    function withFootprint(LotRecord record, uint24 footprintGramsPerKilogram_) internal pure returns (LotRecord) {
        return _with(record, FOOTPRINT, type(uint24).max, footprintGramsPerKilogram_);
    }

    /// @dev The record of a lot that was made by the prices and tolerance of a scheme, if of any: it can be certified under no other.
    function withScheme(LotRecord record, uint16 scheme_) internal pure returns (LotRecord) {
        if (scheme_ == 0) return record;
        LotRecord bound = LotRecord.wrap(LotRecord.unwrap(record) | BOUND);
        return _with(bound, SCHEME, type(uint16).max, scheme_);
    }

    function withDisputes(LotRecord record, uint8 disputes_) internal pure returns (LotRecord) {
        return _with(record, DISPUTES, 0xff, disputes_);
    }

    /// @dev Validity, scheme and certifier are neighbours, and change together.
    function withCertificate(
        LotRecord record,
        uint16 certifier_,
        uint16 scheme_,
        uint32 validUntil_
    ) internal pure returns (LotRecord) {
        uint256 certificate = uint256(validUntil_) | (uint256(scheme_) << 32) | (uint256(certifier_) << 48);
        return _with(record, VALID_UNTIL, type(uint64).max, certificate);
    }

    function unpack(LotRecord record) internal pure returns (ILots.Lot memory lot) {
        lot.status = record.status();
        lot.form = record.form();
        lot.disputes = record.disputes();
        lot.massGrams = record.massGrams();
        lot.footprintGramsPerKilogram = record.footprintGramsPerKilogram();
        lot.validUntil = record.validUntil();
        lot.scheme = record.scheme();
        lot.certifier = record.certifier();
        lot.producer = record.producer();
        lot.country = record.country();
        lot.producedAt = record.producedAt();
        lot.custodyModel = record.custodyModel();
        lot.allocation = record.allocation();
        lot.primaryDataPercent = record.primaryDataPercent();
        lot.isOpen = record.isOpen();
    }

    function _with(LotRecord record, uint256 offset, uint256 mask, uint256 value) private pure returns (LotRecord) {
        return LotRecord.wrap((LotRecord.unwrap(record) & ~(mask << offset)) | (value << offset));
    }
}
