// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ELEMENTS, Head} from "../types/Types.sol";

/// @title Policies: what governance allows, prices and means
/// @notice Tolerance and prices that a scheme lends to transformations; what a site may take on tolerance and on detection limits;
/// what a reason means for a lot's descendants. Kept apart from the modules that read them, so that a module can be replaced and
/// nothing granted or drawn is lost.
interface IPolicies {
    /// @param toleranceBasisPoints By how much of an element's input its output may exceed it, drawn on the site's allowance.
    /// @param prices Price of each element, per kg as element, in the smallest unit of one currency; zero where it has
    /// none. Economic allocation needs one for every element that is found.
    struct Terms {
        uint16 toleranceBasisPoints;
        uint32[ELEMENTS] prices;
    }

    /// @dev Under site 0 stands what an organisation may have certified beyond what its lots' examinations measured.
    /// What a site may still take on tolerance and on detection limits, summed over the elements, in nanograms.
    /// @param toleranceNanograms Granted for what comes out, or is certified, beyond what can have been there.
    /// @param toleratedNanograms Drawn of it.
    /// @param relianceNanograms Granted for what is found in outputs where the inputs' assays found less, within their limits.
    /// @param reliedNanograms Drawn of it.
    struct Allowance {
        uint64 toleranceNanograms;
        uint64 toleratedNanograms;
        uint64 relianceNanograms;
        uint64 reliedNanograms;
    }

    /// @notice How much weight a verdict on a descendant gives to the reason for which an ancestor was suspended, revoked or rejected.
    enum InheritancePolicy {
        Default,
        Ignore,
        Flag,
        Invalidate
    }

    event TermsSet(uint16 indexed scheme, Terms terms);
    event AllowanceGranted(
        address indexed organisation,
        uint64 indexed site,
        uint64 toleranceNanograms,
        uint64 relianceNanograms
    );
    event AllowanceDrawn(
        address indexed organisation,
        uint64 indexed site,
        bytes32 indexed digest,
        uint256 toleratedNanograms,
        uint256 reliedNanograms
    );
    event InheritancePolicySet(uint16 indexed reason, InheritancePolicy policy);

    error NotAModule(address caller);
    error ToleranceTooWide(uint16 basisPoints, uint16 maximumBasisPoints);
    error AllowanceBelowDrawn(address organisation, uint64 site);
    error ToleranceExhausted(address organisation, uint64 site, uint256 neededNanograms, uint256 leftNanograms);
    error RelianceExhausted(address organisation, uint64 site, uint256 neededNanograms, uint256 leftNanograms);

    /// @notice Sets tolerance and prices of a scheme for transformations. Governance only.
    /// @dev Requirement: a tolerance of at most `TOLERANCE_MAXIMUM`.
    function setTerms(uint16 scheme, Terms calldata terms) external;

    /// @notice Grants a site what it may take on tolerance and detection limits in all. Governance only.
    /// @dev Requirement: not less than was drawn.
    function grantAllowance(
        address organisation,
        uint64 site,
        uint64 toleranceNanograms,
        uint64 relianceNanograms
    ) external;

    /// @notice Sets what a reason means for the descendants of a lot. Governance only. Nothing propagates on the ledger:
    /// whoever judges a descendant reads it here.
    function setInheritancePolicy(uint16 reason, InheritancePolicy policy) external;

    /// @notice Draws on a site's allowance. Modules that `ILots` knows only.
    /// @param digest Digest of the statement that draws on it.
    /// @dev Requirement: so much is left.
    function draw(
        address organisation,
        uint64 site,
        bytes32 digest,
        uint256 toleratedNanograms,
        uint256 reliedNanograms
    ) external;

    /// @notice Draws on a producer's allowance what is certified of a lot and was never measured: what is declared beyond what assay and
    /// scale found, within their tolerances. Of several that stand the one counts that found least: a second laboratory hides nothing of
    /// what the first did not find. What was drawn for the lot before counts towards it. That is no site's doing, so it stands under site 0.
    /// Modules that `ILots` knows only.
    /// @param digest Digest of the certificate, or of its renewal.
    /// @dev Requirement: so much is left.
    function drawUnmeasured(uint256 lot, bytes32 digest) external;

    function terms(uint16 scheme) external view returns (Terms memory);
    function allowances(address organisation, uint64 site) external view returns (Allowance memory);
    function inheritancePolicies(uint16 reason) external view returns (InheritancePolicy);

    /// @notice Head of a scheme's terms: each time they are set is a link. Inheritance policies, which are no scheme's, are links
    /// of the head of scheme 0.
    function termsHeads(uint16 scheme) external view returns (Head memory);

    /// @notice Head of a site's allowance: each grant is a link, and each draw, by the hash of
    /// `abi.encode(digest of the statement, tolerated nanograms, relied nanograms)`.
    function allowanceHeads(address organisation, uint64 site) external view returns (Head memory);
}
