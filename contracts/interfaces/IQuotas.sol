// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Content, Form, Head} from "../types/Types.sol";

/// @title Quotas: what may be declared without parents
/// @notice Nothing enters from nowhere: a lot without parents draws on a quota that governance granted. Quotas, what was drawn on
/// them and what is withheld of rejected lots stand here, apart from the modules that draw, so that a module can be replaced and nothing
/// is stranded.
interface IQuotas {
    enum QuotaKind {
        None,
        Extraction,
        Collection,
        OpeningStock
    }

    /// @param organisation Organisation that may draw on it.
    /// @param validFrom First second (inclusive) at which it may be drawn on.
    /// @param validUntil Last second (inclusive) at which it may be drawn on.
    /// @param grantedGrams Grams granted.
    /// @param drawnGrams Grams drawn by declarations that were not rejected.
    /// @param kind Extraction: ore and concentrate by a miner. Collection: scrap by a recycler. Opening stock: any form.
    /// @param country Country of the producing site it is granted for; except for opening stock also the country of origin.
    struct Quota {
        address organisation;
        uint48 validFrom;
        uint48 validUntil;
        uint96 grantedGrams;
        uint96 drawnGrams;
        QuotaKind kind;
        bytes2 country;
    }

    /// @param quota Quota that the grams go back to; zero if nothing is withheld, nor would be.
    /// @param replaces Lot whose place it takes, if grams of that one were withheld; zero if none.
    /// @param grams Grams withheld.
    struct Withheld {
        bytes32 quota;
        uint256 replaces;
        uint48 grams;
    }

    event QuotaGranted(
        bytes32 indexed quota,
        address indexed organisation,
        QuotaKind kind,
        bytes2 country,
        uint96 grantedGrams,
        uint48 validFrom,
        uint48 validUntil
    );

    /// @notice What was withheld of a lot is free: no finding stands any more. Its grams are back at the quota.
    event Released(uint256 indexed lot, bytes32 indexed quota, uint48 grams);

    error NothingWithheld(uint256 lot);
    error LotIsWatched(uint256 lot);
    error ReplacedLotWithheld(uint256 lot, uint256 replaces);
    error QuotaUnknown(bytes32 quota);
    error QuotaInvalid(bytes32 quota);
    error QuotaNotHeld(bytes32 quota, address organisation);
    error QuotaNotInForce(bytes32 quota, uint48 validFrom, uint48 validUntil);
    error QuotaCountryMismatch(bytes32 quota, bytes2 granted, bytes2 declared);
    error QuotaFormMismatch(bytes32 quota, QuotaKind kind, Form form);
    error QuotaExceeded(bytes32 quota, uint256 requestedGrams, uint256 remainingGrams);
    error QuotaBelowDrawn(bytes32 quota, uint96 grantedGrams, uint96 drawnGrams);

    /// @notice Grants a quota, or changes its grams and window. Governance only.
    /// @dev Requirements: holder, kind and country of a quota never change; grams never fall below what was drawn.
    function grantQuota(
        bytes32 quota,
        address organisation,
        QuotaKind kind,
        bytes2 country,
        uint96 grantedGrams,
        uint48 validFrom,
        uint48 validUntil
    ) external;

    /// @notice Draws a declared lot's grams on the quota that its content names. Modules that `ILots` knows only.
    /// @param lot Lot that is declared.
    /// @param organisation Its producer.
    /// @return kind Kind of the quota, which says in which role a producer draws on it.
    /// @dev Requirements: the quota is held, in force, of that country, fits the form, and has the grams left. What was mined or
    /// collected under a quota originates where the quota is granted. What is withheld of the lot that this one replaces goes back
    /// to its quota before, as far as this one has need of it.
    function draw(uint256 lot, address organisation, Content calldata content) external returns (QuotaKind kind);

    /// @notice Gives back to its quota what is left of a rejected lot. Modules that `ILots` knows only.
    /// @param quota Quota on which the lot drew.
    /// @dev Where a finding stands against the lot, or an authority watches it, the grams are withheld for declarations that name the lot in `replaces`, and
    /// withheld again where such a one is rejected: nobody leaves a finding behind by declaring the goods anew without naming the lot.
    function giveBack(uint256 lot, bytes32 quota) external;

    /// @notice Gives back to its quota what is withheld of a lot once every finding against it was taken back or overruled. Anybody may
    /// call it.
    /// @dev Requirements: something is withheld, or would be; no finding stands against the lot; no authority ever held it
    /// or linked a finding to it, as a declaration that names it then says so for good; what was withheld of the lot whose place
    /// it takes was released before, so that the finding against that one is not left behind.
    function release(uint256 lot) external;

    function quotas(bytes32 quota) external view returns (Quota memory);

    /// @notice What is withheld of a rejected lot against which a finding stood, or which an authority watched. Of a lot that takes the place of such a one nothing is
    /// withheld yet, but would be if it was rejected.
    function withheld(uint256 lot) external view returns (Withheld memory);

    /// @notice Head of a quota: every grant of it is a link. What was drawn on it stands in the dossiers of lots.
    function heads(bytes32 quota) external view returns (Head memory);
}
