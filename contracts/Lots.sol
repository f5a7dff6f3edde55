// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable max-states-count

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IERC1155MetadataURI} from "@openzeppelin/contracts/token/ERC1155/extensions/IERC1155MetadataURI.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {ILots} from "./interfaces/ILots.sol";
import {Concern, EVERY_LOT, IMovementRules, Movement, MovementKind} from "./interfaces/IMovementRules.sol";
import {Dossiers} from "./libraries/Dossiers.sol";
import {GasBudgets} from "./libraries/GasBudgets.sol";
import {Itineraries} from "./libraries/Itineraries.sol";
import {LotRecord} from "./libraries/LotRecords.sol";
import {AttestationKind, Head, LotStatus, Outcome} from "./types/Types.sol";

/// @title Lots: the certificate token (documented in `ILots`)
contract Lots is ILots, AccessManaged {
    using BitMaps for BitMaps.BitMap;
    using Dossiers for Head;

    /// @dev What the rules of movements may spend when they are told of an arrival, so that they cannot hold it up.
    uint256 public constant TELLING_GAS = 250_000;
    /// @dev What they may spend more for a country that goods are judged in, where they are told of another way, and for a lot there.
    uint256 public constant COUNTRY_GAS = 100_000;
    uint256 public constant JUDGING_GAS = 10_000;
    /// @dev What they may spend more for a country that goods come back from, and for a lot there.
    uint256 public constant RESTORING_GAS = 20_000;
    uint256 public constant RESTORING_LOT_GAS = 1_000;
    /// @dev What it takes to write down a movement of a hundred lots.
    uint256 private constant ENCODING_GAS = 50_000;
    /// @dev Rules of movements that governance may name: each is asked by every movement.
    uint256 public constant RULES_MAXIMUM = 4;

    mapping(uint256 lot => LotRecord) private _lots;
    mapping(uint256 lot => mapping(address holder => mapping(bytes2 country => Stock))) private _stocks;
    /// @dev Countries in which a holder ever held anything, each once.
    mapping(address holder => bytes2[]) private _countries;
    mapping(address holder => mapping(bytes2 country => bool)) private _isListed;
    mapping(uint256 lot => Head) private _heads;
    /// @dev The examinations of each kind that conform and count, one of each attester, in no order. The list ends at its first empty
    /// place: a length would cost a slot more.
    mapping(uint256 lot => mapping(AttestationKind => mapping(uint256 place => Examination))) private _examinations;
    /// @dev The finding of each attester that stands.
    mapping(uint256 lot => mapping(address attester => bytes32)) private _findings;
    mapping(uint256 lot => uint256) private _findingCounts;
    /// @dev The suspension, revocation or rejection that stands on a lot and can be set aside.
    mapping(uint256 lot => Taking) private _takings;
    /// @dev Corrections of a lot's footprint that stand, the oldest first.
    mapping(uint256 lot => Correction[]) private _corrections;
    /// @dev Lot numbers that stand for a lot, by `Contents.numberOf`: a bit each, since a producer's numbers follow one another.
    BitMaps.BitMap private _numbers;
    /// @dev Of those, numbers of lots that were rejected for ever: each passes to the lot that takes that one's place.
    mapping(uint256 number => uint256 rejected) private _bequeathed;
    mapping(address module => bool) private _modules;

    string private _uri;
    Rules[RULES_MAXIMUM] private _movementRules;
    Head private _settings;

    /// @dev Rules of movements, in one slot.
    /// @param where Their contract; zero where none are named.
    /// @param kinds Bit k is set where they hear of movements of kind k.
    /// @param marks They are asked only about lots with one of these marks.
    /// @param acrossBorders Whether they are asked only about what leaves its country.
    /// @param more Whether others follow, so that nobody reads where none are.
    struct Rules {
        address where;
        uint16 kinds;
        uint24 marks;
        bool acrossBorders;
        bool more;
    }

    modifier onlyModule() {
        if (!_modules[msg.sender]) revert ModuleNotEnrolled(msg.sender);
        _;
    }

    constructor(address authority, string memory uri_) AccessManaged(authority) {
        _uri = uri_;
    }

    /// @inheritdoc ILots
    function enrolModule(address module, bool enrolled) external restricted {
        _modules[module] = enrolled;
        _settings.extend(keccak256(abi.encodeCall(this.enrolModule, (module, enrolled))));
        emit ModuleEnrolled(module, enrolled);
    }

    /// @inheritdoc ILots
    function setURI(string calldata newUri) external restricted {
        _uri = newUri;
        _settings.extend(keccak256(abi.encodeCall(this.setURI, (newUri))));
        emit MetadataURISet(newUri);
    }

    /// @inheritdoc ILots
    function setMovementRules(address[] calldata rules) external restricted {
        uint256 count = rules.length;
        if (count > RULES_MAXIMUM) revert RulesTooMany(count);
        delete _movementRules;
        for (uint256 i = 0; i < count; ++i) {
            address where = rules[i];
            if (where.code.length == 0) revert RulesNotAContract(where);
            for (uint256 j = 0; j < i; ++j) if (rules[j] == where) revert RulesNamedTwice(where);
            Concern memory concern = IMovementRules(where).concern();
            _movementRules[i] = Rules(where, concern.kinds, concern.marks, concern.acrossBorders, i + 1 < count);
        }
        _settings.extend(keccak256(abi.encodeCall(this.setMovementRules, (rules))));
        emit MovementRulesSet(rules);
    }

    /// @inheritdoc ILots
    function renewConcern() external {
        for (uint256 i = 0; i < RULES_MAXIMUM; ++i) {
            Rules storage rules = _movementRules[i];
            if (rules.where != msg.sender) continue;
            Concern memory concern = IMovementRules(msg.sender).concern();
            (rules.kinds, rules.marks, rules.acrossBorders) = (concern.kinds, concern.marks, concern.acrossBorders);
        }
    }

    /// @inheritdoc ILots
    function watch(uint256 lot) external onlyModule {
        _lots[lot] = _known(lot).watched();
    }

    /// @inheritdoc ILots
    function declare(uint256 lot, bytes32 digest, Made calldata made) external onlyModule {
        _declare(lot, digest, made.record, made.number, made.replaces);
    }

    /// @inheritdoc ILots
    function certify(
        uint256 lot,
        bytes32 digest,
        address producer,
        uint16 certifier,
        uint16 scheme,
        uint32 validUntil
    ) external onlyModule {
        LotRecord record = _declared(lot);
        _requireScheme(lot, record, scheme);
        _lots[lot] = record.withStatus(LotStatus.Certified).withCertificate(certifier, scheme, validUntil);
        _heads[lot].extend(digest);
        uint256 grams = record.massGrams();
        if (grams == 0) revert GramsZero(lot);
        _give(lot, producer, record.country(), grams, 0);
        emit TransferSingle(msg.sender, address(0), producer, lot, grams);
    }

    /// @inheritdoc ILots
    function reject(Movement calldata movement, address organisation, uint256 bequeathed) external onlyModule {
        (uint256 lot, bytes32 digest) = (movement.lots[0], movement.digest);
        LotRecord record = _declared(lot);
        // Check: what is used up cannot be rejected, and the rules allow it: what is held would come back under another number.
        if (record.massGrams() == 0) revert GramsZero(lot);
        _ask(movement);
        // Effect: the rest ends here.
        _lots[lot] = record.withStatus(LotStatus.Rejected);
        if (bequeathed == 0) _takings[lot] = Taking(digest, organisation);
        else _bequeathed[bequeathed] = lot;
        _heads[lot].extend(digest);
    }

    /// @inheritdoc ILots
    function suspend(uint256 lot, bytes32 digest, address organisation, bool takesPlace) external onlyModule {
        LotRecord record = _known(lot);
        // Check: one suspension stands at a time.
        LotStatus status = record.status();
        if (status != LotStatus.Certified && !(takesPlace && status == LotStatus.Suspended)) {
            revert LotNotCertified(lot, status);
        }
        // Effect: nothing new starts with the lot.
        _lots[lot] = record.withStatus(LotStatus.Suspended);
        _takings[lot] = Taking(digest, organisation);
        _heads[lot].extend(digest);
    }

    /// @inheritdoc ILots
    function reinstate(uint256 lot, bytes32 digest, bytes32 suspension) external onlyModule {
        LotRecord record = _lots[lot];
        // Check: the suspension that is meant stands.
        if (record.status() != LotStatus.Suspended) revert LotNotSuspended(lot, record.status());
        _requireTaking(lot, suspension);
        // Effect: the certificate stands again.
        _restore(lot, record, digest);
    }

    /// @inheritdoc ILots
    function setAside(uint256 lot, bytes32 digest, bytes32 statement) external onlyModule {
        // Check: the suspension, revocation or rejection that is meant stands.
        _requireTaking(lot, statement);
        // Effect: the certificate stands again.
        _restore(lot, _lots[lot], digest);
    }

    /// @inheritdoc ILots
    function revoke(
        uint256 lot,
        bytes32 digest,
        address organisation,
        address producer,
        bool isFinal
    ) external onlyModule {
        LotRecord record = _lots[lot];
        if (record.status() != LotStatus.Suspended) record = _certified(lot);
        if (!isFinal && _isUntouched(lot, record, organisation, producer)) {
            // Effect: the lot is where it was before its certificate.
            _uncertify(lot, record, producer);
        } else {
            // Effect: the certificate ends; the grams stay.
            _lots[lot] = record.withStatus(LotStatus.Revoked);
            _takings[lot] = Taking(digest, organisation);
        }
        _heads[lot].extend(digest);
    }

    /// @inheritdoc ILots
    function renew(
        uint256 lot,
        bytes32 digest,
        uint16 certifier,
        uint16 scheme,
        uint32 validUntil
    ) external onlyModule {
        LotRecord record = _certified(lot);
        _requireScheme(lot, record, scheme);
        // Whoever takes the place of the certifier was not named by the producer, and is not from now on.
        if (certifier != record.certifier()) record = record.opened();
        _lots[lot] = record.withCertificate(certifier, scheme, validUntil);
        _heads[lot].extend(digest);
    }

    /// @inheritdoc ILots
    function unattest(
        uint256 lot,
        bytes32 digest,
        address attester,
        AttestationKind kind,
        bytes32 attestation
    ) external onlyModule {
        LotRecord record = _known(lot);
        if (_findings[lot][attester] == attestation) {
            // Effect: the finding no longer stands.
            _lift(lot, record, attester, attestation);
        } else {
            // Effect: the lot is as if this had never been attested.
            _unstamp(lot, kind, attestation);
        }
        _heads[lot].extend(digest);
    }

    /// @inheritdoc ILots
    function overrule(
        uint256 lot,
        bytes32 digest,
        address attester,
        uint16 serial,
        bytes32 attestation
    ) external onlyModule {
        LotRecord record = _known(lot);
        if (attestation != 0 && _findings[lot][attester] == attestation) {
            // Effect: the finding no longer stands.
            _lift(lot, record, attester, attestation);
        } else {
            // Effect: the lot is as if this had never been attested.
            _unstamp(lot, _kindOf(lot, serial, attestation), attestation);
        }
        _heads[lot].extend(digest);
    }

    /// @inheritdoc ILots
    function note(bytes32 digest, uint256[] calldata ids) external onlyModule {
        for (uint256 i = 0; i < ids.length; ++i) _heads[ids[i]].extend(digest);
    }

    /// @inheritdoc ILots
    function attest(
        uint256 lot,
        bytes32 digest,
        Attester calldata attester,
        AttestationKind kind,
        Outcome outcome,
        uint48 occurredAt,
        uint64 figure
    ) external onlyModule returns (LotRecord record) {
        record = _recordAt(lot, occurredAt);
        bool own = record.producer() == attester.serial;
        if (outcome == Outcome.DoesNotConform && (attester.judges || own)) {
            // Effect: the finding stands against the lot.
            _find(lot, record, attester.organisation, digest);
        } else if (outcome == Outcome.Conforms && attester.judges && !own) {
            // Effect: the examination stands.
            _stamp(lot, kind, Examination(bytes16(digest), attester.serial, occurredAt, figure));
        }
        _heads[lot].extend(digest);
    }

    /// @inheritdoc ILots
    function correct(uint256 lot, bytes32 digest, address organisation, uint24 footprint) external onlyModule {
        LotRecord record = _known(lot);
        if (footprint <= record.footprintGramsPerKilogram()) {
            revert FootprintNotHigher(lot, footprint, record.footprintGramsPerKilogram());
        }
        _corrections[lot].push(Correction(digest, organisation, record.footprintGramsPerKilogram()));
        _lots[lot] = record.withFootprint(footprint);
        _heads[lot].extend(digest);
    }

    /// @inheritdoc ILots
    function uncorrect(
        uint256 lot,
        bytes32 digest,
        bytes32 correction
    ) external onlyModule returns (address organisation, uint24 footprint) {
        Correction[] storage standing = _corrections[lot];
        // Check: the correction stands.
        uint256 index = 0;
        while (index < standing.length && standing[index].digest != correction) ++index;
        if (index == standing.length) revert CorrectionNotStanding(lot, correction);
        (organisation, footprint) = (standing[index].organisation, standing[index].formerGramsPerKilogram);
        // Effect: it does not, nor does what was corrected after it.
        while (standing.length > index) standing.pop();
        _lots[lot] = _lots[lot].withFootprint(footprint);
        _heads[lot].extend(digest);
    }

    /// @inheritdoc ILots
    function depart(Movement calldata movement) external onlyModule returns (uint256[] memory carried) {
        // Check: the rules allow it.
        _ask(movement);
        uint256 count = movement.lots.length;
        carried = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            (uint256 lot, uint256 grams) = (movement.lots[i], movement.grams[i]);
            // Check: the certificate stands.
            _requireMovable(lot, _recordAt(lot, movement.occurredAt), grams);
            // Effect: the grams leave the hand.
            carried[i] = _take(lot, movement.holder, movement.fromCountry, grams);
            _heads[lot].extend(movement.digest);
        }
        _emitTransfer(movement.holder, address(0), movement.lots, movement.grams);
    }

    /// @inheritdoc ILots
    function arrive(Movement calldata movement, uint256[] calldata carried) external onlyModule {
        // Effect: the grams come into the hand.
        for (uint256 i = 0; i < movement.lots.length; ++i) {
            uint256 lot = movement.lots[i];
            _give(lot, movement.recipient, movement.toCountry, movement.grams[i], carried[i]);
            _heads[lot].extend(movement.digest);
        }
        _emitTransfer(address(0), movement.recipient, movement.lots, movement.grams);
        // Interaction: the rules hear of it, and cannot hold it up.
        _tell(movement, _arrivalGas(movement));
    }

    /// @inheritdoc ILots
    function reroute(Movement calldata movement) external onlyModule {
        // Effect: the dossiers say so.
        uint256 count = movement.lots.length;
        for (uint256 i = 0; i < count; ++i) _heads[movement.lots[i]].extend(movement.digest);
        // Interaction: the rules hear of it, and cannot hold it up.
        uint256 countries = Itineraries.placesOf(movement.route) + 1;
        _tell(movement, TELLING_GAS + (COUNTRY_GAS + JUDGING_GAS * count) * countries);
    }

    /// @inheritdoc ILots
    function seize(Movement calldata movement) external onlyModule returns (uint256 carried) {
        (uint256 lot, uint256 grams) = (movement.lots[0], movement.grams[0]);
        // Check: something is taken.
        if (grams == 0) revert GramsZero(lot);
        // Effect: the grams leave the hand.
        carried = _take(lot, movement.holder, movement.fromCountry, grams);
        _heads[lot].extend(movement.digest);
        emit TransferSingle(msg.sender, movement.holder, address(0), lot, grams);
        // Interaction: the rules hear of it, and cannot hold it up.
        _tell(movement, TELLING_GAS);
    }

    /// @inheritdoc ILots
    function move(Movement calldata movement) external onlyModule {
        // Check: the rules allow it, and the certificate stands.
        _ask(movement);
        (uint256 lot, uint256 grams) = (movement.lots[0], movement.grams[0]);
        _requireMovable(lot, _recordAt(lot, movement.occurredAt), grams);
        // Effect: the grams go from hand to hand.
        uint256 share = _take(lot, movement.holder, movement.fromCountry, grams);
        _give(lot, movement.recipient, movement.toCountry, grams, share);
        _heads[lot].extend(movement.digest);
        emit TransferSingle(msg.sender, movement.holder, movement.recipient, lot, grams);
    }

    /// @inheritdoc ILots
    function retire(Movement calldata movement) external onlyModule {
        // Check: the rules allow it, and the certificate stands.
        _ask(movement);
        (uint256 lot, uint256 grams) = (movement.lots[0], movement.grams[0]);
        _requireMovable(lot, _recordAt(lot, movement.occurredAt), grams);
        // Effect: the grams leave the ledger.
        _take(lot, movement.holder, movement.fromCountry, grams);
        _heads[lot].extend(movement.digest);
        emit TransferSingle(msg.sender, movement.holder, address(0), lot, grams);
    }

    /// @inheritdoc ILots
    function transform(
        Movement calldata movement,
        uint16 serial,
        uint256[] calldata ids,
        uint256[] calldata numbers,
        LotRecord[] calldata made
    ) external onlyModule returns (LotRecord[] memory taken, uint256[] memory carried) {
        // Check: the rules allow it.
        uint256 count = movement.lots.length;
        if (count != 0) _ask(movement);
        // Effect: what goes in is taken, and what comes out is declared.
        taken = new LotRecord[](count);
        carried = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) (taken[i], carried[i]) = _consume(movement, i, serial);
        for (uint256 i = 0; i < ids.length; ++i) {
            LotRecord record = made[i].withProducer(serial);
            _declare(ids[i], movement.digest, record, numbers[i], 0);
        }
    }

    /// @inheritdoc ILots
    function examinedAt(uint256 lot, AttestationKind kind) public view returns (uint48 newest) {
        mapping(uint256 place => Examination) storage list = _examinations[lot][kind];
        for (uint256 place = 0; list[place].attestation != 0; ++place) {
            if (list[place].occurredAt > newest) newest = list[place].occurredAt;
        }
    }

    /// @inheritdoc IERC1155
    function balanceOf(address holder, uint256 lot) public view returns (uint256) {
        bytes2[] storage countries = _countries[holder];
        uint256 grams = 0;
        for (uint256 i = 0; i < countries.length; ++i) grams += _stocks[lot][holder][countries[i]].grams;
        return grams;
    }

    /// @inheritdoc IERC1155
    function balanceOfBatch(
        address[] calldata holders,
        uint256[] calldata ids
    ) external view returns (uint256[] memory) {
        if (holders.length != ids.length) revert ListsDiffer(holders.length, ids.length);
        uint256[] memory grams = new uint256[](ids.length);
        for (uint256 i = 0; i < ids.length; ++i) grams[i] = balanceOf(holders[i], ids[i]);
        return grams;
    }

    /// @inheritdoc ILots
    function transportOf(address holder, uint256 lot) external view returns (uint256) {
        uint256 milligrams = 0;
        bytes2[] storage countries = _countries[holder];
        for (uint256 i = 0; i < countries.length; ++i) {
            milligrams += _stocks[lot][holder][countries[i]].transportMilligrams;
        }
        return milligrams;
    }

    /// @inheritdoc ILots
    function stockOf(uint256 lot, address holder, bytes2 country) external view returns (Stock memory) {
        return _stocks[lot][holder][country];
    }

    /// @inheritdoc ILots
    function countriesOf(address holder) external view returns (bytes2[] memory) {
        return _countries[holder];
    }

    /// @inheritdoc ILots
    function movementRules() external view returns (address[] memory rules) {
        uint256 count = 0;
        while (count < RULES_MAXIMUM && _movementRules[count].where != address(0)) ++count;
        rules = new address[](count);
        for (uint256 i = 0; i < count; ++i) rules[i] = _movementRules[i].where;
    }

    /// @inheritdoc ILots
    function settings() external view returns (Head memory) {
        return _settings;
    }

    /// @inheritdoc IERC1155MetadataURI
    function uri(uint256) external view returns (string memory) {
        return _uri;
    }

    /// @inheritdoc ILots
    function lots(uint256 lot) external view returns (Lot memory) {
        return _lots[lot].unpack();
    }

    /// @inheritdoc ILots
    function records(uint256 lot) external view returns (LotRecord) {
        return _lots[lot];
    }

    /// @inheritdoc ILots
    function examinations(uint256 lot, AttestationKind kind) external view returns (Examination[] memory standing) {
        mapping(uint256 place => Examination) storage list = _examinations[lot][kind];
        uint256 count = 0;
        while (list[count].attestation != 0) ++count;
        standing = new Examination[](count);
        for (uint256 i = 0; i < count; ++i) standing[i] = list[i];
    }

    /// @inheritdoc ILots
    function figuresOf(uint256 lot, AttestationKind kind) external view returns (uint64 least, uint64 greatest) {
        mapping(uint256 place => Examination) storage list = _examinations[lot][kind];
        for (uint256 place = 0; list[place].attestation != 0; ++place) {
            uint64 figure = list[place].figure;
            if (place == 0 || figure < least) least = figure;
            if (figure > greatest) greatest = figure;
        }
    }

    /// @inheritdoc ILots
    function isLaboratoryOf(uint256 lot, uint16 organisation) external view returns (bool) {
        return
            _isAttester(_examinations[lot][AttestationKind.Assay], organisation) ||
            _isAttester(_examinations[lot][AttestationKind.Weight], organisation);
    }

    /// @inheritdoc ILots
    function findings(uint256 lot, address attester) external view returns (bytes32) {
        return _findings[lot][attester];
    }

    /// @inheritdoc ILots
    function findingsAgainst(uint256 lot) external view returns (uint256) {
        return _findingCounts[lot];
    }

    /// @inheritdoc ILots
    function heads(uint256 lot) external view returns (Head memory) {
        return _heads[lot];
    }

    /// @inheritdoc ILots
    function headsOf(uint256[] calldata lots_) external view returns (Head[] memory read) {
        read = new Head[](lots_.length);
        for (uint256 i = 0; i < lots_.length; ++i) read[i] = _heads[lots_[i]];
    }

    /// @inheritdoc ILots
    function takings(uint256 lot) external view returns (Taking memory) {
        return _takings[lot];
    }

    /// @inheritdoc ILots
    function corrections(uint256 lot) external view returns (Correction[] memory) {
        return _corrections[lot];
    }

    /// @inheritdoc ILots
    function isNumberTaken(uint256 number) external view returns (bool) {
        return _numbers.get(number);
    }

    /// @inheritdoc ILots
    function modules(address module) external view returns (bool) {
        return _modules[module];
    }

    /// @notice Disabled: grams move by signed custody statements only.
    function safeTransferFrom(address, address, uint256, uint256, bytes calldata) external pure {
        revert PlainTransferDisabled();
    }

    /// @notice Disabled: grams move by signed custody statements only.
    function safeBatchTransferFrom(
        address,
        address,
        uint256[] calldata,
        uint256[] calldata,
        bytes calldata
    ) external pure {
        revert PlainTransferDisabled();
    }

    /// @notice Disabled: nobody moves grams on a holder's behalf.
    function setApprovalForAll(address, bool) external pure {
        revert ApprovalDisabled();
    }

    /// @notice False: nobody moves grams on a holder's behalf.
    function isApprovedForAll(address, address) external pure returns (bool) {
        return false;
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return
            interfaceId == type(IERC165).interfaceId ||
            interfaceId == type(IERC1155).interfaceId ||
            interfaceId == type(IERC1155MetadataURI).interfaceId;
    }

    /// @param number What stands for the producer's lot number (`Contents.numberOf`).
    /// @param replaces Rejected lot whose place it takes; zero if none.
    function _declare(uint256 lot, bytes32 digest, LotRecord record, uint256 number, uint256 replaces) private {
        // Check: its certifier, if one is named, is another than its producer.
        if (record.certifier() != 0 && record.certifier() == record.producer()) revert CertifierIsProducer(lot);
        // Check: neither the lot nor its producer's number for it is on record, but of the rejected lot whose place it takes.
        if (_lots[lot].status() != LotStatus.None) revert LotAlreadyDeclared(lot);
        bool isTaken = _numbers.get(number);
        if (isTaken && (replaces == 0 || _bequeathed[number] != replaces)) revert LotNumberTaken(lot);
        // Effect: they are, and the number is bequeathed no more.
        if (isTaken) delete _bequeathed[number];
        else _numbers.set(number);
        _lots[lot] = record;
        _heads[lot].extend(digest);
    }

    function _requireTaking(uint256 lot, bytes32 statement) private view {
        bytes32 standing = _takings[lot].digest;
        if (standing == 0 || standing != statement) revert TakingMismatch(lot, statement, standing);
    }

    /// @dev What had an end was certified; what had none was declared.
    function _restore(uint256 lot, LotRecord record, bytes32 digest) private {
        delete _takings[lot];
        _lots[lot] = record.withStatus(record.validUntil() == 0 ? LotStatus.Declared : LotStatus.Certified);
        _heads[lot].extend(digest);
    }

    /// @dev Whether every gram is where it came into being, with no transport carbon that would be lost, and nobody else has suspended.
    function _isUntouched(
        uint256 lot,
        LotRecord record,
        address organisation,
        address producer
    ) private view returns (bool) {
        address suspender = _takings[lot].organisation;
        if (suspender != address(0) && suspender != organisation) return false;
        Stock memory stock = _stocks[lot][producer][record.country()];
        return stock.grams == record.massGrams() && stock.transportMilligrams == 0;
    }

    /// @dev Takes a certificate back to the declaration.
    function _uncertify(uint256 lot, LotRecord record, address producer) private {
        uint256 grams = record.massGrams();
        delete _takings[lot];
        delete _stocks[lot][producer][record.country()];
        record = record.withStatus(LotStatus.Declared).uncertified();
        _lots[lot] = record;
        emit TransferSingle(msg.sender, producer, address(0), lot, grams);
        emit Uncertified(lot, record.scheme());
    }

    /// @dev Takes one input.
    /// @return record The lot as it was before.
    /// @return carried Transport carbon of the grams, in mg CO2e.
    function _consume(
        Movement calldata movement,
        uint256 i,
        uint16 serial
    ) private returns (LotRecord record, uint256 carried) {
        (uint256 lot, uint256 grams, address holder) = (movement.lots[i], movement.grams[i], movement.holder);
        record = _recordAt(lot, movement.occurredAt);
        _heads[lot].extend(movement.digest);
        if (record.status() != LotStatus.Certified) {
            if (record.country() != movement.fromCountry)
                revert LotElsewhere(lot, record.country(), movement.fromCountry);
            _consumeOwn(lot, record, serial, uint48(grams));
            return (record, 0);
        }
        _requireMovable(lot, record, grams);
        carried = _take(lot, holder, movement.fromCountry, grams);
        emit TransferSingle(msg.sender, holder, address(0), lot, grams);
    }

    /// @dev A producer's own lots that are no token yet: what is left of them may still be certified.
    function _consumeOwn(uint256 lot, LotRecord record, uint16 serial, uint48 grams) private {
        LotStatus status = record.status();
        if (status != LotStatus.Declared && status != LotStatus.Uncertifiable) revert LotNotCertified(lot, status);
        if (record.producer() != serial) revert LotOfAnother(lot, record.producer());
        if (grams == 0) revert GramsZero(lot);
        if (grams > record.massGrams()) revert GramsMissing(lot, grams, record.massGrams());
        unchecked {
            _lots[lot] = record.withMass(record.massGrams() - grams);
        }
    }

    function _emitTransfer(address from, address to, uint256[] calldata ids, uint256[] calldata grams) private {
        if (ids.length == 1) emit TransferSingle(msg.sender, from, to, ids[0], grams[0]);
        else emit TransferBatch(msg.sender, from, to, ids, grams);
    }

    /// @dev Asks the rules of movements, each of which may forbid it by reverting.
    function _ask(Movement calldata movement) private {
        for (uint256 i = 0; i < RULES_MAXIMUM; ++i) {
            Rules storage rules = _movementRules[i];
            (address where, uint256 kinds, uint256 marks, bool acrossBorders, bool more) = (
                rules.where,
                rules.kinds,
                rules.marks,
                rules.acrossBorders,
                rules.more
            );
            bool isAsked =
                _isHeard(movement.kind, kinds) &&
                    (!acrossBorders || _leaves(movement)) &&
                    _isMarked(movement.lots, marks);
            if (isAsked) IMovementRules(where).ask(movement);
            if (!more) return;
        }
    }

    /// @dev Tells the rules of movements of what has happened. Each has gas enough, and no say.
    function _tell(Movement calldata movement, uint256 gas) private {
        for (uint256 i = 0; i < RULES_MAXIMUM; ++i) {
            (address rules, uint256 kinds, bool more) = (
                _movementRules[i].where,
                _movementRules[i].kinds,
                _movementRules[i].more
            );
            if (_isHeard(movement.kind, kinds)) _tellOne(rules, movement, gas);
            if (!more) return;
        }
    }

    /// @dev What comes back is given back for the country of departure, for each on the way, and for each that joined it, of which there
    /// are at most as many as a route has.
    function _arrivalGas(Movement calldata movement) private pure returns (uint256) {
        if (movement.kind != MovementKind.Return) return TELLING_GAS;
        uint256 countries = 1 + Itineraries.placesOf(movement.route) + Itineraries.MAXIMUM;
        return TELLING_GAS + (RESTORING_GAS + RESTORING_LOT_GAS * movement.lots.length) * countries;
    }

    function _tellOne(address rules, Movement calldata movement, uint256 gas) private {
        uint256 needed = GasBudgets.needed(gas + ENCODING_GAS);
        if (gasleft() < needed) revert GasMissing(gasleft(), needed);
        try IMovementRules(rules).tell{gas: gas}(movement) {
            return;
        } catch {
            emit MovementRulesFailed(rules, movement.digest);
        }
    }

    /// @dev Whether one of the lots has one of the marks.
    function _isMarked(uint256[] calldata lots_, uint256 marks) private view returns (bool) {
        if (marks == EVERY_LOT) return true;
        for (uint256 i = 0; i < lots_.length; ++i) if (_lots[lots_[i]].marks() & marks != 0) return true;
        return false;
    }

    function _isHeard(MovementKind kind, uint256 kinds) private pure returns (bool) {
        return (kinds >> uint8(kind)) & 1 == 1;
    }

    /// @dev Whether grams leave their country, for another or through others.
    function _leaves(Movement calldata movement) private pure returns (bool) {
        return movement.fromCountry != movement.toCountry || movement.route != 0;
    }

    /// @dev Takes grams out of a hand.
    /// @return share Transport carbon that goes with them, in mg CO2e: of what the holder has there, their share, rounded up, so
    /// that dividing grams up never loses any.
    function _take(uint256 lot, address holder, bytes2 country, uint256 grams) private returns (uint256 share) {
        Stock memory stock = _stocks[lot][holder][country];
        if (stock.grams < grams) revert StockMissing(lot, holder, country, stock.grams, grams);
        if (stock.transportMilligrams != 0) {
            share = Math.mulDiv(stock.transportMilligrams, grams, stock.grams, Math.Rounding.Ceil);
        }
        _stocks[lot][holder][country] = Stock(uint48(stock.grams - grams), uint208(stock.transportMilligrams - share));
    }

    /// @dev Puts grams into a hand. Neither sum can run over: a lot has at most 2^48 grams, and emissions are bounded.
    function _give(uint256 lot, address holder, bytes2 country, uint256 grams, uint256 carried) private {
        Stock memory stock = _stocks[lot][holder][country];
        if (grams != 0 && stock.grams == 0 && !_isListed[holder][country]) {
            _isListed[holder][country] = true;
            _countries[holder].push(country);
        }
        _stocks[lot][holder][country] = Stock(
            SafeCast.toUint48(stock.grams + grams),
            SafeCast.toUint208(stock.transportMilligrams + carried)
        );
    }

    /// @dev Takes a finding down: one of each attester stands at a time, so that nobody drowns a lot in findings.
    function _find(uint256 lot, LotRecord record, address attester, bytes32 finding) private {
        bytes32 standing = _findings[lot][attester];
        if (standing != 0) revert FindingStands(lot, attester, standing);
        _findings[lot][attester] = finding;
        _lots[lot] = record.withDisputes(_shownCount(++_findingCounts[lot]));
    }

    function _lift(uint256 lot, LotRecord record, address attester, bytes32 finding) private {
        delete _findings[lot][attester];
        _lots[lot] = record.withDisputes(_shownCount(--_findingCounts[lot]));
        emit Unattested(lot, finding, AttestationKind.None, Outcome.DoesNotConform, 0);
    }

    /// @dev An attester's newer examination takes the place of its own older one, and of no other's: nobody hides what one found by
    /// finding more. What was examined earlier and is stated later leaves the newer one.
    function _stamp(uint256 lot, AttestationKind kind, Examination memory examination) private {
        mapping(uint256 place => Examination) storage list = _examinations[lot][kind];
        uint256 place = 0;
        while (list[place].attestation != 0 && list[place].attester != examination.attester) ++place;
        if (examination.occurredAt >= list[place].occurredAt) list[place] = examination;
    }

    function _unstamp(uint256 lot, AttestationKind kind, bytes32 attestation) private {
        mapping(uint256 place => Examination) storage list = _examinations[lot][kind];
        (uint256 found, uint256 count) = (type(uint256).max, 0);
        for (; list[count].attestation != 0; ++count) {
            if (list[count].attestation == bytes16(attestation)) found = count;
        }
        // Check: it is this attestation that stands, and no other of its day.
        if (found == type(uint256).max) revert AttestationNotStanding(attestation);
        // Effect: the last one takes its place.
        list[found] = list[count - 1];
        delete list[count - 1];
        emit Unattested(lot, attestation, kind, Outcome.Conforms, examinedAt(lot, kind));
    }

    /// @dev Kind of an examination of an attester that stands.
    function _kindOf(uint256 lot, uint16 attester, bytes32 attestation) private view returns (AttestationKind) {
        for (uint8 k = uint8(AttestationKind.Assay); k <= uint8(type(AttestationKind).max); ++k) {
            mapping(uint256 place => Examination) storage list = _examinations[lot][AttestationKind(k)];
            for (uint256 place = 0; list[place].attestation != 0; ++place) {
                bool isThis = list[place].attestation == bytes16(attestation) && list[place].attester == attester;
                if (isThis) return AttestationKind(k);
            }
        }
        revert AttestationNotStanding(attestation);
    }

    /// @dev The record has room for 255; the exact count is beside it, so that it never sticks.
    function _shownCount(uint256 count) private pure returns (uint8) {
        return count > type(uint8).max ? type(uint8).max : uint8(count);
    }

    function _isAttester(
        mapping(uint256 place => Examination) storage list,
        uint16 organisation
    ) private view returns (bool) {
        for (uint256 place = 0; list[place].attestation != 0; ++place) {
            if (list[place].attester == organisation) return true;
        }
        return false;
    }

    function _known(uint256 lot) private view returns (LotRecord record) {
        record = _lots[lot];
        if (record.status() == LotStatus.None) revert LotUnknown(lot);
    }

    /// @dev The record of a lot to which something happened.
    /// @param occurredAt When it did, as whoever states it says; Unix time.
    function _recordAt(uint256 lot, uint48 occurredAt) private view returns (LotRecord record) {
        record = _known(lot);
        // Check: nothing happens to a lot before it is made.
        uint48 producedAt = record.producedAt();
        if (occurredAt < producedAt) revert OccurredBeforeMade(lot, occurredAt, producedAt);
    }

    function _declared(uint256 lot) private view returns (LotRecord record) {
        record = _known(lot);
        if (record.status() != LotStatus.Declared) revert LotNotDeclared(lot, record.status());
    }

    function _certified(uint256 lot) private view returns (LotRecord record) {
        record = _known(lot);
        if (record.status() != LotStatus.Certified) revert LotNotCertified(lot, record.status());
    }

    /// @dev Check: what was made by a scheme's terms is certified and renewed under that scheme.
    function _requireScheme(uint256 lot, LotRecord record, uint16 scheme) private pure {
        uint16 bound = record.boundScheme();
        if (bound != 0 && bound != scheme) revert SchemeDiffers(lot, scheme, bound);
    }

    function _requireMovable(uint256 lot, LotRecord record, uint256 grams) private view {
        if (record.status() != LotStatus.Certified) revert LotNotCertified(lot, record.status());
        uint32 validUntil = record.validUntil();
        if (block.timestamp > validUntil) revert CertificateExpired(lot, validUntil);
        if (grams == 0) revert GramsZero(lot);
    }
}
