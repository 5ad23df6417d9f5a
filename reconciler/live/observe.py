"""Reading the live state. Sends GET and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..diagnostics import Diagnostic, ReadError
from ..http import Client, NotSentError, RefusedError, RequestError, UnknownError
from ..http.pages import collect
from ..schema import Kind
from .decode import decode
from .listed import reading
from .snapshot import Live, Reading, Snapshot, handle, place
from .url import fill, fill_plain
from .want import Want

_NOT_FOUND = 404
_UNAUTHORIZED = (401, 403)


@dataclass(frozen=True, slots=True)
class Account:
    """An open connection to one vendor and the parameters of its paths."""

    client: Client
    parameters: Mapping[str, str]


Accounts = Mapping[str, Account]
"""Provider name -> account."""


async def observe(wants: Iterable[Want], accounts: Accounts) -> Snapshot:
    """
    Read everything that is wanted, side by side.

    Raises ReadError with every failure at once. A missing object is no failure: it is read as None.
    """
    asked = list(wants)
    answers = await asyncio.gather(*(_observe(want, accounts[want.kind.provider]) for want in asked), return_exceptions=True)
    failures = [_diagnostic(want, answer) for want, answer in zip(asked, answers, strict=True) if isinstance(answer, RequestError)]
    if failures:
        raise ReadError(dict.fromkeys(failures))
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
    found = list(zip(asked, answers, strict=True))
    reads = [(want, want.id, answer) for want, answer in found if want.id is not None and isinstance(answer, Live | None)]
    return Snapshot(
        lists={place(want.kind, want.params): answer for want, answer in found if isinstance(answer, Reading)},
        reads={handle(want.kind, want.params, key): answer for want, key, answer in reads},
    )


async def _observe(want: Want, account: Account) -> Reading | Live | None:
    if want.id is None:
        return await list_all(want.kind, want.params, account)
    return await read(want.kind, want.id, want.params, account)


async def read(kind: Kind, key: str, params: Mapping[str, str], account: Account) -> Live | None:
    """One object, None when the vendor has none of this id. A kind without a read of one is looked up in its list."""
    if kind.read is None:
        return (await list_all(kind, params, account)).objects.get(key)
    values = {**account.parameters, **params, "id": key}
    query = {name: fill_plain(template, values) for name, template in kind.read.query.items()}
    try:
        answer = await account.client.get(fill(kind.read.path, values), query)
    except RefusedError as error:
        if error.status == _NOT_FOUND:
            return None
        raise
    with _understood(kind):
        found = decode(kind, answer, params)
    if found is None:
        # Taking this for "there is none" would make a second object.
        raise UnknownError(
            f"The answer to a read of {key} holds no object, or one without its {kind.id_field}.", "The vendor's API may have changed."
        )
    return found


async def list_all(kind: Kind, params: Mapping[str, str], account: Account) -> Reading:
    """A whole collection."""
    listing = kind.list
    if listing is None:
        return Reading(readable=False)
    try:
        found = await collect(account.client, listing, fill(listing.path, {**account.parameters, **params}), kind.id_field)
    except RefusedError as error:
        if error.status == _NOT_FOUND and (kind.reads_inferred or listing.parent):
            return Reading(readable=not kind.reads_inferred)
        raise
    with _understood(kind):
        return reading(kind, found.items, params, gap=found.gap)


@contextlib.contextmanager
def _understood(kind: Kind) -> Iterator[None]:
    """A declaration that cannot make sense of an answer raises ValueError, and that is a failure to read."""
    try:
        yield
    except ValueError as error:
        raise UnknownError(f"An answer about {kind} cannot be understood: {error}", "The vendor's API may have changed.") from error


def _diagnostic(want: Want, error: RequestError) -> Diagnostic:
    kind = want.kind
    if isinstance(error, RefusedError) and error.status in _UNAUTHORIZED:
        said = f" It said: {error.said}" if error.said else ""
        detail = (
            f"{kind.provider} answered {error.status} to our key.{said} Check the token of accounts.{kind.provider} in reconciler.yaml."
        )
        return Diagnostic("Vendor refused the key", detail)
    if isinstance(error, RefusedError) and error.status == _NOT_FOUND:
        detail = f"{kind.provider} has no collection of {kind} at this address (404). Check base_url and the account's parameters;"
        return Diagnostic("Vendor has no such collection", f"{detail} nothing is assumed to be gone.")
    mend = f" {error.mend}" if error.mend else ""
    if isinstance(error, NotSentError):
        # Said once for each vendor, since every request to it failed in the same way.
        return Diagnostic("Vendor could not be reached", f"{kind.provider}: {error.reason}{mend} Nothing was changed.")
    return Diagnostic("Vendor could not be read", f"Reading {kind}: {error.reason}{mend} Nothing was changed.")
