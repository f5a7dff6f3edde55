// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC1155MetadataURI} from "@openzeppelin/contracts/token/ERC1155/extensions/IERC1155MetadataURI.sol";
import {Movement} from "./IMovementRules.sol";
import {LotRecord} from "../libraries/LotRecords.sol";
import {Allocation, AttestationKind, CustodyModel, Form, Head, LotStatus, Outcome} from "../types/Types.sol";

/// @title Lots: the certificate token
/// @notice An ERC-1155 id is a certified lot and its balance is grams. Only enrolled modules write; a holder cannot move
/// grams past custody, so plain transfers and approvals revert.
/// @dev Recipients are not called back (ERC-1155's receiver hook): whoever receives grams has signed for them, which says
/// more than a hook does, and no receiver can re-enter or refuse what is already on its way.
interface ILots is IERC1155MetadataURI {
    /// @dev One storage slot. Everything else declared is in the content that the lot's id commits to.
    /// @param status Where the lot stands.
    /// @param form Physical form.
    /// @param disputes Number of findings that stand against the lot, one an attester; 255 stands for more.
    /// @param massGrams Declared net dry mass, in grams, less what its producer transformed before it was certified.
    /// @param footprintGramsPerKilogram Gross footprint, in g CO2e per kg: as declared, or as corrected since.
    /// @param validUntil Last second (inclusive) of the certificate; Unix time.
    /// @param scheme Scheme of the certificate. Before there is one, the scheme under which the lot was made by a transformation:
    /// it can be certified under no other; zero if any may certify it.
    /// @param certifier Serial number of the organisation that certified; before that, of the one that the producer named.
    /// @param producer Serial number of the declaring organisation.
    /// @param country ISO 3166-1 alpha-2 code of the country of the producing site: the lot's grams begin there.
    /// @param producedAt End of production, Unix time in seconds.
    /// @param custodyModel ISO 22095 model under which the lot is claimed.
    /// @param allocation How process emissions were shared among co-products.
    /// @param primaryDataPercent Share of the footprint that rests on primary data, in whole percents, rounded down.
    /// @param isOpen Whether the producer left open who certifies.
    struct Lot {
        LotStatus status;
        Form form;
        uint8 disputes;
        uint48 massGrams;
        uint24 footprintGramsPerKilogram;
        uint32 validUntil;
        uint16 scheme;
        uint16 certifier;
        uint16 producer;
        bytes2 country;
        uint48 producedAt;
        CustodyModel custodyModel;
        Allocation allocation;
        uint8 primaryDataPercent;
        bool isOpen;
    }

    /// @param digest Digest of the statement that suspended, revoked or rejected.
    /// @param organisation Organisation that stated it.
    struct Taking {
        bytes32 digest;
        address organisation;
    }

    /// @param digest Digest of the statement that raised the footprint.
    /// @param organisation Organisation that stated it.
    /// @param formerGramsPerKilogram Footprint on record before, in g CO2e per kg.
    struct Correction {
        bytes32 digest;
        address organisation;
        uint24 formerGramsPerKilogram;
    }

    /// @param record Its record.
    /// @param number What stands for the producer's lot number (`Contents.numberOf`).
    /// @param replaces Rejected lot whose place it takes; zero if none.
    struct Made {
        LotRecord record;
        uint256 number;
        uint256 replaces;
    }

    /// @param organisation The attesting organisation.
    /// @param serial Its serial number.
    /// @param judges Whether it attests as one who judges: laboratory, verifier or customs.
    struct Attester {
        address organisation;
        uint16 serial;
        bool judges;
    }

    /// @dev What a holder has of a lot in one country; one storage slot, so that the carbon follows the grams.
    /// @param grams Grams in hand.
    /// @param transportMilligrams Transport carbon of these grams, in mg CO2e.
    struct Stock {
        uint48 grams;
        uint208 transportMilligrams;
    }

    /// @dev An examination that conforms and counts.
    /// @param attestation First half of the attestation's digest: enough to tell it from every other of its attester.
    /// @param attester Serial number of the attesting organisation.
    /// @param occurredAt Unix time of the examination.
    /// @param figure What was measured, in the unit of the kind; zero where the kind measures nothing. Of a weight the grams that the scale
    /// missed of what the lot had then; of an assay what `Excesses` reads in it.
    struct Examination {
        bytes16 attestation;
        uint16 attester;
        uint48 occurredAt;
        uint64 figure;
    }

    event ModuleEnrolled(address indexed module, bool enrolled);
    /// @notice The metadata URI of every lot was set.
    event MetadataURISet(string uri);
    event MovementRulesSet(address[] rules);
    /// @notice The rules of movements failed when they were told of an arrival, which completed all the same.
    event MovementRulesFailed(address indexed rules, bytes32 indexed digest);

    /// @notice An attestation that stood was taken back or set aside. `DoesNotConform`: one finding fewer stands against the lot.
    /// `Conforms`: those of others stand as before.
    /// @param occurredAt Unix time of the newest examination of the kind that still stands; zero if none does.
    event Unattested(
        uint256 indexed lot,
        bytes32 indexed attestation,
        AttestationKind kind,
        Outcome outcome,
        uint48 occurredAt
    );

    /// @notice A revoked certificate was taken back to the declaration: its grams are burned, and it may be certified again.
    /// @param scheme Scheme by whose terms it was made, and under which alone it can be certified; zero if by none.
    event Uncertified(uint256 indexed lot, uint16 scheme);

    error ModuleNotEnrolled(address module);
    error PlainTransferDisabled();
    error ApprovalDisabled();
    error RulesTooMany(uint256 count);
    error RulesNamedTwice(address rules);
    error RulesNotAContract(address rules);
    error GasMissing(uint256 leftGas, uint256 neededGas);
    error ListsDiffer(uint256 holders, uint256 lots);
    error StockMissing(uint256 lot, address holder, bytes2 country, uint256 heldGrams, uint256 wantedGrams);
    error LotUnknown(uint256 lot);
    error OccurredBeforeMade(uint256 lot, uint48 occurredAt, uint48 producedAt);
    error FindingStands(uint256 lot, address attester, bytes32 finding);
    error AttestationNotStanding(bytes32 attestation);
    error LotAlreadyDeclared(uint256 lot);
    error LotNotDeclared(uint256 lot, LotStatus status);
    error LotNotCertified(uint256 lot, LotStatus status);
    error LotNotSuspended(uint256 lot, LotStatus status);
    error SchemeDiffers(uint256 lot, uint16 scheme, uint16 madeUnder);
    error LotNumberTaken(uint256 lot);
    error CertifierIsProducer(uint256 lot);
    error TakingMismatch(uint256 lot, bytes32 stated, bytes32 standing);
    error CertificateExpired(uint256 lot, uint32 validUntil);
    error GramsZero(uint256 lot);
    error GramsMissing(uint256 lot, uint48 grams, uint48 leftGrams);
    error LotOfAnother(uint256 lot, uint16 producer);
    error LotElsewhere(uint256 lot, bytes2 madeIn, bytes2 country);
    error CorrectionNotStanding(uint256 lot, bytes32 correction);
    error FootprintNotHigher(uint256 lot, uint24 footprintGramsPerKilogram, uint24 recordedGramsPerKilogram);

    /// @notice Enrols or withdraws a module that may write. Governance only.
    function enrolModule(address module, bool enrolled) external;

    /// @notice Sets the metadata URI (ERC-1155 `{id}` substitution). Governance only.
    function setURI(string calldata newUri) external;

    /// @notice Sets who is asked, in this order, before grams leave a hand, and told when they arrive. Governance only.
    /// @dev Requirements: four at most, each a contract, each once.
    function setMovementRules(address[] calldata rules) external;

    /// @notice Rules of movements say that they are about other movements from now on. Does nothing for whoever is none of them.
    function renewConcern() external;

    /// @notice Marks a lot as watched, for good: rules that are about watched lots are asked about it. Modules only.
    function watch(uint256 lot) external;

    /// @notice Records a declared lot and starts its dossier. Modules only.
    /// @dev Requirements: the id is new; a certifier who is named is another than the producer; the producer has no other lot of that
    /// number, but a rejected one that this one replaces and that cannot be brought back.
    function declare(uint256 lot, bytes32 digest, Made calldata made) external;

    /// @notice Certifies a declared lot and mints its grams to the producer, in the country where they were made. Modules only.
    function certify(
        uint256 lot,
        bytes32 digest,
        address producer,
        uint16 certifier,
        uint16 scheme,
        uint32 validUntil
    ) external;

    /// @notice Rejects what is left of a declared lot. Modules only.
    /// @param movement Of one lot, with all grams that are left of it: to the rules of movements it is consumed.
    /// @param bequeathed Where it is for ever: what stands for its lot number, which passes to the lot that takes its place. Zero where it
    /// can be set aside.
    /// @dev Requirements: some grams are left; the rules of movements allow it.
    function reject(Movement calldata movement, address organisation, uint256 bequeathed) external;

    /// @notice Suspends a certificate. Modules only.
    /// @param takesPlace Whether it takes the place of a suspension that stands.
    /// @dev Requirement: certified (an expired certificate can still be suspended or revoked).
    function suspend(uint256 lot, bytes32 digest, address organisation, bool takesPlace) external;

    /// @notice Lifts a suspension. Modules only.
    /// @dev Requirement: the suspension that it names stands.
    function reinstate(uint256 lot, bytes32 digest, bytes32 suspension) external;

    /// @notice Sets aside the suspension, revocation or rejection that stands, and that it names. Modules only.
    function setAside(uint256 lot, bytes32 digest, bytes32 statement) external;

    /// @notice Revokes a certificate. Modules only.
    /// @dev Unless it is final, the lot is declared again where its producer has all of its grams, they bear no transport carbon, and
    /// no other organisation's suspension stands.
    /// Requirement: certified or suspended.
    function revoke(uint256 lot, bytes32 digest, address organisation, address producer, bool isFinal) external;

    /// @notice Moves the end of a certificate. Modules only.
    /// @dev Requirements: certified; where the lot was made by a scheme's terms, under that scheme.
    function renew(uint256 lot, bytes32 digest, uint16 certifier, uint16 scheme, uint32 validUntil) external;

    /// @notice Takes back an attestation that stands: the finding of this attester, or its examination of the kind. Modules only.
    /// @dev Requirement: it stands. What its attester examined anew since, what never counted or was never made cannot be taken back.
    function unattest(
        uint256 lot,
        bytes32 digest,
        address attester,
        AttestationKind kind,
        bytes32 attestation
    ) external;

    /// @notice Sets an attestation aside that stands: the finding of this attester, or an examination of its. Modules only.
    /// @param serial Serial number of the attester.
    /// @dev Requirement: it stands.
    function overrule(uint256 lot, bytes32 digest, address attester, uint16 serial, bytes32 attestation) external;

    /// @notice Notes in the dossiers of lots a statement that moves nothing. Modules only.
    function note(bytes32 digest, uint256[] calldata ids) external;

    /// @notice Notes an attestation: extends the dossier, keeps a conforming one, counts a finding. Modules only.
    /// @dev One examination of each attester stands, its newest, beside those of others: an older one that is stated later leaves it.
    /// A producer's own word certifies nothing, but stands against itself. Other producers' words, competitors' among them, are
    /// kept in the dossier and count neither way. One finding of each attester stands at a time: a second one is refused, and
    /// says which one to take back first.
    /// Requirement: the lot was made by then.
    /// @param occurredAt Unix time of the examination.
    /// @param figure What was measured, in the unit of the kind.
    /// @return record The lot as it was before.
    function attest(
        uint256 lot,
        bytes32 digest,
        Attester calldata attester,
        AttestationKind kind,
        Outcome outcome,
        uint48 occurredAt,
        uint64 figure
    ) external returns (LotRecord record);

    /// @notice Records a higher footprint than was declared or recorded before. Modules only.
    /// @param organisation Organisation that states it.
    function correct(uint256 lot, bytes32 digest, address organisation, uint24 footprint) external;

    /// @notice Takes the footprint back to what it was before a correction. What was corrected after it rests on it, and goes with it.
    /// Modules only.
    /// @param correction Digest of the statement that raised the footprint.
    /// @dev Requirement: the correction stands.
    /// @return organisation Organisation that stated it.
    /// @return footprint Footprint on record now, in g CO2e per kg.
    function uncorrect(
        uint256 lot,
        bytes32 digest,
        bytes32 correction
    ) external returns (address organisation, uint24 footprint);

    /// @notice Takes grams of lots out of a holder's hand, onto the road. Modules only.
    /// @dev Requirements: the rules of movements do not forbid it; lot by lot: made by `occurredAt`; certified, not expired; grams above
    /// zero; held by `holder` in `fromCountry`. A lot stands there once.
    /// @return carried Transport carbon that goes along with each lot's grams, in mg CO2e: of what the holder has, exactly their
    /// share, rounded up.
    function depart(Movement calldata movement) external returns (uint256[] memory carried);

    /// @notice Puts grams of lots from the road, or from an authority that seized them, into a recipient's hand; some may be none. Modules only.
    /// @dev Always completes, whatever became of the certificates meanwhile: the ledger follows the goods. The grams come to
    /// `toCountry`. The rules of movements are told, and cannot hold it up. No arrival is stated of a time before its departure
    /// (`Custody`), and so of none before the lots were made.
    /// @param carried Transport carbon that each lot's grams bring along, in mg CO2e.
    function arrive(Movement calldata movement, uint256[] calldata carried) external;

    /// @notice Takes grams of one lot out of a holder's hand for an authority that seizes them. Modules only.
    /// @dev Requirements: grams above zero; held by `holder` in `fromCountry`. Neither the certificate nor a rule of movements stops it: the
    /// rules are told, and cannot hold it up.
    /// @return carried Transport carbon that goes along, as for `depart`.
    function seize(Movement calldata movement) external returns (uint256 carried);

    /// @notice Notes in the dossiers of lots on the road that they go another way. Modules only.
    /// @dev Always completes: that goods go elsewhere is nothing that a rule could forbid. The rules of movements are told, and have gas to
    /// judge every lot in every country of `route`.
    function reroute(Movement calldata movement) external;

    /// @notice Moves grams of one lot from hand to hand, with their share of the holder's transport carbon. Modules only.
    /// @dev Requirements as for `depart`.
    function move(Movement calldata movement) external;

    /// @notice Takes grams of one lot out of the ledger. Modules only.
    /// @dev Requirements as for `depart`.
    function retire(Movement calldata movement) external;

    /// @notice Takes grams that something is made from, of certified lots out of the holder's hand in `fromCountry`, of its own
    /// lots that are not certified out of what is left of them; and records lots that are made in `toCountry`, as `declare` does.
    /// Modules only.
    /// @param movement What is taken; no lots where what is made comes from elsewhere.
    /// @param serial Serial number of the holder.
    /// @param ids Lots that are made; none where what is taken goes elsewhere.
    /// @param numbers What stands for their lot numbers (`Contents.numberOf`), one for each.
    /// @param made Their records, one for each, but for the producer, who is the holder.
    /// @dev Requirements: the rules of movements do not forbid it; what is made as for `declare`, replacing nothing; input by input:
    /// made by `occurredAt`; grams above zero; certified, not expired and held by the holder there, or declared by it (uncertifiable
    /// lots too) and left with these grams.
    /// @return taken The inputs' lots as they were before.
    /// @return carried Transport carbon of each input's grams, in mg CO2e.
    function transform(
        Movement calldata movement,
        uint16 serial,
        uint256[] calldata ids,
        uint256[] calldata numbers,
        LotRecord[] calldata made
    ) external returns (LotRecord[] memory taken, uint256[] memory carried);

    /// @notice Transport carbon of the grams of a lot in a holder's hand, in mg CO2e, wherever they are.
    function transportOf(address holder, uint256 lot) external view returns (uint256);

    /// @notice What a holder has of a lot in one country.
    function stockOf(uint256 lot, address holder, bytes2 country) external view returns (Stock memory);

    /// @notice Countries in which a holder ever held anything, each once, in the order in which it first did.
    function countriesOf(address holder) external view returns (bytes2[] memory);

    /// @notice Who is asked before grams leave a hand, and told when they arrive, in this order.
    function movementRules() external view returns (address[] memory);

    /// @notice Head of the acts of governance about this contract: enrolments of modules, metadata URI, rules of movements.
    function settings() external view returns (Head memory);

    function lots(uint256 lot) external view returns (Lot memory);
    /// @notice What `lots` answers, in one word for other contracts.
    function records(uint256 lot) external view returns (LotRecord);

    /// @notice The examinations of a kind that stand on a lot, one of each attester, in no order.
    function examinations(uint256 lot, AttestationKind kind) external view returns (Examination[] memory);

    /// @notice Unix time of the newest examination of a kind that stands on a lot; zero if none does.
    function examinedAt(uint256 lot, AttestationKind kind) external view returns (uint48);

    /// @notice The least and the greatest figure among the examinations of a kind that stand on a lot; zeros if none does. Who has to
    /// reckon with the least favourable one takes it from here, so that no second opinion hides the first.
    function figuresOf(uint256 lot, AttestationKind kind) external view returns (uint64 least, uint64 greatest);

    /// @notice Whether an assay or a weighing that stands on a lot was made by an organisation, by its serial number.
    function isLaboratoryOf(uint256 lot, uint16 organisation) external view returns (bool);

    /// @notice Digest of the finding of an attester that stands against a lot; zero if none does.
    function findings(uint256 lot, address attester) external view returns (bytes32);

    /// @notice How many findings stand against a lot, one an attester.
    function findingsAgainst(uint256 lot) external view returns (uint256);

    function heads(uint256 lot) external view returns (Head memory);

    /// @notice Heads of several lots, in their order: a verdict compares those of all that went into a lot.
    function headsOf(uint256[] calldata lots) external view returns (Head[] memory);

    /// @notice The suspension, revocation or rejection that stands on a lot and can be set aside; zeros if none.
    function takings(uint256 lot) external view returns (Taking memory);

    /// @notice Corrections of a lot's footprint that stand, the oldest first.
    function corrections(uint256 lot) external view returns (Correction[] memory);

    /// @notice Whether a producer's lot number stands for a lot.
    /// @param number In the upper 31 bytes `keccak256(abi.encode(producer, all characters but the last))`, without the hash's own lowest
    /// byte; in the lowest the last character.
    function isNumberTaken(uint256 number) external view returns (bool);
    function modules(address module) external view returns (bool);
}
