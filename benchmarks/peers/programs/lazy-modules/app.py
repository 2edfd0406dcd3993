__lazy_modules__ = ["json.decoder", "neighbour", "numpy", "sqlalchemy"]

import json.decoder

import neighbour
import numpy as np
from sqlalchemy import create_engine


def array():
    return np.zeros(3)


def connect():
    return create_engine


def decode():
    return json.decoder.JSONDecoder


def touch():
    return neighbour.answer


def spin(turns):
    for _ in turns:
        np.pi
