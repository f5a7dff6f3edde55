// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable avoid-low-level-calls, func-name-mixedcase

import {ICustoms} from "../../../contracts/interfaces/ICustoms.sol";
import {ILots} from "../../../contracts/interfaces/ILots.sol";
import {ISeizures} from "../../../contracts/interfaces/ISeizures.sol";
import {ISiteAccounts} from "../../../contracts/interfaces/ISiteAccounts.sol";
import {Content, ELEMENTS, Head, LotStatus, Process} from "../../../contracts/types/Types.sol";
import {Hasher} from "./Hasher.sol";
import {Officer} from "./Officer.sol";
import {NotEqual, requireAtMost, requireEqual, vm} from "./Vm.sol";

/// @dev The invariants of docs/invariants.md, after any sequence of statements. One contract acts and judges.
contract LedgerInvariants is Officer {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    error NeverReached(string outcome);

    /// @dev Within how many sequences of how many random actions every outcome is come to.
    uint256 private constant SEQUENCES = 120;
    uint256 private constant STEPS = 150;

    string[] private _outcomes = [
        "declare",
        "declare in its place",
        "declare what is withheld",
        "reject",
        "release",
        "correctFootprint",
        "setAsideCorrection",
        "assay",
        "attest",
        "takeBack",
        "takeAssayBack",
        "overrule",
        "overruleExamination",
        "certify",
        "renew",
        "renew by another",
        "renew under another scheme",
        "suspend",
        "reinstate",
        "revoke",
        "revoke untouched",
        "setAside",
        "dispatch",
        "dispatch abroad",
        "receive",
        "receive short",
        "refuse",
        "recall",
        "loss",
        "settle",
        "arbitrate",
        "timeOut",
        "handOver",
        "retire",
        "transform",
        "transform abroad",
        "transform of two",
        "transform of uncertified",
        "deposit",
        "withdraw",
        "hold",
        "challenge",
        "holdConsignment",
        "held",
        "renewHold",
        "releaseHold",
        "liftHold",
        "answerChallenge",
        "seize",
        "returnSeized",
        "restoreSeized"
    ];

    function setUp() external {
        _hasher = new Hasher();
        _deploy();
        _openBooks();
        _stock();
    }

    /// @dev A few lots to begin with, most of them certified: else most of a run goes by before there is anything to move.
    function _stock() private {
        for (uint256 i = 0; i < 8; ++i) this.declare(i, 1e9 - 1);
        for (uint256 i = 0; i < 24; ++i) this.certify(i);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(this);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        bytes4[] memory actions = new bytes4[](46);
        actions[0] = this.advance.selector;
        actions[1] = this.declare.selector;
        actions[2] = this.withdrawDeclaration.selector;
        actions[3] = this.correctFootprint.selector;
        actions[4] = this.examine.selector;
        actions[5] = this.dispute.selector;
        actions[6] = this.takeBack.selector;
        actions[7] = this.takeExaminationBack.selector;
        actions[8] = this.overrule.selector;
        actions[9] = this.certify.selector;
        actions[10] = this.certify.selector;
        actions[11] = this.reject.selector;
        actions[12] = this.suspend.selector;
        actions[13] = this.reinstate.selector;
        actions[14] = this.revoke.selector;
        actions[15] = this.setAside.selector;
        actions[16] = this.renew.selector;
        actions[17] = this.dispatch.selector;
        actions[18] = this.close.selector;
        actions[19] = this.settle.selector;
        actions[20] = this.timeOut.selector;
        actions[21] = this.handOver.selector;
        actions[22] = this.retire.selector;
        actions[23] = this.bypass.selector;
        actions[24] = this.govern.selector;
        actions[25] = this.beneficiate.selector;
        actions[26] = this.split.selector;
        actions[27] = this.blend.selector;
        actions[28] = this.repackage.selector;
        actions[29] = this.deposit.selector;
        actions[30] = this.withdraw.selector;
        actions[31] = this.release.selector;
        actions[32] = this.setAsideCorrection.selector;
        actions[33] = this.overruleExamination.selector;
        // What much has to come before is tried more often.
        actions[34] = this.declare.selector;
        actions[35] = this.dispatch.selector;
        actions[36] = this.dispatch.selector;
        actions[37] = this.close.selector;
        actions[38] = this.close.selector;
        actions[39] = this.settle.selector;
        actions[40] = this.hold.selector;
        actions[41] = this.challenge.selector;
        actions[42] = this.holdConsignment.selector;
        actions[43] = this.pursue.selector;
        actions[44] = this.seize.selector;
        actions[45] = this.giveBack.selector;
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(this), actions);
    }

    /// @dev I6, I26: whatever was done, every consignment that is still open comes back by governance in the end, and every dispute is
    /// ended by it; then nothing is on the road, and nothing is missing. Every finding is overruled, every correction set aside, every
    /// taking set aside or lifted, and what is withheld of a rejected lot comes free for one that names it, or is released. Every hold is
    /// lifted, and everything seized given back. Then nothing is out of anybody's use.
    function afterInvariant() external {
        _endHoldsAndSeizures();
        vm.warp(block.timestamp + custody.TIME_OUT());
        while (_openConsignments() != 0) {
            uint256 before = _openConsignments();
            _timeOut(0);
            requireEqual("open consignments", _openConsignments(), before - 1);
        }
        while (_disputes() != 0) _endDispute();
        while (_standingFindings() != 0) _overrule(0, true);
        uint256 count = lotIds.length;
        for (uint256 i = 0; i < count; ++i) _remedy(lotIds[i]);
        for (uint256 i = 0; i < lotIds.length; ++i) {
            requireEqual("on the road", _entries[lotIds[i]].onTheRoad, 0);
            requireEqual("missing", _entries[lotIds[i]].missing, 0);
        }
        _gramsAreConserved();
        _supplyIsInEnrolledHands();
    }

    /// @dev Undoes what was taken: a suspension by a regulator where that may sign, everything else by governance; a rejection of what
    /// drew on a quota by its producer, who declares anew.
    function _remedy(uint256 lot) private {
        Entry storage entry = _entries[lot];
        if (entry.status == LotStatus.Suspended && uint256(entry.taking) % 2 == 0) {
            _reinstate(lot, REGULATOR, entry.taking);
        }
        if (entry.taking != 0) _setAside(lot, entry.taking);
        if (_raises[lot].length != 0) _setAsideCorrection(lot, 0);
        requireEqual("corrections", lots.corrections(lot).length, 0);
        LotStatus status = lots.lots(lot).status;
        if (status == LotStatus.Rejected) return _declareAnew(lot);
        if (status == LotStatus.Suspended || status == LotStatus.Revoked) revert NotEqual("taken for good", lot, 0);
        requireEqual("findings", lots.findingsAgainst(lot), 0);
    }

    /// @dev A rejected lot's grams are declared anew, in its place, where its producer may sign.
    function _declareAnew(uint256 lot) private {
        Entry storage entry = _entries[lot];
        (uint256 withheldGrams, uint256 producer) = (_withheldGrams[lot], entry.producer);
        uint48 kept = quotas.withheld(lot).grams;
        requireEqual("withheld", kept, withheldGrams);
        // No finding stands any more: of half of them anybody frees what is withheld, where nothing is of the lot whose place it took.
        if (lot % 2 == 0 && _release(lot)) return;
        Content memory declared = _identities[lot].content;
        (declared.replaces, declared.massGrams) = (lot, entry.left);
        (, bool ok) = _declare(producer, declared);
        if (!ok) return;
        kept = quotas.withheld(lot).grams;
        requireEqual("withheld for good", kept, 0);
    }

    /// @dev With fixed seeds each kind of outcome is come to, so that the laws are tried on what they speak of.
    function test_randomStatementsGetSomewhere() external {
        uint256[] memory times = new uint256[](_outcomes.length);
        for (uint256 sequence = 0; sequence < SEQUENCES && !_allReached(times); ++sequence) {
            uint256 beginning = vm.snapshotState();
            _play(sequence);
            this.invariant_everyLawHolds();
            for (uint256 i = 0; i < times.length; ++i) times[i] += _reached[_outcomes[i]];
            vm.revertToState(beginning);
        }
        for (uint256 i = 0; i < times.length; ++i) if (times[i] == 0) revert NeverReached(_outcomes[i]);
    }

    function _allReached(uint256[] memory times) private pure returns (bool) {
        for (uint256 i = 0; i < times.length; ++i) if (times[i] == 0) return false;
        return true;
    }

    /// @dev Random actions, which follow from the number of the sequence.
    function _play(uint256 sequence) private {
        bytes4[] memory actions = targetSelectors()[0].selectors;
        for (uint256 i = 0; i < STEPS; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(sequence, i)));
            bytes4 action = actions[seed % actions.length];
            (bool success, bytes memory reason) = address(this).call(
                abi.encodeWithSelector(action, seed >> 8, (seed >> 64) % 1e9, seed >> 16)
            );
            if (!success) revert UnexpectedFailure("step", reason);
        }
    }

    /// @dev All of them, after each step of one sequence: a sequence is dear, looking is not.
    function invariant_everyLawHolds() external view {
        _gramsAreConserved();
        _supplyIsInEnrolledHands();
        _headsAreReproducible();
        _recordsAreWhatWasStated();
        _quotasHold();
        _noElementGrows();
        _noCarbonIsLost();
        _nothingIsCertifiedThatNobodyMeasured();
        _certifiedGoodsKeepTheirCarbon();
        _noClaimImproves();
        _nobodyElseTakesAnything();
        _siteAccountsAreWhatWasStated();
        _holdsAreWhatWasStated();
        _noncesAreSpentOnce();
        _organisationHeadsAreReproducible();
    }

    /// @dev I1: certified = in hand + on the road + disputed + seized + retired + lost + made into others; and balances, and what is disputed,
    /// are what the book says.
    function _gramsAreConserved() private view {
        for (uint256 i = 0; i < lotIds.length; ++i) {
            uint256 lot = lotIds[i];
            Entry memory entry = _entries[lot];
            uint256 inHand = 0;
            for (uint256 holder = 0; holder < ORGANISATIONS; ++holder) {
                inHand += _heldAt(lot, holder, HOME) + _heldAt(lot, holder, ABROAD);
                uint256 balance = lots.balanceOf(organisation(holder), lot);
                requireEqual("balance", balance, _gramsOf(lot, holder));
            }
            requireEqual("disputed grams", _missingOnLedger(lot), entry.missing);
            uint256 sum = inHand + entry.onTheRoad + entry.missing + entry.retired + entry.lost + entry.consumed;
            sum += _seizedGrams[lot];
            requireEqual("certified grams", sum, _isToken(entry.status) ? entry.grams : 0);
        }
    }

    /// @dev What the ledger says that somebody has in a country, which is what the book says.
    function _heldAt(uint256 lot, uint256 holder, bytes2 country) private view returns (uint256 grams) {
        ILots.Stock memory stock = lots.stockOf(lot, organisation(holder), country);
        requireEqual("stock", stock.grams, _stocks[lot][holder][country].grams);
        requireEqual("transport carbon", stock.transportMilligrams, _stocks[lot][holder][country].carbon);
        return stock.grams;
    }

    /// @dev I7: what was ever minted and not burnt, by the events alone, is what the enrolled have in hand.
    function _supplyIsInEnrolledHands() private view {
        for (uint256 i = 0; i < lotIds.length; ++i) {
            uint256 inHand = 0;
            for (uint256 holder = 0; holder < ORGANISATIONS; ++holder) {
                inHand += lots.balanceOf(organisation(holder), lotIds[i]);
            }
            requireEqual("supply", inHand, supply[lotIds[i]]);
        }
    }

    /// @dev I4: the head is reproducible from the statements alone, and every statement is counted.
    function _headsAreReproducible() private view {
        for (uint256 i = 0; i < lotIds.length; ++i) {
            uint256 lot = lotIds[i];
            Entry memory entry = _entries[lot];
            Head memory head = lots.heads(lot);
            requireEqual("head", uint224(head.hash), uint224(entry.head));
            requireEqual("links", head.count, entry.links);
        }
    }

    /// @dev I8: a token exists exactly where a certificate was given; status, end and disputes are what was stated.
    function _recordsAreWhatWasStated() private view {
        for (uint256 i = 0; i < lotIds.length; ++i) {
            uint256 lot = lotIds[i];
            Entry memory entry = _entries[lot];
            ILots.Lot memory record = lots.lots(lot);
            requireEqual("status", uint8(record.status), uint8(entry.status));
            requireEqual("validUntil", record.validUntil, entry.validUntil);
            requireEqual("disputes", record.disputes, entry.disputes);
            requireEqual("footprint", record.footprintGramsPerKilogram, entry.footprint);
            requireEqual("mass", record.massGrams, _isToken(entry.status) ? entry.grams : entry.left);
        }
    }

    /// @dev I9: what is declared and not rejected is drawn, and never exceeds the quota.
    function _quotasHold() private view {
        for (uint256 producer = 0; producer < 2; ++producer) {
            uint256 grams = quotas.quotas(quota(producer)).drawnGrams;
            requireEqual("drawn", grams, drawn[producer]);
            uint256 quotaGrams = quotas.quotas(quota(producer)).grantedGrams;
            requireEqual("granted", quotaGrams, granted[producer]);
            if (grams > quotaGrams) revert NotEqual("quota", grams, quotaGrams);
        }
    }

    /// @dev I16: of no element is more found than was found in what was put in and tolerated, in all; nor in what is certified, may
    /// become so or stands in an account more than was found in what was put in certified and tolerated.
    function _noElementGrows() private view {
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            uint256 there = 0;
            uint256 certified = 0;
            for (uint256 i = 0; i < lotIds.length; ++i) {
                Content storage declared = _identities[lotIds[i]].content;
                uint256 amount = _remaining(lotIds[i]) * _foundOf(declared, e);
                there += amount;
                // A root that is no certificate yet, was refused one, or what never can be one, does not count.
                if (_isInCertified(lotIds[i])) certified += amount;
            }
            for (uint256 i = 0; i < _periods.length; ++i) {
                uint256 credit = _credits[MINER_A][_periods[i]][e] + _credits[MINER_B][_periods[i]][e];
                there += credit;
                certified += credit;
            }
            requireAtMost("element", there, _elementsIn[e]);
            requireAtMost("certified element", certified, _certifiedIn[e]);
        }
    }

    /// @dev I17: what is there, retired, lost, on the road or in an account carries all the carbon that was ever put in.
    function _noCarbonIsLost() private view {
        uint256 carbon = _carbonGone + _carbonOnTheRoad() + _carbonMissing + _carbonSeized;
        for (uint256 i = 0; i < _periods.length; ++i) {
            for (uint256 e = 0; e < ELEMENTS; ++e) {
                carbon += _waiting[MINER_A][_periods[i]][e] + _waiting[MINER_B][_periods[i]][e];
            }
        }
        for (uint256 i = 0; i < lotIds.length; ++i) {
            carbon += _remaining(lotIds[i]) * lots.lots(lotIds[i]).footprintGramsPerKilogram;
            for (uint256 holder = 0; holder < ORGANISATIONS; ++holder) {
                carbon += lots.transportOf(organisation(holder), lotIds[i]);
            }
        }
        requireAtMost("carbon put in", _carbonIn, carbon);
    }

    /// @dev I16: of no element is more found in what is certified, may become so or stands in an account, than laboratories measured in
    /// what was put in certified and the ledger drew on allowances; nor of all of them together.
    function _nothingIsCertifiedThatNobodyMeasured() private view {
        uint256 allowed = 0;
        for (uint256 by = MINER_A; by <= MINER_B; ++by) {
            allowed += policies.allowances(organisation(by), SITE).toleratedNanograms / 10;
            allowed += policies.allowances(organisation(by), 0).toleratedNanograms / 10;
        }
        uint256[ELEMENTS] memory certified;
        for (uint256 i = 0; i < lotIds.length; ++i) {
            uint256 lot = lotIds[i];
            // What was drawn for a certificate that is no more counts for nothing.
            if (!_isInCertified(lot)) allowed -= _entries[lot].unmeasured;
            else _addTo(certified, lot);
        }
        (uint256 there, uint256 measured) = (0, 0);
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            for (uint256 i = 0; i < _periods.length; ++i) {
                certified[e] += _creditOnLedger(MINER_A, _periods[i], e) + _creditOnLedger(MINER_B, _periods[i], e);
            }
            requireAtMost("certified element", certified[e], _measuredIn[e] + allowed);
            (there, measured) = (there + certified[e], measured + _measuredIn[e]);
        }
        requireAtMost("certified elements", there, measured + allowed);
    }

    /// @dev I17: what is certified or may become so, what was retired or lost of it and what stands in accounts bears the carbon that it
    /// brought and that journeys and processes added. What is lost takes its own share along at most.
    function _certifiedGoodsKeepTheirCarbon() private view {
        uint256 carbon = _carbonRetired + _carbonMissing + _carbonOnTheRoad() + _carbonSeized;
        for (uint256 i = 0; i < _periods.length; ++i) {
            carbon += _carbonInAccount(MINER_A, _periods[i]) + _carbonInAccount(MINER_B, _periods[i]);
        }
        for (uint256 i = 0; i < lotIds.length; ++i) {
            if (!_isInCertified(lotIds[i])) continue;
            carbon += _remaining(lotIds[i]) * lots.lots(lotIds[i]).footprintGramsPerKilogram;
            for (uint256 holder = 0; holder < HOLDERS; ++holder) {
                carbon += lots.transportOf(organisation(holder), lotIds[i]);
            }
        }
        requireAtMost("carbon owed", _carbonOwed, carbon);
    }

    /// @dev I19: whatever was packed, split, blended, deposited, renewed or corrected, a lot claims no stricter custody model than what it was
    /// made of; nor, where it was only packed, more primary data or a lower footprint; and it is certified by the scheme by whose
    /// terms it was made.
    function _noClaimImproves() private view {
        for (uint256 i = 0; i < lotIds.length; ++i) {
            uint256 lot = lotIds[i];
            Claim memory claim = _claims[lot];
            if (!claim.isSet) continue;
            ILots.Lot memory record = lots.lots(lot);
            requireAtMost("custody model", uint8(claim.strictest), uint8(record.custodyModel));
            requireAtMost("primary data", record.primaryDataPercent, claim.mostPrimaryPercent);
            requireAtMost("footprint", claim.leastFootprint, record.footprintGramsPerKilogram);
            uint16 bound = _entries[lot].bound;
            if (bound != 0) requireEqual("scheme", record.scheme, bound);
        }
    }

    /// @dev I25: a certificate is taken by its certifier or a regulator, a declaration by its producer or the certifier whom that named,
    /// and by nobody else, whatever the book says of it.
    function _nobodyElseTakesAnything() private view {
        for (uint256 i = 0; i < lotIds.length; ++i) {
            uint256 lot = lotIds[i];
            address taker = lots.takings(lot).organisation;
            LotStatus status = lots.lots(lot).status;
            if (taker == address(0) || status == LotStatus.Certified || status == LotStatus.Declared) continue;
            address certifier = organisation(_certifierOf(lot));
            address other =
                status == LotStatus.Rejected ? organisation(_entries[lot].producer) : organisation(REGULATOR);
            if (taker != certifier && taker != other) revert NotEqual("taker", uint160(taker), uint160(certifier));
        }
    }

    /// @dev I16, I17: sites' accounts hold what was deposited and not withdrawn; allowances are drawn on by what was tolerated.
    function _siteAccountsAreWhatWasStated() private view {
        for (uint256 by = MINER_A; by <= MINER_B; ++by) {
            uint256 tolerated = policies.allowances(organisation(by), SITE).toleratedNanograms;
            requireEqual("tolerated", tolerated, 10 * _tolerated[by]);
            uint256 unmeasured = policies.allowances(organisation(by), 0).toleratedNanograms;
            requireEqual("not measured", unmeasured, 10 * _unmeasured[by]);
            for (uint256 i = 0; i < _periods.length; ++i) {
                ISiteAccounts.Credit[ELEMENTS] memory credits = _account(by, _periods[i]);
                for (uint256 e = 0; e < ELEMENTS; ++e) {
                    requireEqual("credit", credits[e].nanograms, 10 * _credits[by][_periods[i]][e]);
                    requireEqual("carbon that waits", credits[e].carbonMilligrams, _waiting[by][_periods[i]][e]);
                }
            }
        }
    }

    /// @dev I28, I31: every hold and every seizure is its author's, ends when that said last, and is on those parts alone that it was said to be
    /// on, or that grams of its consignment came to.
    function _holdsAreWhatWasStated() private view {
        for (uint256 i = 0; i < _holds.length; ++i) {
            Held memory held = _holds[i];
            if (!_isInForce(i)) continue;
            ICustoms.Holding memory holding = customs.holdings(held.lot, held.digest);
            requireEqual("end of a hold", holding.until, held.until);
            requireEqual("author of a hold", uint160(holding.authority), uint160(organisation(held.by)));
            for (uint256 holder = 0; holder < HOLDERS; ++holder) {
                _requireOnPart(i, holder, HOME);
                _requireOnPart(i, holder, ABROAD);
            }
        }
        for (uint256 i = 0; i < _seized.length; ++i) {
            ISeizures.Seizure memory seizure = seizures.seizures(_seized[i].digest);
            requireEqual("seized", seizure.stock.grams, _seized[i].grams);
            requireEqual("seized carbon", seizure.stock.transportMilligrams, _seized[i].carbon);
            requireEqual("seized from", uint160(seizure.holder), uint160(organisation(_seized[i].holder)));
        }
    }

    function _requireOnPart(uint256 index, uint256 holder, bytes2 country) private view {
        Held storage held = _holds[index];
        bool isOn = customs.isOnPart(held.lot, held.digest, organisation(holder), country);
        if (isOn != _isOn(index, holder, country)) revert NotEqual("part of a hold", held.lot, holder);
    }

    /// @dev I3: the nonce of a statement that was included is spent, by its organisation alone; one that was refused is not.
    function _noncesAreSpentOnce() private view {
        for (uint256 n = 0; n < nonce; ++n) {
            for (uint256 index = 0; index < ORGANISATIONS; ++index) {
                bool spent = participants.isNonceSpent(organisation(index), n);
                if (spent != (_spent[n] && _ownerOf[n] == index)) revert NotEqual("spender of nonce", n, index);
            }
        }
    }

    /// @dev I4: an organisation's head lists every act of governance about it, and nothing else.
    function _organisationHeadsAreReproducible() private view {
        for (uint256 index = 0; index < ORGANISATIONS; ++index) {
            Head memory head = participants.heads(organisation(index));
            requireEqual("organisation's head", uint224(head.hash), uint224(_offices[index].head));
            requireEqual("organisation's links", head.count, _offices[index].links);
        }
    }

    function _addTo(uint256[ELEMENTS] memory sums, uint256 lot) private view {
        Content storage declared = _identities[lot].content;
        for (uint256 e = 0; e < ELEMENTS; ++e) sums[e] += _remaining(lot) * _foundOf(declared, e);
    }

    function _creditOnLedger(uint256 by, uint256 period, uint256 e) private view returns (uint256) {
        return _account(by, period)[e].nanograms / 10;
    }

    function _carbonInAccount(uint256 by, uint256 period) private view returns (uint256 carbon) {
        ISiteAccounts.Credit[ELEMENTS] memory credits = _account(by, period);
        for (uint256 e = 0; e < ELEMENTS; ++e) carbon += credits[e].carbonMilligrams;
    }

    function _account(uint256 by, uint256 period) private view returns (ISiteAccounts.Credit[ELEMENTS] memory) {
        return siteAccounts.creditsOf(organisation(by), SITE, Process.Beneficiation, uint32(period));
    }
}
