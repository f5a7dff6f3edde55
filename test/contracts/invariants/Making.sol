// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IProcessing} from "../../../contracts/interfaces/IProcessing.sol";
import {ISiteAccounts} from "../../../contracts/interfaces/ISiteAccounts.sol";
import {Outputs} from "../../../contracts/libraries/Outputs.sol";
import {
    Content,
    CustodyModel,
    ELEMENTS,
    Input,
    LotIdentity,
    LotStatus,
    MIXED_DEPOSIT,
    Output,
    Process
} from "../../../contracts/types/Types.sol";
import {Handler} from "./Handler.sol";
import {Shares} from "./Shares.sol";

/// @dev Random transformations, deposits, withdrawals and corrections. What has to come of them is computed here anew, element by
/// element and in plain sums.
abstract contract Making is Handler {
    using Shares for uint256[2];

    /// @dev What is wrong with a step, mostly nothing: more is taken than there is; by somebody who makes nothing; a gram more comes
    /// out; a little of one element more, hidden behind less of another; a claim one stricter than is left; a footprint one
    /// lower than the share of the carbon; a period that is closed.
    enum Flaw {
        None,
        TooMuch,
        Nobody,
        GramMore,
        Richer,
        Stricter,
        Lighter,
        Closed
    }

    /// @dev A step on its way: what goes in, what it comes to, what shall come out.
    struct Step {
        Flaw flaw;
        uint256 by;
        Process process;
        uint16 scheme;
        Input[] inputs;
        LotIdentity[] identities;
        Output[] outputs;
        uint256 grams;
        uint256 carbon;
        uint256[ELEMENTS] upper;
        uint256[ELEMENTS] found;
        uint256[ELEMENTS] certifiedFound;
        uint256 uncertifiedCarbon;
        bool hasUncertified;
        bool takeable;
        CustodyModel strictest;
        bytes32 deposit;
        uint256 producedAt;
        uint256[ELEMENTS] excess;
    }

    mapping(uint256 by => uint256) internal _tolerated;
    mapping(uint256 by => mapping(uint256 period => uint256[ELEMENTS])) internal _credits;
    mapping(uint256 by => mapping(uint256 period => uint256[ELEMENTS])) internal _waiting;
    mapping(uint256 by => CustodyModel) private _looseness;
    mapping(uint256 by => bool) private _inUse;
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

    function _transform(Process process, uint256 seed, uint48 grams) private {
        Step memory step;
        step.process = process;
        step.flaw = _flawOf(seed);
        if (!_gather(step, seed, grams, false)) return;
        if (seed % 2 == 0) step.scheme = SCHEME;
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
        statement.occurredAt = uint48(block.timestamp);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            step.by
        );
        (bytes32 digest, uint256[] memory made) = _digestOf(statement);
        bool ok = _isLawful(step, made, uint256(emissions) * 1_000, loss);
        bytes memory data = abi.encodeCall(processing.transform, (statement, step.identities, sign(step.by, digest)));
        ok = _expect("transform", ok, address(processing), data);
        if (!ok) return;
        _consume(step, digest);
        _carbonIn += uint256(emissions) * 1_000;
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            _tolerated[step.by] += step.excess[e];
            _elementsIn[e] += step.excess[e];
            if (!step.hasUncertified) _certifiedIn[e] += step.excess[e];
        }
        _produce(step, made, digest);
    }

    function deposit(uint256 seed, uint48 grams) external {
        Step memory step;
        step.flaw = _flawOf(seed);
        if (!_gather(step, seed, grams, true)) return;
        ISiteAccounts.Deposit memory statement;
        statement.process = Process.Beneficiation;
        statement.inputs = step.inputs;
        statement.country = "CN";
        statement.site = SITE;
        statement.occurredAt = uint48(block.timestamp);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            step.by
        );
        bytes32 digest = digestOf(
            address(siteAccounts),
            keccak256(
                abi.encode(
                    siteAccounts.DEPOSIT_TYPEHASH(),
                    statement.process,
                    _hashOf(statement.inputs),
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
        bytes memory data = abi.encodeCall(siteAccounts.deposit, (statement, step.identities, sign(step.by, digest)));
        bool ok = step.takeable && !step.hasUncertified && _isMiner(step.by);
        ok = _expect("deposit", ok, address(siteAccounts), data);
        if (!ok) return;
        uint256 period = block.timestamp / PERIOD;
        for (uint256 i = 0; i < step.inputs.length; ++i) _keep(step.by, period, step.inputs[i]);
        _consume(step, digest);
        if (_periods.length == 0 || _periods[_periods.length - 1] != period) _periods.push(period);
        for (uint256 e = 0; e < ELEMENTS; ++e) _credits[step.by][period][e] += step.found[e];
        if (step.strictest > _looseness[step.by]) _looseness[step.by] = step.strictest;
        _inUse[step.by] = true;
    }

    function withdraw(uint256 seed, uint48 grams) external {
        Step memory step;
        step.by = seed % 2 == 0 ? MINER_A : MINER_B;
        if (!_inUse[step.by]) step.by = step.by == MINER_A ? MINER_B : MINER_A;
        step.process = Process.Beneficiation;
        step.flaw = _flawOf(seed);
        uint256 running = block.timestamp / PERIOD;
        uint256 period = step.flaw == Flaw.Closed ? running - 2 : running - ((seed >> 8) % 2);
        Content memory made = content(step.by, 1, bytes32(seed));
        uint256 most = _gramsIn(_credits[step.by][period], made);
        bool ok = _inUse[step.by] && running - period < 2;
        uint256 total = most == 0 || step.flaw == Flaw.TooMuch ? most + 1 : 1 + (grams % most);
        if (total > most) ok = false;
        made.quota = 0;
        made.deposit = MIXED_DEPOSIT;
        made.massGrams = uint48(total);
        CustodyModel strictest =
            _looseness[step.by] < CustodyModel.MassBalance ? CustodyModel.MassBalance : _looseness[step.by];
        made.custodyModel = step.flaw == Flaw.Stricter ? CustodyModel.Segregated : strictest;
        if (made.custodyModel < strictest) ok = false;
        step.outputs = new Output[](1);
        step.outputs[0] = Output(_lotNumber(0), (seed >> 40) % 4 != 0, made);
        uint256[ELEMENTS] memory taken;
        uint256 carbon = 0;
        if (ok) (taken, carbon) = _carbonOf(step.by, period, made);
        // Now and then none, which is refused.
        uint64 emissions = uint64((seed >> 48) % 1e6) * uint64((seed >> 68) % 16 == 0 ? 0 : 1);
        if (emissions == 0) ok = false;
        uint256 least = (carbon + uint256(emissions) * 1_000 + total - 1) / total;
        if (least == 0) least = 1;
        if (least > type(uint24).max) return;
        bool low = step.flaw == Flaw.Lighter && least > 1;
        made.footprintGramsPerKilogram = uint24(low ? least - 1 : least);
        if (low) ok = false;

        (bytes32 digest, uint256[] memory ids, bytes memory data) = _stateWithdrawal(step, period, emissions);
        ok = ok && !_books[ids[0]].known;
        ok = _expect("withdraw", ok, address(siteAccounts), data);
        if (!ok) return;
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            _credits[step.by][period][e] -= total * _foundOf(made, e);
            _waiting[step.by][period][e] -= taken[e];
        }
        _carbonIn += uint256(emissions) * 1_000;
        _produce(step, ids, digest);
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
        statement.occurredAt = uint48(block.timestamp);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            step.by
        );
        (digest, ids) = _digestOf(statement);
        data = abi.encodeCall(siteAccounts.withdraw, (statement, sign(step.by, digest)));
    }

    /// @dev Upwards by its producer or its certifier.
    function correctFootprint(uint256 seed) external {
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        Book storage entry = _books[lot];
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

    /// @dev Seven in sixteen have one.
    function _flawOf(uint256 seed) private pure returns (Flaw) {
        uint256 dice = (seed >> 16) % 16;
        return dice <= uint8(type(Flaw).max) ? Flaw(dice) : Flaw.None;
    }

    // ------------------------------------------------------------------ what goes in

    /// @dev Picks who acts and one lot or two.
    /// @param certifiedOnly Whether only what is certified and undisputed is to be taken.
    /// @return Whether there is anything.
    function _gather(Step memory step, uint256 seed, uint48 grams, bool certifiedOnly) private view returns (bool) {
        if (lotIds.length == 0) return false;
        step.by = seed % 2 == 0 ? MINER_A : MINER_B;
        uint256 lot = _findFor(step.by, seed >> 32);
        uint256 second = _findFor(step.by, seed >> 64);
        if (step.flaw == Flaw.Nobody) step.by = CARRIER;
        bool two = second != lot && step.process != Process.Repackaging && (seed >> 72) % 2 == 0;
        if (two && second < lot) (lot, second) = (second, lot);
        step.inputs = new Input[](two ? 2 : 1);
        step.identities = new LotIdentity[](step.inputs.length);
        step.takeable = true;
        for (uint256 i = 0; i < step.inputs.length; ++i) {
            uint256 id = i == 0 ? lot : second;
            uint256 most = _available(id, step.by);
            uint256 taken = most == 0 || step.flaw == Flaw.TooMuch ? most + 1 : 1 + (grams % most);
            if (taken > most) step.takeable = false;
            step.inputs[i] = Input(id, uint48(taken));
            step.identities[i] = _identities[id];
            _add(step, id, taken, certifiedOnly, i == 0);
        }
        return true;
    }

    /// @dev A lot of which somebody has something, where there is any, from a place in the list on.
    function _findFor(uint256 by, uint256 place) private view returns (uint256 lot) {
        for (uint256 i = 0; i < lotIds.length; ++i) {
            lot = lotIds[(place + i) % lotIds.length];
            if (_available(lot, by) != 0) return lot;
        }
    }

    /// @dev What somebody could take of a lot: certified grams in hand, or what is left of an own lot that is no certificate.
    function _available(uint256 lot, uint256 by) private view returns (uint256) {
        Book storage entry = _books[lot];
        if (_movable(lot)) return held[lot][by];
        bool own = entry.status == LotStatus.Declared || entry.status == LotStatus.Uncertifiable;
        return own && entry.producer == by ? entry.left : 0;
    }

    function _add(Step memory step, uint256 lot, uint256 grams, bool certifiedOnly, bool first) private view {
        Book storage entry = _books[lot];
        Content storage declared = _identities[lot].content;
        bool isCertified =
            entry.disputes == 0 &&
                (entry.status == LotStatus.Certified ||
                    (!certifiedOnly && entry.status == LotStatus.Declared && declared.quota == 0));
        if (!isCertified) step.hasUncertified = true;
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            uint256 nanograms = grams * declared.partsPerHundredMillion.get(e);
            uint256 found = grams * _foundOf(declared, e);
            step.upper[e] += nanograms;
            step.found[e] += found;
            if (isCertified) step.certifiedFound[e] += found;
        }
        uint256 carbon = grams * entry.footprint;
        if (entry.status == LotStatus.Certified) carbon += _shareOf(lot, step.by, grams);
        if (!isCertified) step.uncertifiedCarbon += carbon;
        step.grams += grams;
        step.carbon += carbon;
        if (declared.producedAt > step.producedAt) step.producedAt = declared.producedAt;
        if (declared.custodyModel > step.strictest) step.strictest = declared.custodyModel;
        if (first) step.deposit = declared.deposit;
        else if (step.deposit != declared.deposit) {
            step.deposit = MIXED_DEPOSIT;
            if (step.strictest < CustodyModel.Segregated) step.strictest = CustodyModel.Segregated;
        }
    }

    // ------------------------------------------------------------------ what comes out

    /// @dev One to three outputs of the inputs' mean composition; where ore is dressed, now and then a richer and a poorer one.
    /// @return Whether such lots can be declared at all.
    function _shape(Step memory step, uint256 seed, uint256 total) private view returns (bool) {
        uint256 count = 1 + ((seed >> 88) % 3);
        bool dress = step.process == Process.Beneficiation && (seed >> 96) % 3 == 0;
        if (dress) count = 2;
        if (total < count) count = 1;
        Content memory mean = _copy(step.identities[0].content);
        for (uint256 e = 0; e < ELEMENTS; ++e) mean.partsPerHundredMillion.set(e, step.upper[e] / step.grams);
        // Three elements are found in whatever there is here.
        uint256 found =
            mean.partsPerHundredMillion.get(2) +
                mean.partsPerHundredMillion.get(3) +
                mean.partsPerHundredMillion.get(5);
        if (found > 75_000_000 || found < 10_000_000) dress = false;
        if (found < 2_000_000) return false;
        uint256 certified = _gramsIn(step.certifiedFound, mean);
        // Where some of it was not certified, one output takes up the certified share to the gram; now and then a gram more.
        bool shared = step.hasUncertified && certified != 0 && certified < total && (seed >> 104) % 2 == 0;
        if (shared) {
            (count, dress) = (2, false);
            if ((seed >> 112) % 8 == 0) ++certified;
        }
        bool certifiable = shared || (!step.hasUncertified && (seed >> 104) % 4 != 0);
        step.outputs = new Output[](count);
        CustodyModel model = step.strictest;
        if (step.hasUncertified && certifiable && model < CustodyModel.MassBalance) model = CustodyModel.MassBalance;
        if (step.flaw == Flaw.Stricter && model > CustodyModel.IdentityPreserved) {
            model = CustodyModel(uint8(model) - 1);
        }
        for (uint256 i = 0; i < count; ++i) {
            Content memory made = _copy(mean);
            uint256 part = shared ? certified : total / count;
            made.massGrams = uint48(i + 1 == count ? total - part * i : part);
            if (made.massGrams == 0) return false;
            made.custodyModel = model;
            made.deposit = step.deposit;
            made.quota = 0;
            made.replaces = 0;
            made.documents = keccak256(abi.encode(seed, i));
            if (step.process != Process.Repackaging) made.producedAt = uint48(block.timestamp);
            if (dress && count == 2) _grade(made, i == 0 ? 11 : 5);
            if (i == 0 && step.flaw == Flaw.Richer) {
                made.partsPerHundredMillion.set(5, made.partsPerHundredMillion.get(5) + 1);
                made.partsPerHundredMillion.set(3, made.partsPerHundredMillion.get(3) - 1);
            }
            step.outputs[i] = Output(_lotNumber(i), certifiable && !(shared && i == 1), made);
        }
        return true;
    }

    /// @dev Grams of a composition that so many tens of nanograms of each element suffice for.
    function _gramsIn(uint256[ELEMENTS] memory nanograms, Content memory made) private pure returns (uint256 most) {
        most = type(uint48).max;
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            if (_foundOf(made, e) == 0) continue;
            uint256 possible = nanograms[e] / _foundOf(made, e);
            if (possible < most) most = possible;
        }
    }

    /// @dev Gives each output the least footprint that carries its share of what went in and was emitted, by the rare earths found in it.
    /// @return Whether a footprint can be as large.
    function _load(Step memory step, uint256 emissions) private pure returns (bool) {
        uint256 total = 0;
        for (uint256 i = 0; i < step.outputs.length; ++i) total += _weight(step.outputs[i].content);
        for (uint256 i = 0; i < step.outputs.length; ++i) {
            Content memory made = step.outputs[i].content;
            uint256 whole = total * made.massGrams;
            uint256 carbon = _sharedBy(step, step.outputs[i].certifiable) + emissions;
            uint256 least = (carbon * _weight(made) + whole - 1) / whole;
            if (least > type(uint24).max) return false;
            if (i == 0 && step.flaw == Flaw.Lighter && least > 1) --least;
            made.footprintGramsPerKilogram = uint24(least == 0 ? 1 : least);
        }
        return true;
    }

    /// @dev Carbon of what went in that an output shares: a certifiable one at no less than the intensity of what went in certified.
    function _sharedBy(Step memory step, bool certifiable) private pure returns (uint256) {
        if (!certifiable || !step.hasUncertified) return step.carbon;
        uint256 whole = 0;
        uint256 certified = 0;
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            whole += step.found[e];
            certified += step.certifiedFound[e];
        }
        if (certified == 0) return step.carbon;
        uint256 own = ((step.carbon - step.uncertifiedCarbon) * whole + certified - 1) / certified;
        return own > step.carbon ? own : step.carbon;
    }

    /// @dev The laws, in plain sums.
    function _isLawful(
        Step memory step,
        uint256[] memory made,
        uint256 emissions,
        uint256 loss
    ) private view returns (bool ok) {
        ok = step.takeable && _isMiner(step.by);
        uint256[ELEMENTS] memory found;
        uint256[ELEMENTS] memory certifiable;
        uint256 total = 0;
        uint256 grams = 0;
        CustodyModel strictest = step.strictest;
        bool physical = step.process >= Process.Splitting;
        for (uint256 i = 0; i < made.length; ++i) {
            Output memory output = step.outputs[i];
            ok = ok && !_books[made[i]].known;
            total += _weight(output.content);
            grams += output.content.massGrams;
            for (uint256 e = 0; e < ELEMENTS; ++e) {
                uint256 nanograms = uint256(output.content.massGrams) * _foundOf(output.content, e);
                found[e] += nanograms;
                if (output.certifiable) certifiable[e] += nanograms;
            }
            if (step.hasUncertified && output.certifiable && strictest < CustodyModel.MassBalance) {
                strictest = CustodyModel.MassBalance;
            }
        }
        ok = ok && (!physical || step.grams == grams + loss);
        uint256 tolerated = 0;
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            if (step.hasUncertified && certifiable[e] > step.certifiedFound[e]) ok = false;
            // The same three elements are found in whatever there is here, so nothing relies on a limit.
            if (found[e] <= step.upper[e]) continue;
            step.excess[e] = found[e] - step.upper[e];
            tolerated += step.excess[e];
            uint256 basisPoints = step.scheme == 0 ? 0 : TOLERANCE_BASIS_POINTS;
            if (step.excess[e] * 10_000 > step.upper[e] * basisPoints) ok = false;
        }
        if (tolerated > ALLOWANCE_NANOGRAMS / 10 - _tolerated[step.by > MINER_B ? MINER_A : step.by]) ok = false;
        for (uint256 i = 0; i < made.length; ++i) {
            Content memory output = step.outputs[i].content;
            uint256 carried = uint256(output.footprintGramsPerKilogram) * output.massGrams * total;
            uint256 carbon = _sharedBy(step, step.outputs[i].certifiable) + emissions;
            ok = ok && carried >= carbon * _weight(output) && output.custodyModel >= strictest;
            ok = ok && output.producedAt >= step.producedAt;
            if (step.process == Process.Repackaging) ok = ok && _isPackage(step, output);
            // What is only packed keeps its composition; the mean of two lots is met to the unit here.
            if (physical && step.identities.length == 1) ok = ok && _hasSameShares(step, output);
        }
    }

    /// @dev Whether an output is but a package of the one input.
    function _isPackage(Step memory step, Content memory package) private pure returns (bool) {
        Content memory source = step.identities[0].content;
        return
            step.identities.length == 1 &&
            package.custodyModel == source.custodyModel &&
            package.producedAt == source.producedAt &&
            _hasSameShares(step, package);
    }

    function _hasSameShares(Step memory step, Content memory made) private pure returns (bool) {
        uint256[2] memory shares = step.identities[0].content.partsPerHundredMillion;
        return keccak256(abi.encode(made.partsPerHundredMillion)) == keccak256(abi.encode(shares));
    }

    // ------------------------------------------------------------------ the book

    function _consume(Step memory step, bytes32 digest) private {
        for (uint256 i = 0; i < step.inputs.length; ++i) {
            (uint256 lot, uint48 grams) = (step.inputs[i].lot, step.inputs[i].grams);
            Book storage entry = _books[lot];
            if (entry.status == LotStatus.Certified) {
                transport[lot][step.by] -= _shareOf(lot, step.by, grams);
                held[lot][step.by] -= grams;
                entry.consumed += grams;
            } else {
                entry.left -= grams;
            }
            _link(lot, digest);
        }
    }

    function _produce(Step memory step, uint256[] memory made, bytes32 digest) private {
        for (uint256 i = 0; i < made.length; ++i) {
            _enterLot(made[i], step.by, step.outputs[i].content);
            _books[made[i]].status = step.outputs[i].certifiable ? LotStatus.Declared : LotStatus.Uncertifiable;
            _link(made[i], digest);
        }
    }

    /// @dev Writes down the carbon that a deposit of a lot leaves with each element found in it, by mass; the last takes what is left.
    function _keep(uint256 by, uint256 period, Input memory input) private {
        Content storage declared = _identities[input.lot].content;
        uint256 carbon = uint256(input.grams) * _books[input.lot].footprint + _shareOf(input.lot, by, input.grams);
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

    function _isMiner(uint256 by) private pure returns (bool) {
        return by == MINER_A || by == MINER_B;
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

    function _hashOf(Input[] memory inputs) private pure returns (bytes32) {
        bytes memory hashes;
        for (uint256 i = 0; i < inputs.length; ++i) {
            hashes = bytes.concat(hashes, keccak256(abi.encode(Outputs.INPUT_TYPEHASH, inputs[i])));
        }
        return keccak256(hashes);
    }

    function _hashOf(
        Output[] memory outputs,
        address producer
    ) private view returns (bytes32 hash, uint256[] memory made) {
        bytes memory hashes;
        made = new uint256[](outputs.length);
        for (uint256 i = 0; i < outputs.length; ++i) {
            bytes32 contentHash = _hasher.hash(outputs[i].content);
            bytes32 number = keccak256(bytes(outputs[i].lotNumber));
            made[i] = uint256(keccak256(abi.encode(producer, outputs[i].lotNumber, contentHash)));
            hashes = bytes.concat(
                hashes,
                keccak256(abi.encode(Outputs.OUTPUT_TYPEHASH, number, outputs[i].certifiable, contentHash))
            );
        }
        hash = keccak256(hashes);
    }

    /// @dev Grams times what was found of rare earths.
    function _weight(Content memory made) private pure returns (uint256) {
        uint256 found = 0;
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            if ((made.notFound >> e) & 1 == 0) found += made.partsPerHundredMillion.get(e);
        }
        return found * made.massGrams;
    }

    /// @dev Tenths of the share of what was found; detection limits stay.
    function _grade(Content memory made, uint256 tenths) private pure {
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            if ((made.notFound >> e) & 1 == 0)
                made.partsPerHundredMillion.set(e, (made.partsPerHundredMillion.get(e) * tenths) / 10);
        }
    }

    function _copy(Content memory source) private pure returns (Content memory) {
        return abi.decode(abi.encode(source), (Content));
    }
}
