from ducktools.lazyimporter import FromImport, LazyImporter, ModuleImport

lazy = LazyImporter([
    ModuleImport("json.decoder", asname="decoder"),
    ModuleImport("neighbour"),
    ModuleImport("numpy", asname="np"),
    FromImport("sqlalchemy", "create_engine"),
])


def array():
    return lazy.np.zeros(3)


def connect():
    return lazy.create_engine


def decode():
    return lazy.decoder.JSONDecoder


def touch():
    return lazy.neighbour.answer


def spin(turns):
    for _ in turns:
        lazy.np.pi
