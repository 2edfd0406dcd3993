import tables


def handle(value):
    return value * tables.WIDTH
