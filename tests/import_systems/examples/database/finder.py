"""Modules from a SQLite database: a table of sources, of which each module has one or more versions."""

import sqlite3
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec


class DatabaseFinder(MetaPathFinder):
    """Finds the newest version of a module that is not newer than the pinned one."""

    def __init__(self, connection, pins):
        self.connection = connection
        self.pins = pins

    def find_spec(self, name, path=None, target=None):
        pin = self.pins.get(name.partition(".")[0], 1_000_000)
        row = self.connection.execute(
            "SELECT version, package, source FROM modules WHERE name = ? AND version <= ? ORDER BY version DESC",
            (name, pin),
        ).fetchone()
        if row is None:
            return None
        version, package, source = row
        return ModuleSpec(name, DatabaseLoader(source), origin=f"database, version {version}", is_package=package)


class DatabaseLoader(InspectLoader):
    """Runs the source that a row holds."""

    def __init__(self, source):
        self.source = source

    def get_source(self, name):
        return self.source


def create(path, rows):
    """Make a database of modules and return the connection to it."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE modules (name TEXT, version INTEGER, package INTEGER, source TEXT)")
    connection.executemany("INSERT INTO modules VALUES (?, ?, ?, ?)", rows)
    connection.commit()
    return connection
