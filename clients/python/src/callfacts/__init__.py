"""Client of callfacts over gRPC.

The messages and stubs are below: callfacts.parser.v1 and callfacts.metrics.v1.
"""

import importlib.resources

import grpc
from google.rpc import error_details_pb2, status_pb2

# Room for the largest transcript.
_MAX_MESSAGE = 128 << 20


def connect(address="127.0.0.1:8081", key="", credentials=None):
    """A channel that retries what may be repeated, with deadlines.

    Without credentials (grpc.ssl_channel_credentials()) nothing is encrypted:
    that is for loopback. The key is an API key, where the server asks for one.
    """
    config = importlib.resources.files(__package__).joinpath("service-config.json").read_text()
    options = [
        ("grpc.service_config", config),
        ("grpc.max_receive_message_length", _MAX_MESSAGE),
        ("grpc.max_send_message_length", _MAX_MESSAGE),
    ]
    if credentials:
        channel = grpc.secure_channel(address, credentials, options)
    else:
        channel = grpc.insecure_channel(address, options)
    return grpc.intercept_channel(channel, _Key(key)) if key else channel


def reason(error):
    """The reason of an RpcError, such as NOT_A_TRANSCRIPT: what to branch on."""
    for name, value in error.trailing_metadata() or ():
        if name == "grpc-status-details-bin":
            for detail in status_pb2.Status.FromString(value).details:
                info = error_details_pb2.ErrorInfo()
                if detail.Unpack(info):
                    return info.reason
    return ""


def pages(method, request, items):
    """The items of a list, page after page: pages(stub.ListFacts, request, "facts")."""
    while True:
        page = method(request)
        yield from getattr(page, items)
        if not page.next_page_token:
            return
        request.page_token = page.next_page_token


class _Key(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor, grpc.StreamStreamClientInterceptor):
    """Sends an API key with each call."""

    def __init__(self, key):
        self._key = ("authorization", f"Bearer {key}")

    def _with_key(self, continuation, details, request):
        return continuation(details._replace(metadata=[*(details.metadata or ()), self._key]), request)

    intercept_unary_unary = intercept_unary_stream = intercept_stream_stream = _with_key
