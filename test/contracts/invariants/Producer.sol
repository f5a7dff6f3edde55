// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICertification} from "../../../contracts/interfaces/ICertification.sol";
import {IProcessing} from "../../../contracts/interfaces/IProcessing.sol";
import {ELEMENTS, LotStatus} from "../../../contracts/types/Types.sol";
import {Carrying} from "./Carrying.sol";

/// @dev What a producer states of its own lots.
abstract contract Producer is Carrying {
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
        bool ok = !_entries[lot].known && drawn[producer] + grams <= granted[producer];
        ok = _expect(
            "declare",
            ok,
            address(certification),
            abi.encodeCall(certification.declare, (statement, sign(producer, digest)))
        );
        if (!ok) return;
        Entry storage entry = _entries[lot];
        entry.status = LotStatus.Declared;
        drawn[producer] += grams;
        _enterLot(lot, producer, statement.content);
        for (uint256 e = 0; e < ELEMENTS; ++e) _elementsIn[e] += uint256(grams) * _foundOf(statement.content, e);
        _carbonIn += uint256(grams) * statement.content.footprintGramsPerKilogram;
        _link(lot, digest);
    }

    /// @dev Upwards by its producer or its certifier.
    function correctFootprint(uint256 seed) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        Entry storage entry = _entries[lot];
        uint256 by =
            seed % 3 == 0
                ? VERIFIER
                : seed % 8 == 1
                    ? BUYER
                    : entry.producer;
        IProcessing.CorrectFootprint memory statement;
        statement.lot = lot;
        uint256 footprint = uint256(entry.footprint) + ((seed >> 8) % 100);
        if (footprint > type(uint24).max) return;
        statement.footprintGramsPerKilogram = uint24(footprint);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(
            address(processing),
            keccak256(abi.encode(processing.CORRECTFOOTPRINT_TYPEHASH(), statement))
        );
        bool ok = footprint > entry.footprint && (by == entry.producer || by == VERIFIER);
        bytes memory data = abi.encodeCall(processing.correctFootprint, (statement, sign(by, digest)));
        ok = _expect("correctFootprint", ok, address(processing), data);
        if (!ok) return;
        entry.footprint = uint24(footprint);
        _link(lot, digest);
    }
}
