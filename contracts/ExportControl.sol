// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IExportControl} from "./interfaces/IExportControl.sol";
import {ILots} from "./interfaces/ILots.sol";
import {Concern, IMovementRules, Movement, MovementKind} from "./interfaces/IMovementRules.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Contents} from "./libraries/Contents.sol";
import {Itineraries} from "./libraries/Itineraries.sol";
import {LotRecord} from "./libraries/LotRecords.sol";
import {Module} from "./Module.sol";
import {ANY_SITE, ELEMENTS, Form, Role, Scope, Signer} from "./types/Types.sol";

/// @title ExportControl: dated rules, and permits (documented in `IExportControl`)
contract ExportControl is IExportControl, Module, AccessManaged {
    using Itineraries for bytes32;

    bytes32 public constant PERMIT_TYPEHASH = keccak256(
        "Permit(address exporter,address consignee,bytes2 country,bytes2 destination,uint32 elements,uint16 forms,"
        "uint48 grams,bytes32 endUse,uint48 validFrom,uint48 validUntil,address organisation,address key,uint256 nonce,"
        "uint48 validAfter,uint48 validBefore)"
    );
    bytes32 public constant WITHDRAWPERMIT_TYPEHASH = keccak256(
        "WithdrawPermit(bytes32 permit,uint16 reason,address organisation,address key,uint256 nonce,"
        "uint48 validAfter,uint48 validBefore)"
    );

    /// @dev How many rules of a country stop goods: what they control stands in one word.
    uint256 public constant RULES_MAXIMUM = 6;
    /// @dev What the word says of each rule: elements, forms from the first on, whether it covers transit, and its number.
    uint256 private constant ENTRY_BITS = 42;
    uint256 private constant FORMS = 17;
    uint256 private constant TRANSIT = 25;
    uint256 private constant NUMBER = 26;
    uint256 private constant NAME_MAXIMUM = 31;
    uint16 private constant BASIS_POINTS = 10_000;
    uint256 private constant EVERY_FORM = (1 << (uint8(type(Form).max) + 1)) - 2;

    mapping(uint16 rule => Rule) private _rules;
    mapping(uint16 rule => string) private _names;
    mapping(uint16 rule => uint16) private _valueShares;
    /// @dev What the rules of a country control, the newest lowest: so a country without rules, and a lot that no rule means, cost no
    /// more than this word.
    mapping(bytes2 country => uint256) private _entries;
    /// @dev Elements that any rule ever named.
    uint24 private _elements;

    /// @dev The permit that runs, by exporter, consignee, country and destination.
    mapping(bytes32 place => Running) private _running;
    /// @dev Where a permit runs, or ran, by its number.
    mapping(uint32 number => bytes32 place) private _places;
    mapping(bytes32 permit => Granted) private _granted;
    uint32 private _count;

    mapping(bytes32 consignment => mapping(bytes2 country => Drawing)) private _drawings;
    /// @dev Countries in which a consignment took from a permit after it had left, each once: those of its dispatch are known from that.
    mapping(bytes32 consignment => bytes2[]) private _joined;

    struct Granted {
        uint32 number;
        bytes2 country;
    }

    /// @dev What of a consignment is controlled.
    /// @param lines Bit i is set where the lot of line i is.
    /// @param elements Elements that a permit has to cover.
    /// @param forms Forms that it has to cover.
    /// @param grams Grams of all these lots.
    /// @param count How many they are.
    /// @param lot The first of them.
    /// @param rule The first rule that controls it.
    /// @param read Bit r is set where the rule at place r of the country's word was read.
    /// @param inForce Bit r is set where it applies.
    struct Finding {
        uint256 lines;
        uint256 elements;
        uint256 forms;
        uint256 grams;
        uint256 count;
        uint256 lot;
        uint16 rule;
        uint256 read;
        uint256 inForce;
    }

    constructor(
        address authority,
        IParticipants participants,
        ILots lots
    ) Module(participants, lots) AccessManaged(authority) {}

    /// @inheritdoc IExportControl
    function setRule(
        uint16 rule,
        string calldata name,
        uint16 valueShareBasisPoints,
        Rule calldata terms
    ) external restricted {
        bool reports = valueShareBasisPoints != 0;
        if (
            rule == 0 ||
            bytes(name).length == 0 ||
            bytes(name).length > NAME_MAXIMUM ||
            !Contents.isCountry(terms.country) ||
            terms.validUntil < terms.validFrom ||
            terms.suspendedUntil < terms.suspendedFrom ||
            terms.againUntil < terms.againFrom ||
            terms.elements >> ELEMENTS != 0 ||
            terms.forms & ~EVERY_FORM != 0 ||
            (!reports && (terms.elements == 0 || terms.forms == 0)) ||
            valueShareBasisPoints > BASIS_POINTS
        ) revert RuleInvalid(rule);
        bytes2 former = _rules[rule].country;
        _rules[rule] = terms;
        _names[rule] = name;
        _valueShares[rule] = valueShareBasisPoints;
        if (former != 0) _entries[former] = _without(_entries[former], rule);
        if (!reports) _enter(rule, terms);
        emit RuleSet(rule, name, valueShareBasisPoints, terms);
    }

    /// @inheritdoc IExportControl
    function permit(Permit calldata statement, bytes calldata signature) external {
        address organisation = statement.organisation;
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(PERMIT_TYPEHASH, statement)));
        // Check: a regulator of the country signs.
        if (!Contents.isCountry(statement.country)) revert Contents.CountryCodeInvalid(statement.country);
        if (!Contents.isCountry(statement.destination)) revert Contents.CountryCodeInvalid(statement.destination);
        _authorise(
            _requirement(digest, statement.country, true),
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        // Check: both parties are, and it lets something pass.
        PARTICIPANTS.serialOf(statement.exporter);
        PARTICIPANTS.serialOf(statement.consignee);
        _requirePermit(statement);
        // Check: no other one runs there.
        bytes32 place = _placeOf(statement.exporter, statement.consignee, statement.country, statement.destination);
        Running storage other = _running[place];
        if (other.number != 0 && block.timestamp <= other.validUntil) revert PermitStands(other.number);
        // Effect: it runs.
        uint32 number = ++_count;
        _granted[digest] = Granted(number, statement.country);
        _places[number] = place;
        _running[place] = Running({
            grams: statement.grams,
            drawnGrams: 0,
            elements: uint24(statement.elements),
            forms: statement.forms,
            validFrom: uint32(statement.validFrom),
            validUntil: uint32(statement.validUntil),
            number: number
        });
        emit PermitNumbered(number, digest);
        emit Permitted(digest, organisation, statement, signature);
    }

    /// @inheritdoc IExportControl
    function withdrawPermit(WithdrawPermit calldata statement, bytes calldata signature) external {
        address organisation = statement.organisation;
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(WITHDRAWPERMIT_TYPEHASH, statement)));
        // Check: a regulator of its country signs, with a reason.
        Granted memory granted = _granted[statement.permit];
        if (granted.number == 0) revert PermitNotInForce(statement.permit);
        _authorise(
            _requirement(digest, granted.country, false),
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        if (statement.reason == 0) revert WithdrawalReasonMissing();
        // Check: it has not ended.
        bytes32 place = _places[granted.number];
        Running storage current = _running[place];
        if (current.number != granted.number || block.timestamp > current.validUntil) {
            revert PermitNotInForce(statement.permit);
        }
        // Effect: it runs no more.
        delete _running[place];
        emit PermitWithdrawn(digest, organisation, statement, signature);
    }

    /// @inheritdoc IMovementRules
    function ask(Movement calldata movement) external {
        // Check: the ledger of grams asks. Whoever else did would take from permits.
        if (msg.sender != address(LOTS)) revert NotTheLots(msg.sender);
        _judge(movement, movement.fromCountry, false);
        bytes32 route = movement.route;
        if (route == 0) return;
        for (uint256 i = 0; i < Itineraries.MAXIMUM; ++i) {
            bytes2 country = route.countryAt(i);
            if (_isNew(movement, country, i)) _judge(movement, country, true);
        }
    }

    /// @inheritdoc IMovementRules
    function tell(Movement calldata movement) external {
        // Check: the ledger of grams tells.
        if (msg.sender != address(LOTS)) revert NotTheLots(msg.sender);
        if (movement.kind == MovementKind.Return) _restore(movement);
        else if (movement.kind == MovementKind.Reroute) _follow(movement);
    }

    /// @inheritdoc IExportControl
    function rules(uint16 rule) external view returns (string memory, uint16, Rule memory) {
        return (_names[rule], _valueShares[rule], _rules[rule]);
    }

    /// @inheritdoc IExportControl
    function rulesOf(bytes2 country) external view returns (uint16[] memory numbers) {
        uint256 entries = _entries[country];
        numbers = new uint16[](_countOf(entries));
        for (uint256 i = 0; i < numbers.length; ++i) numbers[i] = uint16(entries >> (ENTRY_BITS * i + NUMBER));
    }

    /// @inheritdoc IExportControl
    function permits(bytes32 digest) external view returns (Running memory) {
        uint32 number = _granted[digest].number;
        Running memory found = _running[_places[number]];
        if (number != 0 && found.number == number) return found;
        return Running(0, 0, 0, 0, 0, 0, 0);
    }

    /// @inheritdoc IExportControl
    function running(
        address exporter,
        address consignee,
        bytes2 country,
        bytes2 destination
    ) external view returns (Running memory) {
        return _running[_placeOf(exporter, consignee, country, destination)];
    }

    /// @inheritdoc IExportControl
    function drawings(bytes32 consignment, bytes2 country) external view returns (Drawing memory) {
        return _drawings[consignment][country];
    }

    /// @inheritdoc IMovementRules
    function concern() external view returns (Concern memory) {
        uint16 kinds = uint16(
            (1 << uint8(MovementKind.Dispatch)) | (1 << uint8(MovementKind.Return)) | (1 << uint8(MovementKind.Reroute))
        );
        return Concern(kinds, _elements << 1, true);
    }

    /// @dev Judges what leaves or passes a country: nothing is controlled there, or it takes from a permit.
    function _judge(Movement calldata movement, bytes2 country, bool passes) private {
        uint256 entries = _entries[country];
        if (entries == 0) return;
        Finding memory finding = _find(movement, entries, passes);
        if (finding.lines != 0) _draw(movement, country, finding);
    }

    /// @dev Takes what is controlled from the permit of a country.
    function _draw(Movement calldata movement, bytes2 country, Finding memory finding) private {
        bytes32 place = _placeOf(movement.holder, movement.recipient, country, movement.toCountry);
        Running memory current = _running[place];
        // Check: a permit is in force, covers them, and has as much left.
        if (!_isUsable(current, movement.occurredAt)) {
            revert PermitMissing(_names[finding.rule], finding.lot, country, movement.toCountry);
        }
        if (!_covers(current, finding)) {
            revert PermitDoesNotCover(_names[finding.rule], finding.lot, current.number);
        }
        uint256 left = current.grams - current.drawnGrams;
        if (finding.grams > left) {
            revert PermitExhausted(_names[finding.rule], current.number, finding.grams, left);
        }
        // Effect: they are taken.
        _take(movement.consignment, country, place, current, finding);
    }

    /// @dev Takes grams from a permit that has as many left. The consignment remembers from where.
    function _take(
        bytes32 consignment,
        bytes2 country,
        bytes32 place,
        Running memory current,
        Finding memory finding
    ) private {
        uint48 grams = uint48(finding.grams);
        _running[place].drawnGrams = current.drawnGrams + grams;
        _drawings[consignment][country] = Drawing(uint128(finding.lines), grams, current.number);
        emit PermitDrawn(current.number, consignment, grams);
    }

    /// @dev Judges the countries that are new on the way of a consignment.
    function _follow(Movement calldata movement) private {
        bytes32 route = movement.route;
        uint256 count = route.placesOf();
        for (uint256 i = 0; i < count; ++i) {
            bytes2 country = route.countryAt(i);
            uint256 entries = _entries[country];
            if (entries == 0 || !_isNew(movement, country, i)) continue;
            // What was taken for it on a way before stands for this one.
            if (_drawings[movement.consignment][country].number != 0) continue;
            Finding memory finding = _find(movement, entries, true);
            if (finding.lines != 0) _drawOrRecord(movement, country, finding);
        }
        if (count != 0 && movement.fromCountry == movement.toCountry) _followOut(movement);
    }

    /// @dev What was sent within a country was asked for nothing there. Led through others it leaves the country after all.
    function _followOut(Movement calldata movement) private {
        bytes2 country = movement.fromCountry;
        uint256 entries = _entries[country];
        if (entries == 0 || _drawings[movement.consignment][country].number != 0) return;
        Finding memory finding = _find(movement, entries, false);
        if (finding.lines != 0) _drawOrRecord(movement, country, finding);
    }

    /// @dev Takes what is controlled from the permit of a country if one covers it, and writes down that none does otherwise. No permit is
    /// looked for once as many countries have joined as a route has: what comes back has gas for no more.
    function _drawOrRecord(Movement calldata movement, bytes2 country, Finding memory finding) private {
        bytes32 place = _placeOf(movement.holder, movement.recipient, country, movement.toCountry);
        Running memory current = _running[place];
        bytes2[] storage joined = _joined[movement.consignment];
        bool isCovered =
            joined.length < Itineraries.MAXIMUM &&
                _isUsable(current, movement.occurredAt) &&
                _covers(current, finding) &&
                finding.grams <= current.grams - current.drawnGrams;
        if (!isCovered) {
            _record(movement, country, finding);
            return;
        }
        _take(movement.consignment, country, place, current, finding);
        if (country != movement.fromCountry) joined.push(country);
    }

    /// @dev Has the dossiers say that lots pass a country without a permit.
    function _record(Movement calldata movement, bytes2 country, Finding memory finding) private {
        string memory rule = _names[finding.rule];
        bytes32 digest = keccak256(abi.encode(PassedUnpermitted.selector, movement.digest, country, rule));
        uint256 count = movement.lots.length;
        uint256[] memory lots = new uint256[](finding.count);
        for ((uint256 i, uint256 j) = (0, 0); i < count; ++i) {
            if ((finding.lines >> i) & 1 == 1) lots[j++] = movement.lots[i];
        }
        emit PassedUnpermitted(movement.consignment, digest, movement.digest, country, rule, lots);
        LOTS.note(digest, lots);
    }

    /// @dev Gives back what came back, wherever it was taken: what returned may go again.
    function _restore(Movement calldata movement) private {
        _giveBack(movement, movement.fromCountry);
        bytes32 route = movement.route;
        if (route != 0) {
            for (uint256 i = 0; i < Itineraries.MAXIMUM; ++i) {
                bytes2 country = route.countryAt(i);
                if (_isNew(movement, country, i)) _giveBack(movement, country);
            }
        }
        bytes2[] storage joined = _joined[movement.consignment];
        uint256 count = joined.length;
        for (uint256 i = 0; i < count; ++i) {
            // What stands on the way as it was stated when it left was given back above.
            if (!route.contains(joined[i], Itineraries.MAXIMUM)) _giveBack(movement, joined[i]);
        }
    }

    /// @dev Gives grams that came back to the permit that they were taken from, if it still runs: never more than were taken.
    function _giveBack(Movement calldata movement, bytes2 country) private {
        Drawing memory drawing = _drawings[movement.consignment][country];
        if (drawing.grams == 0) return;
        uint256 back = 0;
        for (uint256 i = 0; i < movement.lots.length; ++i) {
            if ((drawing.lines >> i) & 1 == 1) back += movement.grams[i];
        }
        uint48 grams = back < drawing.grams ? uint48(back) : drawing.grams;
        if (grams == 0) return;
        _drawings[movement.consignment][country].grams = drawing.grams - grams;
        Running storage current = _running[_places[drawing.number]];
        if (current.number != drawing.number) return;
        current.drawnGrams -= grams;
        emit PermitRestored(drawing.number, movement.consignment, grams);
    }

    /// @dev Enters a rule into its country's word, and has the ledger of grams ask about its elements.
    function _enter(uint16 rule, Rule calldata terms) private {
        uint256 entries = _entries[terms.country];
        if (_countOf(entries) == RULES_MAXIMUM) revert RulesFull(terms.country);
        uint256 entry =
            uint256(terms.elements) |
                (uint256(terms.forms >> 1) << FORMS) |
                (uint256(terms.coversTransit ? 1 : 0) << TRANSIT) |
                (uint256(rule) << NUMBER);
        _entries[terms.country] = (entries << ENTRY_BITS) | entry;
        _elements |= terms.elements;
        LOTS.renewConcern();
    }

    /// @dev Finds what is controlled. A rule is read only where a lot is one that it may mean.
    function _find(
        Movement calldata movement,
        uint256 entries,
        bool passes
    ) private view returns (Finding memory finding) {
        (uint256[] calldata lots, uint256[] calldata grams) = (movement.lots, movement.grams);
        uint256 occurredAt = movement.occurredAt;
        for (uint256 i = 0; i < lots.length; ++i) {
            LotRecord record = LOTS.records(lots[i]);
            uint256 form = uint8(record.form());
            uint256 controlled = _controlledOf(record.elements(), form, entries, occurredAt, passes, finding);
            if (controlled == 0) continue;
            if (finding.lines == 0) finding.lot = lots[i];
            finding.lines |= uint256(1) << i;
            ++finding.count;
            finding.elements |= controlled;
            finding.forms |= uint256(1) << form;
            finding.grams += grams[i];
        }
    }

    /// @dev Elements of a lot that a country controls; the finding learns of the first rule.
    function _controlledOf(
        uint256 elements,
        uint256 form,
        uint256 entries,
        uint256 occurredAt,
        bool passes,
        Finding memory finding
    ) private view returns (uint256 controlled) {
        for (uint256 place = 1; entries != 0; (entries, place) = (entries >> ENTRY_BITS, place << 1)) {
            uint256 met = elements & entries & ((1 << FORMS) - 1);
            if (met == 0 || (entries >> (FORMS + form - 1)) & 1 == 0) continue;
            if (passes && (entries >> TRANSIT) & 1 == 0) continue;
            uint16 number = uint16(entries >> NUMBER);
            if (!_applies(number, place, occurredAt, finding)) continue;
            controlled |= met;
            if (finding.rule == 0) finding.rule = number;
        }
    }

    /// @dev Whether a rule is in force now or was then; it is read for the first lot that it may mean.
    function _applies(
        uint16 number,
        uint256 place,
        uint256 occurredAt,
        Finding memory finding
    ) private view returns (bool) {
        if (finding.read & place == 0) {
            finding.read |= place;
            Rule memory rule = _rules[number];
            if (_isInForce(rule, block.timestamp) || _isInForce(rule, occurredAt)) finding.inForce |= place;
        }
        return finding.inForce & place != 0;
    }

    function _requirePermit(Permit calldata statement) private view {
        if (
            statement.exporter == statement.consignee ||
            statement.elements == 0 ||
            statement.elements >> ELEMENTS != 0 ||
            statement.forms == 0 ||
            statement.forms & ~EVERY_FORM != 0 ||
            statement.grams == 0 ||
            statement.validUntil < statement.validFrom ||
            statement.validUntil < block.timestamp ||
            statement.validUntil > type(uint32).max
        ) revert PermitInvalid();
    }

    /// @dev A permit is judged for its country.
    function _requirement(
        bytes32 digest,
        bytes2 country,
        bool opens
    ) private view returns (IParticipants.Requirement memory) {
        return
            IParticipants.Requirement({
                digest: digest,
                scope: Scope.Attestation,
                roles: uint16(1 << uint8(Role.Regulator)),
                country: country,
                site: ANY_SITE,
                occurredAt: uint48(block.timestamp),
                opens: opens
            });
    }

    /// @dev A suspension that there is none of has no time in it: both its ends are zero.
    function _isInForce(Rule memory rule, uint256 time) private pure returns (bool) {
        bool isValid = time >= rule.validFrom && time <= rule.validUntil;
        bool isSuspended = time >= rule.suspendedFrom && time <= rule.suspendedUntil;
        bool isSuspendedAgain = time >= rule.againFrom && time <= rule.againUntil;
        return isValid && !isSuspended && !isSuspendedAgain;
    }

    function _placeOf(
        address exporter,
        address consignee,
        bytes2 country,
        bytes2 destination
    ) private pure returns (bytes32) {
        return keccak256(abi.encode(exporter, consignee, country, destination));
    }

    /// @dev Whether a permit is in force now and was at a time.
    function _isUsable(Running memory current, uint256 time) private view returns (bool) {
        (uint256 since, uint256 until) = (current.validFrom, current.validUntil);
        bool isInForce = block.timestamp >= since && block.timestamp <= until;
        return current.number != 0 && isInForce && time >= since && time <= until;
    }

    /// @dev Whether a permit covers all controlled elements of what was found, and its forms.
    function _covers(Running memory current, Finding memory finding) private pure returns (bool) {
        return finding.elements & ~uint256(current.elements) == 0 && finding.forms & ~uint256(current.forms) == 0;
    }

    /// @dev Whether a place of the route has a country that was not judged before: where it stands twice it is judged once.
    function _isNew(Movement calldata movement, bytes2 country, uint256 place) private pure returns (bool) {
        return country != 0 && country != movement.fromCountry && !movement.route.contains(country, place);
    }

    /// @dev The entries of a country without that of a rule.
    function _without(uint256 entries, uint16 rule) private pure returns (uint256 others) {
        uint256 count = 0;
        for (; entries != 0; entries >>= ENTRY_BITS) {
            if (uint16(entries >> NUMBER) == rule) continue;
            others |= (entries & ((1 << ENTRY_BITS) - 1)) << (ENTRY_BITS * count);
            ++count;
        }
    }

    function _countOf(uint256 entries) private pure returns (uint256 count) {
        for (; entries != 0; entries >>= ENTRY_BITS) ++count;
    }
}
