// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Certifier} from "./Certifier.sol";

/// @dev The book of what authorities hold and have seized.
abstract contract Holding is Certifier {
    /// @dev A hold of a lot: of a part, or of a consignment of which grams are held wherever they came.
    struct Held {
        bytes32 digest;
        uint256 lot;
        bytes32 consignment;
        uint256 by;
        uint256 holder;
        bytes2 country;
        uint256 until;
        uint256 answerBy;
        bool answered;
    }

    struct Seized {
        bytes32 digest;
        uint256 lot;
        uint256 by;
        uint256 holder;
        bytes2 country;
        uint256 grams;
        uint256 carbon;
    }

    /// @dev Stands for the holder where everybody's grams are held.
    uint256 internal constant EVERYBODY = type(uint256).max;

    /// @dev Holds that nobody has ended; the end of some may be past.
    Held[] internal _holds;
    Seized[] internal _seized;
    mapping(uint256 lot => uint256) internal _seizedGrams;
    /// @dev Transport carbon of all that is seized.
    uint256 internal _carbonSeized;
    /// @dev Where grams of a consignment's lots came into a hand.
    mapping(bytes32 consignment => mapping(uint256 lot => mapping(uint256 holder => mapping(bytes2 country => bool))))
        private _came;

    function _enterCame(bytes32 consignment, uint256 lot, uint256 holder, bytes2 country, uint256 grams) internal {
        if (grams != 0) _came[consignment][lot][holder][country] = true;
    }

    /// @dev Whether nothing may leave a part.
    function _isHeld(uint256 lot, uint256 holder, bytes2 country) internal view override returns (bool) {
        for (uint256 i = 0; i < _holds.length; ++i) {
            Held storage held = _holds[i];
            if (held.lot != lot || block.timestamp > held.until) continue;
            if (_isOn(i, holder, country)) return true;
            bool isEverybodys = held.consignment == 0 && held.holder == EVERYBODY;
            if (isEverybodys && held.country == country) return true;
        }
        return false;
    }

    /// @dev Whether a hold is on one holder's part.
    function _isOn(uint256 index, uint256 holder, bytes2 country) internal view returns (bool) {
        Held storage held = _holds[index];
        if (held.consignment != 0) return _came[held.consignment][held.lot][holder][country];
        return held.holder == holder && held.country == country;
    }

    function _isInForce(uint256 index) internal view returns (bool) {
        return block.timestamp <= _holds[index].until;
    }

    /// @dev Whether an authority has a hold in force of a part, or of a consignment.
    function _holdsAlready(
        uint256 by,
        uint256 lot,
        bytes32 consignment,
        uint256 holder,
        bytes2 country
    ) internal view returns (bool) {
        for (uint256 i = 0; i < _holds.length; ++i) {
            Held storage held = _holds[i];
            if (held.by != by || held.consignment != consignment || !_isInForce(i)) continue;
            if (consignment != 0 || (held.lot == lot && held.holder == holder && held.country == country)) return true;
        }
        return false;
    }

    function _forget(uint256 index) internal {
        _holds[index] = _holds[_holds.length - 1];
        _holds.pop();
    }

    /// @dev What was seized is its holder's again.
    function _enterGivenBack(uint256 index, bytes32 digest) internal {
        Seized memory taken = _seized[index];
        _enterGiven(taken.lot, taken.holder, taken.country, taken.grams, taken.carbon);
        _seizedGrams[taken.lot] -= taken.grams;
        _carbonSeized -= taken.carbon;
        _link(taken.lot, digest);
        _seized[index] = _seized[_seized.length - 1];
        _seized.pop();
    }
}
