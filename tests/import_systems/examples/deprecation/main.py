"""A program that still uses the old name of a library."""

import sys
import warnings

from finder import AliasFinder

sys.meta_path.append(AliasFinder({"old_name": "new_name"}))

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    user = __import__("user")
    print("first use", file=sys.stderr)
    print(user.old_name.VALUE, user.old_name is user.new_name)
for warning in caught:
    print(warning.category.__name__, warning.message)
print(user.new_name.__name__, user.new_name.__spec__.name, type(user.new_name.__loader__).__name__)
