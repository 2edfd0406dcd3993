from etils import epy

with epy.lazy_imports():
    import json.decoder

    import neighbour
    import numpy as np
    import sqlalchemy


def array():
    return np.zeros(3)


def connect():
    return sqlalchemy.create_engine


def decode():
    return json.decoder.JSONDecoder


def touch():
    return neighbour.answer


def spin(turns):
    for _ in turns:
        np.pi
