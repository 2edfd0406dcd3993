"""The tool that the pages call mytool: it imports two packages and needs neither for --help."""

import argparse

import boto3
import pandas


def main() -> None:
    """Run the tool."""
    parser = argparse.ArgumentParser(prog="mytool", description="Make tables and upload them.")
    parser.add_argument("--version", action="version", version="mytool 1.0")
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("list", help="list the tables")
    commands.add_parser("show", help="show one").add_argument("number", type=int)
    commands.add_parser("table", help="make a table")
    commands.add_parser("upload", help="upload it")
    words = parser.parse_args()
    if words.command == "table":
        print(pandas.DataFrame([1, 2]))
    elif words.command == "list":
        print("1")
    elif words.command == "upload":
        print(boto3.client("s3"))


if __name__ == "__main__":
    main()
