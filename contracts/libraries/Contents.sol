// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Structs} from "./Structs.sol";
import {Allocation, Content, CustodyModel, ELEMENTS, Form, LotIdentity} from "../types/Types.sol";

/// @title Contents: what a lot may be declared as, and the id that commits to it
/// @dev Only Sc, Y and La–Lu are listed, so nothing else can become a lot; and what is listed has to make sense.
library Contents {
    bytes32 internal constant TYPEHASH = keccak256(
        "Content(uint8 form,uint8 custodyModel,uint48 massGrams,uint32[17] partsPerMillion,uint32 notFound,"
        "bytes2 originCountry,bytes32 deposit,bytes2 country,uint64 site,uint24 footprintGramsPerKilogram,"
        "uint24 removalsGramsPerKilogram,uint24 offsetsGramsPerKilogram,uint16 footprintMethod,uint8 allocation,"
        "uint16 primaryDataBasisPoints,uint48 producedAt,bytes32 quota,bytes32 documents,uint256 replaces)"
    );

    /// @dev GS1 AI encodable character set 82 (GS1 General Specifications, figure 7.11-1), as a mask over ASCII.
    uint256 private constant CHARACTER_SET_82 =
        (1 << 0x21) | (1 << 0x22) | (0x7ffffff << 0x25) | (0x3ffffff << 0x41) | (1 << 0x5f) | (0x3ffffff << 0x61);

    uint256 private constant SIZE = 35 * 0x20;
    uint256 private constant SIZE_BEFORE_COMPOSITION = 3 * 0x20;

    uint256 internal constant MILLION = 1_000_000;

    /// @dev A Global Location Number has 13 digits.
    uint64 internal constant SITE_MAXIMUM = 9_999_999_999_999;

    /// @dev A detection limit above this says nothing: 0.1 %, which X-ray fluorescence reaches for every element.
    uint256 internal constant DETECTION_LIMIT_MAXIMUM = 1_000;

    /// @dev Grams of oxide per gram of element, times 10,000: 14 bits each, element 0 lowest. Computed from IUPAC standard
    /// atomic weights for Sc2O3 Y2O3 La2O3 CeO2 Pr6O11 Nd2O3 Pm2O3 Sm2O3 Eu2O3 Gd2O3 Tb4O7 Dy2O3 Ho2O3 Er2O3 Tm2O3 Yb2O3
    /// Lu2O3; a test compares them with data/elements.json.
    uint256 internal constant OXIDE_FACTORS =
        (15_338 << 0) |
            (12_699 << 14) |
            (11_728 << 28) |
            (12_284 << 42) |
            (12_082 << 56) |
            (11_664 << 70) |
            (11_655 << 84) |
            (11_596 << 98) |
            (11_579 << 112) |
            (11_526 << 126) |
            (11_762 << 140) |
            (11_477 << 154) |
            (11_455 << 168) |
            (11_435 << 182) |
            (11_421 << 196) |
            (11_387 << 210) |
            (11_372 << 224);

    /// @dev Four digits of factor let a pure oxide compute to slightly more than a million parts of oxide.
    uint256 internal constant OXIDE_ROUNDING = 200;

    error LotNumberInvalid(string lotNumber);
    error FormMissing();
    error CustodyModelMissing();
    error AllocationMissing();
    error MassMissing();
    error OriginMissing();
    error SiteMissing();
    error SiteInvalid(uint64 site);
    error CountryCodeInvalid(bytes2 country);
    error FootprintMissing(Form form);
    error PrimaryDataInvalid(uint16 basisPoints);
    error ProductionDateMissing();
    error ProducedInFuture(uint48 producedAt, uint256 blockTime);
    error NotFoundMaskInvalid(uint32 notFound);
    error ElementNotStated(uint256 element);
    error ElementShareInvalid(uint256 element, uint32 partsPerMillion);
    error DetectionLimitTooHigh(uint256 element, uint32 partsPerMillion);
    error CompositionAboveWhole(uint256 partsPerMillion);
    error CompositionImplausible(Form form, uint256 partsPerMillion, uint256 minimum, uint256 maximum);

    /// @dev EIP-712 struct hash of a content.
    function hash(Content calldata content) internal pure returns (bytes32) {
        uint256 offset;
        assembly ("memory-safe") {
            offset := content
        }
        uint256 size = ELEMENTS * 0x20;
        bytes32 composition = Structs.hashWords(offset + SIZE_BEFORE_COMPOSITION, size);
        return Structs.hash(TYPEHASH, offset, SIZE, SIZE_BEFORE_COMPOSITION, size, composition);
    }

    /// @dev The id of a lot: it commits to producer, lot number and content.
    /// `keccak256(abi.encode(producer, lotNumber, contentHash))`.
    function lotId(
        address producer,
        string calldata lotNumber,
        bytes32 contentHash
    ) internal pure returns (uint256 result) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, shr(96, shl(96, producer)))
            mstore(add(free, 0x20), 0x60)
            mstore(add(free, 0x40), contentHash)
            let padded := and(add(lotNumber.length, 0x1f), not(0x1f))
            mstore(add(add(free, 0x60), padded), 0)
            mstore(add(free, 0x60), lotNumber.length)
            calldatacopy(add(free, 0x80), lotNumber.offset, lotNumber.length)
            result := keccak256(free, add(0x80, padded))
        }
    }

    /// @dev The id that an identity hashes to.
    function lotId(LotIdentity calldata identity) internal pure returns (uint256) {
        return lotId(identity.producer, identity.lotNumber, hash(identity.content));
    }

    /// @dev Reverts unless a lot number has 1 to 20 characters of GS1 AI encodable character set 82 (AI 10).
    function checkLotNumber(string calldata lotNumber) internal pure {
        bytes calldata characters = bytes(lotNumber);
        uint256 length = characters.length;
        if (length == 0 || length > 20) revert LotNumberInvalid(lotNumber);
        bytes32 word = bytes32(characters);
        for (uint256 i = 0; i < length; ++i) {
            if ((CHARACTER_SET_82 >> uint8(word[i])) & 1 == 0) revert LotNumberInvalid(lotNumber);
        }
    }

    /// @dev Reverts unless the content makes sense: everything stated, and the composition possible for the form.
    /// @return elements Sum of what was found, in parts per million as element.
    function check(Content calldata content) internal view returns (uint256 elements) {
        if (content.form == Form.None) revert FormMissing();
        if (content.custodyModel == CustodyModel.None) revert CustodyModelMissing();
        if (content.allocation == Allocation.None) revert AllocationMissing();
        if (content.massGrams == 0) revert MassMissing();
        if (content.deposit == 0) revert OriginMissing();
        if (content.site == 0) revert SiteMissing();
        if (content.site > SITE_MAXIMUM) revert SiteInvalid(content.site);
        if (!isCountry(content.originCountry)) revert CountryCodeInvalid(content.originCountry);
        if (!isCountry(content.country)) revert CountryCodeInvalid(content.country);
        // Scrap may be taken over free of burden (cut-off); nothing else was ever made without emissions.
        if (content.footprintGramsPerKilogram == 0 && content.form != Form.Scrap) revert FootprintMissing(content.form);
        if (content.primaryDataBasisPoints > 10_000) revert PrimaryDataInvalid(content.primaryDataBasisPoints);
        uint48 producedAt = content.producedAt;
        if (producedAt == 0) revert ProductionDateMissing();
        if (producedAt > block.timestamp) revert ProducedInFuture(producedAt, block.timestamp);
        _read(content.removalsGramsPerKilogram);
        _read(content.offsetsGramsPerKilogram);
        _read(content.footprintMethod);
        uint256 oxides;
        (elements, oxides) = checkComposition(content.partsPerMillion, content.notFound);
        _checkForm(content.form, elements, oxides);
    }

    /// @dev Reverts unless every element is stated, as a share or as a detection limit, and shares sum to at most the whole.
    /// @return elements Sum of what was found, in parts per million as element.
    /// @return oxides The same as oxide.
    function checkComposition(
        uint32[ELEMENTS] calldata partsPerMillion,
        uint32 notFound
    ) internal pure returns (uint256 elements, uint256 oxides) {
        if (notFound >> ELEMENTS != 0) revert NotFoundMaskInvalid(notFound);
        uint256 found = ~uint256(notFound);
        uint256 factors = OXIDE_FACTORS;
        // No sum of seventeen shares of at most a million comes near an overflow.
        unchecked {
            for (uint256 e = 0; e < ELEMENTS; ++e) {
                uint256 share;
                // Read as a word: the bounds below are tighter than the type's, and refuse whatever is wider.
                assembly ("memory-safe") {
                    share := calldataload(add(partsPerMillion, shl(5, e)))
                }
                if (share == 0) revert ElementNotStated(e);
                if (found & 1 == 0) {
                    if (share > DETECTION_LIMIT_MAXIMUM) revert DetectionLimitTooHigh(e, uint32(share));
                } else {
                    if (share > MILLION) revert ElementShareInvalid(e, uint32(share));
                    elements += share;
                    oxides += share * (factors & 0x3fff);
                }
                found >>= 1;
                factors >>= 14;
            }
        }
        oxides /= 10_000;
        if (elements > MILLION) revert CompositionAboveWhole(elements);
    }

    /// @dev Whether a code is two capital letters.
    function isCountry(bytes2 country) internal pure returns (bool) {
        uint256 letters = uint16(country);
        // Whatever is below "A" wraps to more than 25.
        unchecked {
            return (letters >> 8) - 0x41 < 26 && (letters & 0xff) - 0x41 < 26;
        }
    }

    /// @dev Bounds are those of stoichiometry and trade: an oxide below 90 % oxide is a mixed compound or concentrate;
    /// NdFeB and SmCo magnets hold about 27 to 37 % rare earths; carbonates, chlorides and oxalates above 15 % oxide.
    function _checkForm(Form form, uint256 elements, uint256 oxides) private pure {
        if (form == Form.Ore) _within(form, oxides, 1, 400_000);
        else if (form == Form.Concentrate) _within(form, oxides, 10_000, MILLION + OXIDE_ROUNDING);
        else if (form == Form.MixedCompound) _within(form, oxides, 150_000, MILLION + OXIDE_ROUNDING);
        else if (form == Form.SeparatedOxide) _within(form, oxides, 900_000, MILLION + OXIDE_ROUNDING);
        else if (form == Form.Metal) _within(form, elements, 900_000, MILLION);
        else if (form == Form.Alloy) _within(form, elements, 10_000, MILLION);
        else if (form == Form.Magnet) _within(form, elements, 150_000, 450_000);
        else _within(form, elements, 1, MILLION);
    }

    /// @dev For fields that nothing depends on: reading one refuses it where it is wider than its type, and so hashed amiss.
    function _read(uint256 field) private pure returns (uint256) {
        return field;
    }

    function _within(Form form, uint256 share, uint256 minimum, uint256 maximum) private pure {
        if (share < minimum || share > maximum) revert CompositionImplausible(form, share, minimum, maximum);
    }
}
