// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Contents} from "./libraries/Contents.sol";
import {Dossiers} from "./libraries/Dossiers.sol";
import {ANY_SITE, Head, Role, Scope, Signer} from "./types/Types.sol";

/// @title Participants: who may state what (documented in `IParticipants`)
contract Participants is IParticipants, AccessManaged, EIP712 {
    using Dossiers for Head;

    bytes32 public constant CANCEL_TYPEHASH = keccak256(
        "Cancel(uint256 cancelled,address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );

    bytes32 public constant ROTATEKEY_TYPEHASH = keccak256(
        "RotateKey(address newKey,uint32 scopes,uint48 validFrom,uint48 validUntil,address withdrawnKey,"
        "uint48 compromisedSince,address organisation,address key,uint256 nonce,uint48 validAfter,"
        "uint48 validBefore)"
    );

    /// @dev What a contract wallet may spend on judging a signature, so that it cannot starve the batch it stands in.
    uint256 public constant WALLET_GAS = 150_000;

    uint16 private _enrolled;
    mapping(address organisation => Organisation) private _organisations;
    mapping(uint16 serial => address) private _serials;

    /// @dev By organisation, role and country in one word, see `_grantOf`: one hash to look a grant up, where nested mappings
    /// take three.
    mapping(uint256 grant => RoleGrant) private _roleGrants;
    mapping(address organisation => mapping(address key => Key)) private _keys;
    mapping(address organisation => mapping(uint256 word => uint256)) private _spentNonces;
    mapping(address organisation => Head) private _heads;
    mapping(address module => Module) private _modules;

    constructor(address authority) AccessManaged(authority) EIP712("Ytterby", "1") {}

    /// @inheritdoc IParticipants
    function enrol(
        address organisation,
        string calldata name,
        bytes2 country,
        uint64 globalLocationNumber
    ) external restricted {
        if (_organisations[organisation].status != OrganisationStatus.None) {
            revert OrganisationAlreadyEnrolled(organisation);
        }
        if (organisation == address(0)) revert OrganisationUnknown(organisation);
        if (bytes(name).length == 0 || bytes(name).length > 100) revert OrganisationNameInvalid(bytes(name).length);
        if (!Contents.isCountry(country)) revert CountryInvalid(country);
        uint16 serial = ++_enrolled;
        _organisations[organisation] = Organisation({
            status: OrganisationStatus.Active,
            serial: serial,
            roles: 0,
            country: country,
            enrolledAt: uint48(block.timestamp),
            suspendedAt: 0,
            homeRole: Role.Miner,
            homeFrom: 0,
            homeUntil: 0
        });
        _serials[serial] = organisation;
        _record(organisation, abi.encodeCall(this.enrol, (organisation, name, country, globalLocationNumber)));
        emit OrganisationEnrolled(organisation, serial, name, country, globalLocationNumber);
    }

    /// @inheritdoc IParticipants
    function suspend(address organisation) external restricted {
        Organisation storage party = _active(organisation);
        party.status = OrganisationStatus.Suspended;
        party.suspendedAt = uint48(block.timestamp);
        _record(organisation, abi.encodeCall(this.suspend, (organisation)));
        emit OrganisationSuspended(organisation);
    }

    /// @inheritdoc IParticipants
    function reinstate(address organisation) external restricted {
        _requireEnrolled(organisation);
        if (_organisations[organisation].status == OrganisationStatus.Active) revert OrganisationIsActive(organisation);
        _organisations[organisation].status = OrganisationStatus.Active;
        _record(organisation, abi.encodeCall(this.reinstate, (organisation)));
        emit OrganisationReinstated(organisation);
    }

    /// @inheritdoc IParticipants
    function grantRole(
        address organisation,
        Role role,
        bytes2 country,
        uint64 site,
        uint48 validFrom,
        uint48 validUntil
    ) external restricted {
        _requireEnrolled(organisation);
        if (country != 0 && !Contents.isCountry(country)) revert CountryInvalid(country);
        if (validUntil < validFrom) revert WindowInvalid(validFrom, validUntil);
        Organisation storage party = _organisations[organisation];
        party.roles |= uint16(1 << uint8(role));
        _roleGrants[_grantOf(organisation, role, country)] = RoleGrant(validFrom, validUntil, site);
        if (country == party.country) _keepHome(party, role, site, validFrom, validUntil);
        _record(
            organisation,
            abi.encodeCall(this.grantRole, (organisation, role, country, site, validFrom, validUntil))
        );
        emit RoleGranted(organisation, role, country, site, validFrom, validUntil);
    }

    /// @inheritdoc IParticipants
    function addKey(
        address organisation,
        address key,
        uint32 scopes,
        uint48 validFrom,
        uint48 validUntil
    ) external restricted {
        _addKey(organisation, key, scopes, validFrom, validUntil);
        _record(organisation, abi.encodeCall(this.addKey, (organisation, key, scopes, validFrom, validUntil)));
        emit KeyAdded(organisation, key, scopes, validFrom, validUntil);
    }

    /// @inheritdoc IParticipants
    function revokeKey(address organisation, address key, uint48 compromisedSince) external restricted {
        // What is said of a key that is revoked already takes the place of what was said of it before.
        if (_keys[organisation][key].revokedAt == 0) _revokeKey(organisation, key, compromisedSince);
        else _setCompromise(organisation, key, compromisedSince);
        _record(organisation, abi.encodeCall(this.revokeKey, (organisation, key, compromisedSince)));
        emit KeyRevoked(organisation, key, compromisedSince);
    }

    /// @inheritdoc IParticipants
    function enrolModule(address module, ModuleStatus status, uint32 latenessSeconds) external restricted {
        _modules[module] = Module(status, latenessSeconds);
        emit ModuleEnrolled(module, status, latenessSeconds);
    }

    /// @inheritdoc IParticipants
    function cancel(Cancel calldata statement, bytes calldata signature) external {
        address organisation = statement.organisation;
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(CANCEL_TYPEHASH, statement)));
        _authoriseOwn(
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            digest,
            signature
        );
        _spendNonce(organisation, statement.cancelled);
        _heads[organisation].extend(digest);
        emit Cancelled(digest, organisation, statement, signature);
    }

    /// @inheritdoc IParticipants
    function rotateKey(RotateKey calldata statement, bytes calldata signature) external {
        address organisation = statement.organisation;
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(ROTATEKEY_TYPEHASH, statement)));
        _authoriseOwn(
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            digest,
            signature
        );
        if (statement.newKey == address(0) && statement.withdrawnKey == address(0)) revert RotationEmpty(organisation);
        if (statement.newKey != address(0)) {
            _addKey(organisation, statement.newKey, statement.scopes, statement.validFrom, statement.validUntil);
        }
        if (statement.withdrawnKey != address(0)) {
            _revokeKey(organisation, statement.withdrawnKey, statement.compromisedSince);
        }
        _heads[organisation].extend(digest);
        emit KeyRotated(digest, organisation, statement, signature);
    }

    /// @inheritdoc IParticipants
    function authorise(
        Requirement calldata requirement,
        Signer calldata signer,
        bytes calldata signature
    ) external returns (uint16 serial, Role role) {
        Module storage module = _modules[msg.sender];
        if (module.status != ModuleStatus.Active) {
            if (module.status == ModuleStatus.None) revert ModuleNotEnrolled(msg.sender);
            if (requirement.opens) revert ModuleIsClosing(msg.sender);
        }
        _requireWindow(signer.validAfter, signer.validBefore);
        _requireTimely(requirement.occurredAt, module.latenessSeconds);
        address organisation = signer.organisation;
        address key = signer.key;
        (serial, role) = _requireAuthority(requirement, organisation, key);
        _spendNonce(organisation, signer.nonce);
        _requireSignature(key, requirement.digest, signature);
    }

    /// @inheritdoc IParticipants
    function countersign(
        Requirement calldata requirement,
        address organisation,
        address key,
        bytes calldata signature
    ) external view {
        _requireAuthority(requirement, organisation, key);
        _requireSignature(key, requirement.digest, signature);
    }

    /// @inheritdoc IParticipants
    function organisationOf(uint16 serial) external view returns (address organisation) {
        organisation = _serials[serial];
        if (organisation == address(0)) revert OrganisationUnknown(organisation);
    }

    /// @inheritdoc IParticipants
    function serialOf(address organisation) external view returns (uint16 serial) {
        serial = _organisations[organisation].serial;
        if (serial == 0) revert OrganisationUnknown(organisation);
    }

    /// @inheritdoc IParticipants
    function organisations(address organisation) external view returns (Organisation memory) {
        return _organisations[organisation];
    }

    /// @inheritdoc IParticipants
    function roleGrants(address organisation, Role role, bytes2 country) external view returns (RoleGrant memory) {
        return _roleGrants[_grantOf(organisation, role, country)];
    }

    /// @inheritdoc IParticipants
    function keys(address organisation, address key) external view returns (Key memory) {
        return _keys[organisation][key];
    }

    /// @inheritdoc IParticipants
    function modules(address module) external view returns (Module memory) {
        return _modules[module];
    }

    /// @inheritdoc IParticipants
    function heads(address organisation) external view returns (Head memory) {
        return _heads[organisation];
    }

    /// @inheritdoc IParticipants
    function isNonceSpent(address organisation, uint256 nonce) external view returns (bool) {
        return (_spentNonces[organisation][nonce >> 8] >> (nonce & 0xff)) & 1 == 1;
    }

    /// @inheritdoc IParticipants
    function requireActive(address organisation) external view {
        _active(organisation);
    }

    /// @inheritdoc IParticipants
    function requireParties(address recipient, uint16 roles, bytes2 country, address carrier) external view {
        _requireRole(_active(recipient), recipient, roles, country, ANY_SITE);
        if (carrier != address(0)) _active(carrier);
    }

    function _addKey(address organisation, address key, uint32 scopes, uint48 validFrom, uint48 validUntil) private {
        _requireEnrolled(organisation);
        if (key == address(0)) revert KeyUnknown(organisation, key);
        if (_keys[organisation][key].validUntil != 0) revert KeyAlreadyAdded(organisation, key);
        if (scopes >> (uint8(type(Scope).max) + 1) != 0) revert ScopesInvalid(scopes);
        if (validUntil < validFrom || validUntil == 0) revert WindowInvalid(validFrom, validUntil);
        _keys[organisation][key] = Key(scopes, validFrom, validUntil, 0, 0);
    }

    function _revokeKey(address organisation, address key, uint48 compromisedSince) private {
        Key storage record = _keys[organisation][key];
        if (record.validUntil == 0) revert KeyUnknown(organisation, key);
        if (record.revokedAt != 0) revert KeyIsRevoked(organisation, key, record.revokedAt);
        record.revokedAt = uint48(block.timestamp);
        _setCompromise(organisation, key, compromisedSince);
    }

    function _setCompromise(address organisation, address key, uint48 compromisedSince) private {
        if (compromisedSince > block.timestamp) revert CompromiseInFuture(compromisedSince);
        _keys[organisation][key].compromisedSince = compromisedSince;
    }

    /// @dev Judges a statement of an organisation about itself, for which it needs a key, but no role.
    function _authoriseOwn(Signer memory signer, bytes32 digest, bytes calldata signature) private {
        _requireWindow(signer.validAfter, signer.validBefore);
        _active(signer.organisation);
        _requireKey(signer.organisation, signer.key, Scope.Keys);
        _spendNonce(signer.organisation, signer.nonce);
        _requireSignature(signer.key, digest, signature);
    }

    function _spendNonce(address organisation, uint256 nonce) private {
        mapping(uint256 word => uint256) storage words = _spentNonces[organisation];
        uint256 word = words[nonce >> 8];
        uint256 bit = 1 << (nonce & 0xff);
        if (word & bit != 0) revert NonceSpent(organisation, nonce);
        words[nonce >> 8] = word | bit;
    }

    /// @dev Appends a governance act to the organisation's head. The act's digest is the hash of the call in its canonical
    /// encoding (not of `msg.data`, which can be padded), so that events alone reproduce the head.
    function _record(address organisation, bytes memory act) private {
        _heads[organisation].extend(keccak256(act));
    }

    /// @dev Judges organisation, key and role as they stand in this block.
    function _requireAuthority(
        Requirement calldata requirement,
        address organisation,
        address key
    ) private view returns (uint16 serial, Role role) {
        Organisation storage party = _active(organisation);
        _requireKey(organisation, key, requirement.scope);
        serial = party.serial;
        bytes2 country = requirement.country;
        if (country == 0) country = party.country;
        role = _requireRole(party, organisation, requirement.roles, country, requirement.site);
    }

    function _active(address organisation) private view returns (Organisation storage party) {
        party = _organisations[organisation];
        if (party.status == OrganisationStatus.Active) return party;
        if (party.status == OrganisationStatus.None) revert OrganisationUnknown(organisation);
        revert OrganisationIsSuspended(organisation, party.suspendedAt);
    }

    function _requireKey(address organisation, address key, Scope scope) private view {
        Key storage record = _keys[organisation][key];
        (uint48 validFrom, uint48 validUntil) = (record.validFrom, record.validUntil);
        if (validUntil == 0) revert KeyUnknown(organisation, key);
        if (record.revokedAt != 0) revert KeyIsRevoked(organisation, key, record.revokedAt);
        if (block.timestamp < validFrom || block.timestamp > validUntil) {
            revert KeyNotInForce(organisation, key, validFrom, validUntil);
        }
        if ((record.scopes >> uint8(scope)) & 1 == 0) revert KeyOutOfScope(organisation, key, scope);
    }

    function _requireWindow(uint48 validAfter, uint48 validBefore) private view {
        if (block.timestamp < validAfter) revert StatementNotYetValid(validAfter, block.timestamp);
        if (block.timestamp > validBefore) revert StatementExpired(validBefore, block.timestamp);
    }

    function _requireTimely(uint48 occurredAt, uint256 latenessSeconds) private view {
        if (occurredAt > block.timestamp) revert OccurredInFuture(occurredAt, block.timestamp);
        if (occurredAt + latenessSeconds < block.timestamp) {
            revert OccurredTooLongAgo(occurredAt, block.timestamp - latenessSeconds);
        }
    }

    /// @dev Only roles that were ever granted to the organisation are looked up, the highest-numbered first.
    function _requireRole(
        Organisation storage party,
        address organisation,
        uint16 roles,
        bytes2 country,
        uint64 site
    ) private view returns (Role role) {
        uint256 candidates = roles & party.roles;
        while (candidates != 0) {
            uint256 highest = Math.log2(candidates);
            role = Role(highest);
            if (
                _isHome(party, role, country) ||
                _inForce(_roleGrants[_grantOf(organisation, role, country)], site) ||
                _inForce(_roleGrants[_grantOf(organisation, role, 0)], site)
            ) return role;
            candidates ^= 1 << highest;
        }
        revert RoleNotHeld(organisation, roles, country, site == ANY_SITE ? 0 : site);
    }

    /// @dev Whether the grant that is kept with the organisation says already what its own slot would say.
    function _isHome(Organisation storage party, Role role, bytes2 country) private view returns (bool) {
        return
            role == party.homeRole &&
            country == party.country &&
            block.timestamp >= party.homeFrom &&
            block.timestamp <= party.homeUntil;
    }

    /// @dev Keeps the first grant for an organisation's own country beside what every statement reads of it. One that is
    /// bound to a site is not kept.
    function _keepHome(
        Organisation storage party,
        Role role,
        uint64 site,
        uint48 validFrom,
        uint48 validUntil
    ) private {
        if (party.homeUntil != 0 && role != party.homeRole) return;
        party.homeRole = role;
        (party.homeFrom, party.homeUntil) = site == 0 ? (validFrom, validUntil) : (0, 0);
    }

    function _grantOf(address organisation, Role role, bytes2 country) private pure returns (uint256) {
        return (uint256(uint160(organisation)) << 24) | (uint256(role) << 16) | uint16(country);
    }

    function _inForce(RoleGrant storage grant, uint64 site) private view returns (bool) {
        return
            block.timestamp >= grant.validFrom &&
            block.timestamp <= grant.validUntil &&
            (grant.site == 0 || site == ANY_SITE || grant.site == site);
    }

    function _requireEnrolled(address organisation) private view {
        if (_organisations[organisation].status == OrganisationStatus.None) revert OrganisationUnknown(organisation);
    }

    /// @dev An externally owned account is tried first: it spares the look at the key's code.
    function _requireSignature(address key, bytes32 digest, bytes calldata signature) private view {
        (address recovered, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (failure == ECDSA.RecoverError.NoError && recovered == key) return;
        if (key.code.length == 0 || !_isWalletSignature(key, digest, signature)) revert SignatureInvalid(key, digest);
    }

    /// @dev OpenZeppelin's check forwards all gas and copies what comes back; here both are capped.
    function _isWalletSignature(address wallet, bytes32 digest, bytes calldata signature) private view returns (bool) {
        bytes memory data = abi.encodeCall(IERC1271.isValidSignature, (digest, signature));
        bool success;
        bytes32 answer;
        uint256 gasCap = WALLET_GAS;
        assembly ("memory-safe") {
            success := staticcall(gasCap, wallet, add(data, 0x20), mload(data), 0x00, 0x20)
            success := and(success, gt(returndatasize(), 0x1f))
            answer := mload(0x00)
        }
        return success && answer == bytes32(IERC1271.isValidSignature.selector);
    }
}
