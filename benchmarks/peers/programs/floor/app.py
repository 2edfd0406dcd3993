"""The imports moved into functions by hand: the floor."""


def array():
    import numpy as np

    return np.zeros(3)


def connect():
    from sqlalchemy import create_engine

    return create_engine


def decode():
    import json.decoder

    return json.decoder.JSONDecoder


def touch():
    import neighbour

    return neighbour.answer


def spin(turns):
    import numpy as np

    for _ in turns:
        np.pi
