from lazyasd import lazyobject


@lazyobject
def decoder():
    import json.decoder

    return json.decoder


@lazyobject
def neighbour():
    import neighbour

    return neighbour


@lazyobject
def np():
    import numpy

    return numpy


@lazyobject
def create_engine():
    from sqlalchemy import create_engine

    return create_engine


def array():
    return np.zeros(3)


def connect():
    return create_engine


def decode():
    return decoder.JSONDecoder


def touch():
    return neighbour.answer


def spin(turns):
    for _ in turns:
        np.pi
