def handle(value):
    return value.upper()
