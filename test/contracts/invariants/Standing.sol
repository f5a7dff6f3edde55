// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable avoid-low-level-calls

import {IQuotas} from "../../../contracts/interfaces/IQuotas.sol";
import {World} from "./World.sol";

/// @dev What governance does to organisations, at random, and the book of who may sign and hold as a consequence.
abstract contract Standing is World {
    struct Office {
        bool suspended;
        bool keyless;
        uint48 roleFrom;
        uint48 roleUntil;
        bytes28 head;
        uint32 links;
    }

    mapping(uint256 index => Office) internal _offices;
    mapping(uint256 producer => uint256) public granted;
    mapping(uint256 producer => uint256) public drawn;
    mapping(uint256 verifier => bool) internal _accredited;
    uint256 private _turns;

    error GovernanceFailed(bytes reason);

    /// @dev One act on one organisation. Whoever is in trouble is mostly helped out of it, so that business goes on.
    function govern(uint256 seed) external {
        seed = _mix(seed);
        uint256 index = _pickOffice(seed);
        Office storage office = _offices[index];
        uint256 act = (seed >> 8) % 8;
        if (office.suspended && act != 0) _reinstate(index);
        else if (office.keyless && act != 0) _replaceKey(index);
        else if (!_roleInForce(index) && act != 0) _setRole(index, 0, type(uint48).max);
        else if (act != 5 && !_accredited[VERIFIER]) _accredit(VERIFIER);
        else if (act != 5 && !_accredited[SECOND_VERIFIER]) _accredit(SECOND_VERIFIER);
        else if (act == 0 && !office.suspended) _suspend(index);
        else if (act == 1) _revokeKey(index);
        else if (act == 2) _setRole(index, 0, uint48(block.timestamp - 1));
        else if (act == 3) _setRole(index, uint48(block.timestamp + 1), type(uint48).max);
        else if (act == 4) _setRole(index, uint48(block.timestamp), uint48(block.timestamp + ((seed >> 16) % 30 days)));
        else if (act == 5) _accredit((seed >> 16) % 2 == 0 ? VERIFIER : SECOND_VERIFIER);
        else if (index < 2) _regrant(index, seed >> 16);
    }

    /// @dev Chance in every bit: most seeds of a fuzzer are small numbers, and many come again.
    function _mix(uint256 seed) internal returns (uint256) {
        return uint256(keccak256(abi.encode(seed, ++_turns)));
    }

    /// @dev Some of the grams in hand; now and then one more than there are, none where there are none.
    function _some(uint256 seed, uint48 grams, uint256 inHand) internal pure returns (uint48) {
        if (seed % 6 == 0) return uint48(inHand + 1);
        return uint48(inHand == 0 ? 0 : 1 + (grams % inHand));
    }

    function _openBooks() internal {
        _accredited[VERIFIER] = true;
        _accredited[SECOND_VERIFIER] = true;
        for (uint256 i = 0; i < ORGANISATIONS; ++i) {
            _offices[i].roleUntil = type(uint48).max;
            _offices[i].head = participants.heads(organisation(i)).hash;
            _offices[i].links = participants.heads(organisation(i)).count;
        }
        granted[MINER_A] = QUOTA_GRAMS;
        granted[MINER_B] = QUOTA_GRAMS;
    }

    /// @dev Whether the organisation can make a statement at all.
    function _maySign(uint256 index) internal view returns (bool) {
        return _mayAct(index) && !_offices[index].keyless;
    }

    /// @dev Whether the organisation may receive goods.
    function _mayHold(uint256 index) internal view returns (bool) {
        return index < HOLDERS && _mayAct(index);
    }

    function _mayAct(uint256 index) private view returns (bool) {
        return index < ORGANISATIONS && !_offices[index].suspended && _roleInForce(index);
    }

    function _roleInForce(uint256 index) private view returns (bool) {
        return block.timestamp >= _offices[index].roleFrom && block.timestamp <= _offices[index].roleUntil;
    }

    /// @dev Mostly one that is in trouble, where there is one.
    function _pickOffice(uint256 seed) private view returns (uint256) {
        uint256 first = seed % ORGANISATIONS;
        for (uint256 i = 0; i < ORGANISATIONS && (seed >> 128) % 4 != 0; ++i) {
            uint256 index = (first + i) % ORGANISATIONS;
            if (!_maySign(index)) return index;
        }
        return first;
    }

    function _suspend(uint256 index) private {
        _offices[index].suspended = true;
        _governParticipants(index, abi.encodeCall(participants.suspend, (organisation(index))));
    }

    function _reinstate(uint256 index) private {
        _offices[index].suspended = false;
        _governParticipants(index, abi.encodeCall(participants.reinstate, (organisation(index))));
    }

    function _revokeKey(uint256 index) private {
        _offices[index].keyless = true;
        _governParticipants(index, abi.encodeCall(participants.revokeKey, (organisation(index), key(index), 0)));
    }

    function _replaceKey(uint256 index) private {
        _offices[index].keyless = false;
        ++_generation[index];
        _governParticipants(
            index,
            abi.encodeCall(participants.addKey, (organisation(index), key(index), 0x3f, 0, type(uint48).max))
        );
    }

    function _setRole(uint256 index, uint48 from, uint48 until) private {
        _offices[index].roleFrom = from;
        _offices[index].roleUntil = until;
        _governParticipants(
            index,
            abi.encodeCall(participants.grantRole, (organisation(index), _roleOf[index], 0, 0, from, until))
        );
    }

    /// @dev Gives a verifier its accreditations, or takes them.
    function _accredit(uint256 verifier) private {
        bool accredited = !_accredited[verifier];
        _accredited[verifier] = accredited;
        uint48 until = accredited ? type(uint48).max : 0;
        schemes.accredit(SCHEME, organisation(verifier), 0, until);
        schemes.accredit(SECOND_SCHEME, organisation(verifier), 0, until);
    }

    /// @dev Grants what was drawn and little more, or a gram less than was drawn, which is refused.
    function _regrant(uint256 index, uint256 seed) private {
        bool ok = seed % 4 != 0 || drawn[index] == 0;
        uint256 grams = ok ? drawn[index] + (seed % 2e9) : drawn[index] - 1;
        (bool success, bytes memory reason) = address(quotas).call(
            abi.encodeCall(
                quotas.grantQuota,
                (
                    quota(index),
                    organisation(index),
                    IQuotas.QuotaKind.Extraction,
                    "CN",
                    uint96(grams),
                    0,
                    type(uint48).max
                )
            )
        );
        if (success != ok) revert GovernanceFailed(reason);
        if (ok) granted[index] = grams;
    }

    /// @dev Every act about an organisation is a link of its head, by the digest of the call.
    function _governParticipants(uint256 index, bytes memory act) private {
        (bool success, bytes memory reason) = address(participants).call(act);
        if (!success) revert GovernanceFailed(reason);
        Office storage office = _offices[index];
        office.head = bytes28(keccak256(abi.encode(office.head, keccak256(act), block.timestamp)));
        ++office.links;
    }
}
