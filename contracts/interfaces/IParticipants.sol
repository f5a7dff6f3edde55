// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Head, Role, Scope, Signer} from "../types/Types.sol";

/// @title Participants: who may state what
/// @notice Organisations, their roles and signing keys; the one place where a statement's authority is judged.
interface IParticipants {
    enum OrganisationStatus {
        None,
        Active,
        Suspended
    }

    enum ModuleStatus {
        None,
        Active,
        Closing
    }

    /// @param status Whether the organisation may state anything now.
    /// @param serial Number of the organisation, from 1, in the order of enrolment.
    /// @param roles Mask of the roles ever granted; each role's window is in its grant.
    /// @param country ISO 3166-1 alpha-2 code of the country of registration.
    /// @param enrolledAt Unix time of enrolment.
    /// @param suspendedAt Unix time of the last suspension; zero if never.
    /// @param homeRole Role of the first grant for the organisation's own country and all its sites; kept here as well,
    /// so that most statements need not look a grant up.
    /// @param homeFrom First second (inclusive) of that grant.
    /// @param homeUntil Last second (inclusive) of that grant; zero if there is none.
    struct Organisation {
        OrganisationStatus status;
        uint16 serial;
        uint16 roles;
        bytes2 country;
        uint48 enrolledAt;
        uint48 suspendedAt;
        Role homeRole;
        uint48 homeFrom;
        uint48 homeUntil;
    }

    /// @param validFrom First second (inclusive) at which the role authorises.
    /// @param validUntil Last second (inclusive) at which the role authorises.
    /// @param site Global Location Number of the one site it is granted for; zero for every site in the country.
    struct RoleGrant {
        uint48 validFrom;
        uint48 validUntil;
        uint64 site;
    }

    /// @param scopes Mask of the scopes the key may sign.
    /// @param validFrom First second (inclusive) at which the key may sign.
    /// @param validUntil Last second (inclusive) at which the key may sign.
    /// @param revokedAt Unix time of revocation; zero while not revoked.
    /// @param compromisedSince Unix time from which the key's statements are suspect; zero if none.
    struct Key {
        uint32 scopes;
        uint48 validFrom;
        uint48 validUntil;
        uint48 revokedAt;
        uint48 compromisedSince;
    }

    /// @param status Whether the module may open business, only close what it opened, or nothing.
    /// @param latenessSeconds How far a statement's `occurredAt` may lie back.
    struct Module {
        ModuleStatus status;
        uint32 latenessSeconds;
    }

    /// @param digest EIP-712 digest that was signed.
    /// @param scope What the key needs to be allowed to sign.
    /// @param roles Mask of the roles of which the organisation needs one.
    /// @param country Country in which the role is needed; zero for the organisation's own.
    /// @param site Site for which the role is needed; `ANY_SITE` where statements of the kind name none; zero where this one
    /// could have named it and did not, so that a role bound to a site does not fit.
    /// @param occurredAt Unix time of what is stated; the block's own where the statement carries none.
    /// @param opens Whether the statement opens business (a closing module may only close).
    struct Requirement {
        bytes32 digest;
        Scope scope;
        uint16 roles;
        bytes2 country;
        uint64 site;
        uint48 occurredAt;
        bool opens;
    }

    /// @notice Withdraws a nonce that was never used, so that a statement signed with it can no longer be included.
    /// @param cancelled Nonce to withdraw.
    struct Cancel {
        uint256 cancelled;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice An organisation's own change of keys: adds one, withdraws one, or both.
    /// @param newKey Key to add; zero if none.
    /// @param scopes Scopes of the new key.
    /// @param validFrom First second (inclusive) at which the new key may sign.
    /// @param validUntil Last second (inclusive) at which the new key may sign.
    /// @param withdrawnKey Key to withdraw for ever; zero if none.
    /// @param compromisedSince Unix time from which the withdrawn key's statements are suspect; zero if it was not compromised.
    struct RotateKey {
        address newKey;
        uint32 scopes;
        uint48 validFrom;
        uint48 validUntil;
        address withdrawnKey;
        uint48 compromisedSince;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    event OrganisationEnrolled(
        address indexed organisation,
        uint16 serial,
        string name,
        bytes2 country,
        uint64 globalLocationNumber
    );
    event OrganisationSuspended(address indexed organisation);
    event OrganisationReinstated(address indexed organisation);
    event RoleGranted(
        address indexed organisation,
        Role indexed role,
        bytes2 indexed country,
        uint64 site,
        uint48 validFrom,
        uint48 validUntil
    );
    event KeyAdded(
        address indexed organisation,
        address indexed key,
        uint32 scopes,
        uint48 validFrom,
        uint48 validUntil
    );
    event KeyRevoked(address indexed organisation, address indexed key, uint48 compromisedSince);
    event ModuleEnrolled(address indexed module, ModuleStatus status, uint32 latenessSeconds);
    event Cancelled(bytes32 indexed digest, address indexed organisation, Cancel statement, bytes signature);

    event KeyRotated(bytes32 indexed digest, address indexed organisation, RotateKey statement, bytes signature);

    error ScopesInvalid(uint32 scopes);
    error RotationEmpty(address organisation);
    error OrganisationUnknown(address organisation);
    error OrganisationAlreadyEnrolled(address organisation);
    error OrganisationIsSuspended(address organisation, uint48 suspendedAt);
    error OrganisationIsActive(address organisation);
    error OrganisationNameInvalid(uint256 length);
    error KeyUnknown(address organisation, address key);
    error KeyAlreadyAdded(address organisation, address key);
    error KeyIsRevoked(address organisation, address key, uint48 revokedAt);
    error KeyNotInForce(address organisation, address key, uint48 validFrom, uint48 validUntil);
    error KeyOutOfScope(address organisation, address key, Scope scope);
    error RoleNotHeld(address organisation, uint16 roles, bytes2 country, uint64 site);
    error WindowInvalid(uint48 validFrom, uint48 validUntil);
    error CountryInvalid(bytes2 country);
    error CompromiseInFuture(uint48 compromisedSince);
    error ModuleNotEnrolled(address module);
    error ModuleIsClosing(address module);
    error StatementNotYetValid(uint48 validAfter, uint256 blockTime);
    error StatementExpired(uint48 validBefore, uint256 blockTime);
    error OccurredInFuture(uint48 occurredAt, uint256 blockTime);
    error OccurredTooLongAgo(uint48 occurredAt, uint256 earliest);
    error NonceSpent(address organisation, uint256 nonce);
    error SignatureInvalid(address key, bytes32 digest);

    /// @notice Enrols an organisation. Governance only.
    /// @dev Requirements: not enrolled yet; name of 1 to 100 bytes; two capital letters as country.
    function enrol(address organisation, string calldata name, bytes2 country, uint64 globalLocationNumber) external;

    /// @notice Stops an organisation's statements at once. Goods of others stay movable. Governance only.
    function suspend(address organisation) external;

    /// @notice Lets a suspended organisation state again. Governance only.
    function reinstate(address organisation) external;

    /// @notice Grants a role for a country, or changes its window or site; a window that has ended withdraws it. Governance only.
    /// @dev Grants add up: a role granted for every country holds in a country whose own grant has ended.
    /// @param country Country in which the role holds; zero for every country.
    function grantRole(
        address organisation,
        Role role,
        bytes2 country,
        uint64 site,
        uint48 validFrom,
        uint48 validUntil
    ) external;

    /// @notice Adds a signing key: an externally owned account, or a contract wallet (ERC-1271). Governance only.
    /// @dev Requirements: a key not added before; a mask of known scopes; a window.
    function addKey(address organisation, address key, uint32 scopes, uint48 validFrom, uint48 validUntil) external;

    /// @notice Revokes a key for ever; of one that is revoked already, says anew since when it was compromised, so that no organisation
    /// condemns for good what it signed and sold. Governance only.
    /// @param compromisedSince Unix time from which the key's statements are suspect; zero if it was not compromised.
    function revokeKey(address organisation, address key, uint48 compromisedSince) external;

    /// @notice Enrols a module, or sets it to closing, or sets its lateness. Governance only.
    function enrolModule(address module, ModuleStatus status, uint32 latenessSeconds) external;

    /// @notice Cancels a nonce by statement of the organisation itself.
    /// @dev Requirements: the key has the scope `Keys`; `cancelled` is not spent.
    function cancel(Cancel calldata statement, bytes calldata signature) external;

    /// @notice Changes keys by statement of the organisation itself. Effective at once, for later statements.
    /// @dev Requirements: the key that signs has the scope `Keys`; a key to add or to withdraw; each as for `addKey` and
    /// `revokeKey`. An organisation that has lost every key with that scope is helped by governance (`addKey`), which on a
    /// real network is delayed and visible.
    function rotateKey(RotateKey calldata statement, bytes calldata signature) external;

    /// @notice Judges a statement's authority and spends its nonce. Enrolled modules only.
    /// @dev Requirements, each with its error: module enrolled (and active, if it opens business); time window, inclusive
    /// at both ends; `occurredAt` not in the future and within the lateness; nonce not spent; organisation active; key in
    /// force and in scope; one of the roles in force in the country and site; signature valid (EOA or ERC-1271).
    /// @return serial Serial number of the organisation.
    /// @return role The role that authorised: the highest-numbered one that fits.
    function authorise(
        Requirement calldata requirement,
        Signer calldata signer,
        bytes calldata signature
    ) external returns (uint16 serial, Role role);

    /// @notice Judges a second signature under the same digest. Spends no nonce: the first signer's nonce binds both.
    /// @dev Requirements: organisation active; key in force and in scope; one of the roles in force; signature valid.
    function countersign(
        Requirement calldata requirement,
        address organisation,
        address key,
        bytes calldata signature
    ) external view;

    /// @notice Reverts unless the organisation is enrolled and active.
    function requireActive(address organisation) external view;

    /// @notice Reverts unless grams may go to a recipient: it is active and has one of the roles in force in the country, at
    /// whatever site; and whoever carries them is active.
    /// @param carrier Organisation that carries them; zero if none does.
    function requireParties(address recipient, uint16 roles, bytes2 country, address carrier) external view;

    /// @notice The organisation with a serial number; reverts if there is none.
    function organisationOf(uint16 serial) external view returns (address);

    /// @notice Serial number of an enrolled organisation; reverts if it is not enrolled.
    function serialOf(address organisation) external view returns (uint16 serial);
    function organisations(address organisation) external view returns (Organisation memory);
    function roleGrants(address organisation, Role role, bytes2 country) external view returns (RoleGrant memory);
    function keys(address organisation, address key) external view returns (Key memory);
    function modules(address module) external view returns (Module memory);
    function heads(address organisation) external view returns (Head memory);

    /// @notice Whether an organisation has spent (or cancelled) a nonce.
    function isNonceSpent(address organisation, uint256 nonce) external view returns (bool);
}
