"""How soon a change shows, and that nothing older is shown after: two servers on one database.

fresh.py WRITER READER TOKEN ROUNDS LON LAT REGION

Each round changes one doorplate through WRITER, then asks READER for its tile and its row until the change shows,
and WRITER once. An answer whose `Mingjie-Position` covers the change and does not show it counts as stale, as does
an answer of WRITER to whoever wrote. Prints milliseconds from the answer to the write.
"""

import http.client
import json
import math
import sys
import time
from urllib.parse import urlsplit

writer, reader, token, rounds, lon, lat, region = sys.argv[1:]
rounds, lon, lat = int(rounds), float(lon), float(lat)
ZOOM = 17


def connect(url):
    split = urlsplit(url)
    return http.client.HTTPConnection(split.hostname, split.port, timeout=30)


def ask(connection, method, path, body=None, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    headers["Authorization"] = "Bearer " + token
    if body is not None:
        body = json.dumps(body)
        headers.setdefault("Content-Type", "application/json")
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    data = answer.read()
    if answer.status >= 400:
        sys.exit(f"{method} {path}: {answer.status} {data[:500]!r}")
    return answer, data


def address(lon, lat):
    """The tile that holds a position."""
    side = 2**ZOOM
    y = math.radians(lat)
    row = (1 - math.asinh(math.tan(y)) / math.pi) / 2 * side
    return f"/tiles/{ZOOM}/{int((lon + 180) / 360 * side)}/{int(row)}.mvt"


a, b = connect(writer), connect(reader)
feature = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [lon, lat]},
    "properties": {
        "source_id": f"fresh-{time.time_ns()}",
        "number": "70000",
        "region_code": region,
        "state": "current",
    },
}
answer, data = ask(a, "POST", "/api/v1/doorplate", feature)
made = json.loads(data)
path, tag = f"/api/v1/doorplate/{made['id']}", answer.getheader("ETag")
tile = address(lon, lat)
tile_ms, row_ms, stale, asked = [], [], 0, 0
for round in range(1, rounds + 1):
    number = str(70000 + round)
    answer, _ = ask(a, "PATCH", path, {"properties": {"number": number}}, If_Match=tag)
    written = time.perf_counter()
    tag, position = answer.getheader("ETag"), int(answer.getheader("Mingjie-Position"))
    waiting = {"tile": True, "row": True}
    while any(waiting.values()):
        for what, where, shown, times in (
            ("tile", tile, number.encode(), tile_ms),
            ("row", path, f'"number":"{number}"'.encode(), row_ms),
        ):
            if waiting[what]:
                answer, data = ask(b, "GET", where)
                asked += 1
                if shown in data:
                    times.append((time.perf_counter() - written) * 1e3)
                    waiting[what] = False
                elif int(answer.getheader("Mingjie-Position")) >= position:
                    stale += 1
    for where, shown in ((tile, number.encode()), (path, number.encode())):
        asked += 1
        if shown not in ask(a, "GET", where)[1]:
            stale += 1


def line(name, times):
    times.sort()
    pick = lambda share: times[min(len(times) - 1, int(len(times) * share))]
    print(f"{name}: median {pick(0.5):.2f} ms, p99 {pick(0.99):.2f} ms, most {times[-1]:.2f} ms")


print(f"{rounds} changes, {asked} answers, {stale} stale")
line("tile of the other process", tile_ms)
line("row of the other process", row_ms)
sys.exit(stale > 0)
