#!/usr/bin/env python3
"""Ingest a file, wait for its facts, print them and verify their evidence.

    facts.py [--frame] FILE

With --frame the facts are printed as a pandas data frame. CALLFACTS_SERVER and
CALLFACTS_API_KEY say where the server is and which key it wants.
"""

import hashlib
import io
import os
import sys
from decimal import Decimal

import callfacts
import grpc
from callfacts.metrics.v1 import fact_pb2, metrics_service_pb2 as metrics, metrics_service_pb2_grpc
from callfacts.parser.v1 import parser_service_pb2 as parser, parser_service_pb2_grpc, transcript_pb2
from google.protobuf.duration_pb2 import Duration


def ingest(parsers, extractors, path):
    """Send a file; return the name of its transcript when its facts are there."""
    with open(path, "rb") as f:
        request = parser.IngestDocumentRequest(content=f.read(), filename=os.path.basename(path))
    name = parsers.IngestDocument(request).transcript.name
    while True:
        asked = metrics.GetExtractionRequest(name=name + "/extraction", wait=Duration(seconds=30))
        extraction = extractors.GetExtraction(asked).extraction
        if extraction.state == fact_pb2.Extraction.STATE_SUCCEEDED:
            return name
        if extraction.state == fact_pb2.Extraction.STATE_FAILED:
            raise SystemExit("the extraction failed: " + extraction.error)


def verified(text, evidence):
    """Whether the bytes that a fact names say what it quotes."""
    quote, value = evidence.quote_span, evidence.value
    return text[quote.start : quote.end].decode() == evidence.quote and quote.start <= value.start < value.end <= quote.end


def show(parsers, extractors, name):
    """Print the facts of a transcript, each looked up in its text."""
    asked = parser.GetTranscriptRequest(name=name, view=transcript_pb2.TRANSCRIPT_VIEW_FULL)
    transcript = parsers.GetTranscript(asked).transcript
    text = transcript.text.encode()
    if hashlib.sha256(text).hexdigest() != transcript.text_sha256:
        raise SystemExit("the text is not the one that was parsed")
    count = good = 0
    request = metrics.ListFactsRequest(parent=name, page_size=50)
    for fact in callfacts.pages(extractors.ListFacts, request, "facts"):
        value, quote = fact.value, " ".join(fact.evidence.quote.split())
        print(fact.concept, value.low, value.high, value.unit, fact.period.label, quote, sep="\t")
        count += 1
        good += verified(text, fact.evidence)
    print(f"{count} facts, {good} verified")
    return 0 if good == count else 1


def frame(extractors, name):
    """The facts of a transcript as a data frame, whose numbers are exact."""
    import pandas

    request = metrics.ExportFactsRequest(parent=name, format=metrics.EXPORT_FORMAT_CSV)
    file = b"".join(piece.data for piece in extractors.ExportFacts(request))
    exact = {column: lambda cell: Decimal(cell) if cell else None for column in ("low", "high", "precision")}
    return pandas.read_csv(io.BytesIO(file), converters=exact, parse_dates=["effective_time", "record_time"])


def main(path, as_frame):
    server = os.environ.get("CALLFACTS_SERVER", "127.0.0.1:8081")
    with callfacts.connect(server, os.environ.get("CALLFACTS_API_KEY", "")) as channel:
        parsers = parser_service_pb2_grpc.ParserServiceStub(channel)
        extractors = metrics_service_pb2_grpc.MetricsServiceStub(channel)
        name = ingest(parsers, extractors, path)
        if as_frame:
            print(frame(extractors, name)[["concept", "measure", "low", "high", "unit", "period"]].to_string())
            return 0
        return show(parsers, extractors, name)


if __name__ == "__main__":
    files = [a for a in sys.argv[1:] if a != "--frame"]
    if len(files) != 1:
        sys.exit(__doc__)
    try:
        sys.exit(main(files[0], "--frame" in sys.argv))
    except grpc.RpcError as e:
        sys.exit(f"{callfacts.reason(e) or e.code().name}: {e.details()}")
