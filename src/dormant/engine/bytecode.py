"""Reads the importing frame: which import statement runs, which names it binds, and whether a block guards it.

Phase: import. May import: builtins, `sys`.

The numbers below are those of the `opcode` module, which takes 0.3 ms to import; a test compares them on every Python.
`co_code` shows the plain instructions whatever the interpreter specialised or a tracer instrumented, with their inline
caches as zeros (Objects/codeobject.c, `_PyCode_GetCode`).
"""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType

if sys.version_info >= (3, 15):
    IMPORT_NAME, IMPORT_FROM, LOAD_CONST, LOAD_SMALL_INT, EXTENDED_ARG, POP_TOP, SWAP = (
        72, 71, 81, 93, 67, 29, 116)  # fmt: skip
    STORES = (115, 114)  # STORE_NAME, STORE_GLOBAL
    UNREAD_NAMES = (115, 114, 109, 63, 62, 59)
    UNREAD_OPERANDS = (36, 8, 55, 54)
elif sys.version_info >= (3, 14):
    IMPORT_NAME, IMPORT_FROM, LOAD_CONST, LOAD_SMALL_INT, EXTENDED_ARG, POP_TOP, SWAP = (
        73, 72, 82, 94, 69, 31, 117)  # fmt: skip
    STORES = (116, 115)
    UNREAD_NAMES = (116, 115, 110, 65, 64, 61)
    UNREAD_OPERANDS = (38, 8, 57, 56)
elif sys.version_info >= (3, 13):
    IMPORT_NAME, IMPORT_FROM, LOAD_CONST, LOAD_SMALL_INT, EXTENDED_ARG, POP_TOP, SWAP = (
        75, 74, 83, -1, 71, 32, 115)  # fmt: skip
    STORES = (114, 113)
    UNREAD_NAMES = (114, 113, 108, 67, 66, 63)
    UNREAD_OPERANDS = (39, 9, 59, 58)
else:
    IMPORT_NAME, IMPORT_FROM, LOAD_CONST, LOAD_SMALL_INT, EXTENDED_ARG, POP_TOP = (
        108, 109, 100, -1, 144, 1)  # fmt: skip
    SWAP = 99 if sys.version_info >= (3, 11) else 2  # ROT_TWO
    STORES = (90, 97)
    UNREAD_NAMES = (90, 97, 95, 91, 98, 96)
    UNREAD_OPERANDS = (60, 61, 118, 107)
# The instructions of a star import: IMPORT_STAR, then CALL_INTRINSIC_1 (which has other uses, too).
if sys.version_info >= (3, 15):
    IMPORT_STAR, FOR_ITER = 51, 68
elif sys.version_info >= (3, 14):
    IMPORT_STAR, FOR_ITER = 53, 70
elif sys.version_info >= (3, 13):
    IMPORT_STAR, FOR_ITER = 55, 72
elif sys.version_info >= (3, 12):
    IMPORT_STAR, FOR_ITER = 173, 93
else:
    IMPORT_STAR, FOR_ITER = 84, 93
# The instructions that look a key up without asking for its value.
# UNREAD_NAMES: STORE_NAME, STORE_GLOBAL, STORE_ATTR, DELETE_NAME, DELETE_GLOBAL, DELETE_ATTR.
# UNREAD_OPERANDS: STORE_SUBSCR, DELETE_SUBSCR, CONTAINS_OP, COMPARE_OP.

# Only 3.10 has these: later versions keep exception tables instead.
_SETUP_FINALLY, _SETUP_WITH, _JUMP_FORWARD, _JUMP_ABSOLUTE = 122, 143, 110, 113

CO_OPTIMIZED, CO_NEWLOCALS = 0x1, 0x2
# Among more constants and variables no operand is looked for: a loop over thousands of names would take quadratic time.
_MOST_OPERANDS = 500


class Statement:
    """An import statement as its bytecode tells it.

    Attributes:
        name: the module name as written, without leading dots.
        level: the number of leading dots.
        names: the names of a `from` import, or None for a plain import.
        aliases: the names that the statement binds, in order; one for a plain import.
        renamed: whether a plain import has `as`.
    """

    __slots__ = ("aliases", "level", "name", "names", "renamed")

    def __init__(
        self, name: str, level: int, names: "tuple[str, ...] | None", aliases: "tuple[str, ...]", *, renamed: bool
    ) -> None:
        self.name = name
        self.level = level
        self.names = names
        self.aliases = aliases
        self.renamed = renamed


def operation(frame: "FrameType") -> int:
    """Return the opcode of the instruction that *frame* is executing."""
    raw = frame.f_code.co_code
    return raw[offset_of(frame, raw)]


def offset_of(frame: "FrameType", raw: bytes) -> int:
    """Return the offset in bytes of the instruction that *frame* is executing in *raw*, its `co_code`.

    Up to 3.10 `f_lasti` is that of the first EXTENDED_ARG before it.
    """
    offset = frame.f_lasti
    while raw[offset] == EXTENDED_ARG:
        offset += 2
    return offset


def is_unread(frame: "FrameType", key: str, name: object) -> bool:
    """Tell whether the instruction that *frame* executes compares *key* and *name* without asking for a value.

    It may run C code that does ask, as `==` does for an extension type: then neither is an operand of its own.

    Parameters:
        key: a key of a dict.
        name: the very object that is compared with it, which is equal.
    """
    code = frame.f_code
    raw = code.co_code
    offset = offset_of(frame, raw)
    if raw[offset] in UNREAD_NAMES:
        return code.co_names[argument_at(raw, offset)[0]] == name
    if raw[offset] not in UNREAD_OPERANDS:
        return False
    if code.co_flags & CO_OPTIMIZED and sys.version_info < (3, 13):
        # To ask for the variables of a function would change what its `locals()` returned.
        return True
    spaces, variables = [frame.f_globals], frame.f_locals
    if code.co_flags & CO_OPTIMIZED or (type(variables) is dict and variables is not frame.f_globals):
        spaces.append(variables)
    if len(code.co_consts) + sum(map(len, spaces)) > _MOST_OPERANDS:
        return True
    operands = [*code.co_consts, *(value for space in spaces for value in list(space.values()))]
    return any(each is name or each is key for each in operands)


def in_loop(frame: "FrameType") -> bool:
    """Tell whether *frame* executes the body of a `for` loop or comprehension."""
    raw = frame.f_code.co_code
    position = 0
    while position <= frame.f_lasti:
        opcode, argument, position = _next(raw, position)
        if opcode == FOR_ITER and position <= frame.f_lasti < position + argument * 2:
            return True
    return False


def statement_at(code: "CodeType", raw: bytes, offset: int) -> "Statement | None":
    """Return the import statement whose IMPORT_NAME instruction is at *offset*.

    Parameters:
        code: the code object of a module.
        raw: its `co_code`.
        offset: in bytes, as `f_lasti`.

    Returns:
        The statement, or None when it is a star import or anything else that can't be deferred.
    """
    if raw[offset] != IMPORT_NAME:
        return None
    index, start = argument_at(raw, offset)
    name = code.co_names[index]
    # The two instructions before it push the level and the fromlist.
    fromlist, start = constant_at(code, raw, start - 2)
    level, _ = constant_at(code, raw, start - 2)
    if not isinstance(level, int):
        return None
    if fromlist is None:
        return _plain(code, raw, offset + 2, name, level)
    if not isinstance(fromlist, tuple) or "__class__" in fromlist or "__dict__" in fromlist:
        # The last two are what the placeholder has itself; nobody defers them.
        return None
    aliases = []
    position = offset + 2
    for attribute in fromlist:
        opcode, index, position = _next(raw, position)
        if opcode != IMPORT_FROM or code.co_names[index] != attribute:
            return None
        opcode, index, position = _next(raw, position)
        if opcode not in STORES:
            return None
        aliases.append(code.co_names[index])
    return Statement(name, level, fromlist, tuple(aliases), renamed=True)


def imported_names(code: "CodeType", raw: bytes, offset: int) -> "tuple[str, ...]":
    """Return what the `from` import whose IMPORT_NAME is at *offset* takes from its module; () for a plain import."""
    _, start = argument_at(raw, offset)
    fromlist, _ = constant_at(code, raw, start - 2)
    return fromlist if isinstance(fromlist, tuple) else ()


def _plain(code: "CodeType", raw: bytes, position: int, name: str, level: int) -> "Statement | None":
    """Read what follows `import a`, or `import a.b as c`: one IMPORT_FROM for each dot, a swap and a pop between."""
    opcode, index, position = _next(raw, position)
    dotted = opcode == IMPORT_FROM
    while opcode in (IMPORT_FROM, SWAP, POP_TOP):
        opcode, index, position = _next(raw, position)
    if opcode not in STORES:
        return None
    alias = code.co_names[index]
    return Statement(name, level, None, (alias,), renamed=dotted or alias != name.partition(".")[0])


def _next(raw: bytes, position: int) -> "tuple[int, int, int]":
    """Return (opcode, argument, position of the instruction after it)."""
    argument = raw[position + 1]
    while raw[position] == EXTENDED_ARG:
        position += 2
        argument = argument << 8 | raw[position + 1]
    return raw[position], argument, position + 2


def argument_at(raw: bytes, position: int) -> "tuple[int, int]":
    """Return (argument of the instruction at *position*, where the instruction starts with its EXTENDED_ARGs)."""
    argument = raw[position + 1]
    shift = 8
    while position >= 2 and raw[position - 2] == EXTENDED_ARG:
        position -= 2
        argument |= raw[position + 1] << shift
        shift += 8
    return argument, position


def constant_at(code: "CodeType", raw: bytes, position: int) -> "tuple[object, int]":
    """Return (the constant that the instruction at *position* pushes, where that instruction starts)."""
    argument, start = argument_at(raw, position)
    if raw[position] == LOAD_CONST:
        return code.co_consts[argument], start
    if raw[position] == LOAD_SMALL_INT:
        return argument, start
    return NotImplemented, start


def guarded_ranges(code: "CodeType") -> "list[tuple[int, int]]":
    """Return the (start, end) offsets in bytes of *code* that a `try`, `except` or `with` block guards.

    Follows Objects/exception_handling_notes.txt; an `else` or `finally` block that nothing guards is not listed.
    """
    if sys.version_info < (3, 11):
        return _blocks(code.co_code)
    ranges = []
    numbers = iter(code.co_exceptiontable)
    for byte in numbers:
        start = _varint(byte, numbers) * 2
        length = _varint(next(numbers), numbers) * 2
        _varint(next(numbers), numbers)
        _varint(next(numbers), numbers)
        ranges.append((start, start + length))
    return ranges


def _varint(byte: int, rest: "object") -> int:
    value = byte & 63
    while byte & 64:
        byte = next(rest)  # type: ignore[call-overload]
        value = value << 6 | byte & 63
    return value


def _blocks(raw: bytes) -> "list[tuple[int, int]]":
    """Find the guarded ranges of 3.10 code: from each SETUP to its handler, and over the handler to where it ends.

    The body of a `try` ends in a jump over its handlers; where it doesn't (it returns, it raises), the handlers are
    taken to reach to the end of the code: an import left eager is never wrong.
    """
    ranges = []
    position = 0
    while position < len(raw):
        opcode, argument, after = _next(raw, position)
        if opcode in (_SETUP_FINALLY, _SETUP_WITH):
            handler = after + argument * 2
            ranges.append((position, _handler_end(raw, handler)))
        position = after
    return ranges


def _handler_end(raw: bytes, handler: int) -> int:
    opcode = raw[handler - 2]
    argument, _ = argument_at(raw, handler - 2)
    if opcode == _JUMP_FORWARD:
        return handler + argument * 2
    if opcode == _JUMP_ABSOLUTE and argument * 2 >= handler:
        return argument * 2
    return len(raw)


def guarded(frame: "FrameType", ranges: "list[tuple[int, int]]") -> bool:
    """Tell whether the instruction that *frame* executes lies in one of *ranges*."""
    offset = frame.f_lasti
    return any(start <= offset < end for start, end in ranges)


def caller_expects_import_error(frame: "FrameType | None") -> bool:
    """Tell whether a frame from *frame* outwards is in a `try` that names ImportError or ModuleNotFoundError.

    `try: import a` must take its fallback when `a` is installed but what `a` imports is not.
    """
    while frame is not None:
        code = frame.f_code
        names = code.co_names
        if (
            ("ImportError" in names or "ModuleNotFoundError" in names)
            and not code.co_filename.startswith("<frozen importlib")
            and guarded(frame, guarded_ranges(code))
        ):
            return True
        frame = frame.f_back
    return False
