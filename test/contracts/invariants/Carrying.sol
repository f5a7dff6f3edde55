// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable avoid-low-level-calls

import {IStatements} from "../../../contracts/interfaces/IStatements.sol";
import {Book} from "./Book.sol";
import {Vm, vm} from "./Vm.sol";

/// @dev Carries statements, and forgeries of them, on every path, and holds the outcome against the book: each either goes through as
/// the book expects or is refused as the book expects. Anything else reverts the action, and with fail-on-revert the run.
abstract contract Carrying is Book {
    uint256 public nonce;
    mapping(uint256 nonce => uint256) internal _ownerOf;
    mapping(uint256 nonce => bool) internal _spent;
    bool private _outOfTime;
    /// @dev How often each action went through.
    mapping(string action => uint256) internal _reached;

    uint256 private constant SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
    bytes32 private constant TRANSFER = keccak256("TransferSingle(address,address,address,uint256,uint256)");
    bytes32 private constant TRANSFERS = keccak256("TransferBatch(address,address,address,uint256[],uint256[])");

    error UnexpectedSuccess(string action);
    /// @dev The lot of which grams are taken from a hand that did not sign: its certifier takes its own certificate back while the producer
    /// has every gram, or an authority seizes some. Nothing else does.
    uint256 internal _takenUnsigned;

    error TakenByAnother(address holder, uint256 lot, uint256 grams);
    error HeldByStranger(address holder, uint256 lot, uint256 grams);
    error UnexpectedFailure(string action, bytes reason);

    // ------------------------------------------------------------------ actions

    /// @dev Now and then far enough for a consignment to time out.
    function advance(uint256 seed) external {
        seed = _mix(seed);
        vm.warp(block.timestamp + 1 + (seed % (seed % 16 == 0 ? 200 days : 10 days)));
    }

    // ------------------------------------------------------------------ parts

    /// @dev When something is said to have happened to a lot: mostly now; now and then in the second when it was made, one before, or
    /// one to come.
    /// @return time The time that is said.
    /// @return ok Whether it may be: not before the making, not of what is to come, and no more than thirty days late.
    function _when(uint256 seed, uint256 madeAt) internal view returns (uint48 time, bool ok) {
        uint256 dice = seed % 32;
        time = uint48(block.timestamp);
        if (dice == 0) time = uint48(madeAt - 1);
        else if (dice == 1) time = uint48(madeAt);
        else if (dice == 2) ++time;
        ok = time >= madeAt && time <= block.timestamp && time + 30 days >= block.timestamp;
    }

    /// @dev A signer, a nonce and a window: mostly this second alone, now and then the second before or the one after.
    function _signer(uint256 index) internal returns (address, address, uint256, uint48, uint48) {
        uint256 number = nonce++;
        _ownerOf[number] = index;
        uint256 dice = uint256(keccak256(abi.encode(number, block.timestamp))) % 16;
        _outOfTime = dice < 2;
        uint48 time = uint48(
            dice == 0
                ? block.timestamp - 1
                : dice == 1
                    ? block.timestamp + 1
                    : block.timestamp
        );
        return (organisation(index), key(index), number, time, time);
    }

    /// @dev Carries the newest signer's statement on some path, and holds the outcome against the book: it goes through
    /// where `ok` holds, the signer may sign and the window is open. A forgery of it never does, nor does it twice.
    function _expect(string memory action, bool ok, address module, bytes memory data) internal returns (bool) {
        uint256 number = nonce - 1;
        ok = ok && !_outOfTime && _maySign(_ownerOf[number]);
        uint256 dice = uint256(keccak256(data));
        if (dice % 4 == 0) _refuseOn(action, (dice >> 8) % 5, module, _forged(data, dice >> 16));
        if (!ok) {
            _refuseOn(action, (dice >> 8) % 5, module, data);
            return false;
        }
        (bool success, bytes memory reason) = _carry((dice >> 8) % 3, module, data);
        if (!success) revert UnexpectedFailure(action, reason);
        _enterTransfers(organisation(_ownerOf[number]));
        _spent[number] = true;
        ++_reached[action];
        if (dice % 3 == 0) _refuseOn(action, (dice >> 16) % 5, module, data);
        return true;
    }

    /// @dev An act of governance, which needs nobody's signature, and takes nothing out of any hand.
    function _govern(string memory action, bool ok, address target, bytes memory data) internal returns (bool) {
        (bool success, bytes memory reason) = _call(target, data);
        if (success && !ok) revert UnexpectedSuccess(action);
        if (!success && ok) revert UnexpectedFailure(action, reason);
        if (ok) _enterTransfers(address(0));
        if (ok) ++_reached[action];
        return ok;
    }

    function _call(address target, bytes memory data) internal returns (bool success, bytes memory answer) {
        vm.recordLogs();
        (success, answer) = target.call(data);
    }

    /// @dev Enters the transfers of what went through into the supply; whoever receives has to be enrolled, and nobody loses grams
    /// in hand but who signed. Not of what was
    /// refused: what it logged before it was undone is recorded, too.
    function _enterTransfers(address signer) internal {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            bytes32 topic = logs[i].topics[0];
            if (topic != TRANSFER && topic != TRANSFERS) continue;
            address from = address(uint160(uint256(logs[i].topics[2])));
            address to = address(uint160(uint256(logs[i].topics[3])));
            if (topic == TRANSFER) {
                (uint256 lot, uint256 grams) = abi.decode(logs[i].data, (uint256, uint256));
                _enterTransfer(signer, from, to, lot, grams);
            } else {
                (uint256[] memory ids, uint256[] memory parts) = abi.decode(logs[i].data, (uint256[], uint256[]));
                for (uint256 j = 0; j < ids.length; ++j) _enterTransfer(signer, from, to, ids[j], parts[j]);
            }
        }
    }

    function _refuseOn(string memory action, uint256 path, address module, bytes memory data) private {
        (bool success, ) = _carry(path, module, data);
        if (success) revert UnexpectedSuccess(action);
    }

    /// @dev Paths: alone; in a batch; in a bundle with a call that goes through; in a bundle that fails in any case, for the
    /// statement stands in it twice; in a bundle behind which something fails.
    function _carry(uint256 path, address module, bytes memory data) private returns (bool, bytes memory) {
        if (path == 0) return _call(module, data);
        IStatements.Call[][] memory groups = new IStatements.Call[][](1);
        groups[0] = new IStatements.Call[](path == 1 ? 1 : 2);
        groups[0][0] = IStatements.Call(module, 3_000_000, data);
        if (path == 2) {
            bytes memory view_ = abi.encodeCall(participants.isNonceSpent, (address(0), 0));
            groups[0][1] = IStatements.Call(address(participants), 100_000, view_);
        } else if (path == 3) {
            groups[0][1] = groups[0][0];
        } else if (path == 4) {
            groups[0][1] = IStatements.Call(address(lots), 100_000, abi.encodeCall(lots.setURI, ("")));
        }
        (bool success, bytes memory answer) = _call(address(batch), abi.encodeCall(batch.submit, (groups)));
        // The batch entry itself never fails here: there is gas enough, and no group is empty.
        if (!success) revert UnexpectedFailure("submit", answer);
        (bytes[] memory reasons, ) = abi.decode(answer, (bytes[], uint256[]));
        return (reasons[0].length == 0, reasons[0]);
    }

    function _enterTransfer(address signer, address from, address to, uint256 lot, uint256 grams) private {
        if (from != address(0) && from != signer && lot != _takenUnsigned) revert TakenByAnother(from, lot, grams);
        if (to != address(0) && _indexOf(to) >= ORGANISATIONS) revert HeldByStranger(to, lot, grams);
        if (from == address(0)) supply[lot] += grams;
        if (to == address(0)) supply[lot] -= grams;
    }

    /// @dev The same call with another signature: its last argument is 65 bytes of signature, padded to 96. One bit is
    /// flipped, or r and the mirror image of s stand in it, which the curve takes for the same.
    function _forged(bytes memory data, uint256 seed) private pure returns (bytes memory forged) {
        forged = bytes.concat(data);
        uint256 start = forged.length - 96;
        if (seed % 8 != 0) {
            uint256 place = start + ((seed >> 8) % 65);
            forged[place] = forged[place] ^ bytes1(uint8(1 << ((seed >> 16) % 8)));
            return forged;
        }
        uint256 s;
        assembly ("memory-safe") {
            s := mload(add(add(forged, 0x40), start))
        }
        s = SECP256K1_ORDER - s;
        assembly ("memory-safe") {
            mstore(add(add(forged, 0x40), start), s)
        }
        forged[start + 64] = forged[start + 64] ^ bytes1(uint8(7));
    }
}
