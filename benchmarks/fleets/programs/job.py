"""A short job: it reads an order, and needs the network only when the order says so."""

import json
import sys

import requests


def main():
    order = json.loads(sys.argv[1])
    if "url" in order:
        order["answer"] = requests.get(order["url"], timeout=10).json()
    print(order)


main()
