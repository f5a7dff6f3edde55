// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable func-name-mixedcase

import {Compositions} from "../../../contracts/libraries/Compositions.sol";
import {Contents} from "../../../contracts/libraries/Contents.sol";
import {ELEMENTS, SHARE_WORDS} from "../../../contracts/types/Types.sol";
import {Shares} from "../invariants/Shares.sol";
import {requireEqual} from "../invariants/Vm.sol";

/// @dev A composition is judged as a plain reading of its rules judges it: same sums, or the same first error.
contract ContentsFuzz {
    using Shares for uint256[2];
    using Shares for uint32[17];

    error OtherAnswer(bytes expected, bytes actual);

    /// @param bound Chooses how large shares are, so that sums around the whole occur as well as those far beyond.
    function test_compositionIsJudgedAsByTheRules(
        uint32[ELEMENTS] calldata raw,
        uint32 notFound,
        uint8 bound
    ) external view {
        uint32[ELEMENTS] memory shares = raw;
        uint32[5] memory bounds = [uint32(5_000_002), 6_000_000, 12_000_000, 100_000_002, 2 ** 28];
        // Mostly small shares, and masks of seventeen bits: anything else fails at its first element.
        uint32 limit = bounds[bound % 16 < 5 ? bound % 16 : 1];
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            shares[e] = uint32(shares[e] % limit);
            if (bound >= 16 && shares[e] == 0) shares[e] = 1;
        }
        if (bound % 8 != 7) notFound &= 0x1ffff;
        for (uint256 e = 0; e < ELEMENTS && bound >= 32; ++e) {
            if ((notFound >> e) & 1 == 1) shares[e] = 1 + (shares[e] % 5_000_000);
        }
        bytes memory expected = _judge(shares, notFound);
        try this.check(shares.pack(), notFound) returns (uint256 elements, uint256 oxides) {
            _requireSame(expected, abi.encode(elements, oxides));
        } catch (bytes memory reason) {
            _requireSame(expected, reason);
        }
    }

    function test_countryIsTwoCapitals(bytes2 code) external pure {
        bool expected = true;
        for (uint256 i = 0; i < 2; ++i) {
            uint8 letter = uint8(code[i]);
            if (letter < 65 || letter > 90) expected = false;
        }
        requireEqual("country", Contents.isCountry(code) ? 1 : 0, expected ? 1 : 0);
    }

    function check(uint256[SHARE_WORDS] calldata shares, uint32 notFound) external pure returns (uint256, uint256) {
        return Contents.checkComposition(shares, notFound);
    }

    /// @dev What is signed is the list, wherever it stands in what is carried.
    function test_compositionIsHashedAsTheListThatIsSigned(uint256[2] memory words) external view {
        words[0] %= 2 ** 252;
        words[1] %= 2 ** 224;
        requireEqual("hash", uint256(this.hash(words)), uint256(keccak256(abi.encode(words.list()))));
    }

    /// @dev Beside the shares stands nothing.
    function test_whatStandsBesideSharesIsRefused(uint32[ELEMENTS] calldata raw, uint8 bit) external view {
        uint32[ELEMENTS] memory shares;
        for (uint256 e = 0; e < ELEMENTS; ++e) shares[e] = 1 + (raw[e] % 5_000_000);
        uint256[2] memory words = shares.pack();
        this.hash(words);
        if (bit % 2 == 0) words[0] |= 2 ** (252 + (uint256(bit) % 4));
        else words[1] |= 2 ** (224 + (uint256(bit) % 32));
        try this.hash(words) returns (bytes32) {
            revert OtherAnswer(abi.encodeWithSelector(Compositions.CompositionNotCanonical.selector), "");
        } catch (bytes memory reason) {
            _requireSame(abi.encodeWithSelector(Compositions.CompositionNotCanonical.selector), reason);
        }
    }

    function hash(uint256[SHARE_WORDS] calldata shares) external pure returns (bytes32) {
        return Compositions.hash(shares);
    }

    function _judge(uint32[ELEMENTS] memory shares, uint32 notFound) private pure returns (bytes memory) {
        uint256[ELEMENTS] memory factors = [
            uint256(15_338),
            12_699,
            11_728,
            12_284,
            12_082,
            11_664,
            11_655,
            11_596,
            11_579,
            11_526,
            11_762,
            11_477,
            11_455,
            11_435,
            11_421,
            11_387,
            11_372
        ];
        if (notFound >= 2 ** 17) return abi.encodeWithSelector(Contents.NotFoundMaskInvalid.selector, notFound);
        uint256 elements = 0;
        uint256 oxides = 0;
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            bool found = (notFound / 2 ** e) % 2 == 0;
            if (shares[e] == 0) return abi.encodeWithSelector(Contents.ElementNotStated.selector, e);
            if (!found && shares[e] > 5_000_000) {
                return abi.encodeWithSelector(Contents.DetectionLimitTooHigh.selector, e, shares[e]);
            }
            if (found && shares[e] > 100_000_000) {
                return abi.encodeWithSelector(Contents.ElementShareInvalid.selector, e, shares[e]);
            }
            if (!found) continue;
            elements += shares[e];
            oxides += uint256(shares[e]) * factors[e];
        }
        if (elements > 100_500_000) return abi.encodeWithSelector(Contents.CompositionAboveWhole.selector, elements);
        return abi.encode(elements, oxides / 10_000);
    }

    function _requireSame(bytes memory expected, bytes memory actual) private pure {
        if (keccak256(expected) != keccak256(actual)) revert OtherAnswer(expected, actual);
    }
}
