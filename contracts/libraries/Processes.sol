// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Form, Process, Role} from "../types/Types.sol";

/// @title Processes: who does what, from what to what
/// @dev The steps from ore to magnet and back, each with the forms it takes and makes. Whatever holds rare earths and is left over
/// is a lot of its own or a loss.
library Processes {
    uint16 private constant MINER = uint16(1 << uint8(Role.Miner));
    uint16 private constant REFINER = uint16(1 << uint8(Role.Refiner));
    uint16 private constant MAGNET_MAKER = uint16(1 << uint8(Role.MagnetMaker));
    uint16 private constant RECYCLER = uint16(1 << uint8(Role.Recycler));

    uint16 private constant ORE = uint16(1 << uint8(Form.Ore));
    uint16 private constant CONCENTRATE = uint16(1 << uint8(Form.Concentrate));
    uint16 private constant COMPOUND = uint16(1 << uint8(Form.MixedCompound));
    uint16 private constant OXIDE = uint16(1 << uint8(Form.SeparatedOxide));
    uint16 private constant METAL = uint16(1 << uint8(Form.Metal));
    uint16 private constant ALLOY = uint16(1 << uint8(Form.Alloy));
    uint16 private constant MAGNET = uint16(1 << uint8(Form.Magnet));
    uint16 private constant SCRAP = uint16(1 << uint8(Form.Scrap));
    uint16 private constant EVERY_FORM = ORE | CONCENTRATE | COMPOUND | OXIDE | METAL | ALLOY | MAGNET | SCRAP;

    /// @dev Roles that do a process; none for `Process.None`.
    function roles(Process process) internal pure returns (uint16) {
        if (process == Process.None) return 0;
        if (process <= Process.Leaching) return MINER | REFINER;
        if (process == Process.Separation) return REFINER;
        if (process <= Process.Alloying) return REFINER | MAGNET_MAKER;
        if (process == Process.MagnetMaking) return MAGNET_MAKER;
        if (process == Process.Recycling) return RECYCLER | REFINER | MAGNET_MAKER;
        return MINER | REFINER | MAGNET_MAKER | RECYCLER;
    }

    /// @dev Forms that a process takes.
    function takes(Process process, Form form) internal pure returns (bool) {
        uint16 forms = EVERY_FORM;
        if (process == Process.Beneficiation || process == Process.Leaching) forms = ORE | CONCENTRATE;
        else if (process == Process.Separation) forms = COMPOUND | OXIDE;
        else if (process == Process.Reduction) forms = COMPOUND | OXIDE;
        else if (process == Process.Alloying) forms = METAL | ALLOY;
        else if (process == Process.MagnetMaking) forms = METAL | ALLOY | MAGNET;
        else if (process == Process.Recycling) forms = MAGNET | SCRAP;
        return (forms >> uint8(form)) & 1 == 1;
    }

    /// @dev Forms that a process makes.
    function makes(Process process, Form form) internal pure returns (bool) {
        uint16 forms = EVERY_FORM;
        if (process == Process.Beneficiation) forms = ORE | CONCENTRATE;
        else if (process == Process.Leaching) forms = CONCENTRATE | COMPOUND;
        else if (process == Process.Separation) forms = COMPOUND | OXIDE;
        else if (process == Process.Reduction) forms = METAL | SCRAP;
        else if (process == Process.Alloying) forms = ALLOY | SCRAP;
        else if (process == Process.MagnetMaking) forms = MAGNET | SCRAP;
        else if (process == Process.Recycling) forms = COMPOUND | OXIDE | METAL | ALLOY | MAGNET | SCRAP;
        return (forms >> uint8(form)) & 1 == 1;
    }

    /// @dev Whether a process changes nothing but how grams are packed.
    function isPhysical(Process process) internal pure returns (bool) {
        return process >= Process.Splitting;
    }
}
