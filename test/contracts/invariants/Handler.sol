// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable avoid-low-level-calls, max-states-count

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {IAttestations} from "../../../contracts/interfaces/IAttestations.sol";
import {ICertification} from "../../../contracts/interfaces/ICertification.sol";
import {ICustody} from "../../../contracts/interfaces/ICustody.sol";
import {Movement} from "../../../contracts/interfaces/IMovementRules.sol";
import {IProcessing} from "../../../contracts/interfaces/IProcessing.sol";
import {IStatements} from "../../../contracts/interfaces/IStatements.sol";
import {AttestationKind, Content, ELEMENTS, LotIdentity, LotStatus, Outcome} from "../../../contracts/types/Types.sol";
import {Hasher} from "./Hasher.sol";
import {Shares} from "./Shares.sol";
import {Vm, vm} from "./Vm.sol";
import {Standing} from "./Standing.sol";

/// @dev Random statements of every kind, valid and not, and beside them a book of what has to be true afterwards. Each
/// action either succeeds as the book expects or reverts as the book expects: anything else reverts the action, and with
/// fail-on-revert the run.
abstract contract Handler is Standing {
    using Shares for uint256[2];

    struct Book {
        bool known;
        LotStatus status;
        uint48 grams;
        uint48 left;
        uint24 footprint;
        uint48 validUntil;
        uint256 producer;
        uint256 disputes;
        uint256 onTheRoad;
        uint256 missing;
        uint256 retired;
        uint256 lost;
        uint256 consumed;
        bytes28 head;
        uint32 links;
        bytes32 suspension;
        uint256 suspender;
    }

    Hasher internal _hasher;

    uint256[] public lotIds;
    mapping(uint256 lot => Book) internal _books;
    mapping(uint256 lot => LotIdentity) internal _identities;
    mapping(uint256 lot => mapping(uint256 holder => uint256)) public held;
    mapping(uint256 lot => mapping(uint256 holder => uint256)) public transport;
    /// @dev Transport carbon with which grams of a consignment left.
    mapping(bytes32 consignment => mapping(uint256 lot => uint256)) private _carried;
    ICustody.Dispatch[] private _open;
    bytes32[] private _openIds;
    /// @dev Whether a finding of an attester stands: one does at a time.
    mapping(uint256 lot => mapping(uint256 by => bool)) internal _hasFinding;
    IAttestations.Attest[] private _findings;
    mapping(bytes32 consignment => bool) private _refused;
    mapping(bytes32 consignment => uint256) private _dispatchedAt;
    mapping(bytes32 consignment => bool) private _reportedLost;
    ICustody.Dispatch[] private _disputed;
    bytes32[] private _disputedIds;
    /// @dev What is missing of a disputed consignment, and the transport carbon that waits with it.
    mapping(bytes32 consignment => mapping(uint256 lot => uint256)) private _missing;
    mapping(bytes32 consignment => mapping(uint256 lot => uint256)) private _missingCarbon;
    uint256 internal _carbonMissing;
    mapping(uint256 lot => uint256) public supply;
    /// @dev What was ever put in: of each element, in tens of nanograms as upper bounds, in all and as certified; carbon, in mg CO2e.
    uint256[ELEMENTS] internal _elementsIn;
    uint256[ELEMENTS] internal _certifiedIn;
    uint256 internal _carbonIn;
    /// @dev Transport carbon of what was retired or lost.
    uint256 internal _carbonGone;
    uint256 public nonce;
    mapping(uint256 nonce => uint256) internal _ownerOf;
    mapping(uint256 nonce => bool) internal _spent;
    bool private _outOfTime;

    uint256 private constant SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
    bytes32 private constant TRANSFER = keccak256("TransferSingle(address,address,address,uint256,uint256)");
    bytes32 private constant TRANSFERS = keccak256("TransferBatch(address,address,address,uint256[],uint256[])");

    error UnexpectedSuccess(string action);
    error HeldByStranger(address holder, uint256 lot, uint256 grams);
    error UnexpectedFailure(string action, bytes reason);

    // ------------------------------------------------------------------ actions

    /// @dev Now and then far enough for a consignment to time out.
    function advance(uint256 seed) external {
        vm.warp(block.timestamp + 1 + (seed % (seed % 16 == 0 ? 200 days : 10 days)));
    }

    function declare(uint256 seed, uint48 grams) external {
        uint256 producer = seed % 2 == 0 ? MINER_A : MINER_B;
        grams = uint48(1 + (grams % 1e9));
        ICertification.Declare memory statement;
        statement.lotNumber = _lotNumber(0);
        statement.content = content(producer, grams, bytes32(seed));
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            producer
        );
        bytes32 contentHash = _hasher.hash(statement.content);
        bytes32 digest = digestOf(
            address(certification),
            keccak256(
                abi.encode(
                    certification.DECLARE_TYPEHASH(),
                    keccak256(bytes(statement.lotNumber)),
                    contentHash,
                    statement.organisation,
                    statement.key,
                    statement.nonce,
                    statement.validAfter,
                    statement.validBefore
                )
            )
        );
        uint256 lot = uint256(keccak256(abi.encode(statement.organisation, statement.lotNumber, contentHash)));
        bool ok = !_books[lot].known && drawn[producer] + grams <= granted[producer];
        ok = _expect(
            "declare",
            ok,
            address(certification),
            abi.encodeCall(certification.declare, (statement, sign(producer, digest)))
        );
        if (!ok) return;
        Book storage entry = _books[lot];
        entry.status = LotStatus.Declared;
        drawn[producer] += grams;
        _enterLot(lot, producer, statement.content);
        for (uint256 e = 0; e < ELEMENTS; ++e) _elementsIn[e] += uint256(grams) * _foundOf(statement.content, e);
        _carbonIn += uint256(grams) * statement.content.footprintGramsPerKilogram;
        _link(lot, digest);
    }

    /// @dev Assay and weight by the laboratory, then certification: the usual way.
    function certify(uint256 seed) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        Book storage entry = _books[lot];
        if (entry.status == LotStatus.Declared && entry.left != 0 && seed % 8 != 0) {
            _assay(lot);
            _attest(lot, AttestationKind.Weight, Outcome.Conforms, LABORATORY, entry.left);
        }
        ICertification.Certify memory statement;
        statement.lot = lot;
        statement.scheme = SCHEME;
        statement.validUntil = uint48(block.timestamp + 1 + (seed % 60 days));
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            VERIFIER
        );
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.CERTIFY_TYPEHASH(), statement))
        );
        (uint16 assayDay, uint16 weightDay) = _stamps(lot);
        bool ok =
            entry.status == LotStatus.Declared &&
                _accredited &&
                entry.left != 0 &&
                entry.disputes == 0 &&
                assayDay != 0 &&
                weightDay != 0;
        ok = _expect(
            "certify",
            ok,
            address(certification),
            abi.encodeCall(certification.certify, (statement, sign(VERIFIER, digest)))
        );
        if (!ok) return;
        entry.status = LotStatus.Certified;
        entry.validUntil = statement.validUntil;
        entry.grams = entry.left;
        held[lot][entry.producer] += entry.grams;
        Content storage declared = _identities[lot].content;
        for (uint256 e = 0; declared.quota != 0 && e < ELEMENTS; ++e)
            _certifiedIn[e] += uint256(entry.grams) * _foundOf(declared, e);
        _link(lot, digest);
    }

    function reject(uint256 seed) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        ICertification.Reject memory statement;
        statement.lot = lot;
        statement.scheme = SCHEME;
        statement.reason = 1;
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            VERIFIER
        );
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.REJECT_TYPEHASH(), statement))
        );
        Book storage entry = _books[lot];
        // Rarely, so that lots are left to certify.
        if (entry.status == LotStatus.Declared && seed % 4 != 0) return;
        bool ok = entry.status == LotStatus.Declared && _accredited && entry.left != 0;
        ok = _expect(
            "reject",
            ok,
            address(certification),
            abi.encodeCall(certification.reject, (statement, _identities[lot], sign(VERIFIER, digest)))
        );
        if (!ok) return;
        entry.status = LotStatus.Rejected;
        // While a finding stands, the grams wait for a lot that names this one.
        if (_identities[lot].content.quota != 0 && entry.disputes == 0) drawn[entry.producer] -= entry.left;
        _link(lot, digest);
    }

    function dispute(uint256 seed) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        uint256 by = seed % 2 == 0 ? CUSTOMS : LABORATORY;
        AttestationKind kind = by == CUSTOMS ? AttestationKind.Inspection : AttestationKind.Weight;
        (bool ok, IAttestations.Attest memory finding) = _attest(lot, kind, Outcome.DoesNotConform, by, 0);
        if (!ok) return;
        _findings.push(finding);
        _hasFinding[lot][by] = true;
        ++_books[lot].disputes;
    }

    function takeBack(uint256 seed) external {
        if (_findings.length == 0) return;
        uint256 index = seed % _findings.length;
        IAttestations.Attest memory original = _findings[index];
        uint256 by = original.organisation == organisation(CUSTOMS) ? CUSTOMS : LABORATORY;
        uint256 signer = seed % 3 == 0 ? (by == CUSTOMS ? LABORATORY : CUSTOMS) : by;
        IAttestations.RevokeAttestation memory statement;
        statement.lot = original.lot;
        statement.attestation = digestOf(
            address(attestations),
            keccak256(abi.encode(attestations.ATTEST_TYPEHASH(), original))
        );
        statement.reason = 1;
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            signer
        );
        bytes32 digest = digestOf(
            address(attestations),
            keccak256(abi.encode(attestations.REVOKEATTESTATION_TYPEHASH(), statement))
        );
        bool ok = signer == by;
        bytes memory data = abi.encodeCall(attestations.revokeAttestation, (statement, original, sign(signer, digest)));
        ok = _expect("takeBack", ok, address(attestations), data);
        if (!ok) return;
        --_books[original.lot].disputes;
        _hasFinding[original.lot][by] = false;
        _link(original.lot, digest);
        _findings[index] = _findings[_findings.length - 1];
        _findings.pop();
    }

    function suspend(uint256 seed) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found || seed % 3 != 0) return;
        Book storage entry = _books[lot];
        uint256 by = seed % 2 == 0 ? VERIFIER : REGULATOR;
        ICertification.Suspend memory statement;
        statement.lot = lot;
        statement.certificateUntil = entry.validUntil;
        statement.reason = 1;
        statement.effectiveFrom = uint48(block.timestamp);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.SUSPEND_TYPEHASH(), statement))
        );
        bool takesPlace = by == REGULATOR && entry.status == LotStatus.Suspended;
        bool ok = entry.status == LotStatus.Certified || takesPlace;
        ok = _expect(
            "suspend",
            ok,
            address(certification),
            abi.encodeCall(certification.suspend, (statement, sign(by, digest)))
        );
        if (!ok) return;
        entry.status = LotStatus.Suspended;
        entry.suspension = digest;
        entry.suspender = by;
        _link(lot, digest);
    }

    function reinstate(uint256 seed) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        Book storage entry = _books[lot];
        ICertification.Reinstate memory statement;
        statement.lot = lot;
        statement.suspension = seed % 5 == 0 ? bytes32(seed) : entry.suspension;
        uint256 by = seed % 7 == 0 ? REGULATOR : entry.suspender;
        if (by != REGULATOR) by = VERIFIER;
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.REINSTATE_TYPEHASH(), statement))
        );
        bool ok = entry.status == LotStatus.Suspended && seed % 5 != 0 && (by == entry.suspender || by == REGULATOR);
        ok = _expect(
            "reinstate",
            ok,
            address(certification),
            abi.encodeCall(certification.reinstate, (statement, sign(by, digest)))
        );
        if (!ok) return;
        entry.status = LotStatus.Certified;
        entry.suspension = 0;
        _link(lot, digest);
    }

    function revoke(uint256 seed) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found || seed % 10 != 0) return;
        Book storage entry = _books[lot];
        ICertification.Revoke memory statement;
        statement.lot = lot;
        statement.certificateUntil = entry.validUntil;
        statement.reason = 1;
        statement.effectiveFrom = START;
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            REGULATOR
        );
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.REVOKE_TYPEHASH(), statement))
        );
        bool ok = entry.status == LotStatus.Certified || entry.status == LotStatus.Suspended;
        ok = _expect(
            "revoke",
            ok,
            address(certification),
            abi.encodeCall(certification.revoke, (statement, sign(REGULATOR, digest)))
        );
        if (!ok) return;
        entry.status = LotStatus.Revoked;
        entry.suspension = 0;
        _link(lot, digest);
    }

    function renew(uint256 seed) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        Book storage entry = _books[lot];
        ICertification.Renew memory statement;
        statement.lot = lot;
        statement.scheme = SCHEME;
        statement.certificateUntil = seed % 4 == 0 ? entry.validUntil + 1 : entry.validUntil;
        uint256 latest = block.timestamp > entry.validUntil ? block.timestamp : entry.validUntil;
        statement.validUntil = uint48(latest + 1 + (seed % 10 days));
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            VERIFIER
        );
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.RENEW_TYPEHASH(), statement))
        );
        bool ok =
            entry.status == LotStatus.Certified &&
                _accredited &&
                entry.disputes == 0 &&
                seed % 4 != 0 &&
                statement.validUntil <= block.timestamp + 365 days;
        if (entry.status == LotStatus.Certified) {
            (uint16 assayDay, uint16 weightDay) = _stamps(lot);
            ok = ok && assayDay != 0 && weightDay != 0;
        }
        ok = _expect(
            "renew",
            ok,
            address(certification),
            abi.encodeCall(certification.renew, (statement, sign(VERIFIER, digest)))
        );
        if (!ok) return;
        entry.validUntil = statement.validUntil;
        _link(lot, digest);
    }

    function dispatch(uint256 seed, uint48 grams, uint256 other) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        (bool hasSecond, uint256 second) = _pick(other);
        uint256 from = _holder(lot, seed);
        ICustody.Dispatch memory statement;
        // Now and then somebody who may not hold goods, or nobody.
        uint256 to = other % 11 == 0 ? HOLDERS + (other % 5) : (from + 1 + (other % 3)) % HOLDERS;
        statement.recipient = organisation(to);
        if (other % 5 == 0) statement.carrier = organisation(CARRIER);
        // Now and then from where nothing is.
        statement.fromCountry = seed % 13 == 0 ? bytes2("JP") : bytes2("CN");
        statement.toCountry = "CN";
        statement.emissionsGrams = uint64(seed % 10_000);
        statement.occurredAt = uint48(block.timestamp);
        // Now and then one lot in two lines.
        bool twin = other % 7 == 0;
        if (twin) second = lot;
        bool two = twin || (hasSecond && second != lot && other % 2 == 0);
        statement.lines = new ICustody.Line[](two ? 2 : 1);
        if (two && second < lot) (lot, second) = (second, lot);
        bool ok =
            !twin && statement.fromCountry == "CN" && _mayHold(to) && (other % 5 != 0 || !_offices[CARRIER].suspended);
        for (uint256 i = 0; i < statement.lines.length; ++i) {
            uint256 id = i == 0 ? lot : second;
            uint256 inHand = held[id][from];
            // Now and then one gram more than is held.
            uint48 sent = seed % 6 == 0 ? uint48(inHand + 1) : uint48(inHand == 0 ? 0 : 1 + (grams % inHand));
            statement.lines[i] = ICustody.Line(id, sent);
            ok = ok && _movable(id) && sent != 0 && sent <= inHand;
        }
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            from
        );
        bytes32 digest = _dispatchDigest(statement);
        bytes memory data = abi.encodeCall(custody.dispatch, (statement, sign(from, digest)));
        ok = _expect("dispatch", ok, address(custody), data);
        if (!ok) return;
        for (uint256 i = 0; i < statement.lines.length; ++i) {
            ICustody.Line memory line = statement.lines[i];
            uint256 share = _shareOf(line.lot, from, line.grams);
            held[line.lot][from] -= line.grams;
            transport[line.lot][from] -= share;
            _carried[digest][line.lot] = share;
            _books[line.lot].onTheRoad += line.grams;
            _link(line.lot, digest);
        }
        _open.push(statement);
        _openIds.push(digest);
        _dispatchedAt[digest] = block.timestamp;
    }

    /// @dev Receipt, return, refusal or loss of an open consignment: possible whatever became of its lots, as long as who
    /// is to do it may sign.
    function close(uint256 seed) external {
        if (_open.length == 0) return;
        uint256 index = seed % _open.length;
        ICustody.Dispatch memory dispatched = _open[index];
        uint256 way = (seed >> 8) % 4;
        if (way == 0) _receive(index, dispatched, seed >> 16);
        else if (way == 1) _recall(index, dispatched, seed >> 16);
        else if (way == 2) _loss(index, dispatched, seed >> 16);
        else _receive(index, dispatched, 0);
    }

    /// @dev What is missing is shared out: by both sides, or by governance; now and then a gram more than is missing.
    function settle(uint256 seed) external {
        if (_disputed.length == 0) return;
        uint256 index = seed % _disputed.length;
        (ICustody.Share[] memory shares, uint256 lost, bool ok) = _shares(index, seed >> 8);
        if (seed % 3 == 0) _arbitrate(index, shares, lost, ok);
        else _settle(index, shares, lost, ok, seed >> 16);
    }

    /// @dev By governance, which needs nobody's signature and waits until the time is out.
    function timeOut(uint256 seed) external {
        if (_open.length != 0) _timeOut(seed % _open.length);
    }

    /// @dev Moving grams or adding to a dossier behind the modules' back.
    function bypass(uint256 seed) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        address holder = organisation(seed % HOLDERS);
        bytes[] memory attempts = new bytes[](5);
        (uint256[] memory ids, uint256[] memory grams) = (new uint256[](1), new uint256[](1));
        (ids[0], grams[0]) = (lot, 1);
        Movement memory movement;
        (movement.digest, movement.holder, movement.recipient) = (bytes32(seed), holder, organisation(BUYER));
        (movement.lots, movement.grams) = (ids, grams);
        attempts[0] = abi.encodeCall(lots.move, (movement));
        movement.recipient = holder;
        attempts[1] = abi.encodeCall(lots.arrive, (movement, grams));
        attempts[2] = abi.encodeCall(lots.safeTransferFrom, (holder, address(this), lot, 1, ""));
        attempts[3] = abi.encodeCall(lots.setApprovalForAll, (address(this), true));
        attempts[4] = abi.encodeCall(lots.note, (bytes32(seed), ids));
        uint256 which = (seed >> 16) % attempts.length;
        (bool success, ) = address(lots).call(attempts[which]);
        if (success) revert UnexpectedSuccess("bypass");
    }

    function handOver(uint256 seed, uint48 grams) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        uint256 from = _holder(lot, seed);
        uint256 to = (seed >> 8) % 11 == 0 ? STRANGER : (from + 1 + ((seed >> 8) % 3)) % HOLDERS;
        uint256 inHand = held[lot][from];
        ICustody.HandOver memory statement;
        statement.lot = lot;
        statement.grams = seed % 6 == 0 ? uint48(inHand + 1) : uint48(inHand == 0 ? 0 : 1 + (grams % inHand));
        // Now and then where nothing is.
        statement.country = seed % 13 == 0 ? bytes2("JP") : bytes2("CN");
        statement.recipient = organisation(to);
        statement.recipientKey = key(to);
        statement.occurredAt = uint48(block.timestamp);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            from
        );
        bytes32 digest = digestOf(address(custody), keccak256(abi.encode(custody.HANDOVER_TYPEHASH(), statement)));
        // Now and then the recipient's signature is the holder's own.
        uint256 counter = seed % 5 == 0 ? from : to;
        bool ok =
            _movable(lot) &&
                statement.grams != 0 &&
                statement.grams <= inHand &&
                statement.country == "CN" &&
                counter == to &&
                _mayHold(to) &&
                _maySign(to);
        ok = _expect(
            "handOver",
            ok,
            address(custody),
            abi.encodeCall(custody.handOver, (statement, sign(from, digest), sign(counter, digest)))
        );
        if (!ok) return;
        uint256 share = _shareOf(lot, from, statement.grams);
        transport[lot][from] -= share;
        transport[lot][to] += share;
        held[lot][from] -= statement.grams;
        held[lot][to] += statement.grams;
        _link(lot, digest);
    }

    function retire(uint256 seed, uint48 grams) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        uint256 from = _holder(lot, seed);
        uint256 inHand = held[lot][from];
        IProcessing.Retire memory statement;
        statement.lot = lot;
        statement.grams = seed % 6 == 0 ? uint48(inHand + 1) : uint48(inHand == 0 ? 0 : 1 + (grams % inHand));
        statement.country = "CN";
        statement.beneficiary = "Beneficiary";
        statement.occurredAt = uint48(block.timestamp);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            from
        );
        bytes32 digest = digestOf(address(processing), keccak256(abi.encode(processing.RETIRE_TYPEHASH(), statement)));
        // Now and then somebody else signs.
        uint256 signer = seed % 5 == 0 ? LABORATORY : from;
        bool ok = _movable(lot) && statement.grams != 0 && statement.grams <= inHand && signer == from;
        ok = _expect(
            "retire",
            ok,
            address(processing),
            abi.encodeCall(processing.retire, (statement, sign(signer, digest)))
        );
        if (!ok) return;
        uint256 share = _shareOf(lot, from, statement.grams);
        transport[lot][from] -= share;
        _carbonGone += share;
        held[lot][from] -= statement.grams;
        _books[lot].retired += statement.grams;
        _link(lot, digest);
    }

    // ------------------------------------------------------------------ parts

    function _receive(uint256 index, ICustody.Dispatch memory dispatched, uint256 seed) private {
        ICustody.Receive memory statement;
        statement.consignment = _openIds[index];
        statement.occurredAt = uint48(block.timestamp);
        uint256 shortage;
        (statement.receivedGrams, shortage) = _arrived(dispatched, seed);
        statement.shortageReason = shortage == 0 ? 0 : 1;
        uint256 by = _indexOf(dispatched.recipient);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(
            address(custody),
            keccak256(
                abi.encode(
                    custody.RECEIVE_TYPEHASH(),
                    statement.consignment,
                    keccak256(abi.encodePacked(statement.receivedGrams)),
                    statement.shortageReason,
                    statement.sealIntact,
                    statement.occurredAt,
                    statement.organisation,
                    statement.key,
                    statement.nonce,
                    statement.validAfter,
                    statement.validBefore
                )
            )
        );
        bool ok = _expect(
            "receive",
            true,
            address(custody),
            abi.encodeCall(custody.receiveConsignment, (statement, dispatched, sign(by, digest)))
        );
        if (!ok) return;
        if (_isFarShort(dispatched, statement.receivedGrams)) {
            _dispute(index, dispatched, statement.receivedGrams, by, digest);
        } else {
            _arrive(index, dispatched, statement.receivedGrams, by, digest);
        }
    }

    function _recall(uint256 index, ICustody.Dispatch memory dispatched, uint256 seed) private {
        if (seed % 2 == 0) _refuse(index, dispatched);
        ICustody.Recall memory statement;
        statement.consignment = _openIds[index];
        statement.occurredAt = uint48(block.timestamp);
        uint256 shortage;
        (statement.returnedGrams, shortage) = _arrived(dispatched, seed);
        statement.shortageReason = shortage == 0 ? 0 : 1;
        uint256 by = _indexOf(dispatched.organisation);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(
            address(custody),
            keccak256(
                abi.encode(
                    custody.RECALL_TYPEHASH(),
                    statement.consignment,
                    keccak256(abi.encodePacked(statement.returnedGrams)),
                    statement.shortageReason,
                    statement.occurredAt,
                    statement.organisation,
                    statement.key,
                    statement.nonce,
                    statement.validAfter,
                    statement.validBefore
                )
            )
        );
        bool ok = _expect(
            "recall",
            _isReleased(index),
            address(custody),
            abi.encodeCall(custody.recall, (statement, dispatched, sign(by, digest)))
        );
        if (!ok) return;
        _arrive(index, dispatched, statement.returnedGrams, by, digest);
    }

    function _refuse(uint256 index, ICustody.Dispatch memory dispatched) private {
        ICustody.Refuse memory statement;
        statement.consignment = _openIds[index];
        statement.reason = 1;
        statement.occurredAt = uint48(block.timestamp);
        uint256 by = _indexOf(dispatched.recipient);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(address(custody), keccak256(abi.encode(custody.REFUSE_TYPEHASH(), statement)));
        bool ok = _expect(
            "refuse",
            !_refused[_openIds[index]],
            address(custody),
            abi.encodeCall(custody.refuse, (statement, dispatched, sign(by, digest)))
        );
        if (!ok) return;
        _refused[_openIds[index]] = true;
        for (uint256 i = 0; i < dispatched.lines.length; ++i) _link(dispatched.lines[i].lot, digest);
    }

    function _loss(uint256 index, ICustody.Dispatch memory dispatched, uint256 seed) private {
        ICustody.ReportLoss memory statement;
        statement.consignment = _openIds[index];
        statement.reason = 1;
        statement.occurredAt = uint48(block.timestamp);
        uint256 by = seed % 2 == 0 && dispatched.carrier != address(0) ? CARRIER : _indexOf(dispatched.organisation);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(address(custody), keccak256(abi.encode(custody.REPORTLOSS_TYPEHASH(), statement)));
        bool bySender = by == _indexOf(dispatched.organisation);
        bool ok = _expect(
            "loss",
            bySender ? _isReleased(index) : !_reportedLost[_openIds[index]],
            address(custody),
            abi.encodeCall(custody.reportLoss, (statement, dispatched, sign(by, digest)))
        );
        if (!ok) return;
        if (bySender) {
            _arrive(index, dispatched, new uint48[](dispatched.lines.length), by, digest);
            return;
        }
        _reportedLost[_openIds[index]] = true;
        for (uint256 i = 0; i < dispatched.lines.length; ++i) _link(dispatched.lines[i].lot, digest);
    }

    /// @dev Whether the sender may end an open consignment alone.
    function _isReleased(uint256 index) private view returns (bool) {
        bytes32 id = _openIds[index];
        return _refused[id] || block.timestamp >= _dispatchedAt[id] + 30 days;
    }

    /// @dev Whether any line lacks more than half a percent and more than a gram.
    function _isFarShort(ICustody.Dispatch memory dispatched, uint48[] memory grams) private pure returns (bool far) {
        for (uint256 i = 0; i < grams.length; ++i) {
            uint256 sent = dispatched.lines[i].grams;
            uint256 missing = sent - grams[i];
            far = far || (missing > 1 && missing > sent / 200);
        }
    }

    /// @dev What arrived is the recipient's; what did not waits, with its carbon.
    function _dispute(
        uint256 index,
        ICustody.Dispatch memory dispatched,
        uint48[] memory grams,
        uint256 by,
        bytes32 digest
    ) private {
        bytes32 id = _openIds[index];
        _disputed.push(dispatched);
        _disputedIds.push(id);
        for (uint256 i = 0; i < grams.length; ++i) {
            uint256 lot = dispatched.lines[i].lot;
            uint256 missing = dispatched.lines[i].grams - grams[i];
            _missing[id][lot] = missing;
            _books[lot].missing += missing;
        }
        uint256 gone = _carbonGone;
        for (uint256 i = 0; i < grams.length; ++i) {
            uint256 sent = dispatched.lines[i].grams;
            uint256 carbon = _carried[id][dispatched.lines[i].lot] + _journey(dispatched, i);
            _missingCarbon[id][dispatched.lines[i].lot] = carbon - (carbon * grams[i] + sent - 1) / sent;
        }
        _arrive(index, dispatched, grams, by, digest);
        // What is missing was written down as lost.
        for (uint256 i = 0; i < grams.length; ++i) {
            _books[dispatched.lines[i].lot].lost -= dispatched.lines[i].grams - grams[i];
        }
        _carbonMissing += _carbonGone - gone;
        _carbonGone = gone;
    }

    function _shares(
        uint256 index,
        uint256 seed
    ) private view returns (ICustody.Share[] memory shares, uint256 lost, bool ok) {
        ICustody.Dispatch storage dispatched = _disputed[index];
        shares = new ICustody.Share[](dispatched.lines.length);
        ok = seed % 8 != 0;
        for (uint256 i = 0; i < shares.length; ++i) {
            uint256 missing = _missing[_disputedIds[index]][dispatched.lines[i].lot];
            uint256 recipientGrams = (seed >> (8 + i)) % (missing + 1);
            uint256 senderGrams = (seed >> (24 + i)) % (missing - recipientGrams + 1);
            if (!ok) senderGrams = missing - recipientGrams + 1;
            else lost += missing - recipientGrams - senderGrams;
            shares[i] = ICustody.Share(uint48(recipientGrams), uint48(senderGrams));
        }
    }

    function _settle(uint256 index, ICustody.Share[] memory shares, uint256 lost, bool ok, uint256 seed) private {
        ICustody.Dispatch memory dispatched = _disputed[index];
        ICustody.Settle memory statement;
        uint256 to = _indexOf(dispatched.recipient);
        uint256 from = _indexOf(dispatched.organisation);
        statement.consignment = _disputedIds[index];
        statement.recipient = dispatched.recipient;
        statement.recipientKey = key(to);
        statement.shares = shares;
        statement.lossReason = lost == 0 ? 0 : 1;
        statement.occurredAt = uint48(block.timestamp);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            from
        );
        bytes32 digest = _settleDigest(statement);
        // Now and then the recipient's signature is the sender's own.
        uint256 counter = seed % 5 == 0 ? from : to;
        bytes memory data = abi.encodeCall(
            custody.settle,
            (statement, dispatched, sign(from, digest), sign(counter, digest))
        );
        if (_expect("settle", ok && counter == to && _maySign(to), address(custody), data)) {
            _share(index, shares, digest);
        }
    }

    function _arbitrate(uint256 index, ICustody.Share[] memory shares, uint256 lost, bool ok) internal {
        bytes memory data = abi.encodeCall(custody.arbitrate, (_disputed[index], shares, lost == 0 ? 0 : 1));
        (bool success, bytes memory reason) = _call(address(custody), data);
        if (success && !ok) revert UnexpectedSuccess("arbitrate");
        if (!success && ok) revert UnexpectedFailure("arbitrate", reason);
        if (!ok) return;
        _enterTransfers();
        _share(index, shares, keccak256(data));
    }

    /// @dev Both sides get their grams with their part of the carbon that waited, rounded up; what is lost takes the rest.
    function _share(uint256 index, ICustody.Share[] memory shares, bytes32 digest) private {
        ICustody.Dispatch memory dispatched = _disputed[index];
        bytes32 id = _disputedIds[index];
        (uint256 to, uint256 from) = (_indexOf(dispatched.recipient), _indexOf(dispatched.organisation));
        uint256 toRecipient = 0;
        uint256 toSender = 0;
        for (uint256 i = 0; i < shares.length; ++i) {
            uint256 lot = dispatched.lines[i].lot;
            (uint256 left, uint256 carbon) = (_missing[id][lot], _missingCarbon[id][lot]);
            _books[lot].missing -= left;
            _carbonMissing -= carbon;
            (left, carbon) = _give(lot, to, shares[i].recipientGrams, left, carbon);
            (left, carbon) = _give(lot, from, shares[i].senderGrams, left, carbon);
            _books[lot].lost += left;
            _carbonGone += carbon;
            delete _missing[id][lot];
            toRecipient += shares[i].recipientGrams;
            toSender += shares[i].senderGrams;
        }
        uint256 links = toRecipient != 0 && toSender != 0 ? 2 : 1;
        for (uint256 k = 0; k < links; ++k) {
            for (uint256 i = 0; i < shares.length; ++i) _link(dispatched.lines[i].lot, digest);
        }
        _disputed[index] = _disputed[_disputed.length - 1];
        _disputed.pop();
        _disputedIds[index] = _disputedIds[_disputedIds.length - 1];
        _disputedIds.pop();
    }

    function _give(
        uint256 lot,
        uint256 holder,
        uint256 grams,
        uint256 left,
        uint256 carbon
    ) private returns (uint256, uint256) {
        uint256 part = left == 0 ? 0 : (carbon * grams + left - 1) / left;
        held[lot][holder] += grams;
        transport[lot][holder] += part;
        return (left - grams, carbon - part);
    }

    /// @dev Governance shares a dispute out, half of each line to the recipient.
    function _endDispute() internal {
        ICustody.Line[] storage lines = _disputed[0].lines;
        ICustody.Share[] memory shares = new ICustody.Share[](lines.length);
        uint256 lost = 0;
        for (uint256 i = 0; i < shares.length; ++i) {
            uint256 missing = _missing[_disputedIds[0]][lines[i].lot];
            shares[i].recipientGrams = uint48(missing / 2);
            lost += missing - missing / 2;
        }
        _arbitrate(0, shares, lost, true);
    }

    function _disputes() internal view returns (uint256) {
        return _disputed.length;
    }

    /// @dev What the contract says is missing of a lot, over every dispute.
    function _missingOnLedger(uint256 lot) internal view returns (uint256 grams) {
        for (uint256 i = 0; i < _disputedIds.length; ++i) grams += custody.missingOf(_disputedIds[i], lot);
    }

    function _arrive(
        uint256 index,
        ICustody.Dispatch memory dispatched,
        uint48[] memory grams,
        uint256 by,
        bytes32 digest
    ) private {
        for (uint256 i = 0; i < dispatched.lines.length; ++i) {
            ICustody.Line memory line = dispatched.lines[i];
            Book storage entry = _books[line.lot];
            entry.onTheRoad -= line.grams;
            entry.lost += line.grams - grams[i];
            held[line.lot][by] += grams[i];
            // What arrived carries its share, rounded up; what is lost takes the rest along.
            uint256 carbon = _carried[_openIds[index]][line.lot] + _journey(dispatched, i);
            uint256 arrived = (carbon * grams[i] + line.grams - 1) / line.grams;
            transport[line.lot][by] += arrived;
            _carbonGone += carbon - arrived;
            _carbonIn += _journey(dispatched, i);
            _link(line.lot, digest);
        }
        _open[index] = _open[_open.length - 1];
        _open.pop();
        _openIds[index] = _openIds[_openIds.length - 1];
        _openIds.pop();
    }

    function _timeOut(uint256 index) internal {
        ICustody.Dispatch memory dispatched = _open[index];
        bytes memory data = abi.encodeCall(custody.timeOut, (dispatched));
        bool ok = block.timestamp >= _dispatchedAt[_openIds[index]] + custody.TIME_OUT();
        (bool success, bytes memory reason) = _call(address(custody), data);
        if (success && !ok) revert UnexpectedSuccess("timeOut");
        if (!success && ok) revert UnexpectedFailure("timeOut", reason);
        if (!ok) return;
        _enterTransfers();
        uint48[] memory grams = new uint48[](dispatched.lines.length);
        for (uint256 i = 0; i < grams.length; ++i) grams[i] = dispatched.lines[i].grams;
        _arrive(index, dispatched, grams, _indexOf(dispatched.organisation), keccak256(data));
    }

    /// @dev Transport carbon of everything on the road, in mg CO2e.
    function _carbonOnTheRoad() internal view returns (uint256 carbon) {
        for (uint256 i = 0; i < _open.length; ++i) {
            ICustody.Line[] storage lines = _open[i].lines;
            for (uint256 j = 0; j < lines.length; ++j) carbon += _carried[_openIds[i]][lines[j].lot];
        }
    }

    /// @dev A lot that was declared, whichever way.
    function _enterLot(uint256 lot, uint256 producer, Content memory declared) internal {
        _identities[lot].lotNumber = _lotNumber(0);
        lotIds.push(lot);
        Book storage entry = _books[lot];
        entry.known = true;
        entry.grams = declared.massGrams;
        entry.left = declared.massGrams;
        entry.footprint = declared.footprintGramsPerKilogram;
        entry.producer = producer;
        _identities[lot].producer = organisation(producer);
        _identities[lot].content = declared;
    }

    /// @dev The number of the lot that is entered after so many others that are not yet: no two are the same.
    function _lotNumber(uint256 others) internal view returns (string memory) {
        return Strings.toString(lotIds.length + others);
    }

    function _openConsignments() internal view returns (uint256) {
        return _open.length;
    }

    function _assay(uint256 lot) private {
        IAttestations.Assay memory statement;
        Content memory declared = _identities[lot].content;
        statement.lot = lot;
        statement.partsPerHundredMillion = declared.partsPerHundredMillion;
        statement.notFound = declared.notFound;
        statement.outcome = Outcome.Conforms;
        statement.country = "CN";
        statement.occurredAt = uint48(block.timestamp);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            LABORATORY
        );
        bytes32 digest = digestOf(
            address(attestations),
            keccak256(
                abi.encode(
                    attestations.ASSAY_TYPEHASH(),
                    statement.lot,
                    keccak256(abi.encode(statement.partsPerHundredMillion.list())),
                    statement.notFound,
                    statement.outcome,
                    statement.evidence,
                    statement.country,
                    statement.site,
                    statement.occurredAt,
                    statement.organisation,
                    statement.key,
                    statement.nonce,
                    statement.validAfter,
                    statement.validBefore
                )
            )
        );
        bool ok = _expect(
            "assay",
            true,
            address(attestations),
            abi.encodeCall(attestations.assay, (statement, _identities[lot], sign(LABORATORY, digest)))
        );
        if (ok) _link(lot, digest);
    }

    function _attest(
        uint256 lot,
        AttestationKind kind,
        Outcome outcome,
        uint256 by,
        uint64 quantity
    ) private returns (bool ok, IAttestations.Attest memory statement) {
        statement.lot = lot;
        statement.kind = kind;
        statement.outcome = outcome;
        statement.quantity = quantity;
        statement.country = "CN";
        statement.occurredAt = uint48(block.timestamp);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(
            address(attestations),
            keccak256(abi.encode(attestations.ATTEST_TYPEHASH(), statement))
        );
        ok = _expect(
            "attest",
            outcome != Outcome.DoesNotConform || !_hasFinding[lot][by],
            address(attestations),
            abi.encodeCall(attestations.attest, (statement, sign(by, digest)))
        );
        if (ok) _link(lot, digest);
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
        _enterTransfers();
        _spent[number] = true;
        if (dice % 3 == 0) _refuseOn(action, (dice >> 16) % 5, module, data);
        return true;
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

    function _call(address target, bytes memory data) private returns (bool success, bytes memory answer) {
        vm.recordLogs();
        (success, answer) = target.call(data);
    }

    /// @dev Enters the transfers of what went through into the supply; whoever receives has to be enrolled. Not of what was
    /// refused: what it logged before it was undone is recorded, too.
    function _enterTransfers() private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            bytes32 topic = logs[i].topics[0];
            if (topic != TRANSFER && topic != TRANSFERS) continue;
            address from = address(uint160(uint256(logs[i].topics[2])));
            address to = address(uint160(uint256(logs[i].topics[3])));
            if (topic == TRANSFER) {
                (uint256 lot, uint256 grams) = abi.decode(logs[i].data, (uint256, uint256));
                _enterTransfer(from, to, lot, grams);
            } else {
                (uint256[] memory ids, uint256[] memory parts) = abi.decode(logs[i].data, (uint256[], uint256[]));
                for (uint256 j = 0; j < ids.length; ++j) _enterTransfer(from, to, ids[j], parts[j]);
            }
        }
    }

    function _enterTransfer(address from, address to, uint256 lot, uint256 grams) private {
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

    function _link(uint256 lot, bytes32 digest) internal {
        Book storage entry = _books[lot];
        entry.head = bytes28(keccak256(abi.encode(entry.head, digest, block.timestamp)));
        ++entry.links;
    }

    function _movable(uint256 lot) internal view returns (bool) {
        return _books[lot].status == LotStatus.Certified && block.timestamp <= _books[lot].validUntil;
    }

    function _pick(uint256 seed) internal view returns (bool, uint256) {
        if (lotIds.length == 0) return (false, 0);
        return (true, lotIds[(seed >> 32) % lotIds.length]);
    }

    /// @dev Mostly one who holds grams of the lot, where anybody does.
    function _holder(uint256 lot, uint256 seed) private view returns (uint256 holder) {
        holder = seed % HOLDERS;
        for (uint256 i = 0; i < HOLDERS && seed % 8 != 0 && held[lot][holder] == 0; ++i)
            holder = (holder + 1) % HOLDERS;
    }

    function _stamps(uint256 lot) private view returns (uint16 assayDay, uint16 weightDay) {
        assayDay = lots.lots(lot).assayDay;
        weightDay = lots.lots(lot).weightDay;
    }

    function _dispatchDigest(ICustody.Dispatch memory statement) private view returns (bytes32) {
        bytes32[] memory lines = new bytes32[](statement.lines.length);
        for (uint256 i = 0; i < lines.length; ++i) {
            lines[i] = keccak256(abi.encode(custody.LINE_TYPEHASH(), statement.lines[i]));
        }
        return
            digestOf(
                address(custody),
                keccak256(
                    abi.encode(
                        custody.DISPATCH_TYPEHASH(),
                        statement.recipient,
                        statement.carrier,
                        statement.fromCountry,
                        statement.toCountry,
                        statement.route,
                        statement.seal,
                        keccak256(abi.encodePacked(lines)),
                        statement.emissionsGrams,
                        statement.occurredAt,
                        statement.organisation,
                        statement.key,
                        statement.nonce,
                        statement.validAfter,
                        statement.validBefore
                    )
                )
            );
    }

    function _settleDigest(ICustody.Settle memory statement) private view returns (bytes32) {
        bytes32[] memory shares = new bytes32[](statement.shares.length);
        for (uint256 i = 0; i < shares.length; ++i) {
            shares[i] = keccak256(abi.encode(custody.SHARE_TYPEHASH(), statement.shares[i]));
        }
        return
            digestOf(
                address(custody),
                keccak256(
                    abi.encode(
                        custody.SETTLE_TYPEHASH(),
                        statement.consignment,
                        statement.recipient,
                        statement.recipientKey,
                        keccak256(abi.encodePacked(shares)),
                        statement.lossReason,
                        statement.occurredAt,
                        statement.organisation,
                        statement.key,
                        statement.nonce,
                        statement.validAfter,
                        statement.validBefore
                    )
                )
            );
    }

    /// @dev What grams carry of the transport carbon that the book gives their holder, rounded up.
    function _shareOf(uint256 lot, uint256 holder, uint256 grams) internal view returns (uint256) {
        uint256 inHand = held[lot][holder];
        if (inHand < grams || inHand == 0) return 0;
        return (transport[lot][holder] * grams + inHand - 1) / inHand;
    }

    /// @dev A line's share of its journey's emissions, in milligrams, rounded up.
    function _journey(ICustody.Dispatch memory dispatched, uint256 i) private pure returns (uint256) {
        uint256 total = 0;
        for (uint256 k = 0; k < dispatched.lines.length; ++k) total += dispatched.lines[k].grams;
        return (uint256(dispatched.emissionsGrams) * 1_000 * dispatched.lines[i].grams + total - 1) / total;
    }

    function _arrived(
        ICustody.Dispatch memory dispatched,
        uint256 seed
    ) private pure returns (uint48[] memory grams, uint256 shortage) {
        grams = new uint48[](dispatched.lines.length);
        for (uint256 i = 0; i < grams.length; ++i) {
            uint48 sent = dispatched.lines[i].grams;
            uint48 missing = uint48((seed >> i) % 4 == 1 ? seed % (uint256(sent) + 1) : 0);
            grams[i] = sent - missing;
            shortage += missing;
        }
    }

    function _indexOf(address party) private pure returns (uint256) {
        return uint160(party) - 0xA000;
    }
}
