#!/usr/bin/env python3
"""Ingest a file, wait for its facts, print them and verify their evidence.

    facts.py FILE

Only the standard library is needed. CALLFACTS_URL and CALLFACTS_API_KEY say
where the server is and which key it wants.
"""

import hashlib
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

URL = os.environ.get("CALLFACTS_URL", "http://127.0.0.1:8080")
ATTEMPTS = 5


class ApiError(Exception):
    """What the API refused: `reason` is what to branch on."""

    def __init__(self, error):
        super().__init__(f"{error.get('reason') or error.get('code')}: {error.get('message')}")
        self.code = error.get("code")
        self.reason = error.get("reason")


def call(method, path, body=None, **parameters):
    """One request. Every method here may be repeated: ingest knows its bytes."""
    query = urllib.parse.urlencode({k: v for k, v in parameters.items() if v})
    request = urllib.request.Request(f"{URL}/v1/{path}?{query}", data=body, method=method)
    if body is not None:
        request.add_header("Content-Type", "application/octet-stream")
    if key := os.environ.get("CALLFACTS_API_KEY"):
        request.add_header("Authorization", f"Bearer {key}")
    for attempt in range(ATTEMPTS):
        last = attempt == ATTEMPTS - 1
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.load(response)
        except urllib.error.HTTPError as e:
            if e.code not in (429, 503) or last:
                raise ApiError(json.load(e)) from None
        except (urllib.error.URLError, TimeoutError):
            if last:
                raise
        time.sleep(0.2 * 2**attempt)


def ingest(path):
    """Send a file; return the name of its transcript when its facts are there."""
    with open(path, "rb") as f:
        name = call("POST", "documents:ingest", f.read(), filename=os.path.basename(path))["transcript"]["name"]
    while True:
        extraction = call("GET", name + "/extraction", wait="30s")
        if extraction["state"] == "STATE_SUCCEEDED":
            return name
        if extraction["state"] == "STATE_FAILED":
            raise SystemExit("the extraction failed: " + extraction.get("error", ""))


def facts(transcript):
    """All facts of a transcript, page by page, in order of the text."""
    token = ""
    while True:
        page = call("GET", transcript + "/facts", pageSize=50, pageToken=token)
        yield from page.get("facts", [])
        token = page.get("nextPageToken", "")
        if not token:
            return


def verified(text, fact):
    """Whether the bytes that a fact names say what it quotes."""
    evidence = fact["evidence"]
    quote, value = evidence["quoteSpan"], evidence["value"]
    return (
        text[quote.get("start", 0) : quote["end"]].decode() == evidence["quote"]
        and quote.get("start", 0) <= value.get("start", 0) < value["end"] <= quote["end"]
    )


def main(path):
    name = ingest(path)
    transcript = call("GET", name, view="TRANSCRIPT_VIEW_FULL")
    text = transcript["text"].encode()
    if hashlib.sha256(text).hexdigest() != transcript["textSha256"]:
        raise SystemExit("the text is not the one that was parsed")
    count = good = 0
    for fact in facts(name):
        value = fact["value"]
        quote = " ".join(fact["evidence"]["quote"].split())
        print(fact["concept"], value.get("low", ""), value.get("high", ""), value.get("unit", ""), fact.get("period", {}).get("label", ""), quote, sep="\t")
        count += 1
        good += verified(text, fact)
    print(f"{count} facts, {good} verified")
    return 0 if good == count else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        sys.exit(main(sys.argv[1]))
    except ApiError as e:
        sys.exit(str(e))
