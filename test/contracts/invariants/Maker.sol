// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IProcessing} from "../../../contracts/interfaces/IProcessing.sol";
import {ISiteAccounts} from "../../../contracts/interfaces/ISiteAccounts.sol";
import {
    Content,
    CustodyModel,
    ELEMENTS,
    Input,
    LotStatus,
    MIXED_DEPOSIT,
    Output,
    Process
} from "../../../contracts/types/Types.sol";
import {Steps} from "./Steps.sol";
import {requireAtMost} from "./Vm.sol";

/// @dev What whoever makes something states: transformations, deposits and withdrawals; and the book of sites' accounts.
abstract contract Maker is Steps {
    mapping(uint256 by => mapping(uint256 period => uint256[ELEMENTS])) internal _credits;
    mapping(uint256 by => mapping(uint256 period => uint256[ELEMENTS])) internal _waiting;
    mapping(uint256 by => CustodyModel) private _looseness;
    mapping(uint256 by => bool) private _inUse;
    mapping(uint256 by => bytes2) private _accountCountry;
    /// @dev The most of a footprint that rested on no primary data, of all that was put in, in basis points.
    mapping(uint256 by => uint256) private _secondaryIn;
    uint256[] internal _periods;

    uint256 private constant PERIOD = 90 days;

    // ------------------------------------------------------------------ actions

    function beneficiate(uint256 seed, uint48 grams) external {
        _transform(Process.Beneficiation, seed, grams);
    }

    function split(uint256 seed, uint48 grams) external {
        _transform(Process.Splitting, seed, grams);
    }

    function blend(uint256 seed, uint48 grams) external {
        _transform(Process.Blending, seed, grams);
    }

    function repackage(uint256 seed, uint48 grams) external {
        _transform(Process.Repackaging, seed, grams);
    }

    function deposit(uint256 seed, uint48 grams) external {
        seed = _mix(seed);
        Step memory step;
        step.flaw = _flawOf(seed);
        if (!_gather(step, seed, grams, true)) return;
        ISiteAccounts.Deposit memory statement;
        statement.process = Process.Beneficiation;
        statement.inputs = step.inputs;
        statement.country = step.country;
        statement.site = SITE;
        statement.occurredAt = step.occurredAt;
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            step.by
        );
        bytes32 digest = _digestOf(statement);
        bytes memory data = abi.encodeCall(siteAccounts.deposit, (statement, step.identities, sign(step.by, digest)));
        bool ok = step.takeable && step.timely && !step.hasUncertified && _isMiner(step.by);
        // Nothing goes abroad by way of an account.
        ok = ok && (!_inUse[step.by] || _accountCountry[step.by] == step.country);
        ok = _expect("deposit", ok && !_isAnyHeld(step), address(siteAccounts), data);
        if (!ok) return;
        uint256 period = block.timestamp / PERIOD;
        for (uint256 i = 0; i < step.inputs.length; ++i) {
            _keep(step, period, step.inputs[i]);
            uint256 secondary = 10_000 - _identities[step.inputs[i].lot].content.primaryDataBasisPoints;
            if (secondary > _secondaryIn[step.by]) _secondaryIn[step.by] = secondary;
        }
        _consume(step, digest);
        // It waits in the account.
        _carbonOwed += step.carbon;
        if (_periods.length == 0 || _periods[_periods.length - 1] != period) _periods.push(period);
        for (uint256 e = 0; e < ELEMENTS; ++e) _credits[step.by][period][e] += step.found[e];
        if (step.strictest > _looseness[step.by]) _looseness[step.by] = step.strictest;
        (_inUse[step.by], _accountCountry[step.by]) = (true, step.country);
    }

    function withdraw(uint256 seed, uint48 grams) external {
        seed = _mix(seed);
        Step memory step;
        step.by = seed % 2 == 0 ? MINER_A : MINER_B;
        if (!_inUse[step.by]) step.by = step.by == MINER_A ? MINER_B : MINER_A;
        step.process = Process.Beneficiation;
        step.flaw = _flawOf(seed);
        Content memory made = content(step.by, 1, bytes32(seed));
        (uint256 period, bool ok) = _draw(step, made, seed, grams);
        uint256[ELEMENTS] memory taken;
        uint256 carbon = 0;
        if (ok) (taken, carbon) = _carbonOf(step.by, period, made);
        // Now and then none, which is refused.
        uint64 emissions = uint64((seed >> 48) % 1e6) * uint64((seed >> 68) % 16 == 0 ? 0 : 1);
        if (emissions == 0) ok = false;
        {
            uint256 least = _leastFootprint(made, carbon + uint256(emissions) * 1_000);
            if (least > type(uint24).max) return;
            bool low = step.flaw == Flaw.Lighter && least > 1;
            made.footprintGramsPerKilogram = uint24(low ? least - 1 : least);
            if (low) ok = false;
        }
        _claimPrimaryData(step, made, carbon);

        (bytes32 digest, uint256[] memory ids, bytes memory data) = _stateWithdrawal(step, period, emissions);
        ok = ok && step.flaw != Flaw.Measured && !_entries[ids[0]].known;
        if (!_expect("withdraw", ok, address(siteAccounts), data)) return;
        _take(step.by, period, made, taken);
        _carbonIn += uint256(emissions) * 1_000;
        _carbonOwed -= carbon;
        step.carbon = carbon;
        _produce(step, ids, digest, _leastCarbon(step, uint256(emissions) * 1_000));
    }

    // ------------------------------------------------------------------ parts

    function _digestOf(ISiteAccounts.Deposit memory statement) private view returns (bytes32) {
        return
            digestOf(
                address(siteAccounts),
                keccak256(
                    bytes.concat(
                        abi.encode(
                            siteAccounts.DEPOSIT_TYPEHASH(),
                            statement.process,
                            _hashOf(statement.inputs),
                            statement.country,
                            statement.site,
                            statement.occurredAt
                        ),
                        abi.encode(
                            statement.organisation,
                            statement.key,
                            statement.nonce,
                            statement.validAfter,
                            statement.validBefore
                        )
                    )
                )
            );
    }

    /// @dev Grams of an account: of which period, made when and where, and under which model of custody.
    function _draw(
        Step memory step,
        Content memory made,
        uint256 seed,
        uint48 grams
    ) private view returns (uint256 period, bool ok) {
        period = _periodFor(step, made, seed >> 8);
        uint256 most = _gramsIn(_credits[step.by][period], made);
        made.country = _placeFor(step.by, seed >> 72);
        // What is drawn was made since the period began in which it was put in.
        (step.occurredAt, step.timely) = _when(seed >> 136, period * PERIOD);
        made.producedAt = step.occurredAt;
        ok = step.flaw != Flaw.Closed && step.timely && made.country == _accountCountry[step.by];
        uint256 total = most == 0 || step.flaw == Flaw.TooMuch ? most + 1 : 1 + (grams % most);
        if (total > most) ok = false;
        (made.quota, made.deposit) = (0, MIXED_DEPOSIT);
        made.massGrams = uint48(total);
        CustodyModel strictest =
            _looseness[step.by] < CustodyModel.MassBalance ? CustodyModel.MassBalance : _looseness[step.by];
        made.custodyModel = step.flaw == Flaw.Stricter ? CustodyModel.Segregated : strictest;
        if (made.custodyModel < strictest) ok = false;
        step.strictest = strictest;
        step.outputs = new Output[](1);
        step.outputs[0] = Output(_lotNumber(0), (seed >> 40) % 4 != 0, made);
    }

    /// @dev Footprint by which the goods carry no less than this carbon, in milligrams.
    function _leastFootprint(Content memory made, uint256 carbon) private pure returns (uint256 least) {
        least = (carbon + made.massGrams - 1) / made.massGrams;
        if (least == 0) least = 1;
    }

    /// @dev What a withdrawal takes out of an account: elements that were found, and the carbon that waits with each.
    function _take(uint256 by, uint256 period, Content memory made, uint256[ELEMENTS] memory carbon) private {
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            _credits[by][period][e] -= uint256(made.massGrams) * _foundOf(made, e);
            _waiting[by][period][e] -= carbon[e];
        }
    }

    function _transform(Process process, uint256 seed, uint48 grams) private {
        seed = _mix(seed);
        Step memory step;
        step.process = process;
        step.flaw = _flawOf(seed);
        if (!_gather(step, seed, grams, false)) return;
        if ((seed >> 200) % 2 == 0) step.scheme = SCHEME;
        uint64 emissions = uint64((seed >> 24) % 1e6);
        uint48 loss = (seed >> 44) % 4 == 1 ? uint48(step.grams / 8) : 0;
        uint256 total = step.grams - loss + (step.flaw == Flaw.GramMore ? 1 : 0);
        if (total == 0 || !_shape(step, seed, total)) return;
        if (!_load(step, uint256(emissions) * 1_000)) return;

        IProcessing.Transform memory statement;
        statement.process = step.process;
        statement.scheme = step.scheme;
        statement.inputs = step.inputs;
        statement.outputs = step.outputs;
        statement.emissionsGrams = emissions;
        statement.lossGrams = loss;
        statement.occurredAt = step.occurredAt;
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            step.by
        );
        (bytes32 digest, uint256[] memory made) = _digestOf(statement);
        bool ok = _isLawful(step, made, uint256(emissions) * 1_000, loss);
        bytes memory data = abi.encodeCall(processing.transform, (statement, step.identities, sign(step.by, digest)));
        ok = _expect("transform", ok && !_isAnyHeld(step), address(processing), data);
        if (!ok) return;
        if (step.country == ABROAD) ++_reached["transform abroad"];
        if (step.hasUncertified) ++_reached["transform of uncertified"];
        if (step.inputs.length == 2) ++_reached["transform of two"];
        _consume(step, digest);
        _carbonIn += uint256(emissions) * 1_000;
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            _tolerated[step.by] += step.excess[e];
            _elementsIn[e] += step.excess[e];
            if (!step.hasUncertified) _certifiedIn[e] += step.excess[e];
        }
        _produce(step, made, digest, _leastCarbon(step, uint256(emissions) * 1_000));
    }

    /// @dev Whether something of what goes in is held where it is, lots that are no certificate included.
    function _isAnyHeld(Step memory step) private view returns (bool) {
        for (uint256 i = 0; i < step.inputs.length; ++i) {
            if (_isHeld(step.inputs[i].lot, step.by, step.country)) return true;
        }
        return false;
    }

    /// @dev The period that is drawn on: mostly one in which something was put in, now and then one that is closed.
    function _periodFor(Step memory step, Content memory made, uint256 seed) private view returns (uint256 period) {
        uint256 running = block.timestamp / PERIOD;
        if (step.flaw == Flaw.Closed) return running - 2;
        period = running - (seed % 2);
        if (_gramsIn(_credits[step.by][period], made) == 0) period = running;
    }

    /// @dev Where what is drawn is said to be made: mostly where the account is.
    function _placeFor(uint256 by, uint256 seed) private view returns (bytes2 country) {
        country = _inUse[by] ? _accountCountry[by] : HOME;
        if (seed % 16 == 0) country = _otherThan(country);
    }

    function _stateWithdrawal(
        Step memory step,
        uint256 period,
        uint64 emissions
    ) private returns (bytes32 digest, uint256[] memory ids, bytes memory data) {
        ISiteAccounts.Withdraw memory statement;
        statement.process = step.process;
        statement.period = uint32(period);
        statement.outputs = step.outputs;
        statement.emissionsGrams = emissions;
        statement.occurredAt = step.occurredAt;
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            step.by
        );
        (digest, ids) = _digestOf(statement);
        data = abi.encodeCall(siteAccounts.withdraw, (statement, sign(step.by, digest)));
    }

    /// @dev As much primary data as what was put in with the least leaves of the carbon that is drawn; now and then more.
    function _claimPrimaryData(Step memory step, Content memory made, uint256 carbon) private view {
        uint256 whole = uint256(made.massGrams) * made.footprintGramsPerKilogram;
        uint256 rest = (carbon * _secondaryIn[step.by] + whole - 1) / whole;
        if (rest > 10_000) rest = 10_000;
        made.primaryDataBasisPoints = uint16(step.flaw == Flaw.Measured ? 10_001 - rest : 10_000 - rest);
    }

    // ------------------------------------------------------------------ the book

    function _consume(Step memory step, bytes32 digest) private {
        for (uint256 i = 0; i < step.inputs.length; ++i) {
            (uint256 lot, uint48 grams) = (step.inputs[i].lot, step.inputs[i].grams);
            Entry storage entry = _entries[lot];
            if (_isInCertified(lot)) _carbonOwed -= uint256(grams) * entry.footprint;
            if (entry.status == LotStatus.Certified) {
                _carbonOwed -= _enterTaken(lot, step.by, step.country, grams);
                entry.consumed += grams;
            } else {
                entry.left -= grams;
            }
            _link(lot, digest);
        }
    }

    /// @param leastCarbon The least that those of the outputs bear which are certifiable, in mg CO2e.
    function _produce(Step memory step, uint256[] memory made, bytes32 digest, uint256 leastCarbon) private {
        uint256 carbon = 0;
        for (uint256 i = 0; i < made.length; ++i) {
            _enterLot(made[i], step.by, step.outputs[i].content);
            _entries[made[i]].status = step.outputs[i].certifiable ? LotStatus.Declared : LotStatus.Uncertifiable;
            _entries[made[i]].bound = step.scheme;
            bool isPacked = step.process >= Process.Splitting;
            _claims[made[i]] = Claim({
                isSet: true,
                strictest: step.strictest,
                mostPrimaryPercent: isPacked ? step.mostPrimaryData / 100 : 100,
                leastFootprint: isPacked ? step.leastFootprint : 0
            });
            if (step.outputs[i].certifiable) carbon += _remaining(made[i]) * _entries[made[i]].footprint;
            _link(made[i], digest);
        }
        requireAtMost("carbon of certified goods", leastCarbon, carbon);
        _carbonOwed += carbon;
    }

    /// @dev Writes down the carbon that a deposit of a lot leaves with each element found in it, by mass; the last takes what is left.
    function _keep(Step memory step, uint256 period, Input memory input) private {
        uint256 by = step.by;
        Content storage declared = _identities[input.lot].content;
        uint256 carbon = uint256(input.grams) * _entries[input.lot].footprint;
        carbon += _shareOf(input.lot, by, step.country, input.grams);
        uint256 whole = 0;
        for (uint256 e = 0; e < ELEMENTS; ++e) whole += _foundOf(declared, e);
        uint256 rest = carbon;
        uint256 last = 0;
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            if (_foundOf(declared, e) == 0) continue;
            uint256 share = (carbon * _foundOf(declared, e)) / whole;
            _waiting[by][period][e] += share;
            (rest, last) = (rest - share, e);
        }
        _waiting[by][period][last] += rest;
    }

    /// @dev What a withdrawal takes of the carbon that waits: of each element's by what it takes of its credits, rounded up.
    function _carbonOf(
        uint256 by,
        uint256 period,
        Content memory made
    ) private view returns (uint256[ELEMENTS] memory taken, uint256 carbon) {
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            uint256 credit = _credits[by][period][e];
            if (credit == 0) continue;
            uint256 needed = uint256(made.massGrams) * _foundOf(made, e);
            taken[e] = (_waiting[by][period][e] * needed + credit - 1) / credit;
            carbon += taken[e];
        }
    }

    // ------------------------------------------------------------------ encodings

    function _digestOf(
        IProcessing.Transform memory statement
    ) private view returns (bytes32 digest, uint256[] memory made) {
        bytes32 outputsHash;
        (outputsHash, made) = _hashOf(statement.outputs, statement.organisation);
        bytes memory head = abi.encode(
            processing.TRANSFORM_TYPEHASH(),
            statement.process,
            statement.scheme,
            _hashOf(statement.inputs),
            outputsHash,
            statement.emissionsGrams,
            statement.removalsGrams,
            statement.lossGrams,
            statement.occurredAt
        );
        bytes memory tail = abi.encode(
            statement.organisation,
            statement.key,
            statement.nonce,
            statement.validAfter,
            statement.validBefore
        );
        digest = digestOf(address(processing), keccak256(bytes.concat(head, tail)));
    }

    function _digestOf(
        ISiteAccounts.Withdraw memory statement
    ) private view returns (bytes32 digest, uint256[] memory made) {
        bytes32 outputsHash;
        (outputsHash, made) = _hashOf(statement.outputs, statement.organisation);
        bytes memory head = abi.encode(
            siteAccounts.WITHDRAW_TYPEHASH(),
            statement.process,
            statement.period,
            outputsHash,
            statement.emissionsGrams,
            statement.removalsGrams,
            statement.occurredAt
        );
        bytes memory tail = abi.encode(
            statement.organisation,
            statement.key,
            statement.nonce,
            statement.validAfter,
            statement.validBefore
        );
        digest = digestOf(address(siteAccounts), keccak256(bytes.concat(head, tail)));
    }
}
