"""One of the modules of a test suite: each imports all that its neighbours do, and uses a part of it."""

import sys

import numpy as np
import pandas as pd
import pytest
import requests
from sqlalchemy import create_engine, text

NUMBER = int(__name__.rpartition("_")[2])


def test_reads_text():
    assert "key: value".partition(": ")[2] == "value"


@pytest.mark.parametrize("count", range(5))
def test_counts(count):
    assert sum(range(count)) == count * (count - 1) // 2


@pytest.mark.skipif(NUMBER % 4 != 0, reason="few modules calculate")
def test_calculates():
    assert np.arange(4).sum() == 6


@pytest.mark.skipif(NUMBER % 4 != 1, reason="few modules read tables")
def test_reads_tables():
    assert pd.DataFrame({"a": [1, 2]})["a"].sum() == 3


@pytest.mark.skipif(NUMBER % 4 != 2, reason="few modules ask a database")
def test_asks_a_database():
    with create_engine("sqlite://").connect() as connection:
        assert connection.execute(text("select 1")).scalar() == 1


@pytest.mark.skipif(NUMBER % 4 != 3, reason="few modules make requests")
def test_prepares_a_request():
    assert requests.Request("GET", "https://example.org/", params={"a": 1}).prepare().url.endswith("?a=1")


def test_runs_on_a_known_platform():
    assert sys.platform
