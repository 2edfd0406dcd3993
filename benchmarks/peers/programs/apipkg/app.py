import exports


def array():
    return exports.np.zeros(3)


def connect():
    return exports.create_engine


def decode():
    return exports.decoder.JSONDecoder


def touch():
    return exports.neighbour.answer


def spin(turns):
    for _ in turns:
        exports.np.pi
