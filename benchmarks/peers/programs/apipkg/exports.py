"""What `app` takes its names from."""

import apipkg

apipkg.initpkg(
    __name__,
    {
        "create_engine": "sqlalchemy:create_engine",
        "decoder": "json.decoder:",
        "neighbour": "neighbour:",
        "np": "numpy:",
    },
)
