import network_tool


def work():
    return network_tool.send()
