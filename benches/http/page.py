"""Reads a collection page by page, following `next`, and prints: seconds waited, features, distinct ids.

page.py URL [BEARER]
"""

import http.client
import json
import sys
import time
from urllib.parse import urlsplit

address = urlsplit(sys.argv[1])
headers = {"Accept": "application/geo+json, application/json"}
if len(sys.argv) > 2:
    headers["Authorization"] = "Bearer " + sys.argv[2]
connection = http.client.HTTPConnection(address.hostname, address.port, timeout=300)
path = f"{address.path}?{address.query}"
waited, count, ids = 0.0, 0, set()
while path:
    begun = time.perf_counter()
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    waited += time.perf_counter() - begun
    if answer.status != 200:
        sys.exit(f"{answer.status} {path}: {body[:200]!r}")
    page = json.loads(body)
    count += len(page["features"])
    ids.update(feature["id"] for feature in page["features"])
    following = [link["href"] for link in page.get("links", []) if link.get("rel") == "next"]
    if not page["features"] or not following:
        break
    split = urlsplit(following[0])
    path = f"{split.path}?{split.query}"
print(f"{waited:.2f} {count} {len(ids)}")
