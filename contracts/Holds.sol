// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AuthorityModule} from "./AuthorityModule.sol";
import {ICustody} from "./interfaces/ICustody.sol";
import {ICustoms} from "./interfaces/ICustoms.sol";
import {Concern, IMovementRules, Movement, MovementKind, WATCHED} from "./interfaces/IMovementRules.sol";

/// @title Holds: which grams are held, and until when (documented in `ICustoms`)
abstract contract Holds is ICustoms, AuthorityModule {
    /// @dev How far ahead the end of a hold may lie: whoever wants to hold longer says so again, with a reason.
    uint256 public constant TERM_MAXIMUM = 90 days;

    /// @dev Consignments of a lot that one authority holds at a time on their way to one part. So nobody makes a list long, and with it
    /// every movement of that part dear.
    uint256 public constant CONSIGNMENTS_MAXIMUM = 16;

    uint16 private constant HEARD = uint16(
        (1 << uint8(MovementKind.Dispatch)) |
            (1 << uint8(MovementKind.HandOver)) |
            (1 << uint8(MovementKind.Retirement)) |
            (1 << uint8(MovementKind.Consumption)) |
            (1 << uint8(MovementKind.Receipt)) |
            (1 << uint8(MovementKind.Return))
    );

    mapping(bytes32 hold => Author) private _authors;
    mapping(bytes32 hold => mapping(uint256 lot => Part)) private _parts;
    /// @dev Holds of parts that stand, one of each authority at most, in no order.
    mapping(uint256 lot => mapping(address holder => mapping(bytes2 country => bytes32[]))) private _standing;
    /// @dev Holds of consignments that may come to a part. The list ends at its first empty place: a length would cost a slot more.
    mapping(uint256 lot => mapping(address holder => mapping(bytes2 country => mapping(uint256 place => bytes32))))
        private _awaited;
    /// @dev No hold that concerns the lot ever had a later end. So a lot that was never held costs one word.
    mapping(uint256 lot => uint48) private _latestEnd;
    /// @dev No hold of the consignment ever had a later end.
    mapping(bytes32 consignment => uint48) private _consignmentEnd;
    /// @dev Lines of a consignment of which grams came into a hand while it was held: bit i is set for line i.
    mapping(bytes32 consignment => mapping(address holder => mapping(bytes2 country => uint256 lines)))
        private _reached;

    /// @param authority Organisation that set the hold.
    /// @param country Where it is an authority.
    /// @param consignment Consignment that is held; zero where a part is.
    struct Author {
        address authority;
        bytes2 country;
        bytes32 consignment;
    }

    /// @param holder Organisation whose grams are held; zero for those of every holder, and for a consignment.
    /// @param until Last second (inclusive); zero where the hold does not concern the lot, or has been ended.
    /// @param line Line of the consignment.
    struct Part {
        address holder;
        uint48 until;
        uint8 line;
    }

    /// @inheritdoc IMovementRules
    function ask(Movement calldata movement) external view {
        (address holder, bytes2 country) = (movement.holder, movement.fromCountry);
        for (uint256 i = 0; i < movement.lots.length; ++i) {
            uint256 lot = movement.lots[i];
            if (block.timestamp > _latestEnd[lot]) continue;
            // Check: no hold on everybody's grams there is in force, none on this holder's, and none on a consignment that came to it.
            _requireFree(lot, address(0), country);
            _requireFree(lot, holder, country);
            _requireNothingHeldCame(lot, holder, country);
        }
    }

    /// @inheritdoc IMovementRules
    /// @dev Costs no more than `ILots` gives, whatever the consignment: the part that its grams come to awaits the holds already.
    function tell(Movement calldata movement) external {
        // Check: the ledger of grams tells.
        if (msg.sender != address(LOTS)) revert NotTheLots(msg.sender);
        bytes32 consignment = movement.consignment;
        if (block.timestamp > _consignmentEnd[consignment]) return;
        // Effect: it is known where the grams of each line went.
        uint256 lines = 0;
        for (uint256 i = 0; i < movement.grams.length; ++i) if (movement.grams[i] != 0) lines |= 1 << i;
        _reached[consignment][movement.recipient][movement.toCountry] |= lines;
    }

    /// @inheritdoc IMovementRules
    function concern() external pure returns (Concern memory) {
        return Concern(HEARD, WATCHED, false);
    }

    /// @inheritdoc ICustoms
    function holdings(uint256 lot, bytes32 held) external view returns (Holding memory) {
        return _holdingOf(lot, held);
    }

    /// @inheritdoc ICustoms
    function holdsOn(uint256 lot, address holder, bytes2 country) external view returns (bytes32[] memory) {
        return _standing[lot][holder][country];
    }

    /// @inheritdoc ICustoms
    function isOnPart(uint256 lot, bytes32 held, address holder, bytes2 country) external view returns (bool) {
        Part memory part = _parts[held][lot];
        if (block.timestamp > part.until) return false;
        bytes32 consignment = _authors[held].consignment;
        if (consignment != 0) return _hasReached(consignment, part.line, holder, country);
        return holder != address(0) && part.holder == holder && _authors[held].country == country;
    }

    /// @dev Has a hold of a part stand. An ended hold of the same authority gives up its place: so a list is never longer than
    /// there are authorities in the country, and nobody makes it long.
    /// @return given The hold that gave up its place; zero if none did.
    function _enter(
        bytes32 digest,
        uint256 lot,
        Part memory part,
        Author memory author
    ) internal returns (bytes32 given) {
        bytes32[] storage standing = _standing[lot][part.holder][author.country];
        uint256 place = standing.length;
        for (uint256 i = 0; i < standing.length; ++i) {
            bytes32 other = standing[i];
            if (_authors[other].authority != author.authority) continue;
            if (block.timestamp <= _parts[other][lot].until) revert HoldStands(lot, author.authority, other);
            (place, given) = (i, other);
        }
        if (place == standing.length) {
            standing.push(digest);
        } else {
            delete _authors[given];
            delete _parts[given][lot];
            standing[place] = digest;
        }
        (_authors[digest], _parts[digest][lot]) = (author, part);
        _reach(lot, part.until);
    }

    /// @dev Has a hold of a consignment stand, line by line. Both parts that its grams may come to await it: the recipient's, and the sender's.
    function _enterConsignment(
        bytes32 digest,
        uint48 until,
        Author memory author,
        ICustody.Dispatch calldata dispatched
    ) internal returns (uint256[] memory lots) {
        _authors[digest] = author;
        if (until > _consignmentEnd[author.consignment]) _consignmentEnd[author.consignment] = until;
        lots = new uint256[](dispatched.lines.length);
        for (uint256 i = 0; i < lots.length; ++i) {
            uint256 lot = dispatched.lines[i].lot;
            lots[i] = lot;
            _parts[digest][lot] = Part(address(0), until, uint8(i));
            _await(digest, lot, dispatched.recipient, dispatched.toCountry, author);
            _await(digest, lot, dispatched.organisation, dispatched.fromCountry, author);
            _reach(lot, until);
        }
    }

    /// @dev Sets another end for a hold that is in force.
    function _prolong(bytes32 digest, uint256 lot, uint48 until) internal {
        _parts[digest][lot].until = until;
        _reach(lot, until);
        bytes32 consignment = _authors[digest].consignment;
        if (consignment != 0 && until > _consignmentEnd[consignment]) _consignmentEnd[consignment] = until;
    }

    /// @dev Ends a hold that is in force. Of a consignment's the parts that await it give its place to the next.
    function _end(bytes32 digest, uint256 lot) internal {
        address holder = _parts[digest][lot].holder;
        delete _parts[digest][lot];
        if (_authors[digest].consignment != 0) return;
        bytes32[] storage standing = _standing[lot][holder][_authors[digest].country];
        uint256 place = 0;
        while (standing[place] != digest) ++place;
        standing[place] = standing[standing.length - 1];
        standing.pop();
        delete _authors[digest];
    }

    function _holdingOf(uint256 lot, bytes32 held) internal view returns (Holding memory) {
        Part memory part = _parts[held][lot];
        if (part.until == 0) return Holding(address(0), 0, 0, address(0), 0);
        Author memory author = _authors[held];
        return Holding(part.holder, author.country, part.until, author.authority, author.consignment);
    }

    function _requireTerm(uint48 until) internal view {
        uint256 latest = block.timestamp + TERM_MAXIMUM;
        if (until < block.timestamp || until > latest) revert HoldTermInvalid(until, block.timestamp, latest);
    }

    /// @dev Has a part await a hold of a consignment. What has ended gives up its place.
    function _await(bytes32 digest, uint256 lot, address holder, bytes2 country, Author memory author) private {
        mapping(uint256 place => bytes32) storage awaited = _awaited[lot][holder][country];
        (uint256 place, uint256 free, uint256 count) = (0, type(uint256).max, 0);
        for (; awaited[place] != 0; ++place) {
            bytes32 other = awaited[place];
            if (block.timestamp > _parts[other][lot].until) {
                free = place;
                continue;
            }
            if (_authors[other].authority != author.authority) continue;
            if (_authors[other].consignment == author.consignment) revert HoldStands(lot, author.authority, other);
            ++count;
        }
        if (count >= CONSIGNMENTS_MAXIMUM) revert HoldsTooMany(lot, holder, country);
        awaited[free == type(uint256).max ? place : free] = digest;
    }

    function _reach(uint256 lot, uint48 until) private {
        if (until > _latestEnd[lot]) _latestEnd[lot] = until;
    }

    function _requireFree(uint256 lot, address holder, bytes2 country) private view {
        bytes32[] storage standing = _standing[lot][holder][country];
        for (uint256 i = 0; i < standing.length; ++i) {
            uint48 until = _parts[standing[i]][lot].until;
            if (block.timestamp <= until) revert GoodsHeld(lot, holder, country, standing[i], until);
        }
    }

    function _requireNothingHeldCame(uint256 lot, address holder, bytes2 country) private view {
        mapping(uint256 place => bytes32) storage awaited = _awaited[lot][holder][country];
        for (uint256 place = 0; awaited[place] != 0; ++place) {
            bytes32 held = awaited[place];
            Part memory part = _parts[held][lot];
            if (block.timestamp > part.until) continue;
            if (!_hasReached(_authors[held].consignment, part.line, holder, country)) continue;
            revert GoodsHeld(lot, holder, country, held, part.until);
        }
    }

    function _hasReached(bytes32 consignment, uint8 line, address holder, bytes2 country) private view returns (bool) {
        return (_reached[consignment][holder][country] >> line) & 1 == 1;
    }
}
