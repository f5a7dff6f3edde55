// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Compositions} from "./Compositions.sol";
import {Allocation, Content, CustodyModel, ELEMENTS, Form, LotIdentity, SHARE_WORDS} from "../types/Types.sol";

/// @title Contents: what a lot may be declared as, and the id that commits to it
/// @dev Only Sc, Y and La–Lu are listed, so nothing else can become a lot; and what is listed has to make sense.
library Contents {
    bytes32 internal constant TYPEHASH = keccak256(
        "Content(uint8 form,uint8 custodyModel,uint48 massGrams,uint32[17] partsPerHundredMillion,uint32 notFound,"
        "bytes2 originCountry,bytes32 deposit,bytes2 country,uint64 site,uint24 footprintGramsPerKilogram,"
        "uint24 removalsGramsPerKilogram,uint24 offsetsGramsPerKilogram,uint16 footprintMethod,uint8 allocation,"
        "uint16 primaryDataBasisPoints,uint48 producedAt,bytes32 quota,bytes32 documents,uint256 replaces,"
        "address certifier)"
    );

    /// @dev GS1 AI encodable character set 82 (GS1 General Specifications, figure 7.11-1), as a mask over ASCII.
    uint256 private constant CHARACTER_SET_82 =
        (1 << 0x21) | (1 << 0x22) | (0x7ffffff << 0x25) | (0x3ffffff << 0x41) | (1 << 0x5f) | (0x3ffffff << 0x61);

    /// @dev The whole of a lot, in hundredths of a part per million.
    uint256 internal constant WHOLE = 100_000_000;

    /// @dev All of a footprint's figures, in basis points.
    uint16 internal constant BASIS_POINTS = 10_000;

    /// @dev What honest analysis exceeds the whole by: shares are measured one by one, and sum to 100.05 % as often as to 99.95 %.
    uint256 internal constant ANALYSIS_EXCESS = 500_000;

    /// @dev A Global Location Number has 13 digits.
    uint64 internal constant SITE_MAXIMUM = 9_999_999_999_999;

    /// @dev A detection limit above this says nothing: 5 %, more than what sellers' sheets call "others". A limit is no content, so a
    /// large one gives nobody anything.
    uint256 internal constant DETECTION_LIMIT_MAXIMUM = 5_000_000;

    /// @dev What stands for thorium and uranium in an assay's mask and in errors: they follow the seventeen.
    uint256 private constant THORIUM = ELEMENTS;
    uint256 private constant URANIUM = ELEMENTS + 1;

    /// @dev Grams of oxide per gram of element, times 10,000, 15 bits each, element 0 lowest. Computed from IUPAC standard atomic
    /// weights for Sc2O3 Y2O3 La2O3 CeO2 Pr6O11 Nd2O3 Pm2O3 Sm2O3 Eu2O3 Gd2O3 Tb4O7 Dy2O3 Ho2O3 Er2O3 Tm2O3 Yb2O3 Lu2O3; a test
    /// compares them with data/elements.json.
    uint256 private constant OXIDE_FACTORS =
        15_338 |
            (12_699 << 15) |
            (11_728 << 30) |
            (12_284 << 45) |
            (12_082 << 60) |
            (11_664 << 75) |
            (11_655 << 90) |
            (11_596 << 105) |
            (11_579 << 120) |
            (11_526 << 135) |
            (11_762 << 150) |
            (11_477 << 165) |
            (11_455 << 180) |
            (11_435 << 195) |
            (11_421 << 210) |
            (11_387 << 225) |
            (11_372 << 240);
    uint256 private constant OXIDE_FACTOR_BITS = 15;
    uint256 private constant OXIDE_FACTOR = (1 << OXIDE_FACTOR_BITS) - 1;

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
    error ElementShareInvalid(uint256 element, uint32 partsPerHundredMillion);
    error DetectionLimitTooHigh(uint256 element, uint32 partsPerHundredMillion);
    error CompositionAboveWhole(uint256 partsPerHundredMillion);
    error CompositionImplausible(Form form, uint256 partsPerHundredMillion, uint256 minimum, uint256 maximum);

    /// @dev EIP-712 struct hash of a content.
    function hash(Content calldata content) internal pure returns (bytes32) {
        // In two halves, for want of room on the stack.
        bytes memory first = abi.encode(
            TYPEHASH,
            content.form,
            content.custodyModel,
            content.massGrams,
            Compositions.hash(content.partsPerHundredMillion),
            content.notFound,
            content.originCountry,
            content.deposit,
            content.country,
            content.site
        );
        bytes memory second = abi.encode(
            content.footprintGramsPerKilogram,
            content.removalsGramsPerKilogram,
            content.offsetsGramsPerKilogram,
            content.footprintMethod,
            content.allocation,
            content.primaryDataBasisPoints,
            content.producedAt,
            content.quota,
            content.documents,
            content.replaces,
            content.certifier
        );
        return keccak256(bytes.concat(first, second));
    }

    /// @dev The id of a lot: it commits to producer, lot number and content.
    function lotId(address producer, string calldata lotNumber, bytes32 contentHash) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(producer, lotNumber, contentHash)));
    }

    /// @dev What stands for a producer's lot number, which has been checked: in the upper 31 bytes the producer and all characters but the
    /// last, hashed; in the lowest the last. Numbers that follow one another stand side by side, and are kept in one slot.
    function numberOf(address producer, string calldata lotNumber) internal pure returns (uint256) {
        bytes calldata characters = bytes(lotNumber);
        uint256 last = characters.length - 1;
        uint256 series = uint256(keccak256(abi.encode(producer, characters[:last])));
        return (series & ~uint256(0xff)) | uint8(characters[last]);
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
        uint256 word = uint256(bytes32(characters));
        // Character by character from the left: it stays one where all belong to the set.
        uint256 valid = 1;
        for (uint256 i = 0; i < length; ++i) {
            valid &= CHARACTER_SET_82 >> (word >> 248);
            word <<= 8;
        }
        if (valid == 1) return;
        revert LotNumberInvalid(lotNumber);
    }

    /// @dev Reverts unless the content makes sense: everything stated, and the composition possible for the form.
    /// @return elements Sum of what was found, in hundredths of a part per million as element.
    function check(Content calldata content) internal view returns (uint256 elements) {
        Form form = content.form;
        if (form == Form.None) revert FormMissing();
        if (content.custodyModel == CustodyModel.None) revert CustodyModelMissing();
        if (content.allocation == Allocation.None) revert AllocationMissing();
        if (content.massGrams == 0) revert MassMissing();
        if (content.deposit == 0) revert OriginMissing();
        uint64 site = content.site;
        if (site == 0) revert SiteMissing();
        if (site > SITE_MAXIMUM) revert SiteInvalid(site);
        if (!isCountry(content.originCountry)) revert CountryCodeInvalid(content.originCountry);
        if (!isCountry(content.country)) revert CountryCodeInvalid(content.country);
        // Scrap may be taken over free of burden (cut-off); nothing else was ever made without emissions.
        if (content.footprintGramsPerKilogram == 0 && form != Form.Scrap) revert FootprintMissing(form);
        if (content.primaryDataBasisPoints > BASIS_POINTS) revert PrimaryDataInvalid(content.primaryDataBasisPoints);
        uint48 producedAt = content.producedAt;
        if (producedAt == 0) revert ProductionDateMissing();
        if (producedAt > block.timestamp) revert ProducedInFuture(producedAt, block.timestamp);
        uint256 oxides;
        (elements, oxides) = checkComposition(content.partsPerHundredMillion, content.notFound);
        uint256 share = form < Form.Metal ? oxides : elements;
        (uint256 minimum, uint256 maximum) = _boundsOf(form);
        if (share >= minimum && share <= maximum) return elements;
        revert CompositionImplausible(form, share, minimum, maximum);
    }

    /// @dev Reverts unless every element is stated, as a share or as a detection limit, and shares sum to at most the whole and what
    /// analysis exceeds it by. What stands beside the shares is refused where they are hashed.
    /// @return elements Sum of what was found, in hundredths of a part per million as element.
    /// @return oxides The same as oxide.
    function checkComposition(
        uint256[SHARE_WORDS] calldata shares,
        uint256 notFound
    ) internal pure returns (uint256 elements, uint256 oxides) {
        if (notFound >> ELEMENTS != 0) revert NotFoundMaskInvalid(uint32(notFound));
        return _sumOf(shares, notFound, 0);
    }

    /// @dev Reverts unless an assay states every element, thorium and uranium as `checkComposition` asks for, and all of them sum to at
    /// most the whole and what analysis exceeds it by. In errors and in the mask thorium is 17 and uranium 18.
    function checkAssay(
        uint256[SHARE_WORDS] calldata shares,
        uint256 notFound,
        uint256 thorium,
        uint256 uranium
    ) internal pure {
        if (notFound >> (URANIUM + 1) != 0) revert NotFoundMaskInvalid(uint32(notFound));
        _sumOf(shares, notFound, _foundOf(THORIUM, thorium, notFound) + _foundOf(URANIUM, uranium, notFound));
    }

    /// @dev Whether a code is two capital letters.
    function isCountry(bytes2 country) internal pure returns (bool) {
        uint256 letters = uint16(country);
        // Whatever is below "A" wraps to more than 25.
        unchecked {
            return (letters >> 8) - 0x41 < 26 && (letters & 0xff) - 0x41 < 26;
        }
    }

    /// @param others What was found of others than the seventeen.
    /// @return elements Sum of what was found, without them.
    /// @return oxides The same as oxide.
    function _sumOf(
        uint256[SHARE_WORDS] calldata shares,
        uint256 notFound,
        uint256 others
    ) private pure returns (uint256 elements, uint256 oxides) {
        (uint256 word, uint256 factors) = (shares[0], OXIDE_FACTORS);
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            if (e == Compositions.FIRST_SHARES) word = shares[1];
            uint256 found = _foundOf(e, word & Compositions.SHARE, notFound);
            // Shares of at most 10^8, times factors of 15 bits, are far from any overflow.
            unchecked {
                elements += found;
                oxides += found * (factors & OXIDE_FACTOR);
            }
            word >>= Compositions.SHARE_BITS;
            factors >>= OXIDE_FACTOR_BITS;
        }
        if (elements + others > WHOLE + ANALYSIS_EXCESS) revert CompositionAboveWhole(elements + others);
        oxides /= 10_000;
    }

    /// @dev What was found of an element, by what is stated of it.
    function _foundOf(uint256 element, uint256 share, uint256 notFound) private pure returns (uint256) {
        if (share == 0) revert ElementNotStated(element);
        if ((notFound >> element) & 1 == 1) {
            if (share > DETECTION_LIMIT_MAXIMUM) revert DetectionLimitTooHigh(element, uint32(share));
            return 0;
        }
        if (share > WHOLE) revert ElementShareInvalid(element, uint32(share));
        return share;
    }

    /// @dev Least and most rare earths of a form: as oxide before metal, as element from there on. They are those of stoichiometry
    /// and trade: an oxide below 90 % oxide is a mixed compound or concentrate; NdFeB and SmCo magnets hold about 27 to 37 % rare
    /// earths; carbonates, chlorides and oxalates above 15 % oxide.
    function _boundsOf(Form form) private pure returns (uint256 minimum, uint256 maximum) {
        maximum = WHOLE + ANALYSIS_EXCESS;
        if (form == Form.Ore) return (100, 40_000_000);
        if (form == Form.Concentrate) return (1_000_000, maximum);
        if (form == Form.MixedCompound) return (15_000_000, maximum);
        if (form == Form.SeparatedOxide) return (90_000_000, maximum);
        if (form == Form.Metal) return (90_000_000, maximum);
        if (form == Form.Alloy) return (1_000_000, maximum);
        if (form == Form.Magnet) return (15_000_000, 45_000_000);
        return (100, maximum);
    }
}
