// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ICertification} from "./interfaces/ICertification.sol";
import {ILots} from "./interfaces/ILots.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IQuotas} from "./interfaces/IQuotas.sol";
import {Contents} from "./libraries/Contents.sol";
import {Dossiers} from "./libraries/Dossiers.sol";
import {LotRecord} from "./libraries/LotRecords.sol";
import {Content, Form, Head} from "./types/Types.sol";

/// @title Quotas: what may be declared without parents (documented in `IQuotas`)
contract Quotas is IQuotas, AccessManaged {
    using Dossiers for Head;

    IParticipants public immutable PARTICIPANTS;
    ILots public immutable LOTS;

    mapping(bytes32 quota => Quota) private _quotas;
    mapping(bytes32 quota => Head) private _heads;
    /// @dev Grams of rejected lots against which a finding stood, or which an authority watched. They wait for a declaration that names
    /// the lot, and are withheld again where that one is rejected, too.
    mapping(uint256 lot => Withheld) private _withheld;

    modifier onlyModule() {
        if (!LOTS.modules(msg.sender)) revert ILots.ModuleNotEnrolled(msg.sender);
        _;
    }

    constructor(address authority, IParticipants participants, ILots lots) AccessManaged(authority) {
        PARTICIPANTS = participants;
        LOTS = lots;
    }

    /// @inheritdoc IQuotas
    function grantQuota(
        bytes32 quota,
        address organisation,
        QuotaKind kind,
        bytes2 country,
        uint96 grantedGrams,
        uint48 validFrom,
        uint48 validUntil
    ) external restricted {
        Quota storage record = _quotas[quota];
        bool known = record.kind != QuotaKind.None;
        if (
            quota == 0 ||
            kind == QuotaKind.None ||
            validUntil < validFrom ||
            !Contents.isCountry(country) ||
            (known && (record.organisation != organisation || record.kind != kind || record.country != country))
        ) revert QuotaInvalid(quota);
        if (!known) PARTICIPANTS.requireActive(organisation);
        if (grantedGrams < record.drawnGrams) revert QuotaBelowDrawn(quota, grantedGrams, record.drawnGrams);
        record.organisation = organisation;
        record.kind = kind;
        record.country = country;
        record.grantedGrams = grantedGrams;
        record.validFrom = validFrom;
        record.validUntil = validUntil;
        _heads[quota].extend(
            keccak256(
                abi.encodeCall(
                    this.grantQuota,
                    (quota, organisation, kind, country, grantedGrams, validFrom, validUntil)
                )
            )
        );
        emit QuotaGranted(quota, organisation, kind, country, grantedGrams, validFrom, validUntil);
    }

    /// @inheritdoc IQuotas
    function draw(
        uint256 lot,
        address organisation,
        Content calldata content
    ) external onlyModule returns (QuotaKind kind) {
        if (content.replaces != 0) _returnFor(content.replaces, lot, content);
        return _draw(organisation, content);
    }

    /// @inheritdoc IQuotas
    function giveBack(uint256 lot, bytes32 quota) external onlyModule {
        if (_quotas[quota].kind == QuotaKind.None) revert QuotaUnknown(quota);
        LotRecord record = LOTS.records(lot);
        // What its producer has transformed meanwhile was drawn for good.
        uint48 grams = record.massGrams();
        bool isFree = record.disputes() == 0 && !record.isWatched() && _withheld[lot].quota == 0;
        if (isFree) _quotas[quota].drawnGrams -= grams;
        else (_withheld[lot].quota, _withheld[lot].grams) = (quota, grams);
    }

    /// @inheritdoc IQuotas
    function release(uint256 lot) external {
        Withheld memory kept = _withheld[lot];
        // Check: something is withheld, and no finding is left for which it has to be.
        if (kept.quota == 0) revert NothingWithheld(lot);
        LotRecord record = LOTS.records(lot);
        uint8 disputes = record.disputes();
        if (disputes != 0) revert ICertification.LotIsDisputed(lot, disputes);
        if (record.isWatched()) revert LotIsWatched(lot);
        if (kept.replaces != 0 && _withheld[kept.replaces].quota != 0) revert ReplacedLotWithheld(lot, kept.replaces);
        // Effect: the quota has the grams back.
        delete _withheld[lot];
        _quotas[kept.quota].drawnGrams -= kept.grams;
        emit Released(lot, kept.quota, kept.grams);
    }

    /// @inheritdoc IQuotas
    function quotas(bytes32 quota) external view returns (Quota memory) {
        return _quotas[quota];
    }

    /// @inheritdoc IQuotas
    function withheld(uint256 lot) external view returns (Withheld memory) {
        return _withheld[lot];
    }

    /// @inheritdoc IQuotas
    function heads(bytes32 quota) external view returns (Head memory) {
        return _heads[quota];
    }

    function _draw(address organisation, Content calldata content) private returns (QuotaKind kind) {
        Quota storage quota = _quotas[content.quota];
        kind = quota.kind;
        if (kind == QuotaKind.None) revert QuotaUnknown(content.quota);
        if (quota.organisation != organisation) revert QuotaNotHeld(content.quota, organisation);
        if (block.timestamp < quota.validFrom || block.timestamp > quota.validUntil) {
            revert QuotaNotInForce(content.quota, quota.validFrom, quota.validUntil);
        }
        if (quota.country != content.country) {
            revert QuotaCountryMismatch(content.quota, quota.country, content.country);
        }
        // What was mined or collected here cannot come from elsewhere; only opening stock has a past.
        if (kind != QuotaKind.OpeningStock && quota.country != content.originCountry) {
            revert QuotaCountryMismatch(content.quota, quota.country, content.originCountry);
        }
        Form form = content.form;
        if (
            (kind == QuotaKind.Extraction && form != Form.Ore && form != Form.Concentrate) ||
            (kind == QuotaKind.Collection && form != Form.Scrap)
        ) revert QuotaFormMismatch(content.quota, kind, form);
        uint256 remaining = quota.grantedGrams - quota.drawnGrams;
        if (content.massGrams > remaining) revert QuotaExceeded(content.quota, content.massGrams, remaining);
        quota.drawnGrams += content.massGrams;
    }

    /// @dev Gives back to its quota what was withheld of a rejected lot, as far as the lot that takes its place has need of it. Who
    /// rejects that one finds its grams withheld, too.
    function _returnFor(uint256 replaced, uint256 lot, Content calldata content) private {
        Withheld storage kept = _withheld[replaced];
        if (kept.quota == 0) return;
        uint48 grams = kept.grams < content.massGrams ? kept.grams : content.massGrams;
        kept.grams -= grams;
        _quotas[kept.quota].drawnGrams -= grams;
        (_withheld[lot].quota, _withheld[lot].replaces) = (content.quota, replaced);
    }
}
