"""What `app` takes its names from."""

import zope.deferredimport

zope.deferredimport.initialize()
zope.deferredimport.define(
    create_engine="sqlalchemy:create_engine",
    decoder="json.decoder",
    neighbour="neighbour",
    np="numpy",
)
