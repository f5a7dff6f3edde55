// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

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
import {Shares} from "./Shares.sol";
import {Trader} from "./Trader.sol";

/// @dev Random steps: what goes in, what shall come out, and whether the laws allow it, computed here anew, element by element and in
/// plain sums.
abstract contract Steps is Trader {
    using Shares for uint256[2];

    /// @dev What is wrong with a step, mostly nothing: more is taken than there is; by somebody who makes nothing; a gram more comes
    /// out; a little of one element more, hidden behind less of another; a claim one stricter than is left; a footprint one
    /// lower than the share of the carbon; a period that is closed; packing that makes more of a footprint measured.
    enum Flaw {
        None,
        TooMuch,
        Nobody,
        GramMore,
        Richer,
        Stricter,
        Lighter,
        Closed,
        Measured
    }

    /// @dev A step on its way: what goes in, what it comes to, what shall come out.
    struct Step {
        Flaw flaw;
        uint256 by;
        bytes2 country;
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
        uint256 secondary;
        uint256 uncertifiedSecondary;
        uint48 occurredAt;
        bool timely;
        bool hasUncertified;
        bool takeable;
        CustodyModel strictest;
        bytes32 deposit;
        uint256 producedAt;
        uint256[ELEMENTS] excess;
        uint256 primaryData;
        uint256 mostPrimaryData;
        uint24 leastFootprint;
    }

    // ------------------------------------------------------------------ what goes in

    /// @dev A quarter of them have one.
    function _flawOf(uint256 seed) internal pure returns (Flaw) {
        uint256 dice = (seed >> 16) % 32;
        return dice <= uint8(type(Flaw).max) ? Flaw(dice) : Flaw.None;
    }

    /// @dev Picks who acts and one lot or two.
    /// @param certifiedOnly Whether only what is certified and undisputed is to be taken.
    /// @return Whether there is anything.
    function _gather(Step memory step, uint256 seed, uint48 grams, bool certifiedOnly) internal view returns (bool) {
        if (lotIds.length == 0) return false;
        step.by = seed % 2 == 0 ? MINER_A : MINER_B;
        // Mostly abroad, where there is something.
        step.country = (seed >> 192) % 3 == 0 ? HOME : ABROAD;
        // Mostly what can be taken.
        bool onlyCertified = certifiedOnly && (seed >> 80) % 8 != 0;
        uint256 lot = _findFor(step, seed >> 32, onlyCertified);
        if (lot == 0) (step.country, lot) = (HOME, _findFor(step, seed >> 32, onlyCertified));
        uint256 second = _findFor(step, seed >> 64, onlyCertified);
        if (lot == 0) return false;
        if (step.flaw == Flaw.Nobody) step.by = CARRIER;
        bool two = second != 0 && second != lot && step.process != Process.Repackaging && (seed >> 72) % 2 == 0;
        if (two && second < lot) (lot, second) = (second, lot);
        step.inputs = new Input[](two ? 2 : 1);
        step.identities = new LotIdentity[](step.inputs.length);
        step.takeable = true;
        for (uint256 i = 0; i < step.inputs.length; ++i) {
            uint256 id = i == 0 ? lot : second;
            uint256 most = _available(step, id);
            uint256 taken = most == 0 || step.flaw == Flaw.TooMuch ? most + 1 : 1 + (grams % most);
            if (taken > most) step.takeable = false;
            step.inputs[i] = Input(id, uint48(taken));
            step.identities[i] = _identities[id];
            _add(step, id, taken, certifiedOnly, i == 0);
        }
        (step.occurredAt, step.timely) = _when(seed >> 136, step.producedAt);
        return true;
    }

    /// @dev A lot of which there is something for a step, from a place in the list on; now and then any lot.
    function _findFor(Step memory step, uint256 place, bool onlyCertified) private view returns (uint256) {
        for (uint256 i = 0; i < lotIds.length; ++i) {
            uint256 lot = lotIds[((place >> 8) + i) % lotIds.length];
            if (place % 32 == 0) return lot;
            if (onlyCertified && (!_movable(lot) || _entries[lot].disputes != 0)) continue;
            if (_available(step, lot) != 0) return lot;
        }
        return 0;
    }

    /// @dev What a step could take of a lot: certified grams in hand, or what is left of an own lot that is no certificate, where they are.
    function _available(Step memory step, uint256 lot) private view returns (uint256) {
        Entry storage entry = _entries[lot];
        if (_movable(lot)) return _stocks[lot][step.by][step.country].grams;
        bool own = entry.status == LotStatus.Declared || entry.status == LotStatus.Uncertifiable;
        own = own && entry.producer == step.by && _identities[lot].content.country == step.country;
        return own ? entry.left : 0;
    }

    function _add(Step memory step, uint256 lot, uint256 grams, bool certifiedOnly, bool first) private view {
        Entry storage entry = _entries[lot];
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
        if (entry.status == LotStatus.Certified) carbon += _shareOf(lot, step.by, step.country, grams);
        uint256 secondary = grams * entry.footprint * (10_000 - declared.primaryDataBasisPoints);
        step.secondary += secondary;
        if (!isCertified)
            (step.uncertifiedCarbon, step.uncertifiedSecondary) = (
                step.uncertifiedCarbon + carbon,
                step.uncertifiedSecondary + secondary
            );
        step.grams += grams;
        step.carbon += carbon;
        step.primaryData += grams * declared.primaryDataBasisPoints;
        if (declared.primaryDataBasisPoints > step.mostPrimaryData) {
            step.mostPrimaryData = declared.primaryDataBasisPoints;
        }
        if (first || entry.footprint < step.leastFootprint) step.leastFootprint = entry.footprint;
        if (declared.producedAt > step.producedAt) step.producedAt = declared.producedAt;
        if (declared.custodyModel > step.strictest) step.strictest = declared.custodyModel;
        if (first) step.deposit = declared.deposit;
        else if (step.deposit != declared.deposit) {
            step.deposit = MIXED_DEPOSIT;
            if (step.strictest < CustodyModel.Segregated) step.strictest = CustodyModel.Segregated;
        }
    }

    function _isMiner(uint256 by) internal pure returns (bool) {
        return by == MINER_A || by == MINER_B;
    }

    // ------------------------------------------------------------------ what comes out

    /// @dev One to three outputs of the inputs' mean composition; where ore is dressed, now and then a richer and a poorer one.
    /// @return Whether such lots can be declared at all.
    function _shape(Step memory step, uint256 seed, uint256 total) internal view returns (bool) {
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
            made.country = step.country;
            made.quota = 0;
            made.replaces = 0;
            made.documents = keccak256(abi.encode(seed, i));
            if (step.process != Process.Repackaging) made.producedAt = step.occurredAt;
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
    function _gramsIn(uint256[ELEMENTS] memory nanograms, Content memory made) internal pure returns (uint256 most) {
        most = type(uint48).max;
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            if (_foundOf(made, e) == 0) continue;
            uint256 possible = nanograms[e] / _foundOf(made, e);
            if (possible < most) most = possible;
        }
    }

    /// @dev Gives each output the least footprint that carries its share of what went in and was emitted, by the rare earths found in it.
    /// @return Whether a footprint can be as large.
    function _load(Step memory step, uint256 emissions) internal pure returns (bool) {
        uint256 total = 0;
        for (uint256 i = 0; i < step.outputs.length; ++i) total += _weight(step.outputs[i].content);
        for (uint256 i = 0; i < step.outputs.length; ++i) {
            Content memory made = step.outputs[i].content;
            uint256 whole = total * made.massGrams;
            bool certifiable = step.outputs[i].certifiable;
            uint256 carbon = _sharedBy(step, certifiable, step.carbon, step.uncertifiedCarbon) + emissions;
            uint256 least = (carbon * _weight(made) + whole - 1) / whole;
            if (least > type(uint24).max) return false;
            if (i == 0 && step.flaw == Flaw.Lighter && least > 1) --least;
            made.footprintGramsPerKilogram = uint24(least == 0 ? 1 : least);
            made.primaryDataBasisPoints = _mostPrimaryData(step, made, certifiable, whole);
            if (step.flaw == Flaw.Measured) ++made.primaryDataBasisPoints;
        }
        return true;
    }

    /// @dev As much primary data as an output may claim: what its share of the rest leaves, and where a step only packs, what went in had.
    /// @param whole Grams of the output times what all outputs share by.
    function _mostPrimaryData(
        Step memory step,
        Content memory made,
        bool certifiable,
        uint256 whole
    ) private pure returns (uint16) {
        uint256 rest = _sharedBy(step, certifiable, step.secondary, step.uncertifiedSecondary) * _weight(made);
        uint256 carried = whole * made.footprintGramsPerKilogram;
        uint256 least = (rest + carried - 1) / carried;
        uint256 most = least > 10_000 ? 0 : 10_000 - least;
        uint256 mean = step.primaryData / step.grams;
        return uint16(step.process >= Process.Splitting && mean < most ? mean : most);
    }

    /// @dev Carbon of what went in that an output shares: a certifiable one at no less than the intensity of what went in certified.
    /// @param all All of it, or all that rests on no primary data.
    /// @param uncertified Of it, what went in uncertified.
    function _sharedBy(
        Step memory step,
        bool certifiable,
        uint256 all,
        uint256 uncertified
    ) private pure returns (uint256) {
        if (!certifiable || !step.hasUncertified) return all;
        uint256 whole = 0;
        uint256 certified = 0;
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            whole += step.found[e];
            certified += step.certifiedFound[e];
        }
        if (certified == 0) return all;
        uint256 own = ((all - uncertified) * whole + certified - 1) / certified;
        return own > all ? own : all;
    }

    /// @dev Whether an output keeps its share of the carbon that rests on no primary data.
    function _keepsRest(Step memory step, Output memory output, uint256 total) private pure returns (bool) {
        Content memory made = output.content;
        uint256 rest = _sharedBy(step, output.certifiable, step.secondary, step.uncertifiedSecondary) * _weight(made);
        uint256 carried = uint256(made.footprintGramsPerKilogram) * made.massGrams * total;
        return carried * (10_000 - made.primaryDataBasisPoints) >= rest;
    }

    /// @dev The laws, in plain sums.
    function _isLawful(
        Step memory step,
        uint256[] memory made,
        uint256 emissions,
        uint256 loss
    ) internal view returns (bool ok) {
        ok = step.takeable && step.timely && _isMiner(step.by);
        uint256[ELEMENTS] memory found;
        uint256[ELEMENTS] memory certifiable;
        (uint256 total, uint256 grams) = (0, 0);
        CustodyModel strictest = step.strictest;
        bool physical = step.process >= Process.Splitting;
        for (uint256 i = 0; i < made.length; ++i) {
            Output memory output = step.outputs[i];
            ok = ok && !_entries[made[i]].known;
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
            ok = ok && step.outputs[i].content.custodyModel >= strictest;
            ok = ok && _isLawfulOutput(step, step.outputs[i], emissions, total, physical);
        }
    }

    function _isLawfulOutput(
        Step memory step,
        Output memory made,
        uint256 emissions,
        uint256 total,
        bool physical
    ) private view returns (bool ok) {
        Content memory output = made.content;
        uint256 carried = uint256(output.footprintGramsPerKilogram) * output.massGrams * total;
        uint256 carbon = _sharedBy(step, made.certifiable, step.carbon, step.uncertifiedCarbon) + emissions;
        ok = carried >= carbon * _weight(output);
        ok = ok && _keepsRest(step, made, total) && _follows(step, made);
        // Packing measures nothing.
        if (physical) ok = ok && output.primaryDataBasisPoints <= step.primaryData / step.grams;
        if (step.process == Process.Repackaging) ok = ok && _isPackage(step, output);
        // What is only packed keeps its composition; the mean of two lots is met to the unit here, and all that comes out is alike.
        if (physical) ok = ok && _isAlike(step, output);
    }

    /// @dev The least carbon that certifiable outputs bear: theirs of what went in and was emitted, by the rare earths found in them;
    /// where something went in that was not certified, no less than the intensity of what was.
    function _leastCarbon(Step memory step, uint256 emissions) internal pure returns (uint256) {
        uint256 whole = 0;
        uint256 part = 0;
        for (uint256 i = 0; i < step.outputs.length; ++i) {
            uint256 weight = _weight(step.outputs[i].content);
            whole += weight;
            if (step.outputs[i].certifiable) part += weight;
        }
        if (part == 0) return 0;
        if (!step.hasUncertified) return ((step.carbon + emissions) * part) / whole;
        uint256 certified = 0;
        for (uint256 e = 0; e < ELEMENTS; ++e) certified += step.certifiedFound[e];
        return ((step.carbon - step.uncertifiedCarbon) * part) / certified + (emissions * part) / whole;
    }

    /// @dev Whether an output is no older than what went in and no younger than the step, and leaves no scheme behind.
    function _follows(Step memory step, Output memory output) private view returns (bool) {
        uint48 producedAt = output.content.producedAt;
        if (producedAt < step.producedAt || producedAt > step.occurredAt) return false;
        return !output.certifiable || !_leavesScheme(step);
    }

    /// @dev Whether something that was made by a scheme's terms would leave it: uncertified, or by packing.
    function _leavesScheme(Step memory step) private view returns (bool leaves) {
        for (uint256 i = 0; i < step.inputs.length; ++i) {
            Entry storage entry = _entries[step.inputs[i].lot];
            bool stays = entry.status == LotStatus.Certified && step.process < Process.Splitting;
            leaves = leaves || (!stays && entry.bound != 0 && entry.bound != step.scheme);
        }
    }

    /// @dev Whether an output is but a package of the one input.
    function _isPackage(Step memory step, Content memory package) private pure returns (bool) {
        Content memory source = step.identities[0].content;
        return
            step.identities.length == 1 &&
            package.custodyModel == source.custodyModel &&
            package.producedAt == source.producedAt &&
            _isAlike(step, package);
    }

    function _isAlike(Step memory step, Content memory made) private pure returns (bool) {
        bool isOne = step.identities.length == 1;
        Content memory like = isOne ? step.identities[0].content : step.outputs[0].content;
        uint256[2] memory shares = like.partsPerHundredMillion;
        return keccak256(abi.encode(made.partsPerHundredMillion)) == keccak256(abi.encode(shares));
    }

    /// @dev Grams times what was found of rare earths.
    function _weight(Content memory made) internal pure returns (uint256) {
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

    function _copy(Content memory source) internal pure returns (Content memory) {
        return abi.decode(abi.encode(source), (Content));
    }

    // ------------------------------------------------------------------ encodings

    function _hashOf(Input[] memory inputs) internal pure returns (bytes32) {
        bytes memory hashes;
        for (uint256 i = 0; i < inputs.length; ++i) {
            hashes = bytes.concat(hashes, keccak256(abi.encode(Outputs.INPUT_TYPEHASH, inputs[i])));
        }
        return keccak256(hashes);
    }

    function _hashOf(
        Output[] memory outputs,
        address producer
    ) internal view returns (bytes32 hash, uint256[] memory made) {
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
}
