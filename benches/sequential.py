#!/usr/bin/env python3
"""The client that synchronising is measured against: one connection, one request after the other, 50 items to a page.

    sequential.py API_URL TOKEN

It reads the saved shows and every page of episodes of each, keeps nothing, and prints how many requests it made and how
long that took. No peer makes fewer requests or waits less for each than this.
"""
import http.client
import json
import re
import sys
import time
import urllib.parse

url, token = urllib.parse.urlsplit(sys.argv[1]), sys.argv[2]
connection = http.client.HTTPConnection(url.netloc)
requests = 0


def pages(path):
    """Every item of a list, page by page."""
    global requests
    offset, total = 0, 1
    while offset < total:
        connection.request("GET", f"{url.path}{path}?limit=50&offset={offset}", headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            sys.exit(f"{path}: {answer.status} {body[:200]}")
        requests += 1
        page = json.loads(body)
        total = page["total"]
        offset += 50
        yield from page["items"]


start = time.monotonic()
shows = [item["show"]["id"] for item in pages("/me/shows") if item]
shows = [show for show in shows if re.fullmatch("[0-9A-Za-z]{22}", show)]  # what has another id is no podcast
listed = time.monotonic() - start
episodes = sum(1 for show in shows for _ in pages(f"/shows/{show}/episodes"))
print(f"{len(shows)} shows in {listed:.2f} s, {episodes} episodes; {requests} requests in {time.monotonic() - start:.1f} s")
