import lazy_import

decoder = lazy_import.lazy_module("json.decoder")
neighbour = lazy_import.lazy_module("neighbour")
np = lazy_import.lazy_module("numpy")
create_engine = lazy_import.lazy_callable("sqlalchemy.create_engine")


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
