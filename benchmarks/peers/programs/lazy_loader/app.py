import lazy_loader

decoder = lazy_loader.load("json.decoder")
neighbour = lazy_loader.load("neighbour")
np = lazy_loader.load("numpy")
sqlalchemy = lazy_loader.load("sqlalchemy")


def array():
    return np.zeros(3)


def connect():
    return sqlalchemy.create_engine


def decode():
    return decoder.JSONDecoder


def touch():
    return neighbour.answer


def spin(turns):
    for _ in turns:
        np.pi
