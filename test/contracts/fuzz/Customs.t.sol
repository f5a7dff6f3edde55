// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable func-name-mixedcase

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Customs} from "../../../contracts/Customs.sol";
import {ICustoms} from "../../../contracts/interfaces/ICustoms.sol";
import {Lots} from "../../../contracts/Lots.sol";
import {ILots} from "../../../contracts/interfaces/ILots.sol";
import {Movement} from "../../../contracts/interfaces/IMovementRules.sol";
import {IParticipants} from "../../../contracts/interfaces/IParticipants.sol";
import {LotRecord} from "../../../contracts/libraries/LotRecords.sol";
import {Participants} from "../../../contracts/Participants.sol";
import {LotStatus, Role, Scope} from "../../../contracts/types/Types.sol";
import {deploy, requireEqual, vm} from "../invariants/Vm.sol";

/// @dev Two authorities, entitled and careless, hold, renew and release at random, each other's holds too. A plain book says what is held;
/// grams start exactly where it says that nothing is, and in the end governance can free everything.
contract CustomsFuzz {
    /// @dev A hold as it was said, and never forgotten.
    struct Entry {
        bytes32 digest;
        uint256 lot;
        address holder;
        bytes2 country;
        address authority;
        uint256 until;
        bool isOver;
    }

    uint256 private constant ANY_LOT = 77;
    uint256 private constant FIRST_KEY = 0xA11CE;
    address private constant HOLDER = address(0xB001);

    bytes2[2] private _countries = [bytes2("CN"), bytes2("MX")];
    address[3] private _holders = [address(0), HOLDER, address(0xB002)];

    Participants private _participants;
    Lots private _lots;
    Customs private _customs;
    Entry[] private _book;
    uint256 private _nonce;

    function setUp() external {
        AccessManager manager = new AccessManager(address(this));
        _participants = Participants(deploy("contracts/Participants.sol:Participants", abi.encode(manager)));
        _lots = Lots(deploy("contracts/Lots.sol:Lots", abi.encode(manager, "")));
        _customs = Customs(
            deploy("contracts/Customs.sol:Customs", abi.encode(manager, _participants, _lots, address(0), address(0)))
        );
        _participants.enrolModule(address(_customs), IParticipants.ModuleStatus.Active, 0);
        _lots.enrolModule(address(_customs), true);
        _lots.enrolModule(address(this), true);
        for (uint256 i = 0; i < 2; ++i) {
            address authority = _authority(i);
            _participants.enrol(authority, "Authority", "CN", 0);
            _participants.addKey(
                authority,
                vm.addr(FIRST_KEY + i),
                uint32(1 << uint8(Scope.Attestation)),
                0,
                type(uint48).max
            );
            _participants.grantRole(authority, i == 0 ? Role.Customs : Role.Regulator, 0, 0, 0, type(uint48).max);
        }
        for (uint256 i = 1; i < 3; ++i) _participants.enrol(_holders[i], "Holder", "CN", 0);
        for (uint256 i = 0; i < 2; ++i) {
            LotRecord record = LotRecord.wrap(uint256(LotStatus.Declared));
            _lots.declare(ANY_LOT + i, 0, ILots.Made({record: record, number: i, replaces: 0}));
        }
    }

    function test_goodsMoveExactlyWhereNoHoldIsInForce(uint256 choices) external {
        uint256 time = 2_000_000_000;
        for (uint256 step = 0; step < 16; ++step) {
            choices = uint256(keccak256(abi.encode(choices)));
            time += (choices >> 8) % 40 days;
            vm.warp(time);
            _act(choices >> 32);
            _compare();
        }
        // Whoever is left or gone: governance ends each of them.
        for (uint256 i = 0; i < _book.length; ++i) {
            if (!_isInForce(_book[i])) continue;
            _customs.liftHold(_book[i].lot, _book[i].digest, ICustoms.LiftReason.AuthorityGone);
            _book[i].isOver = true;
        }
        _compare();
        requireEqual("held in the end", _count(), 0);
    }

    function _act(uint256 choices) private {
        uint256 by = choices % 2;
        uint256 what = (choices >> 8) % 8;
        uint48 until = uint48(block.timestamp + ((choices >> 16) % 100 days));
        if (what < 4 || _book.length == 0) {
            uint256 lot = ANY_LOT + ((choices >> 64) % 2);
            _hold(by, lot, _holders[(choices >> 72) % 3], _countries[(choices >> 80) % 2], until);
            return;
        }
        Entry storage entry = _book[(choices >> 88) % _book.length];
        if (what < 6) _renew(by, entry, until);
        else if (what < 7) _release(by, entry);
        else _lift(entry);
    }

    function _hold(uint256 by, uint256 lot, address holder, bytes2 country, uint48 until) private {
        ICustoms.Hold memory statement = ICustoms.Hold({
            lot: lot,
            holder: holder,
            country: country,
            ground: 1,
            evidence: 0,
            until: until,
            organisation: _authority(by),
            key: vm.addr(FIRST_KEY + by),
            nonce: ++_nonce,
            validAfter: 0,
            validBefore: type(uint48).max
        });
        bytes32 digest = _digest(keccak256(abi.encode(_customs.HOLD_TYPEHASH(), statement)));
        bool isRight = until <= block.timestamp + 90 days;
        for (uint256 i = 0; i < _book.length; ++i) {
            Entry memory other = _book[i];
            bool isSame = other.lot == lot && other.holder == holder && other.country == country;
            if (isSame && other.authority == _authority(by) && _isInForce(other)) isRight = false;
        }
        try _customs.hold(statement, _sign(by, digest)) {
            requireEqual("held", 1, isRight ? 1 : 0);
            _book.push(Entry(digest, lot, holder, country, _authority(by), until, false));
        } catch {
            requireEqual("not held", 0, isRight ? 1 : 0);
        }
    }

    function _renew(uint256 by, Entry storage entry, uint48 until) private {
        ICustoms.RenewHold memory statement = ICustoms.RenewHold({
            lot: entry.lot,
            hold: entry.digest,
            reason: 1,
            until: until,
            organisation: _authority(by),
            key: vm.addr(FIRST_KEY + by),
            nonce: ++_nonce,
            validAfter: 0,
            validBefore: type(uint48).max
        });
        bytes32 digest = _digest(keccak256(abi.encode(_customs.RENEWHOLD_TYPEHASH(), statement)));
        bool isRight = _isInForce(entry) && entry.authority == _authority(by) && until <= block.timestamp + 90 days;
        try _customs.renewHold(statement, _sign(by, digest)) {
            requireEqual("renewed", 1, isRight ? 1 : 0);
            entry.until = until;
        } catch {
            requireEqual("not renewed", 0, isRight ? 1 : 0);
        }
    }

    function _release(uint256 by, Entry storage entry) private {
        ICustoms.ReleaseHold memory statement = ICustoms.ReleaseHold({
            lot: entry.lot,
            hold: entry.digest,
            reason: 1,
            organisation: _authority(by),
            key: vm.addr(FIRST_KEY + by),
            nonce: ++_nonce,
            validAfter: 0,
            validBefore: type(uint48).max
        });
        bytes32 digest = _digest(keccak256(abi.encode(_customs.RELEASEHOLD_TYPEHASH(), statement)));
        bool isRight = _isInForce(entry) && entry.authority == _authority(by);
        try _customs.releaseHold(statement, _sign(by, digest)) {
            requireEqual("released", 1, isRight ? 1 : 0);
            entry.isOver = true;
        } catch {
            requireEqual("not released", 0, isRight ? 1 : 0);
        }
    }

    function _lift(Entry storage entry) private {
        bool isRight = _isInForce(entry);
        try _customs.liftHold(entry.lot, entry.digest, ICustoms.LiftReason.Unfounded) {
            requireEqual("lifted", 1, isRight ? 1 : 0);
            entry.isOver = true;
        } catch {
            requireEqual("not lifted", 0, isRight ? 1 : 0);
        }
    }

    /// @dev Asks of every part whether it may move.
    function _compare() private view {
        for (uint256 lot = ANY_LOT; lot < ANY_LOT + 2; ++lot) {
            for (uint256 holder = 1; holder < 3; ++holder) {
                for (uint256 c = 0; c < 2; ++c) {
                    bool isFree = _asks(lot, _holders[holder], _countries[c]);
                    requireEqual("free", isFree ? 1 : 0, _isHeld(lot, _holders[holder], _countries[c]) ? 0 : 1);
                }
            }
        }
    }

    function _asks(uint256 lot, address holder, bytes2 country) private view returns (bool) {
        Movement memory movement;
        (movement.holder, movement.fromCountry) = (holder, country);
        (movement.lots, movement.grams) = (new uint256[](1), new uint256[](1));
        movement.lots[0] = lot;
        try _customs.ask(movement) {
            return true;
        } catch (bytes memory reason) {
            // Whatever else went wrong is no answer to what is asked here.
            if (bytes4(reason) != ICustoms.GoodsHeld.selector) revert(string(reason));
            return false;
        }
    }

    function _isHeld(uint256 lot, address holder, bytes2 country) private view returns (bool) {
        for (uint256 i = 0; i < _book.length; ++i) {
            Entry memory entry = _book[i];
            bool isMeant = entry.holder == address(0) || entry.holder == holder;
            if (isMeant && entry.lot == lot && entry.country == country && _isInForce(entry)) return true;
        }
        return false;
    }

    function _count() private view returns (uint256 inForce) {
        for (uint256 i = 0; i < _book.length; ++i) if (_isInForce(_book[i])) ++inForce;
    }

    function _isInForce(Entry memory entry) private view returns (bool) {
        return !entry.isOver && block.timestamp <= entry.until;
    }

    function _authority(uint256 index) private pure returns (address) {
        return address(uint160(0xC001 + index));
    }

    function _digest(bytes32 structHash) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Ytterby"),
                keccak256("1"),
                block.chainid,
                address(_customs)
            )
        );
        return keccak256(abi.encodePacked("\x19\x01", domain, structHash));
    }

    function _sign(uint256 by, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(FIRST_KEY + by, digest);
        return abi.encodePacked(r, s, v);
    }
}
