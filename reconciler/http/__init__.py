"""The only user of httpx: auth, retries, limits, pages, deadlines, redaction."""

from .client import Client, Door, Wire
from .errors import NotSentError, RefusedError, RequestError, UnknownError
from .pages import Collection
from .retry import Retry

__all__ = ["Client", "Collection", "Door", "NotSentError", "RefusedError", "RequestError", "Retry", "UnknownError", "Wire"]
