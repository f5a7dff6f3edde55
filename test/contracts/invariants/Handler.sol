// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable avoid-low-level-calls

import {IAttestations} from "../../../contracts/interfaces/IAttestations.sol";
import {ICertification} from "../../../contracts/interfaces/ICertification.sol";
import {ICustody} from "../../../contracts/interfaces/ICustody.sol";
import {IProcessing} from "../../../contracts/interfaces/IProcessing.sol";
import {AttestationKind, Content, LotIdentity, LotStatus, Outcome} from "../../../contracts/types/Types.sol";
import {Hasher} from "./Hasher.sol";
import {vm} from "./Vm.sol";
import {World} from "./World.sol";

/// @dev Random statements of every kind, valid and not, and beside them a book of what has to be true afterwards. Each
/// action either succeeds as the book expects or reverts as the book expects: anything else reverts the action, and with
/// fail-on-revert the run.
abstract contract Handler is World {
    struct Book {
        bool known;
        LotStatus status;
        uint48 grams;
        uint48 validUntil;
        uint256 producer;
        uint256 disputes;
        uint256 onTheRoad;
        uint256 retired;
        uint256 lost;
        bytes28 head;
        uint32 links;
        bytes32 suspension;
        uint256 suspender;
    }

    Hasher internal _hasher;

    uint256[] public lotIds;
    mapping(uint256 lot => Book) internal _books;
    mapping(uint256 lot => LotIdentity) private _identities;
    mapping(uint256 lot => mapping(uint256 holder => uint256)) public held;
    ICustody.Dispatch[] private _open;
    bytes32[] private _openIds;
    IAttestations.Attest[] private _findings;
    mapping(uint256 producer => uint256) public drawn;
    uint256 public nonce;
    uint256 public statements;
    uint256 public refusals;

    error UnexpectedSuccess(string action);
    error UnexpectedFailure(string action, bytes reason);

    // ------------------------------------------------------------------ actions

    function advance(uint256 seed) external {
        vm.warp(block.timestamp + 1 + (seed % 20 days));
    }

    function declare(uint256 seed, uint48 grams) external {
        uint256 producer = seed % 2 == 0 ? MINER_A : MINER_B;
        grams = uint48(1 + (grams % 1e9));
        ICertification.Declare memory statement;
        statement.lotNumber = "LOT-1";
        statement.content = content(producer, grams, bytes32(seed));
        (statement.organisation, statement.key, statement.nonce) = _signer(producer);
        statement.validBefore = uint48(block.timestamp);
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
        bool ok = !_books[lot].known;
        _expect(
            "declare",
            ok,
            address(certification),
            abi.encodeCall(certification.declare, (statement, sign(producer, digest)))
        );
        if (!ok) return;
        lotIds.push(lot);
        Book storage entry = _books[lot];
        entry.known = true;
        entry.status = LotStatus.Declared;
        entry.grams = grams;
        entry.producer = producer;
        drawn[producer] += grams;
        _identities[lot].producer = statement.organisation;
        _identities[lot].lotNumber = statement.lotNumber;
        _identities[lot].content = statement.content;
        _link(lot, digest, producer);
    }

    /// @dev Assay and weight by the laboratory, then certification: the usual way.
    function certify(uint256 seed) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        Book storage entry = _books[lot];
        if (entry.status == LotStatus.Declared && seed % 8 != 0) {
            _assay(lot);
            _attest(lot, AttestationKind.Weight, Outcome.Conforms, LABORATORY, entry.grams);
        }
        ICertification.Certify memory statement;
        statement.lot = lot;
        statement.scheme = SCHEME;
        statement.validUntil = uint48(block.timestamp + 1 + (seed % 60 days));
        (statement.organisation, statement.key, statement.nonce) = _signer(VERIFIER);
        statement.validBefore = uint48(block.timestamp);
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.CERTIFY_TYPEHASH(), statement))
        );
        (uint16 assayDay, uint16 weightDay) = _stamps(lot);
        bool ok = entry.status == LotStatus.Declared && entry.disputes == 0 && assayDay != 0 && weightDay != 0;
        _expect(
            "certify",
            ok,
            address(certification),
            abi.encodeCall(certification.certify, (statement, sign(VERIFIER, digest)))
        );
        if (!ok) return;
        entry.status = LotStatus.Certified;
        entry.validUntil = statement.validUntil;
        held[lot][entry.producer] += entry.grams;
        _link(lot, digest, VERIFIER);
    }

    function reject(uint256 seed) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        ICertification.Reject memory statement;
        statement.lot = lot;
        statement.scheme = SCHEME;
        statement.reason = 1;
        (statement.organisation, statement.key, statement.nonce) = _signer(VERIFIER);
        statement.validBefore = uint48(block.timestamp);
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.REJECT_TYPEHASH(), statement))
        );
        Book storage entry = _books[lot];
        bool ok = entry.status == LotStatus.Declared && seed % 4 == 0;
        if (!ok && entry.status == LotStatus.Declared) return;
        _expect(
            "reject",
            ok,
            address(certification),
            abi.encodeCall(certification.reject, (statement, _identities[lot], sign(VERIFIER, digest)))
        );
        if (!ok) return;
        entry.status = LotStatus.Rejected;
        drawn[entry.producer] -= entry.grams;
        _link(lot, digest, VERIFIER);
    }

    function dispute(uint256 seed) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        uint256 by = seed % 2 == 0 ? CUSTOMS : LABORATORY;
        AttestationKind kind = by == CUSTOMS ? AttestationKind.Inspection : AttestationKind.Weight;
        _findings.push(_attest(lot, kind, Outcome.DoesNotConform, by, 0));
        if (_books[lot].disputes < 255) ++_books[lot].disputes;
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
        (statement.organisation, statement.key, statement.nonce) = _signer(signer);
        statement.validBefore = uint48(block.timestamp);
        bytes32 digest = digestOf(
            address(attestations),
            keccak256(abi.encode(attestations.REVOKEATTESTATION_TYPEHASH(), statement))
        );
        bool ok = signer == by;
        bytes memory data = abi.encodeCall(attestations.revokeAttestation, (statement, original, sign(signer, digest)));
        _expect("takeBack", ok, address(attestations), data);
        if (!ok) return;
        _expect("takeBack again", false, address(attestations), data);
        --_books[original.lot].disputes;
        _link(original.lot, digest, signer);
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
        (statement.organisation, statement.key, statement.nonce) = _signer(by);
        statement.validBefore = uint48(block.timestamp);
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.SUSPEND_TYPEHASH(), statement))
        );
        bool ok = entry.status == LotStatus.Certified;
        _expect(
            "suspend",
            ok,
            address(certification),
            abi.encodeCall(certification.suspend, (statement, sign(by, digest)))
        );
        if (!ok) return;
        entry.status = LotStatus.Suspended;
        entry.suspension = digest;
        entry.suspender = by;
        _link(lot, digest, by);
    }

    function reinstate(uint256 seed) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        Book storage entry = _books[lot];
        ICertification.Reinstate memory statement;
        statement.lot = lot;
        statement.suspension = seed % 5 == 0 ? bytes32(seed) : entry.suspension;
        uint256 by = seed % 7 == 0 ? VERIFIER : entry.suspender;
        if (by != REGULATOR) by = VERIFIER;
        (statement.organisation, statement.key, statement.nonce) = _signer(by);
        statement.validBefore = uint48(block.timestamp);
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.REINSTATE_TYPEHASH(), statement))
        );
        bool ok = entry.status == LotStatus.Suspended && seed % 5 != 0 && by == entry.suspender;
        _expect(
            "reinstate",
            ok,
            address(certification),
            abi.encodeCall(certification.reinstate, (statement, sign(by, digest)))
        );
        if (!ok) return;
        entry.status = LotStatus.Certified;
        entry.suspension = 0;
        _link(lot, digest, by);
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
        (statement.organisation, statement.key, statement.nonce) = _signer(REGULATOR);
        statement.validBefore = uint48(block.timestamp);
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.REVOKE_TYPEHASH(), statement))
        );
        bool ok = entry.status == LotStatus.Certified || entry.status == LotStatus.Suspended;
        _expect(
            "revoke",
            ok,
            address(certification),
            abi.encodeCall(certification.revoke, (statement, sign(REGULATOR, digest)))
        );
        if (!ok) return;
        entry.status = LotStatus.Revoked;
        entry.suspension = 0;
        _link(lot, digest, REGULATOR);
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
        (statement.organisation, statement.key, statement.nonce) = _signer(VERIFIER);
        statement.validBefore = uint48(block.timestamp);
        bytes32 digest = digestOf(
            address(certification),
            keccak256(abi.encode(certification.RENEW_TYPEHASH(), statement))
        );
        bool ok =
            entry.status == LotStatus.Certified &&
                entry.disputes == 0 &&
                seed % 4 != 0 &&
                statement.validUntil <= block.timestamp + 365 days;
        if (entry.status == LotStatus.Certified) {
            (uint16 assayDay, uint16 weightDay) = _stamps(lot);
            ok = ok && assayDay != 0 && weightDay != 0;
        }
        _expect(
            "renew",
            ok,
            address(certification),
            abi.encodeCall(certification.renew, (statement, sign(VERIFIER, digest)))
        );
        if (!ok) return;
        entry.validUntil = statement.validUntil;
        _link(lot, digest, VERIFIER);
    }

    function dispatch(uint256 seed, uint48 grams, uint256 other) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        (bool hasSecond, uint256 second) = _pick(other);
        uint256 from = seed % 4;
        ICustody.Dispatch memory statement;
        statement.recipient = organisation((from + 1 + (other % 3)) % 4);
        statement.fromCountry = "CN";
        statement.toCountry = "JP";
        statement.occurredAt = uint48(block.timestamp);
        bool two = hasSecond && second != lot && other % 2 == 0;
        statement.lines = new ICustody.Line[](two ? 2 : 1);
        if (two && second < lot) (lot, second) = (second, lot);
        bool ok = true;
        for (uint256 i = 0; i < statement.lines.length; ++i) {
            uint256 id = i == 0 ? lot : second;
            uint256 inHand = held[id][from];
            // Now and then one gram more than is held.
            uint48 sent = seed % 6 == 0 ? uint48(inHand + 1) : uint48(inHand == 0 ? 0 : 1 + (grams % inHand));
            statement.lines[i] = ICustody.Line(id, sent);
            ok = ok && _movable(id) && sent != 0 && sent <= inHand;
        }
        (statement.organisation, statement.key, statement.nonce) = _signer(from);
        statement.validBefore = uint48(block.timestamp);
        bytes32 digest = _dispatchDigest(statement);
        bytes memory data = abi.encodeCall(custody.dispatch, (statement, sign(from, digest)));
        _expect("dispatch", ok, address(custody), data);
        if (!ok) return;
        _expect("dispatch again", false, address(custody), data);
        for (uint256 i = 0; i < statement.lines.length; ++i) {
            ICustody.Line memory line = statement.lines[i];
            held[line.lot][from] -= line.grams;
            _books[line.lot].onTheRoad += line.grams;
            _link(line.lot, digest, from);
        }
        _open.push(statement);
        _openIds.push(digest);
    }

    /// @dev Receipt, return, refusal or loss of an open consignment: always possible, whatever became of its lots.
    function close(uint256 seed) external {
        if (_open.length == 0) return;
        uint256 index = seed % _open.length;
        ICustody.Dispatch memory dispatched = _open[index];
        uint256 way = (seed >> 8) % 4;
        if (way == 0) _receive(index, dispatched, seed >> 16);
        else if (way == 1) _recall(index, dispatched, seed >> 16);
        else if (way == 2) _loss(index, dispatched);
        else _receive(index, dispatched, 0);
    }

    function handOver(uint256 seed, uint48 grams) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        uint256 from = seed % 4;
        uint256 to = (from + 1 + ((seed >> 8) % 3)) % 4;
        uint256 inHand = held[lot][from];
        ICustody.HandOver memory statement;
        statement.lot = lot;
        statement.grams = seed % 6 == 0 ? uint48(inHand + 1) : uint48(inHand == 0 ? 0 : 1 + (grams % inHand));
        statement.recipient = organisation(to);
        statement.recipientKey = key(to);
        statement.occurredAt = uint48(block.timestamp);
        (statement.organisation, statement.key, statement.nonce) = _signer(from);
        statement.validBefore = uint48(block.timestamp);
        bytes32 digest = digestOf(address(custody), keccak256(abi.encode(custody.HANDOVER_TYPEHASH(), statement)));
        // Now and then the recipient's signature is the holder's own.
        uint256 counter = seed % 5 == 0 ? from : to;
        bool ok = _movable(lot) && statement.grams != 0 && statement.grams <= inHand && counter == to;
        _expect(
            "handOver",
            ok,
            address(custody),
            abi.encodeCall(custody.handOver, (statement, sign(from, digest), sign(counter, digest)))
        );
        if (!ok) return;
        held[lot][from] -= statement.grams;
        held[lot][to] += statement.grams;
        _link(lot, digest, from);
    }

    function retire(uint256 seed, uint48 grams) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        uint256 from = seed % 4;
        uint256 inHand = held[lot][from];
        IProcessing.Retire memory statement;
        statement.lot = lot;
        statement.grams = seed % 6 == 0 ? uint48(inHand + 1) : uint48(inHand == 0 ? 0 : 1 + (grams % inHand));
        statement.beneficiary = "Beneficiary";
        statement.occurredAt = uint48(block.timestamp);
        (statement.organisation, statement.key, statement.nonce) = _signer(from);
        statement.validBefore = uint48(block.timestamp);
        bytes32 digest = digestOf(address(processing), keccak256(abi.encode(processing.RETIRE_TYPEHASH(), statement)));
        // Now and then somebody else signs.
        uint256 signer = seed % 5 == 0 ? LABORATORY : from;
        bool ok = _movable(lot) && statement.grams != 0 && statement.grams <= inHand && signer == from;
        _expect(
            "retire",
            ok,
            address(processing),
            abi.encodeCall(processing.retire, (statement, sign(signer, digest)))
        );
        if (!ok) return;
        held[lot][from] -= statement.grams;
        _books[lot].retired += statement.grams;
        _link(lot, digest, from);
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
        (statement.organisation, statement.key, statement.nonce) = _signer(by);
        statement.validBefore = uint48(block.timestamp);
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
        _expect(
            "receive",
            true,
            address(custody),
            abi.encodeCall(custody.receiveConsignment, (statement, dispatched, sign(by, digest)))
        );
        _arrive(index, dispatched, statement.receivedGrams, by, digest);
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
        (statement.organisation, statement.key, statement.nonce) = _signer(by);
        statement.validBefore = uint48(block.timestamp);
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
        _expect(
            "recall",
            true,
            address(custody),
            abi.encodeCall(custody.recall, (statement, dispatched, sign(by, digest)))
        );
        _arrive(index, dispatched, statement.returnedGrams, by, digest);
    }

    function _refuse(uint256 index, ICustody.Dispatch memory dispatched) private {
        ICustody.Refuse memory statement;
        statement.consignment = _openIds[index];
        statement.reason = 1;
        statement.occurredAt = uint48(block.timestamp);
        uint256 by = _indexOf(dispatched.recipient);
        (statement.organisation, statement.key, statement.nonce) = _signer(by);
        statement.validBefore = uint48(block.timestamp);
        bytes32 digest = digestOf(address(custody), keccak256(abi.encode(custody.REFUSE_TYPEHASH(), statement)));
        _expect(
            "refuse",
            true,
            address(custody),
            abi.encodeCall(custody.refuse, (statement, dispatched, sign(by, digest)))
        );
        for (uint256 i = 0; i < dispatched.lines.length; ++i) _link(dispatched.lines[i].lot, digest, by);
    }

    function _loss(uint256 index, ICustody.Dispatch memory dispatched) private {
        ICustody.ReportLoss memory statement;
        statement.consignment = _openIds[index];
        statement.reason = 1;
        statement.occurredAt = uint48(block.timestamp);
        uint256 by = _indexOf(dispatched.organisation);
        (statement.organisation, statement.key, statement.nonce) = _signer(by);
        statement.validBefore = uint48(block.timestamp);
        bytes32 digest = digestOf(address(custody), keccak256(abi.encode(custody.REPORTLOSS_TYPEHASH(), statement)));
        _expect(
            "loss",
            true,
            address(custody),
            abi.encodeCall(custody.reportLoss, (statement, dispatched, sign(by, digest)))
        );
        _arrive(index, dispatched, new uint48[](dispatched.lines.length), by, digest);
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
            _link(line.lot, digest, by);
        }
        _open[index] = _open[_open.length - 1];
        _open.pop();
        _openIds[index] = _openIds[_openIds.length - 1];
        _openIds.pop();
    }

    function _assay(uint256 lot) private {
        IAttestations.Assay memory statement;
        Content memory declared = _identities[lot].content;
        statement.lot = lot;
        statement.partsPerMillion = declared.partsPerMillion;
        statement.notFound = declared.notFound;
        statement.outcome = Outcome.Conforms;
        statement.country = "CN";
        statement.occurredAt = uint48(block.timestamp);
        (statement.organisation, statement.key, statement.nonce) = _signer(LABORATORY);
        statement.validBefore = uint48(block.timestamp);
        bytes32 digest = digestOf(
            address(attestations),
            keccak256(
                abi.encode(
                    attestations.ASSAY_TYPEHASH(),
                    statement.lot,
                    keccak256(abi.encode(statement.partsPerMillion)),
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
        _expect(
            "assay",
            true,
            address(attestations),
            abi.encodeCall(attestations.assay, (statement, _identities[lot], sign(LABORATORY, digest)))
        );
        _link(lot, digest, LABORATORY);
    }

    function _attest(
        uint256 lot,
        AttestationKind kind,
        Outcome outcome,
        uint256 by,
        uint64 quantity
    ) private returns (IAttestations.Attest memory statement) {
        statement.lot = lot;
        statement.kind = kind;
        statement.outcome = outcome;
        statement.quantity = quantity;
        statement.country = "CN";
        statement.occurredAt = uint48(block.timestamp);
        (statement.organisation, statement.key, statement.nonce) = _signer(by);
        statement.validBefore = uint48(block.timestamp);
        bytes32 digest = digestOf(
            address(attestations),
            keccak256(abi.encode(attestations.ATTEST_TYPEHASH(), statement))
        );
        _expect(
            "attest",
            true,
            address(attestations),
            abi.encodeCall(attestations.attest, (statement, sign(by, digest)))
        );
        _link(lot, digest, by);
    }

    /// @dev Carries a statement and holds the outcome against the book.
    function _expect(string memory action, bool ok, address module, bytes memory data) private {
        (bool success, bytes memory reason) = module.call(data);
        if (success && !ok) revert UnexpectedSuccess(action);
        if (!success && ok) revert UnexpectedFailure(action, reason);
        if (success) ++statements;
        else ++refusals;
    }

    function _signer(uint256 index) private returns (address, address, uint256) {
        return (organisation(index), key(index), nonce++);
    }

    function _link(uint256 lot, bytes32 digest, uint256 by) private {
        Book storage entry = _books[lot];
        entry.head = bytes28(keccak256(abi.encode(entry.head, digest, organisation(by), block.timestamp)));
        ++entry.links;
    }

    function _movable(uint256 lot) private view returns (bool) {
        return _books[lot].status == LotStatus.Certified && block.timestamp <= _books[lot].validUntil;
    }

    function _pick(uint256 seed) private view returns (bool, uint256) {
        if (lotIds.length == 0) return (false, 0);
        return (true, lotIds[(seed >> 32) % lotIds.length]);
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
