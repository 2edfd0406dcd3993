from lazy_imports import LazyModule

lazy = LazyModule(
    "from json.decoder import JSONDecoder",
    "from neighbour import answer",
    "from numpy import pi, zeros",
    "from sqlalchemy import create_engine",
    name=f"{__name__}.lazy",
)


def array():
    return lazy.zeros(3)


def connect():
    return lazy.create_engine


def decode():
    return lazy.JSONDecoder


def touch():
    return lazy.answer


def spin(turns):
    for _ in turns:
        lazy.pi
