// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable max-states-count

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {Attestations} from "../../../contracts/Attestations.sol";
import {Certification} from "../../../contracts/Certification.sol";
import {Custody} from "../../../contracts/Custody.sol";
import {Customs} from "../../../contracts/Customs.sol";
import {Lots} from "../../../contracts/Lots.sol";
import {Participants} from "../../../contracts/Participants.sol";
import {Policies} from "../../../contracts/Policies.sol";
import {Processing} from "../../../contracts/Processing.sol";
import {Quotas} from "../../../contracts/Quotas.sol";
import {Retirements} from "../../../contracts/Retirements.sol";
import {Schemes} from "../../../contracts/Schemes.sol";
import {Seizures} from "../../../contracts/Seizures.sol";
import {SiteAccounts} from "../../../contracts/SiteAccounts.sol";
import {Statements} from "../../../contracts/Statements.sol";
import {IAttestations} from "../../../contracts/interfaces/IAttestations.sol";
import {IParticipants} from "../../../contracts/interfaces/IParticipants.sol";
import {IPolicies} from "../../../contracts/interfaces/IPolicies.sol";
import {IQuotas} from "../../../contracts/interfaces/IQuotas.sol";
import {ISchemes} from "../../../contracts/interfaces/ISchemes.sol";
import {Allocation, Content, CustodyModel, Form, Role} from "../../../contracts/types/Types.sol";
import {Shares} from "./Shares.sol";
import {deploy, vm} from "./Vm.sol";

/// @dev A ledger to deploy, with ten organisations of one key each, a quota for each of two miners, and two schemes that
/// need an assay and a weight. Whoever deploys it governs it.
abstract contract World {
    using Shares for uint256[2];

    uint256 public constant ORGANISATIONS = 10;
    uint256 internal constant MINER_A = 0;
    uint256 internal constant MINER_B = 1;
    uint256 internal constant CARRIER = 2;
    uint256 internal constant BUYER = 3;
    /// @dev The first four may hold goods.
    uint256 internal constant HOLDERS = 4;
    uint256 internal constant LABORATORY = 4;
    uint256 internal constant VERIFIER = 5;
    uint256 internal constant REGULATOR = 6;
    uint256 internal constant CUSTOMS = 7;
    uint256 internal constant SECOND_LABORATORY = 8;
    uint256 internal constant SECOND_VERIFIER = 9;
    /// @dev Nobody: never enrolled.
    uint256 internal constant STRANGER = 10;

    uint48 internal constant START = 1_750_000_000;
    uint96 internal constant QUOTA_GRAMS = 5e9;
    uint16 internal constant SCHEME = 1;
    uint16 internal constant SECOND_SCHEME = 2;
    /// @dev The two countries in which goods are.
    bytes2 internal constant HOME = "CN";
    bytes2 internal constant ABROAD = "JP";
    uint64 internal constant SITE = 6_901_234_567_892;
    uint16 internal constant TOLERANCE_BASIS_POINTS = 50;
    /// @dev So little that it is drained.
    uint64 internal constant ALLOWANCE_NANOGRAMS = 2e12;
    /// @dev For what producers declare beyond what was measured: drained now and then, too.
    uint64 internal constant UNMEASURED_NANOGRAMS = 5e16;

    AccessManager public manager;
    Participants public participants;
    Lots public lots;
    Certification public certification;
    Custody public custody;
    Attestations public attestations;
    Policies public policies;
    Quotas public quotas;
    Schemes public schemes;
    Processing public processing;
    SiteAccounts public siteAccounts;
    Retirements public retirements;
    Customs public customs;
    Seizures public seizures;
    Statements public batch;

    /// @dev The one role that each organisation has.
    mapping(uint256 index => Role) internal _roleOf;
    /// @dev How many keys an organisation had before the one it signs with now.
    mapping(uint256 index => uint256) internal _generation;

    function _deploy() internal {
        vm.warp(START);
        manager = new AccessManager(address(this));
        participants = Participants(deploy("contracts/Participants.sol:Participants", abi.encode(manager)));
        lots = Lots(deploy("contracts/Lots.sol:Lots", abi.encode(manager, "")));
        policies = Policies(deploy("contracts/Policies.sol:Policies", abi.encode(manager, participants, lots)));
        quotas = Quotas(deploy("contracts/Quotas.sol:Quotas", abi.encode(manager, participants, lots)));
        schemes = Schemes(deploy("contracts/Schemes.sol:Schemes", abi.encode(manager, participants)));
        certification = Certification(
            deploy(
                "contracts/Certification.sol:Certification",
                abi.encode(manager, participants, lots, policies, quotas, schemes)
            )
        );
        custody = Custody(deploy("contracts/Custody.sol:Custody", abi.encode(manager, participants, lots)));
        attestations = Attestations(
            deploy("contracts/Attestations.sol:Attestations", abi.encode(manager, participants, lots))
        );
        processing = Processing(
            deploy("contracts/Processing.sol:Processing", abi.encode(participants, lots, policies, schemes))
        );
        siteAccounts = SiteAccounts(deploy("contracts/SiteAccounts.sol:SiteAccounts", abi.encode(participants, lots)));
        retirements = Retirements(deploy("contracts/Retirements.sol:Retirements", abi.encode(participants, lots)));
        batch = Statements(deploy("contracts/Statements.sol:Statements", ""));
        _enrolModules();
        attestations.setTolerances(IAttestations.Tolerances(200, 200, 50));
        _enrol(MINER_A, Role.Miner);
        _enrol(MINER_B, Role.Miner);
        _enrol(CARRIER, Role.Carrier);
        _enrol(BUYER, Role.Buyer);
        _enrol(LABORATORY, Role.Laboratory);
        _enrol(VERIFIER, Role.Verifier);
        _enrol(REGULATOR, Role.Regulator);
        _enrol(CUSTOMS, Role.Customs);
        _enrol(SECOND_LABORATORY, Role.Laboratory);
        _enrol(SECOND_VERIFIER, Role.Verifier);
        _grantQuota(MINER_A);
        _grantQuota(MINER_B);
        _setScheme(SCHEME);
        _setScheme(SECOND_SCHEME);
        IPolicies.Terms memory terms;
        terms.toleranceBasisPoints = TOLERANCE_BASIS_POINTS;
        policies.setTerms(SCHEME, terms);
        policies.grantAllowance(organisation(MINER_A), SITE, ALLOWANCE_NANOGRAMS, 0);
        policies.grantAllowance(organisation(MINER_B), SITE, ALLOWANCE_NANOGRAMS, 0);
        policies.grantAllowance(organisation(MINER_A), 0, UNMEASURED_NANOGRAMS, 0);
        policies.grantAllowance(organisation(MINER_B), 0, UNMEASURED_NANOGRAMS, 0);
    }

    function _enrolModules() private {
        _enrolModule(address(certification));
        _enrolModule(address(custody));
        _enrolModule(address(attestations));
        _enrolModule(address(processing));
        _enrolModule(address(siteAccounts));
        _enrolModule(address(retirements));
        _enrolModule(deploy("contracts/UnitCodes.sol:UnitCodes", abi.encode(participants, lots, address(0))));
        address routes = deploy("contracts/Routes.sol:Routes", abi.encode(participants, lots, custody));
        customs = Customs(
            deploy("contracts/Customs.sol:Customs", abi.encode(manager, participants, lots, custody, routes))
        );
        _enrolModule(address(customs));
        seizures = Seizures(
            deploy("contracts/Seizures.sol:Seizures", abi.encode(manager, participants, lots, customs))
        );
        _enrolModule(address(seizures));
        // As on every ledger: whatever moves is asked for.
        address control = deploy("contracts/ExportControl.sol:ExportControl", abi.encode(manager, participants, lots));
        _enrolModule(control);
        address[] memory rules = new address[](2);
        (rules[0], rules[1]) = (address(customs), control);
        lots.setMovementRules(rules);
    }

    function organisation(uint256 index) public pure returns (address) {
        return address(uint160(0xA000 + index));
    }

    function privateKey(uint256 index) internal view returns (uint256) {
        return 0x1000 + index + 0x100 * _generation[index];
    }

    function key(uint256 index) internal view returns (address) {
        return vm.addr(privateKey(index));
    }

    function quota(uint256 index) public pure returns (bytes32) {
        return bytes32(0xE000 + index);
    }

    function domain(address module) internal view returns (bytes32) {
        (, string memory name, string memory version, uint256 chain, address verifier, , ) = IERC5267(module)
            .eip712Domain();
        return
            keccak256(
                abi.encode(
                    keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                    keccak256(bytes(name)),
                    keccak256(bytes(version)),
                    chain,
                    verifier
                )
            );
    }

    function digestOf(address module, bytes32 structHash) internal view returns (bytes32) {
        return keccak256(abi.encodePacked("\x19\x01", domain(module), structHash));
    }

    function sign(uint256 index, bytes32 digest) internal view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(privateKey(index), digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev A concentrate of 40 % cerium, 15 % neodymium and 4 % lanthanum, as much as a limit of detection may be; of the others nothing
    /// was found.
    function content(uint256 producer, uint48 grams, bytes32 salt) internal view returns (Content memory result) {
        for (uint256 e = 0; e < 17; ++e) result.partsPerHundredMillion.set(e, 1_000);
        result.partsPerHundredMillion.set(2, 4_000_000);
        result.partsPerHundredMillion.set(3, 40_000_000);
        result.partsPerHundredMillion.set(5, 15_000_000);
        result.notFound = 0x1ffff & ~uint32((1 << 2) | (1 << 3) | (1 << 5));
        result.form = Form.Concentrate;
        result.custodyModel = CustodyModel.Segregated;
        result.massGrams = grams;
        result.originCountry = "CN";
        result.deposit = "Bayan Obo";
        result.country = HOME;
        result.site = SITE;
        result.footprintGramsPerKilogram = 18_000;
        result.footprintMethod = 1;
        result.allocation = Allocation.Mass;
        result.primaryDataBasisPoints = 5_000;
        result.producedAt = uint48(block.timestamp);
        result.quota = quota(producer);
        result.documents = salt;
        result.certifier = organisation(VERIFIER);
    }

    /// @dev What was found of an element, in parts per million: a limit of detection is none.
    function _foundOf(Content memory some, uint256 e) internal pure returns (uint256) {
        return (some.notFound >> e) & 1 == 0 ? some.partsPerHundredMillion.get(e) : 0;
    }

    function _enrolModule(address module) private {
        participants.enrolModule(module, IParticipants.ModuleStatus.Active, 30 days);
        lots.enrolModule(module, true);
    }

    function _setScheme(uint16 scheme) private {
        schemes.setScheme(
            scheme,
            "Invariants",
            ISchemes.Scheme({
                validFrom: uint40(START),
                validUntil: type(uint40).max,
                suspendedFrom: 0,
                suspendedUntil: 0,
                attestations: 6,
                forms: type(uint16).max & 0x1fe,
                maximumAgeDays: 3650,
                maximumValidityDays: 365,
                custodyModels: 0x3e,
                allocations: 6,
                minimumPrimaryDataPercent: 0
            })
        );
        schemes.accredit(scheme, organisation(VERIFIER), START, type(uint48).max);
        schemes.accredit(scheme, organisation(SECOND_VERIFIER), START, type(uint48).max);
    }

    function _enrol(uint256 index, Role role) private {
        _roleOf[index] = role;
        participants.enrol(organisation(index), "Organisation", "CN", 0);
        participants.grantRole(organisation(index), role, 0, 0, 0, type(uint48).max);
        participants.addKey(organisation(index), key(index), 0x3f, 0, type(uint48).max);
    }

    function _grantQuota(uint256 index) private {
        quotas.grantQuota(
            quota(index),
            organisation(index),
            IQuotas.QuotaKind.Extraction,
            "CN",
            QUOTA_GRAMS,
            0,
            type(uint48).max
        );
    }
}
