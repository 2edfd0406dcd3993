"""A loader of encrypted sources: XOR with a stream of hashes, and a signature. Not cryptography to rely on."""

import hashlib
import hmac
import sys
from importlib.machinery import FileFinder, SourceFileLoader
from itertools import count
from pathlib import Path

KEY = b"a key from a safe place"


def _apply(data, key):
    stream = (byte for block in count() for byte in hashlib.sha256(key + str(block).encode()).digest())
    return bytes(one ^ other for one, other in zip(data, stream, strict=False))


def seal(data, key=KEY):
    """Encrypt and sign."""
    sealed = _apply(data, key)
    return hmac.digest(key, sealed, "sha256") + sealed


class DecryptingLoader(SourceFileLoader):
    def get_data(self, path):
        data = super().get_data(path)
        if not path.endswith(".sealed"):
            return data
        signature, sealed = data[:32], data[32:]
        if not hmac.compare_digest(signature, hmac.digest(KEY, sealed, "sha256")):
            raise ImportError(f"{Path(path).name} was sealed with another key")
        return _apply(sealed, KEY)

    def set_data(self, *arguments, **keywords):
        """Write no bytecode: it would be readable."""


def hook(path):
    if not path.endswith("vault"):
        raise ImportError(path)
    return FileFinder(path, (DecryptingLoader, [".sealed"]))


sys.path_hooks.insert(0, hook)
