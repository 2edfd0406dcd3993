"""A function as a cloud runs it: it answers pings at once, and works only when there is work."""

import json
import sys

import boto3
import pandas as pd


def handle(event):
    if event.get("ping"):
        return {"ok": True}
    client = boto3.client("s3", region_name="eu-west-1", aws_access_key_id="key", aws_secret_access_key="secret")
    frame = pd.DataFrame(event["rows"])
    return {"endpoint": client.meta.endpoint_url, "total": int(frame["amount"].sum())}


print(json.dumps(handle(json.loads(sys.argv[1]))))
