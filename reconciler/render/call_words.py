"""What reading, creating, updating and deleting do at the vendor: each call, and what there is to know of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..schema import Endpoint, Kind, Listing, Members, Mode, Part
from ..schema.parts import Versions
from ..schema.traits import AlwaysSent, CreateOnly, Resend
from .markdown import code, listed
from .trait_words import promise

_MODES: Mapping[Mode, str] = {
    Mode.MERGE_TOP: "Sends the top-level fields that changed, each whole: an object goes out as it is live, overlaid with the manifest.",
    Mode.MERGE_DEEP: "Sends the places that changed and nothing else.",
    Mode.REPLACE: "Sends the whole object: as it is live, overlaid with the manifest.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what is done, by which call (empty: the vendor has none), and sentences about it."""

    what: str
    call: str
    notes: tuple[str, ...] = ()


def lines(kind: Kind) -> Iterator[Line]:
    """Every call that the kind makes, reads first. What the vendor cannot do has a row as well."""
    if kind.list is not None:
        yield Line("List", spelt(Endpoint("GET", kind.list.path, kind.list.query)), tuple(_listing(kind, kind.list)))
    if kind.read is not None:
        yield Line("Read", spelt(kind.read))
    yield _create(kind)
    yield _update(kind)
    for part in kind.parts:
        yield from _part(part)
    for members in kind.members:
        yield from _members(members)
    if kind.versions is not None:
        yield from _versions(kind.versions)
    yield _delete(kind)


def spelt(endpoint: Endpoint) -> str:
    """The method and path, and those of its twins."""
    query = "&".join(f"{key}={value}" for key, value in endpoint.query.items())
    return listed([code(f"{each.method} {each.path}{'?' if query else ''}{query}") for each in endpoint.each()])


def _names(fields: Sequence[str]) -> str:
    return listed([code(name) for name in fields])


def _listing(kind: Kind, listing: Listing) -> Iterator[str]:
    if kind.within is not None:
        yield "Its answer holds the list in which the object is an item"
        return
    if listing.single:
        yield "Answers the one object there is"
        return
    if listing.parent is not None:
        yield f"One list for each {code(listing.parent)}"
    if listing.whole or kind.read is None:
        yield "Its items are whole objects, so none is read by itself"
    else:
        yield "Its items may be less than whole, so each object is then read by itself"
    if listing.pages.paged:
        yield f"Read in pages of {listing.pages.largest}"
    if listing.keep is not None or listing.own:
        yield "The vendor's own objects are left out"
    if listing.gather is not None:
        yield "Several items may be one object"
    if listing.embedded is not None:
        parent, field = listing.embedded
        yield f"Not asked where an answer for a {parent} holds the same under {code(field)}"


def _create(kind: Kind) -> Line:
    if kind.create is None:
        return Line("Create", "", ("The object has to exist already, and is adopted",))
    return Line("Create", spelt(kind.create), tuple(_creating(kind)))


def _creating(kind: Kind) -> Iterator[str]:
    yield from _container(kind)
    if kind.look_first:
        yield "Another create may have made the object already: it is looked for right before, and then adopted"
    if kind.birth is not None:
        yield f"Takes {_names(kind.birth)} only; everything else follows in an update"
    if only := kind.fields_with(CreateOnly):
        yield f"{_names(only)} can be said here and never again"
    if kind.yields:
        yield f"Its answer is the only one that holds {code(kind.yields)}: {code('deliver')} in the manifest says where it goes"
    if kind.idempotent_create:
        yield f"Carries an {code('Idempotency-Key')}"
    if kind.upsert:
        yield "Sent again, it changes what is there and makes nothing twice"


def _update(kind: Kind) -> Line:
    if kind.update is not None:
        return Line("Update", spelt(kind.update), tuple(_updating(kind)))
    if kind.parts or kind.members:
        return Line("Update", "", ("Only by the calls below",))
    return Line("Update", "", ("A changed field replaces the object" if kind.create else "Nothing can be changed",))


def _container(kind: Kind) -> Iterator[str]:
    if kind.within is not None:
        yield f"Writes the list whole: {spelt(kind.within.read)} right before, and the items of others go back as they are"


def _updating(kind: Kind) -> Iterator[str]:
    yield from _container(kind)
    if kind.within is None:
        yield _MODES[kind.mode]
    if always := kind.fields_with(AlwaysSent):
        yield f"Always carries {_names(always)}"
    if resent := kind.fields_with(Resend):
        yield f"What {_names(resent)} {'holds' if len(resent) == 1 else 'hold'} goes along, since leaving it out may reset it"
    if apart := (*(name for part in kind.parts for name in part.fields), *(each.field for each in kind.members)):
        yield f"Not in it, but in the calls below: {_names(apart)}"
    if kind.versions is not None:
        flag = code(kind.versions.flag)
        yield f"{flag} in it says whether the new version is the main one at once, as {code('rollout')} in the manifest has it"
    yield promise(kind.amend)


def _part(part: Part) -> Iterator[Line]:
    names = _names(part.fields)
    if part.read is not None:
        yield Line(f"Read {names}", spelt(part.read), ("Only when a manifest mentions it",))
    words = "What changed in it, each key whole" if part.inside else "The field itself, when it changed"
    yield Line(f"Update {names}", spelt(part.update), (words,))


def _members(members: Members) -> Iterator[Line]:
    body = f"Its body says the member under {code(members.sends)}" if members.sends else ""
    yield Line(f"Add to {code(members.field)}", spelt(members.add), ("One call for each member", body))
    yield Line(f"Take from {code(members.field)}", spelt(members.remove), ("One call for each member", body))


def _versions(versions: Versions) -> Iterator[Line]:
    promoted = f"With {code('rollout: {promote: true}')}: a version that was written with {code('promote: false')} becomes the main one"
    ends = f"This ends each {versions.ends} of the object" if versions.ends else ""
    yield Line("List versions", spelt(versions.list), ("Only to find the version of an update whose answer was lost",))
    yield Line("Read a version", spelt(versions.read), ("Only while a version waits for promotion",))
    yield Line("Promote", spelt(versions.promote), (promoted, ends))


def _delete(kind: Kind) -> Line:
    if kind.delete is None:
        return Line("Delete", "", ("The vendor has no delete: an object that is no longer declared stays there, unmanaged",))
    own = f"The key that the run itself uses is never deleted; {code(kind.own_key)} tells" if kind.own_key else ""
    return Line("Delete", spelt(kind.delete), (kind.delete.destroys, *_container(kind), own))
