// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable func-name-mixedcase

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Participants} from "../../../contracts/Participants.sol";
import {IParticipants} from "../../../contracts/interfaces/IParticipants.sol";
import {ANY_SITE, Role, Scope, Signer} from "../../../contracts/types/Types.sol";
import {deploy, requireEqual, vm} from "../invariants/Vm.sol";

/// @dev Whatever was granted and granted again, in whatever order: what authorises is what a plain list of the newest grants
/// says, although the first grant at home is kept in two places.
contract RolesFuzz {
    uint256 private constant PRIVATE_KEY = 0xB0B;
    uint256 private constant NONE = 99;
    address private constant ORGANISATION = address(0xA000);
    bytes2[3] private _countries = [bytes2("CN"), bytes2("DE"), bytes2(0)];
    uint64[3] private _sites = [uint64(0), 7, ANY_SITE];

    Participants private _participants;
    uint256 private _nonce;
    mapping(Role => mapping(bytes2 country => IParticipants.RoleGrant)) private _newest;

    function setUp() external {
        _participants = Participants(
            deploy("contracts/Participants.sol:Participants", abi.encode(new AccessManager(address(this))))
        );
        _participants.enrol(ORGANISATION, "Organisation", "CN", 0);
        _participants.addKey(ORGANISATION, vm.addr(PRIVATE_KEY), 2, 0, type(uint48).max);
        _participants.enrolModule(address(this), IParticipants.ModuleStatus.Active, 0);
    }

    function test_rolesAuthoriseAsByTheNewestGrants(uint256 choices, uint16 asked) external {
        vm.warp(1_000_000);
        for (uint256 i = 0; i < 6; ++i) {
            _grant(
                Role(choices % 10),
                _countries[(choices >> 8) % 3],
                _sites[(choices >> 16) % 2],
                (choices >> 24) % 4
            );
            choices >>= 32;
            uint16 roles = asked % 1024;
            for (uint256 c = 0; c < 2; ++c) {
                for (uint256 s = 0; s < 3; ++s) {
                    uint256 expected = _expected(roles, _countries[c], _sites[s]);
                    requireEqual("role", _authorise(roles, _countries[c], _sites[s]), expected);
                }
            }
        }
    }

    function _grant(Role role, bytes2 country, uint64 site, uint256 window) private {
        (uint48 from, uint48 until) = window == 0
            ? (uint48(0), uint48(0))
            : window == 1
                ? (uint48(block.timestamp + 1), type(uint48).max)
                : (uint48(block.timestamp), uint48(block.timestamp));
        _newest[role][country] = IParticipants.RoleGrant(from, until, site);
        _participants.grantRole(ORGANISATION, role, country, site, from, until);
    }

    function _expected(uint16 roles, bytes2 country, uint64 site) private view returns (uint256) {
        for (uint256 role = 10; role > 0; --role) {
            if ((roles >> (role - 1)) & 1 == 0) continue;
            if (_holds(_newest[Role(role - 1)][country], site) || _holds(_newest[Role(role - 1)][0], site))
                return role - 1;
        }
        return NONE;
    }

    function _holds(IParticipants.RoleGrant memory grant, uint64 site) private view returns (bool) {
        if (block.timestamp < grant.validFrom || block.timestamp > grant.validUntil) return false;
        return grant.site == 0 || grant.site == site || site == ANY_SITE;
    }

    function _authorise(uint16 roles, bytes2 country, uint64 site) private returns (uint256) {
        bytes32 digest = keccak256(abi.encode(++_nonce));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(PRIVATE_KEY, digest);
        IParticipants.Requirement memory requirement = IParticipants.Requirement({
            digest: digest,
            scope: Scope.Declaration,
            roles: roles,
            country: country,
            site: site,
            occurredAt: uint48(block.timestamp),
            opens: true
        });
        Signer memory signer = Signer(ORGANISATION, vm.addr(PRIVATE_KEY), _nonce, 0, type(uint48).max);
        try _participants.authorise(requirement, signer, abi.encodePacked(r, s, v)) returns (uint16, Role role) {
            return uint256(role);
        } catch (bytes memory reason) {
            // Whatever else went wrong is no answer to what is asked here.
            if (bytes4(reason) != IParticipants.RoleNotHeld.selector) revert(string(reason));
            return NONE;
        }
    }
}
