// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev What moves grams.
enum MovementKind {
    None,
    Dispatch,
    HandOver,
    Retirement,
    Consumption,
    Receipt,
    Return,
    Seizure,
    Restitution,
    Reroute
}

/// @dev A movement of grams, as every path states it to `ILots`.
/// @param kind What moves them.
/// @param digest Digest of the statement, or of the act of governance, that moves them.
/// @param consignment Consignment that begins or ends by it, or goes another way: digest of its dispatch; zero elsewhere.
/// @param holder Organisation whose grams they are until then; on the road they are their sender's.
/// @param recipient Organisation that takes them, or is to take them, an authority that seizes them too; zero where they leave the ledger.
/// @param carrier Organisation that carries them; zero if none.
/// @param fromCountry Country that they leave.
/// @param toCountry Country that they come to; where they leave the ledger, the country in which they do.
/// @param route Countries passed on the way, as a dispatch states them; where it goes another way, those that are new; zero elsewhere.
/// @param occurredAt Unix time of the movement, as it was stated.
/// @param lots Lots, each once.
/// @param grams Grams of each of them.
struct Movement {
    MovementKind kind;
    bytes32 digest;
    bytes32 consignment;
    address holder;
    address recipient;
    address carrier;
    bytes2 fromCountry;
    bytes2 toCountry;
    bytes32 route;
    uint48 occurredAt;
    uint256[] lots;
    uint256[] grams;
}

/// @dev Which movements rules are asked about and told of.
/// @param kinds Bit k is set for movements of kind k.
/// @param marks They are asked only where a lot has one of these marks (`LotRecords.marks`); `EVERY_LOT` for all lots.
/// @param acrossBorders Whether they are asked only about what leaves its country: it comes to another, or passes others on its way.
struct Concern {
    uint16 kinds;
    uint24 marks;
    bool acrossBorders;
}

/// @dev Stands for all lots where rules name marks.
uint24 constant EVERY_LOT = type(uint24).max;

/// @dev The mark of a lot that an authority has held: what it is asked about costs the others nothing.
uint24 constant WATCHED = 1;

/// @title IMovementRules: what other law has to say of movements
/// @notice Governance names such contracts in `ILots`. Every path that moves grams asks each of them or tells it, because the ledger
/// of grams itself does; no module can forget.
interface IMovementRules {
    /// @notice Which movements these rules are about. Read when governance names them, and when they say that it has changed
    /// (`ILots.renewConcern`): so nobody pays for a question that has but one answer.
    function concern() external view returns (Concern memory);

    /// @notice Asked before grams leave a hand: dispatch, hand over, retirement, consumption. Forbids it by reverting.
    /// @dev Callable by whoever likes: an implementation that writes asks who calls it.
    function ask(Movement calldata movement) external;

    /// @notice Told after grams have come into a hand: receipt, return, restitution of what was seized; after an authority has seized
    /// some; and after a consignment was said to go another way. Whatever it does, they have, it has, and it goes.
    function tell(Movement calldata movement) external;
}
