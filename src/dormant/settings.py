"""The compiled settings: what is to be known of `[tool.dormant]`, in a form that costs little to read.

Phase: import; loaded with the engine. May import: builtins, `sys`, and what the start holds of the format.

Reading TOML costs 9 to 15 ms of a 10 ms start, so `dormant sync` compiles the table into a few lines of text that
`str.split` takes apart. The file lies beside `dormant.pth` in the environment's site directory. A start reads the first
eight lines and leaves the others to the engine. The very first carries a checksum of the rest, so a file that was
truncated, damaged or written by another version is recognised and ignored. The text holds names only, no code: whoever
tampers with it can at worst defer an import.
"""

import sys

from . import FILE_NAME, FORMAT, digest_of, first_line

__all__ = ["FILE_NAME", "Settings", "SettingsError", "digest_of", "dump", "load"]

# Encodings, and what they do with what they have no name for. A path is kept as its bytes, whatever the locale.
_TEXT = ("utf-8", "surrogateescape")
_FILE_SYSTEM = (sys.getfilesystemencoding(), sys.getfilesystemencodeerrors())


class SettingsError(Exception):
    """The compiled settings can't be used; the message says why."""


class Settings:
    """One project's configuration, compiled.

    Attributes:
        source: absolute path of the `pyproject.toml` it was compiled from, or "" when set by `dormant.enable`.
        mtime_ns: modification time of `source` in nanoseconds, at compilation.
        size: size of `source` in bytes, at compilation.
        digest: `digest_of` the contents of `source`, at compilation.
        enabled: False after `dormant off`.
        packages: import names to defer; each covers itself and all below it; "*" is all outside the standard library.
        exclude: import names that stay eager, with all below them.
        never: the entries of the never-deferred list that `packages` would cover, with all below them.
        importers: importing modules whose imports may be deferred; "*" is all outside the standard library.
        overrides: (packages, importers or None for the general ones, inside or None for the general False).
        attributes: (package, name, "module:attribute") for each attribute shim.
    """

    __slots__ = (
        "attributes", "digest", "enabled", "exclude", "importers", "mtime_ns",
        "never", "overrides", "packages", "size", "source",
    )  # fmt: skip

    def __init__(
        self,
        packages: "tuple[str, ...]" = (),
        *,
        exclude: "tuple[str, ...]" = (),
        never: "tuple[str, ...]" = (),
        importers: "tuple[str, ...]" = ("*",),
        overrides: "tuple[tuple[tuple[str, ...], tuple[str, ...] | None, bool | None], ...]" = (),
        attributes: "tuple[tuple[str, str, str], ...]" = (),
        source: str = "",
        mtime_ns: int = 0,
        size: int = 0,
        digest: str = "",
        enabled: bool = True,
    ) -> None:
        self.packages = packages
        self.exclude = exclude
        self.never = never
        self.importers = importers
        self.overrides = overrides
        self.attributes = attributes
        self.source = source
        self.mtime_ns = mtime_ns
        self.size = size
        self.digest = digest
        self.enabled = enabled


def dump(settings: Settings) -> bytes:
    """Return the text of a settings file.

    Raises:
        SettingsError: the path of the source holds a line break, which a line of text can't carry.
    """
    if "\n" in settings.source or "\r" in settings.source:
        raise SettingsError(f"the path {settings.source!r} holds a line break")
    lines = [
        "enabled " + ("yes" if settings.enabled else "no"),
        "source " + _between(settings.source, _FILE_SYSTEM, _TEXT),
        f"stamp {settings.mtime_ns} {settings.size} {settings.digest or '-'}",
        *(" ".join(line) for line in _asked_at_start(settings)),
        " ".join(("packages", *settings.packages)),
        " ".join(("exclude", *settings.exclude)),
        " ".join(("never", *settings.never)),
        " ".join(("importers", *settings.importers)),
    ]
    for packages, importers, inside in settings.overrides:
        words = ["override", ",".join(packages)]
        words.append("-" if importers is None else ",".join(importers) or ",")
        words.append("-" if inside is None else "yes" if inside else "no")
        lines.append(" ".join(words))
    lines += [" ".join(("attribute", *attribute)) for attribute in settings.attributes]
    body = ("\n".join(lines) + "\n").encode(*_TEXT)
    return first_line(body) + b"\n" + body


def _between(text: str, encoding: "tuple[str, str]", other: "tuple[str, str]") -> str:
    """Return the bytes of *text* in one encoding as text in the other one."""
    return text.encode(*encoding).decode(*other)


def _asked_at_start(settings: Settings) -> "list[list[str]]":
    """Return the four lines of names by which a finder tells what concerns it; see `dormant.Finder`."""
    packages, importers = set(settings.packages), set(settings.importers)
    inside: set[str] = set()
    for names, importers_of_these, inside_of_these in settings.overrides:
        packages.update(names)
        importers.update(importers_of_these or ())
        inside.update(names if inside_of_these else ())
    shimmed = {package for package, _, _ in settings.attributes}
    return [
        ["named", *_tops(packages)],
        ["inside", *_tops(inside)],
        ["looked-at", *_tops(importers | shimmed)],
        ["shimmed", *sorted(shimmed)],
    ]


def _tops(names: "set[str]") -> "list[str]":
    """Return the top-level packages of *names*."""
    return sorted({name.partition(".")[0] for name in names})


def load(data: bytes) -> Settings:
    """Return the settings that *data*, the contents of a settings file, holds.

    Raises:
        SettingsError: *data* is damaged, truncated, or of another format.
    """
    first, _, body = data.partition(b"\n")
    if first != first_line(body):
        words = first.split()
        other = len(words) == 3 and words[0] == b"dormant-settings" and words[1] != b"%d" % FORMAT
        raise SettingsError("it was written by another version of dormant" if other else "it is damaged")
    try:
        return _parsed(body)
    except ValueError as error:
        raise SettingsError("it is damaged") from error


def _parsed(body: bytes) -> Settings:
    settings = Settings()
    overrides = []
    attributes = []
    for line in body.decode(*_TEXT).split("\n"):
        key, _, rest = line.partition(" ")
        if key == "packages":
            settings.packages = tuple(rest.split())
        elif key == "exclude":
            settings.exclude = tuple(rest.split())
        elif key == "never":
            settings.never = tuple(rest.split())
        elif key == "importers":
            settings.importers = tuple(rest.split())
        elif key == "override":
            packages, importers, inside = rest.split()
            overrides.append(
                (
                    tuple(packages.split(",")),
                    None if importers == "-" else tuple(filter(None, importers.split(","))),
                    None if inside == "-" else inside == "yes",
                )
            )
        elif key == "attribute":
            package, name, target = rest.split()
            attributes.append((package, name, target))
        elif key == "source":
            settings.source = _between(rest, _TEXT, _FILE_SYSTEM)
        elif key == "stamp":
            mtime_ns, size, digest = rest.split()
            settings.mtime_ns = int(mtime_ns)
            settings.size = int(size)
            settings.digest = digest.strip("-")
        elif key == "enabled":
            settings.enabled = rest == "yes"
    settings.overrides = tuple(overrides)
    settings.attributes = tuple(attributes)
    return settings
