// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable func-name-mixedcase

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {ExportControl} from "../../../contracts/ExportControl.sol";
import {IExportControl} from "../../../contracts/interfaces/IExportControl.sol";
import {Movement, MovementKind} from "../../../contracts/interfaces/IMovementRules.sol";
import {IParticipants} from "../../../contracts/interfaces/IParticipants.sol";
import {LotRecord} from "../../../contracts/libraries/LotRecords.sol";
import {Participants} from "../../../contracts/Participants.sol";
import {Form, Role, Scope} from "../../../contracts/types/Types.sol";
import {deploy, requireAtMost, requireEqual, vm} from "../invariants/Vm.sol";

/// @dev Rules and permits change at random, and grams leave, are led elsewhere and come back at random. This contract stands for the ledger of grams. A plain
/// book says what is controlled and what is left: exactly that passes, no permit is ever beyond its grams, and what is led through a
/// country without a permit is written down, of exactly the lots that are controlled there.
contract ExportControlFuzz {
    /// @dev A permit as it was granted, and never forgotten.
    struct Entry {
        bytes32 digest;
        bytes2 country;
        uint256 elements;
        uint256 grams;
        uint256 drawn;
        uint256 since;
        uint256 until;
        bool isOver;
    }

    /// @dev A consignment: what it took in each country, and which of its two lines were controlled there.
    struct Sent {
        Movement movement;
        uint256[2] taken;
        uint256[2] lines;
        uint256[2] entries;
        bool isBack;
    }

    uint256 private constant LOTS = 3;
    uint256 private constant RULES = 4;
    uint256 private constant KEY = 0xA11CE;
    address private constant REGULATOR = address(0xC001);
    address private constant EXPORTER = address(0xB001);
    address private constant CONSIGNEE = address(0xB002);
    bytes2 private constant DESTINATION = "DE";
    uint256 private constant MARKS = 231;
    /// @dev As `Lots` has them.
    uint256 private constant TELLING_GAS = 250_000;
    uint256 private constant JUDGING_GAS = 10_000;
    uint16 private constant METALS = uint16(1 << uint8(Form.Metal));

    bytes2[2] private _countries = [bytes2("CN"), bytes2("VN")];
    bytes8[4] private _routes = [bytes8("CNMX"), bytes8("VN"), bytes8("MXVNVN"), bytes8("VNCNVN")];

    Participants private _participants;
    ExportControl private _control;
    IExportControl.Rule[RULES] private _rules;
    Entry[] private _book;
    Sent[] private _sent;
    uint256 private _nonce;
    /// @dev Lots of which each link was noted.
    mapping(bytes32 digest => uint256[]) private _noted;
    bool private _keepsNotes = true;
    mapping(uint256 lot => bytes32) private _heads;

    function setUp() external {
        AccessManager manager = new AccessManager(address(this));
        _participants = Participants(deploy("contracts/Participants.sol:Participants", abi.encode(manager)));
        _control = ExportControl(
            deploy("contracts/ExportControl.sol:ExportControl", abi.encode(manager, _participants, address(this)))
        );
        _participants.enrolModule(address(_control), IParticipants.ModuleStatus.Active, 0);
        _participants.enrol(REGULATOR, "Regulator", "CN", 0);
        _participants.addKey(REGULATOR, vm.addr(KEY), uint32(1 << uint8(Scope.Attestation)), 0, type(uint48).max);
        _participants.grantRole(REGULATOR, Role.Regulator, 0, 0, 0, type(uint48).max);
        _participants.enrol(EXPORTER, "Exporter", "CN", 0);
        _participants.enrol(CONSIGNEE, "Consignee", "DE", 0);
    }

    /// @dev Lot i holds elements 0 to i - 1; the odd ones are metals, the others ores.
    function records(uint256 lot) public pure returns (LotRecord) {
        uint256 form = lot % 2 == 1 ? uint256(Form.Metal) : uint256(Form.Ore);
        return LotRecord.wrap((form << 8) | (((1 << lot) - 1) << (MARKS + 1)));
    }

    // solhint-disable-next-line no-empty-blocks
    function renewConcern() external {}

    function note(bytes32 digest, uint256[] calldata lots) external {
        for (uint256 i = 0; i < lots.length; ++i) {
            _heads[lots[i]] = keccak256(abi.encode(_heads[lots[i]], digest, block.timestamp));
        }
        if (!_keepsNotes) return;
        requireEqual("noted before", _noted[digest].length, 0);
        _noted[digest] = lots;
    }

    /// @dev Sixteen countries with six rules each, all of which mean every one of a hundred lots.
    function test_whatTheLedgerOfGramsGives_sufficesToJudgeEveryLotInEveryCountry() external {
        vm.warp(2_000_000_000);
        _keepsNotes = false;
        bytes32 route;
        for (uint256 c = 0; c < 16; ++c) {
            bytes2 country = bytes2(uint16(0x4141 + c));
            route |= bytes32(country) >> (16 * c);
            for (uint256 r = 1; r <= 6; ++r) {
                IExportControl.Rule memory terms;
                (terms.elements, terms.forms) = (7, METALS);
                (terms.validUntil, terms.country, terms.coversTransit) = (type(uint32).max, country, true);
                _control.setRule(uint16(6 * c + r), "CN 61/2025, of thirty-one bytes", 0, terms);
            }
        }
        (uint256[] memory lots, uint256[] memory grams) = (new uint256[](100), new uint256[](100));
        for (uint256 i = 0; i < 100; ++i) (lots[i], grams[i]) = (3, 1);
        Movement memory movement = Movement({
            kind: MovementKind.Reroute,
            digest: "all",
            consignment: "consignment",
            holder: EXPORTER,
            recipient: CONSIGNEE,
            carrier: EXPORTER,
            fromCountry: "CN",
            toCountry: DESTINATION,
            route: route,
            occurredAt: uint48(block.timestamp),
            lots: lots,
            grams: grams
        });
        requireAtMost("gas of sixteen", _gasOf(movement), TELLING_GAS + JUDGING_GAS * 100 * 16);
        (movement.digest, movement.route) = ("one", bytes32(bytes2(0x4141)));
        requireAtMost("gas of one", _gasOf(movement), TELLING_GAS + JUDGING_GAS * 100);
    }

    function test_nothingControlledLeavesWithoutAPermit_norBeyondIt(uint256 choices) external {
        uint256 time = 2_000_000_000;
        for (uint256 step = 0; step < 24; ++step) {
            choices = uint256(keccak256(abi.encode(choices)));
            time += (choices >> 8) % 2 == 0 ? 0 : (choices >> 16) % 10 days;
            vm.warp(time);
            uint256 what = choices % 10;
            if (what == 0) _setRule(choices >> 32);
            else if (what < 3) _permit(choices >> 32);
            else if (what == 3 && _book.length != 0) _withdraw(_book[(choices >> 32) % _book.length]);
            else if (what == 4 && _sent.length != 0) _return(choices >> 32);
            else if (what > 7 && _sent.length != 0) _reroute(choices >> 32);
            else _dispatch(choices >> 32);
            _compare();
        }
    }

    function _setRule(uint256 choices) private {
        uint16 rule = uint16(choices % RULES) + 1;
        IExportControl.Rule memory terms;
        terms.elements = uint24(1 << ((choices >> 8) % 3));
        terms.forms = METALS;
        terms.validFrom = uint32(block.timestamp - 5 days + ((choices >> 16) % 10 days));
        terms.validUntil = uint32(terms.validFrom + ((choices >> 32) % 60 days));
        terms.suspendedFrom = uint32(block.timestamp + ((choices >> 48) % 5 days));
        terms.suspendedUntil = uint32(terms.suspendedFrom + ((choices >> 64) % 5 days));
        terms.country = _countries[(choices >> 80) % 2];
        terms.coversTransit = (choices >> 88) % 2 == 0;
        _control.setRule(rule, "A rule", 0, terms);
        _rules[rule - 1] = terms;
    }

    function _permit(uint256 choices) private {
        bytes2 country = _countries[choices % 2];
        IExportControl.Permit memory statement = IExportControl.Permit({
            exporter: EXPORTER,
            consignee: CONSIGNEE,
            country: country,
            destination: DESTINATION,
            elements: uint32(1 + ((choices >> 8) % 7)),
            forms: METALS,
            grams: uint48(1 + ((choices >> 16) % 1_000)),
            endUse: 0,
            validFrom: uint48(block.timestamp - 2 days + ((choices >> 32) % 3 days)),
            validUntil: uint48(block.timestamp + ((choices >> 48) % 30 days)),
            organisation: REGULATOR,
            key: vm.addr(KEY),
            nonce: ++_nonce,
            validAfter: 0,
            validBefore: type(uint48).max
        });
        bool isRight = statement.validUntil >= statement.validFrom;
        for (uint256 i = 0; i < _book.length; ++i) {
            Entry memory other = _book[i];
            if (other.country == country && !other.isOver && block.timestamp <= other.until) isRight = false;
        }
        bytes32 digest = _digest(keccak256(abi.encode(_control.PERMIT_TYPEHASH(), statement)));
        try _control.permit(statement, _sign(digest)) {
            requireEqual("permitted", 1, isRight ? 1 : 0);
            for (uint256 i = 0; i < _book.length; ++i) if (_book[i].country == country) _book[i].isOver = true;
            _book.push(
                Entry({
                    digest: digest,
                    country: country,
                    elements: statement.elements,
                    grams: statement.grams,
                    drawn: 0,
                    since: statement.validFrom,
                    until: statement.validUntil,
                    isOver: false
                })
            );
        } catch {
            requireEqual("not permitted", 0, isRight ? 1 : 0);
        }
    }

    function _withdraw(Entry storage entry) private {
        IExportControl.WithdrawPermit memory statement = IExportControl.WithdrawPermit({
            permit: entry.digest,
            reason: 1,
            organisation: REGULATOR,
            key: vm.addr(KEY),
            nonce: ++_nonce,
            validAfter: 0,
            validBefore: type(uint48).max
        });
        bool isRight = !entry.isOver && block.timestamp <= entry.until;
        bytes32 digest = _digest(keccak256(abi.encode(_control.WITHDRAWPERMIT_TYPEHASH(), statement)));
        try _control.withdrawPermit(statement, _sign(digest)) {
            requireEqual("withdrawn", 1, isRight ? 1 : 0);
            entry.isOver = true;
        } catch {
            requireEqual("not withdrawn", 0, isRight ? 1 : 0);
        }
    }

    /// @dev Two lots leave the first country, through the second or not.
    function _dispatch(uint256 choices) private {
        Sent memory sent;
        Movement memory movement = sent.movement;
        movement.kind = MovementKind.Dispatch;
        movement.consignment = bytes32(++_nonce);
        (movement.holder, movement.recipient) = (EXPORTER, CONSIGNEE);
        (movement.fromCountry, movement.toCountry) = (_countries[0], DESTINATION);
        if (choices % 2 == 0) movement.route = bytes32(bytes4("VNVN"));
        movement.occurredAt = uint48(block.timestamp - ((choices >> 8) % 3 days));
        (movement.lots, movement.grams) = (new uint256[](2), new uint256[](2));
        uint256 first = (choices >> 16) % LOTS;
        (movement.lots[0], movement.lots[1]) = (first, first + 1);
        (movement.grams[0], movement.grams[1]) = (1 + ((choices >> 24) % 300), 1 + ((choices >> 40) % 300));
        bool isRight = _isCovered(sent, 0) && (movement.route == 0 || _isCovered(sent, 1));
        try _control.ask(movement) {
            requireEqual("left", 1, isRight ? 1 : 0);
            for (uint256 c = 0; c < 2; ++c) if (sent.taken[c] != 0) _book[sent.entries[c]].drawn += sent.taken[c];
            _sent.push(sent);
        } catch (bytes memory reason) {
            requireEqual("stayed", 0, isRight ? 1 : 0);
            bytes4 name = bytes4(reason);
            bool isKnown =
                name == IExportControl.PermitMissing.selector ||
                    name == IExportControl.PermitDoesNotCover.selector ||
                    name == IExportControl.PermitExhausted.selector;
            if (!isKnown) revert(string(reason));
        }
    }

    /// @dev Whoever carries it says that it goes through one country or the other, once or twice, whatever was said before.
    function _reroute(uint256 choices) private {
        uint256 index = choices % _sent.length;
        Sent memory sent = _sent[index];
        if (sent.isBack) return;
        Movement memory movement = sent.movement;
        movement.kind = MovementKind.Reroute;
        movement.digest = bytes32(++_nonce);
        movement.route = bytes32(_routes[(choices >> 8) % 4]);
        uint48 departedAt = movement.occurredAt;
        movement.occurredAt += uint48((choices >> 16) % (block.timestamp - departedAt + 1));
        // The country that it left is none on its way, and what was taken in the other one stands.
        bool isJudged = (choices >> 8) % 4 != 0 && sent.taken[1] == 0;
        bool isCovered = !isJudged || _isCovered(sent, 1);
        bytes32 digest = keccak256(
            abi.encode(IExportControl.PassedUnpermitted.selector, movement.digest, _countries[1], "A rule")
        );
        _control.tell(movement);
        uint256 lines = isCovered ? 0 : sent.lines[1];
        requireEqual("noted", _noted[digest].length, (lines & 1) + (lines >> 1));
        uint256 first = lines & 1 == 1 ? movement.lots[0] : movement.lots[1];
        if (lines != 0) requireEqual("lot", _noted[digest][0], first);
        if (!isJudged || !isCovered || sent.taken[1] == 0) return;
        Sent storage known = _sent[index];
        (known.taken[1], known.lines[1], known.entries[1]) = (sent.taken[1], sent.lines[1], sent.entries[1]);
        _book[sent.entries[1]].drawn += sent.taken[1];
    }

    function _gasOf(Movement memory movement) private returns (uint256) {
        uint256 before = gasleft();
        _control.tell(movement);
        return before - gasleft();
    }

    /// @dev Some of each line comes back; of a line at most what was sent.
    function _return(uint256 choices) private {
        Sent storage sent = _sent[choices % _sent.length];
        if (sent.isBack) return;
        sent.isBack = true;
        Movement memory movement = sent.movement;
        movement.kind = MovementKind.Return;
        (movement.recipient, movement.toCountry) = (EXPORTER, movement.fromCountry);
        for (uint256 i = 0; i < 2; ++i) movement.grams[i] = (choices >> (16 * (i + 1))) % (movement.grams[i] + 1);
        _control.tell(movement);
        for (uint256 c = 0; c < 2; ++c) {
            if (sent.taken[c] == 0 || _book[sent.entries[c]].isOver) continue;
            for (uint256 i = 0; i < 2; ++i) {
                if ((sent.lines[c] >> i) & 1 == 1) _book[sent.entries[c]].drawn -= movement.grams[i];
            }
        }
    }

    /// @dev Whether a country lets it pass, by the book; what it takes there is written down.
    function _isCovered(Sent memory sent, uint256 c) private view returns (bool) {
        uint256 needed = 0;
        for (uint256 i = 0; i < 2; ++i) {
            uint256 controlled = _controlled(sent.movement.lots[i], c, sent.movement.occurredAt);
            if (controlled == 0) continue;
            needed |= controlled;
            sent.lines[c] |= 1 << i;
            sent.taken[c] += sent.movement.grams[i];
        }
        if (needed == 0) return true;
        for (uint256 i = 0; i < _book.length; ++i) {
            Entry memory entry = _book[i];
            if (entry.country != _countries[c] || entry.isOver) continue;
            sent.entries[c] = i;
            return
                _within(block.timestamp, entry.since, entry.until) &&
                _within(sent.movement.occurredAt, entry.since, entry.until) &&
                needed & ~entry.elements == 0 &&
                entry.drawn + sent.taken[c] <= entry.grams;
        }
        return false;
    }

    function _controlled(uint256 lot, uint256 c, uint256 occurredAt) private view returns (uint256 controlled) {
        if (lot % 2 == 0) return 0;
        for (uint256 r = 0; r < RULES; ++r) {
            IExportControl.Rule memory terms = _rules[r];
            if (terms.country != _countries[c] || (c == 1 && !terms.coversTransit)) continue;
            if (!_inForce(terms, block.timestamp) && !_inForce(terms, occurredAt)) continue;
            controlled |= terms.elements & ((1 << lot) - 1);
        }
    }

    function _compare() private view {
        for (uint256 i = 0; i < _book.length; ++i) {
            Entry memory entry = _book[i];
            requireAtMost("drawn", entry.drawn, entry.grams);
            IExportControl.Running memory running = _control.permits(entry.digest);
            requireEqual("running", running.number == 0 ? 0 : 1, entry.isOver ? 0 : 1);
            if (!entry.isOver) requireEqual("drawn", running.drawnGrams, entry.drawn);
        }
    }

    function _digest(bytes32 structHash) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Ytterby"),
                keccak256("1"),
                block.chainid,
                address(_control)
            )
        );
        return keccak256(abi.encodePacked("\x19\x01", domain, structHash));
    }

    function _sign(bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, digest);
        return abi.encodePacked(r, s, v);
    }

    function _inForce(IExportControl.Rule memory terms, uint256 time) private pure returns (bool) {
        return
            _within(time, terms.validFrom, terms.validUntil) &&
            !_within(time, terms.suspendedFrom, terms.suspendedUntil);
    }

    function _within(uint256 time, uint256 since, uint256 until) private pure returns (bool) {
        return time >= since && time <= until;
    }
}
