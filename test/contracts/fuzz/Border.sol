// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Customs} from "../../../contracts/Customs.sol";
import {Movement, MovementKind} from "../../../contracts/interfaces/IMovementRules.sol";
import {ILots} from "../../../contracts/interfaces/ILots.sol";
import {IParticipants} from "../../../contracts/interfaces/IParticipants.sol";
import {LotRecord} from "../../../contracts/libraries/LotRecords.sol";
import {Lots} from "../../../contracts/Lots.sol";
import {Participants} from "../../../contracts/Participants.sol";
import {Seizures} from "../../../contracts/Seizures.sol";
import {LotStatus, Role} from "../../../contracts/types/Types.sol";
import {deploy, vm} from "../invariants/Vm.sol";

/// @dev A border: two authorities, of which one trades too, two holders with grams of one certified lot, and an organisation that is nothing.
abstract contract Border {
    uint256 internal constant LOT = 77;
    uint256 internal constant TRADING_AUTHORITY = 0;
    uint256 internal constant AUTHORITIES = 2;
    uint256 internal constant FIRST_HOLDER = 2;
    uint256 internal constant NOBODY = 4;
    uint256 internal constant ORGANISATIONS = 5;
    uint48 internal constant GRAMS = 1_000;
    uint256 internal constant CARBON = 777_777;

    uint256 private constant FIRST_KEY = 0xA11CE;
    uint32 private constant EVERY_SCOPE = 0x3f;
    address private constant PRODUCER = address(0xB0B);

    bytes2[2] internal _countries = [bytes2("CN"), bytes2("MX")];

    Participants internal _participants;
    Lots internal _lots;
    Customs internal _customs;
    Seizures internal _seizures;
    uint256 private _nonce;

    function setUp() external {
        AccessManager manager = new AccessManager(address(this));
        _participants = Participants(deploy("contracts/Participants.sol:Participants", abi.encode(manager)));
        _lots = Lots(deploy("contracts/Lots.sol:Lots", abi.encode(manager, "")));
        _customs = Customs(
            deploy(
                "contracts/Customs.sol:Customs",
                abi.encode(manager, _participants, _lots, address(this), address(this))
            )
        );
        bytes memory arguments = abi.encode(manager, _participants, _lots, _customs);
        _seizures = Seizures(deploy("contracts/Seizures.sol:Seizures", arguments));
        for (uint256 i = 0; i < 2; ++i) {
            address module = i == 0 ? address(_customs) : address(_seizures);
            _participants.enrolModule(module, IParticipants.ModuleStatus.Active, 0);
            _lots.enrolModule(module, true);
        }
        _lots.enrolModule(address(this), true);
        address[] memory rules = new address[](1);
        rules[0] = address(_customs);
        _lots.setMovementRules(rules);
        for (uint256 i = 0; i < ORGANISATIONS; ++i) {
            _participants.enrol(_organisation(i), "Organisation", "CN", 0);
            _participants.addKey(_organisation(i), _key(i), EVERY_SCOPE, 0, type(uint48).max);
        }
        _grant(0, Role.Customs);
        _grant(1, Role.Regulator);
        _grant(TRADING_AUTHORITY, Role.Buyer);
        _grant(FIRST_HOLDER, Role.Buyer);
        _grant(FIRST_HOLDER + 1, Role.Miner);
        _makeGoods();
    }

    /// @dev Has grams go from hand to hand within a country, as a handover has them.
    /// @return moved Whether they did.
    /// @return why The error, if they did not.
    function _move(uint256 from, uint256 to, bytes2 country, uint256 grams) internal returns (bool moved, bytes4 why) {
        Movement memory movement;
        (movement.kind, movement.digest) = (MovementKind.HandOver, bytes32(++_nonce));
        (movement.holder, movement.recipient) = (_organisation(from), _organisation(to));
        (movement.fromCountry, movement.toCountry) = (country, country);
        (movement.lots, movement.grams) = (new uint256[](1), new uint256[](1));
        (movement.lots[0], movement.grams[0]) = (LOT, grams);
        try _lots.move(movement) {
            moved = true;
        } catch (bytes memory reason) {
            why = bytes4(reason);
        }
    }

    function _nextNonce() internal returns (uint256) {
        return ++_nonce;
    }

    function _organisation(uint256 index) internal pure returns (address) {
        return address(uint160(0xC001 + index));
    }

    function _key(uint256 index) internal pure returns (address) {
        return vm.addr(FIRST_KEY + index);
    }

    function _sign(uint256 by, address module, bytes32 structHash) internal view returns (bytes32, bytes memory) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Ytterby"),
                keccak256("1"),
                block.chainid,
                module
            )
        );
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", domain, structHash));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(FIRST_KEY + by, digest);
        return (digest, abi.encodePacked(r, s, v));
    }

    /// @dev Each holder has grams in each country, with transport carbon that their number does not divide.
    function _makeGoods() private {
        LotRecord record = LotRecord.wrap(uint256(LotStatus.Declared)).withMass(1);
        _lots.declare(LOT, 0, ILots.Made({record: record, number: 1, replaces: 0}));
        _lots.certify(LOT, 0, PRODUCER, 1, 1, type(uint32).max);
        Movement memory movement;
        movement.kind = MovementKind.Receipt;
        (movement.lots, movement.grams) = (new uint256[](1), new uint256[](1));
        (movement.lots[0], movement.grams[0]) = (LOT, GRAMS);
        uint256[] memory carried = new uint256[](1);
        carried[0] = CARBON;
        for (uint256 holder = FIRST_HOLDER; holder < NOBODY; ++holder) {
            for (uint256 c = 0; c < 2; ++c) {
                (movement.recipient, movement.toCountry) = (_organisation(holder), _countries[c]);
                _lots.arrive(movement, carried);
            }
        }
    }

    function _grant(uint256 index, Role role) private {
        _participants.grantRole(_organisation(index), role, 0, 0, 0, type(uint48).max);
    }
}
