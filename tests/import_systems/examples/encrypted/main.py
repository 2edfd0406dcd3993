"""A program with a part that is encrypted on disk."""

import sys
from pathlib import Path

import vault

folder = Path("vault")
folder.mkdir()
for source in Path("plain").glob("*.py"):
    key = b"another key" if source.stem == "stolen" else vault.KEY
    (folder / source.with_suffix(".sealed").name).write_bytes(vault.seal(source.read_bytes(), key))
sys.path.append("vault")

import recipe
from secrets_vault import SALT

print("first use", file=sys.stderr)
print(recipe.cook(), SALT, Path(recipe.__file__).name)
print(b"SALT" in Path("vault/secrets_vault.sealed").read_bytes(), list(folder.glob("__pycache__/*")))
try:
    import stolen
except ImportError as error:
    print(error)
