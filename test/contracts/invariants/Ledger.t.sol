// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable func-name-mixedcase

import {ILots} from "../../../contracts/interfaces/ILots.sol";
import {ISiteAccounts} from "../../../contracts/interfaces/ISiteAccounts.sol";
import {Content, ELEMENTS, Head, LotStatus, Process} from "../../../contracts/types/Types.sol";
import {Hasher} from "./Hasher.sol";
import {Maker} from "./Maker.sol";
import {NotEqual, requireAtMost, requireEqual, vm} from "./Vm.sol";

/// @dev The invariants of docs/invariants.md, after any sequence of statements. One contract acts and judges: every `new` of
/// the ledger compiles it once more.
contract LedgerInvariants is Maker {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function setUp() external {
        _hasher = new Hasher();
        _deploy();
        _openBooks();
        _stock();
    }

    /// @dev A few lots to begin with, most of them certified: else most of a run goes by before there is anything to move.
    function _stock() private {
        for (uint256 i = 0; i < 6; ++i) this.declare(i, 1e9 - 1);
        for (uint256 i = 0; i < 12; ++i) this.certify((i << 32) | (1 + (i % 7)));
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(this);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        bytes4[] memory actions = new bytes4[](25);
        actions[0] = this.advance.selector;
        actions[1] = this.declare.selector;
        actions[2] = this.certify.selector;
        actions[3] = this.reject.selector;
        actions[4] = this.dispute.selector;
        actions[5] = this.takeBack.selector;
        actions[6] = this.suspend.selector;
        actions[7] = this.reinstate.selector;
        actions[8] = this.revoke.selector;
        actions[9] = this.renew.selector;
        actions[10] = this.dispatch.selector;
        actions[11] = this.close.selector;
        actions[12] = this.handOver.selector;
        actions[13] = this.retire.selector;
        actions[14] = this.govern.selector;
        actions[15] = this.timeOut.selector;
        actions[16] = this.bypass.selector;
        actions[17] = this.beneficiate.selector;
        actions[18] = this.split.selector;
        actions[19] = this.blend.selector;
        actions[20] = this.repackage.selector;
        actions[21] = this.deposit.selector;
        actions[22] = this.withdraw.selector;
        actions[23] = this.correctFootprint.selector;
        actions[24] = this.settle.selector;
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(this), actions);
    }

    /// @dev I6: whatever was done, every consignment that is still open comes back by governance in the end, and every dispute is
    /// ended by it; then nothing is on the road, and nothing is missing.
    function afterInvariant() external {
        vm.warp(block.timestamp + custody.TIME_OUT());
        while (_openConsignments() != 0) {
            uint256 before = _openConsignments();
            _timeOut(0);
            requireEqual("open consignments", _openConsignments(), before - 1);
        }
        while (_disputes() != 0) _endDispute();
        for (uint256 i = 0; i < lotIds.length; ++i) {
            requireEqual("on the road", _entries[lotIds[i]].onTheRoad, 0);
            requireEqual("missing", _entries[lotIds[i]].missing, 0);
        }
        _requireConservation();
        _requireSupply();
    }

    /// @dev I1: certified = held + on the road + disputed + retired + lost + made into others; and balances, and what is disputed,
    /// are what the book says.
    function invariant_gramsAreConserved() external view {
        _requireConservation();
    }

    /// @dev I7: what was ever minted and not burnt, by the events alone, is what the enrolled have in hand.
    function invariant_supplyIsInEnrolledHands() external view {
        _requireSupply();
    }

    /// @dev I4: the head is reproducible from the statements alone, and every statement is counted.
    function invariant_headsAreReproducible() external view {
        for (uint256 i = 0; i < lotIds.length; ++i) {
            uint256 lot = lotIds[i];
            Entry memory entry = _entries[lot];
            Head memory head = lots.heads(lot);
            requireEqual("head", uint224(head.hash), uint224(entry.head));
            requireEqual("links", head.count, entry.links);
        }
    }

    /// @dev I8: a token exists exactly where a certificate was given; status, end and disputes are what was stated.
    function invariant_recordsAreWhatWasStated() external view {
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
    function invariant_quotasHold() external view {
        for (uint256 producer = 0; producer < 2; ++producer) {
            uint256 grams = certification.quotas(quota(producer)).drawnGrams;
            requireEqual("drawn", grams, drawn[producer]);
            uint256 quotaGrams = certification.quotas(quota(producer)).grantedGrams;
            requireEqual("granted", quotaGrams, granted[producer]);
            if (grams > quotaGrams) revert NotEqual("quota", grams, quotaGrams);
        }
    }

    /// @dev I16: of no element is more found than was found in what was put in and tolerated, in all; nor in what is certified, may
    /// become so or stands in an account more than was found in what was put in certified and tolerated.
    function invariant_noElementGrows() external view {
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            uint256 there = 0;
            uint256 certified = 0;
            for (uint256 i = 0; i < lotIds.length; ++i) {
                LotStatus status = _entries[lotIds[i]].status;
                Content storage declared = _identities[lotIds[i]].content;
                uint256 amount = _remaining(lotIds[i]) * _foundOf(declared, e);
                there += amount;
                // A root that is no certificate yet, was refused one, or what never can be one, does not count.
                bool mayBecome = declared.quota == 0 && status != LotStatus.Uncertifiable;
                if (_isToken(status) || mayBecome) certified += amount;
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
    function invariant_noCarbonIsLost() external view {
        uint256 carbon = _carbonGone + _carbonOnTheRoad() + _carbonMissing;
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

    /// @dev I16, I17: sites' accounts hold what was deposited and not withdrawn; allowances are drawn on by what was tolerated.
    function invariant_siteAccountsAreWhatWasStated() external view {
        for (uint256 by = MINER_A; by <= MINER_B; ++by) {
            uint256 tolerated = policies.allowances(organisation(by), SITE).toleratedNanograms;
            requireEqual("tolerated", tolerated, 10 * _tolerated[by]);
            for (uint256 i = 0; i < _periods.length; ++i) {
                ISiteAccounts.Credit[ELEMENTS] memory credits = siteAccounts.creditsOf(
                    organisation(by),
                    SITE,
                    Process.Beneficiation,
                    uint32(_periods[i])
                );
                for (uint256 e = 0; e < ELEMENTS; ++e) {
                    requireEqual("credit", credits[e].nanograms, 10 * _credits[by][_periods[i]][e]);
                    requireEqual("carbon that waits", credits[e].carbonMilligrams, _waiting[by][_periods[i]][e]);
                }
            }
        }
    }

    /// @dev I3: the nonce of a statement that was included is spent, by its organisation alone; one that was refused is not.
    function invariant_noncesAreSpentOnce() external view {
        for (uint256 n = 0; n < nonce; ++n) {
            for (uint256 index = 0; index < ORGANISATIONS; ++index) {
                bool spent = participants.isNonceSpent(organisation(index), n);
                if (spent != (_spent[n] && _ownerOf[n] == index)) revert NotEqual("spender of nonce", n, index);
            }
        }
    }

    /// @dev I4: an organisation's head lists every act of governance about it, and nothing else.
    function invariant_organisationHeadsAreReproducible() external view {
        for (uint256 index = 0; index < ORGANISATIONS; ++index) {
            Head memory head = participants.heads(organisation(index));
            requireEqual("organisation's head", uint224(head.hash), uint224(_offices[index].head));
            requireEqual("organisation's links", head.count, _offices[index].links);
        }
    }

    function _requireSupply() private view {
        for (uint256 i = 0; i < lotIds.length; ++i) {
            uint256 inHand = 0;
            for (uint256 holder = 0; holder < ORGANISATIONS; ++holder) {
                inHand += lots.balanceOf(organisation(holder), lotIds[i]);
            }
            requireEqual("supply", inHand, supply[lotIds[i]]);
        }
    }

    function _requireConservation() private view {
        for (uint256 i = 0; i < lotIds.length; ++i) {
            uint256 lot = lotIds[i];
            Entry memory entry = _entries[lot];
            uint256 inHand = 0;
            for (uint256 holder = 0; holder < ORGANISATIONS; ++holder) {
                uint256 balance = lots.balanceOf(organisation(holder), lot);
                requireEqual("balance", balance, held[lot][holder]);
                uint256 carried = lots.transportOf(organisation(holder), lot);
                requireEqual("transport carbon", carried, transport[lot][holder]);
                inHand += balance;
            }
            requireEqual("disputed grams", _missingOnLedger(lot), entry.missing);
            uint256 sum = inHand + entry.onTheRoad + entry.missing + entry.retired + entry.lost + entry.consumed;
            requireEqual("certified grams", sum, _isToken(entry.status) ? entry.grams : 0);
        }
    }

    /// @dev Grams of a lot that were not made into others, wherever they are.
    function _remaining(uint256 lot) private view returns (uint256) {
        Entry storage entry = _entries[lot];
        return _isToken(entry.status) ? entry.grams - entry.consumed : entry.left;
    }

    function _isToken(LotStatus status) private pure returns (bool) {
        return status == LotStatus.Certified || status == LotStatus.Suspended || status == LotStatus.Revoked;
    }
}
