// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable func-name-mixedcase

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {Participants} from "../../../contracts/Participants.sol";
import {IParticipants} from "../../../contracts/interfaces/IParticipants.sol";
import {deploy, requireEqual, vm} from "../invariants/Vm.sol";

/// @dev Nonces are bits in words of 256: spending some spends no other, neither near nor far, and nobody else's.
contract NoncesFuzz {
    uint256 private constant PRIVATE_KEY = 0xB0B;
    address private constant ORGANISATION = address(0xA000);
    address private constant ANOTHER = address(0xA001);

    Participants private _participants;
    bytes32 private _domain;

    function setUp() external {
        _participants = Participants(
            deploy("contracts/Participants.sol:Participants", abi.encode(new AccessManager(address(this))))
        );
        _participants.enrol(ORGANISATION, "Organisation", "CN", 0);
        _participants.addKey(ORGANISATION, vm.addr(PRIVATE_KEY), 1, 0, type(uint48).max);
        (, string memory name, string memory version, uint256 chain, address verifier, , ) = IERC5267(
            address(_participants)
        ).eip712Domain();
        _domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256(bytes(version)),
                chain,
                verifier
            )
        );
    }

    function test_spendingSpendsNothingElse(uint256 cancelled, uint256 own, uint256 other) external {
        bool ok = _cancel(cancelled, own);
        requireEqual("taken", ok ? 1 : 0, cancelled == own ? 0 : 1);
        uint256[8] memory probes = [
            cancelled,
            own,
            other,
            cancelled ^ 1,
            cancelled ^ 0x100,
            cancelled ^ (1 << 255),
            ~cancelled,
            uint8(cancelled)
        ];
        for (uint256 i = 0; i < probes.length; ++i) {
            bool spent = ok && (probes[i] == cancelled || probes[i] == own);
            requireEqual("spent", _participants.isNonceSpent(ORGANISATION, probes[i]) ? 1 : 0, spent ? 1 : 0);
            requireEqual("another's", _participants.isNonceSpent(ANOTHER, probes[i]) ? 1 : 0, 0);
        }
    }

    function test_nothingIsSpentTwice(uint256 cancelled, uint256 own, uint256 later) external {
        if (!_cancel(cancelled, own)) return;
        bool distinct = later != cancelled && later != own;
        // As the nonce of a statement, and as the nonce that a statement withdraws.
        requireEqual("its own", _cancel(~later, later) ? 1 : 0, _fresh(~later, cancelled, own) && distinct ? 1 : 0);
        requireEqual("withdrawn", _cancel(cancelled, cancelled ^ 1) ? 1 : 0, 0);
        requireEqual("again", _cancel(cancelled, own) ? 1 : 0, 0);
    }

    function _fresh(uint256 nonce, uint256 cancelled, uint256 own) private pure returns (bool) {
        return nonce != cancelled && nonce != own;
    }

    function _cancel(uint256 cancelled, uint256 nonce) private returns (bool success) {
        IParticipants.Cancel memory statement = IParticipants.Cancel({
            cancelled: cancelled,
            organisation: ORGANISATION,
            key: vm.addr(PRIVATE_KEY),
            nonce: nonce,
            validAfter: 0,
            validBefore: type(uint48).max
        });
        bytes32 structHash = keccak256(abi.encode(_participants.CANCEL_TYPEHASH(), statement));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(
            PRIVATE_KEY,
            keccak256(abi.encodePacked("\x19\x01", _domain, structHash))
        );
        try _participants.cancel(statement, abi.encodePacked(r, s, v)) {
            success = true;
        } catch (bytes memory reason) {
            // Whatever else went wrong is no answer to what is asked here.
            if (bytes4(reason) != IParticipants.NonceSpent.selector) revert(string(reason));
        }
    }
}
