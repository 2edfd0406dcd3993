"""A program that is configured by its environment, and reads that as modules."""

import os
import sys

from finder import VariableFinder

os.environ.update(SHOP_DATABASE_HOST="db.example", SHOP_DATABASE_PORT="5432", SHOP_MAIL_SENDER="shop@example")
sys.meta_path.append(VariableFinder())

import from_environment.database
from from_environment import mail
from from_environment.database import PORT

print("first use", file=sys.stderr)
print(from_environment.database.HOST, PORT + 1, mail.SENDER)
try:
    import from_environment.cache
except ModuleNotFoundError as error:
    print(error)
