// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILots} from "../../../contracts/interfaces/ILots.sol";
import {
    Concern,
    EVERY_LOT,
    IMovementRules,
    Movement,
    MovementKind
} from "../../../contracts/interfaces/IMovementRules.sol";

/// @dev Rules of movements that keep what they hear, forbid what they are told to, and misbehave when they are told to.
contract Rules is IMovementRules {
    enum Mood {
        Calm,
        Reverts,
        BurnsGas,
        AnswersMuch
    }

    error Forbidden(MovementKind kind);

    event Asked(Movement movement);
    event Told(Movement movement);

    MovementKind public forbidden;
    Mood public mood;

    Concern private _concern = Concern(type(uint16).max, EVERY_LOT, false);

    function setConcern(Concern calldata concern_) external {
        _concern = concern_;
    }

    function renew(ILots lots) external {
        lots.renewConcern();
    }

    function concern() external view returns (Concern memory) {
        return _concern;
    }

    function forbid(MovementKind kind) external {
        forbidden = kind;
    }

    function setMood(Mood mood_) external {
        mood = mood_;
    }

    function ask(Movement calldata movement) external {
        if (movement.kind == forbidden) revert Forbidden(movement.kind);
        emit Asked(movement);
    }

    function tell(Movement calldata movement) external {
        if (mood == Mood.Reverts) revert Forbidden(movement.kind);
        if (mood == Mood.BurnsGas) {
            assembly {
                invalid()
            }
        }
        if (mood == Mood.AnswersMuch) {
            assembly {
                revert(0, 50000)
            }
        }
        emit Told(movement);
    }
}
