try:
    import network_tool
except ImportError:
    network_tool = None


def work():
    return "works without it" if network_tool is None else network_tool.send()
