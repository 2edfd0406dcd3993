"""The numbers of the instructions that the engines read are those of the running interpreter."""

from __future__ import annotations

import opcode
import sys

from dormant.engine import bytecode

NUMBERS = opcode.opmap
# Instructions that some versions don't have, and what the engines put in their place.
ABSENT = {"LOAD_SMALL_INT": -1, "SWAP": NUMBERS.get("ROT_TWO"), "IMPORT_STAR": NUMBERS.get("CALL_INTRINSIC_1")}


def numbers(*names: str) -> tuple[int | None, ...]:
    return tuple(NUMBERS.get(name, ABSENT.get(name)) for name in names)


def test_instructions_have_the_numbers_of_this_interpreter() -> None:
    for name in ("IMPORT_NAME", "IMPORT_FROM", "LOAD_CONST", "LOAD_SMALL_INT", "EXTENDED_ARG", "POP_TOP", "SWAP",
                 "IMPORT_STAR", "FOR_ITER"):  # fmt: skip
        assert (getattr(bytecode, name),) == numbers(name), name
    assert numbers("STORE_NAME", "STORE_GLOBAL") == bytecode.STORES
    assert (
        numbers("STORE_NAME", "STORE_GLOBAL", "STORE_ATTR", "DELETE_NAME", "DELETE_GLOBAL", "DELETE_ATTR")
        == bytecode.UNREAD_NAMES
    )
    assert numbers("STORE_SUBSCR", "DELETE_SUBSCR", "CONTAINS_OP", "COMPARE_OP") == bytecode.UNREAD_OPERANDS


def test_the_blocks_of_3_10_have_the_numbers_of_this_interpreter() -> None:
    found = (bytecode._SETUP_FINALLY, bytecode._SETUP_WITH, bytecode._JUMP_FORWARD, bytecode._JUMP_ABSOLUTE)
    expected = numbers("SETUP_FINALLY", "SETUP_WITH", "JUMP_FORWARD", "JUMP_ABSOLUTE")
    assert found == expected or sys.version_info >= (3, 11)
