// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Form, Process, Role} from "../types/Types.sol";

/// @title Processes: who does what, from what to what
/// @dev The steps from ore to magnet and back, each with the forms it takes and makes. Whatever holds rare earths and is left over
/// is a lot of its own or a loss.
library Processes {
    uint256 private constant MINER = 1 << uint8(Role.Miner);
    uint256 private constant REFINER = 1 << uint8(Role.Refiner);
    uint256 private constant MAGNET_MAKER = 1 << uint8(Role.MagnetMaker);
    uint256 private constant RECYCLER = 1 << uint8(Role.Recycler);
    uint256 private constant EVERY_DOER = MINER | REFINER | MAGNET_MAKER | RECYCLER;

    uint256 private constant ORE = 1 << uint8(Form.Ore);
    uint256 private constant CONCENTRATE = 1 << uint8(Form.Concentrate);
    uint256 private constant COMPOUND = 1 << uint8(Form.MixedCompound);
    uint256 private constant OXIDE = 1 << uint8(Form.SeparatedOxide);
    uint256 private constant METAL = 1 << uint8(Form.Metal);
    uint256 private constant ALLOY = 1 << uint8(Form.Alloy);
    uint256 private constant MAGNET = 1 << uint8(Form.Magnet);
    uint256 private constant SCRAP = 1 << uint8(Form.Scrap);
    uint256 private constant EVERY_FORM = ORE | CONCENTRATE | COMPOUND | OXIDE | METAL | ALLOY | MAGNET | SCRAP;

    /// @dev Bits that one process takes in the tables below.
    uint256 private constant WIDTH = 16;

    /// @dev Roles that do each process.
    uint256 private constant DOERS =
        ((MINER | REFINER) << (WIDTH * uint8(Process.Beneficiation))) |
            ((MINER | REFINER) << (WIDTH * uint8(Process.Leaching))) |
            (REFINER << (WIDTH * uint8(Process.Separation))) |
            ((REFINER | MAGNET_MAKER) << (WIDTH * uint8(Process.Reduction))) |
            ((REFINER | MAGNET_MAKER) << (WIDTH * uint8(Process.Alloying))) |
            (MAGNET_MAKER << (WIDTH * uint8(Process.MagnetMaking))) |
            ((RECYCLER | REFINER | MAGNET_MAKER) << (WIDTH * uint8(Process.Recycling))) |
            (EVERY_DOER << (WIDTH * uint8(Process.Splitting))) |
            (EVERY_DOER << (WIDTH * uint8(Process.Blending))) |
            (EVERY_DOER << (WIDTH * uint8(Process.Repackaging)));

    uint256 private constant PACKING =
        (EVERY_FORM << (WIDTH * uint8(Process.Splitting))) |
            (EVERY_FORM << (WIDTH * uint8(Process.Blending))) |
            (EVERY_FORM << (WIDTH * uint8(Process.Repackaging)));

    /// @dev Forms that each process takes.
    uint256 private constant TAKEN =
        PACKING |
            ((ORE | CONCENTRATE) << (WIDTH * uint8(Process.Beneficiation))) |
            ((ORE | CONCENTRATE) << (WIDTH * uint8(Process.Leaching))) |
            ((COMPOUND | OXIDE) << (WIDTH * uint8(Process.Separation))) |
            ((COMPOUND | OXIDE) << (WIDTH * uint8(Process.Reduction))) |
            ((METAL | ALLOY) << (WIDTH * uint8(Process.Alloying))) |
            ((METAL | ALLOY | MAGNET) << (WIDTH * uint8(Process.MagnetMaking))) |
            ((MAGNET | SCRAP) << (WIDTH * uint8(Process.Recycling)));

    /// @dev Forms that each process makes.
    uint256 private constant MADE =
        PACKING |
            ((ORE | CONCENTRATE) << (WIDTH * uint8(Process.Beneficiation))) |
            ((CONCENTRATE | COMPOUND) << (WIDTH * uint8(Process.Leaching))) |
            ((COMPOUND | OXIDE) << (WIDTH * uint8(Process.Separation))) |
            ((METAL | SCRAP) << (WIDTH * uint8(Process.Reduction))) |
            ((ALLOY | SCRAP) << (WIDTH * uint8(Process.Alloying))) |
            ((MAGNET | SCRAP) << (WIDTH * uint8(Process.MagnetMaking))) |
            ((COMPOUND | OXIDE | METAL | ALLOY | MAGNET | SCRAP) << (WIDTH * uint8(Process.Recycling)));

    /// @dev Roles that do a process; none for `Process.None`.
    function roles(Process process) internal pure returns (uint16) {
        return uint16(DOERS >> (WIDTH * uint8(process)));
    }

    /// @dev Whether a process takes a form.
    function takes(Process process, Form form) internal pure returns (bool) {
        return (TAKEN >> (WIDTH * uint8(process) + uint8(form))) & 1 == 1;
    }

    /// @dev Whether a process makes a form.
    function makes(Process process, Form form) internal pure returns (bool) {
        return (MADE >> (WIDTH * uint8(process) + uint8(form))) & 1 == 1;
    }

    /// @dev Whether a process changes nothing but how grams are packed.
    function isPhysical(Process process) internal pure returns (bool) {
        return process >= Process.Splitting;
    }
}
