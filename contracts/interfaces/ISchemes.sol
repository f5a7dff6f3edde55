// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LotRecord} from "../libraries/LotRecords.sol";
import {Allocation, CustodyModel, Form, Head} from "../types/Types.sol";

/// @title Schemes: under which terms lots are certified, and by whom
/// @notice A scheme is dated terms, thresholds of its carbon classes, and accredited certifiers. It stands apart from the modules that
/// ask for it, so that a module can be replaced and every scheme goes on.
interface ISchemes {
    /// @param validFrom First second (inclusive) at which the scheme certifies.
    /// @param validUntil Last second (inclusive) at which the scheme certifies.
    /// @param suspendedFrom First second (inclusive) of a suspension; zero if none.
    /// @param suspendedUntil Last second (inclusive) of a suspension; zero if none.
    /// @param attestations Mask of the attestation kinds a certificate needs (bit = `AttestationKind`).
    /// @param forms Mask of the forms it certifies (bit = `Form`).
    /// @param maximumAgeDays How many days ago the examination behind a needed attestation may have been made.
    /// @param maximumValidityDays How many days a certificate may stand.
    /// @param custodyModels Mask of the custody models it certifies (bit = `CustodyModel`).
    /// @param allocations Mask of the allocation rules it certifies (bit = `Allocation`).
    /// @param minimumPrimaryDataPercent Share of a footprint that has to rest on primary data, in whole percents.
    struct Scheme {
        uint40 validFrom;
        uint40 validUntil;
        uint40 suspendedFrom;
        uint40 suspendedUntil;
        uint8 attestations;
        uint16 forms;
        uint16 maximumAgeDays;
        uint16 maximumValidityDays;
        uint8 custodyModels;
        uint8 allocations;
        uint8 minimumPrimaryDataPercent;
    }

    /// @param isSet Whether the scheme classes the form.
    /// @param lowCarbonGramsPerKilogram Residual footprint up to which (inclusive) a lot is low-carbon, in g CO2e per kg.
    /// @param zeroCarbonGramsPerKilogram The same for zero-carbon.
    struct Threshold {
        bool isSet;
        uint24 lowCarbonGramsPerKilogram;
        uint24 zeroCarbonGramsPerKilogram;
    }

    /// @param validFrom First second (inclusive) of the accreditation.
    /// @param validUntil Last second (inclusive) of the accreditation.
    struct Accreditation {
        uint48 validFrom;
        uint48 validUntil;
    }

    event SchemeSet(uint16 indexed scheme, string name, Scheme terms);
    event ThresholdSet(
        uint16 indexed scheme,
        Form indexed form,
        uint24 lowCarbonGramsPerKilogram,
        uint24 zeroCarbonGramsPerKilogram
    );
    event Accredited(uint16 indexed scheme, address indexed organisation, uint48 validFrom, uint48 validUntil);

    error SchemeInvalid(uint16 scheme);
    error SchemeUnknown(uint16 scheme);
    error SchemeNotInForce(uint16 scheme);
    error ThresholdInvalid(uint16 scheme, Form form);
    error ThresholdIsSet(uint16 scheme, Form form);
    error CustodyModelNotCovered(uint16 scheme, CustodyModel custodyModel);
    error AllocationNotCovered(uint16 scheme, Allocation allocation);
    error PrimaryDataTooLow(uint16 scheme, uint8 percent, uint8 minimumPercent);
    error NotAccredited(uint16 scheme, address organisation);
    error FormNotCovered(uint16 scheme, Form form);

    /// @notice Sets a scheme's terms. Governance only. Certificates already given keep their own dates.
    /// @dev Requirements: a window, at least one form, custody model and allocation rule, a validity of at least a day; only
    /// assay, weight, process and footprint can be needed; one that has thresholds keeps asking for verified process emissions
    /// and footprint.
    function setScheme(uint16 scheme, string calldata name, Scheme calldata terms) external;

    /// @notice Sets from which residual footprint on a scheme classes lots of a form as low-carbon and zero-carbon. Governance only.
    /// @dev Once for ever, so that a certificate's class never changes behind its back; other thresholds are another scheme.
    /// Requirements: the scheme covers the form, and asks for verified process emissions and footprint; zero at or below low.
    function setThreshold(
        uint16 scheme,
        Form form,
        uint24 lowCarbonGramsPerKilogram,
        uint24 zeroCarbonGramsPerKilogram
    ) external;

    /// @notice Accredits a certifier for a scheme, or changes the window; one that has ended withdraws it. Governance only.
    function accredit(uint16 scheme, address organisation, uint48 validFrom, uint48 validUntil) external;

    /// @notice Reverts unless a scheme is in force in this block: set, in its window, not suspended; and covers forms.
    /// @param forms Mask of the forms (bit = `Form`); zero for any.
    function requireInForce(uint16 scheme, uint16 forms) external view;

    /// @notice Reverts unless an organisation is accredited for a scheme, and the scheme is in force and covers a form, in this block.
    function requireCertifier(uint16 scheme, address organisation, Form form) external view;

    /// @notice Reverts unless an organisation may certify a lot under a scheme in this block, as far as the scheme's terms and the lot's
    /// record say.
    /// @dev Requirements: as for `requireCertifier`; the scheme covers custody model, allocation rule and share of primary data.
    /// @return terms Terms of the scheme, for what depends on more than the record.
    function requireCertifiable(
        uint16 scheme,
        address organisation,
        LotRecord lot
    ) external view returns (Scheme memory terms);

    function thresholds(uint16 scheme, Form form) external view returns (Threshold memory);
    function schemes(uint16 scheme) external view returns (Scheme memory);
    function accreditations(uint16 scheme, address organisation) external view returns (Accreditation memory);

    /// @notice Head of a scheme: its terms, thresholds and accreditations, each time they are set, are links.
    function heads(uint16 scheme) external view returns (Head memory);
}
