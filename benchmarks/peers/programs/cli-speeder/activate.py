from cli_speeder import speed_up_modules

speed_up_modules(["json", "neighbour", "numpy", "sqlalchemy"])
