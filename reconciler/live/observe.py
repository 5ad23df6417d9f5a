"""Reading the live state. Sends GET and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ..diagnostics import Diagnostic, ReadError
from ..http import Client, NotSentError, RefusedError, RequestError, UnknownError
from ..http.pages import collect
from ..schema import ABSENT, Endpoint, Json, Kind
from .decode import decode, joined
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
    reads = [(want, handle(want.kind, want.params, want.id or ""), answer) for want, answer in found if isinstance(answer, Live | None)]
    return Snapshot(
        lists={place(want.kind, want.params): answer for want, answer in found if isinstance(answer, Reading)},
        reads={key: answer for want, key, answer in reads if not want.version},
        versions={(key, want.version): answer for want, key, answer in reads if want.version},
    )


async def _observe(want: Want, account: Account) -> Reading | Live | None:
    if want.id is None:
        return await list_all(want.kind, want.params, account)
    if want.version:
        return await read_version(want.kind, want.id, want.version, want.params, account)
    return await read(want.kind, want.id, want.params, account, want.fields)


async def read(kind: Kind, key: str, params: Mapping[str, str], account: Account, fields: Collection[str] = ()) -> Live | None:
    """
    One object, with the parts that hold any of ``fields``; None when the vendor has none of this id.

    A kind without a read of one is looked up in its list.
    """
    if kind.read is None:
        found = (await list_all(kind, params, account)).objects.get(key)
        return None if found is None else found.remembering(params)
    values, parts = {**account.parameters, **params, "id": key}, kind.parts_of(fields)
    reads = [kind.read, *(part.read for part in parts if part.read is not None)]
    answer, *others = await asyncio.gather(*(_answer(each, values, account) for each in reads))
    if answer is ABSENT:
        return None
    with understood(kind):
        apart = {part.fields[0]: each for part, each in zip(parts, others, strict=True) if each is not ABSENT}
        found = decode(kind, joined(kind, answer, apart) if apart else answer, params)
    if found is None:
        # Taking this for "there is none" would make a second object.
        raise UnknownError(
            f"The answer to a read of {key} holds no object, or one without its {kind.id_field}.", "The vendor's API may have changed."
        )
    return found


async def read_version(kind: Kind, key: str, version: str, params: Mapping[str, str], account: Account) -> Live | None:
    """One version of an object, None when the vendor has none of this id."""
    if kind.versions is None:
        return None
    answer = await _answer(kind.versions.read, {**account.parameters, **params, "id": key, "version": version}, account)
    with understood(kind):
        found = None if answer is ABSENT else decode(kind, answer, params)
    return None if found is None else replace(found, version=version)


async def list_versions(kind: Kind, key: str, params: Mapping[str, str], account: Account) -> list[Live]:
    """Every version of an object, the newest first."""
    if kind.versions is None:
        return []
    answer = await _answer(kind.versions.list, {**account.parameters, **params, "id": key}, account)
    items = answer.get("data") if isinstance(answer, dict) else answer
    with understood(kind):
        found = [decode(kind, item, params) for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return [replace(live, version=str(live.value.get(kind.versions.field, ""))) for live in found if live is not None]


async def _answer(endpoint: Endpoint, values: Mapping[str, str], account: Account) -> Json:
    """What a read answers, ABSENT for "not found"."""
    query = {name: fill_plain(template, values) for name, template in endpoint.query.items()}
    try:
        return await account.client.get(fill(endpoint.path, values), query)
    except RefusedError as error:
        if error.status == _NOT_FOUND:
            return ABSENT
        raise


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
    with understood(kind):
        return reading(kind, found.items, {**account.parameters, **params}, gap=found.gap)


@contextlib.contextmanager
def understood(kind: Kind) -> Iterator[None]:
    """A declaration that cannot make sense of an answer raises ValueError, and that is a failure to read. Raises UnknownError."""
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
