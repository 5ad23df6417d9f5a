"""The words in the tables of fields, each with the sentence that a reader of manifests needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..schema import traits as worn
from ..schema.traits import Trait
from .markdown import code, table
from .trait_words import NULL

COLUMNS = (
    ("**required**", "must be written for a new object; with `adopt:` an object may be managed in part"),
    ("the vendor chooses", "what the manifest does not write, the vendor fills in, and whatever it chose is fine"),
    ("means …", "what the manifest does not write is sent and compared as this value"),
    ("nothing", "what the manifest does not write is not sent, and what the vendor holds there is left alone"),
    ("`vendor/kind` id", "a reference: `{$ref: vendor/kind/NAME}`, or the id itself"),
    ("secret", 'written as `{$secret: "env:NAME"}` only; shown nowhere, compared as far as the vendor lets it be read'),
    ("text or secret", "written as a secret, or as a plain text where it is none; shown nowhere either way"),
)
"""What stands in the columns for type and absence."""

MEANINGS: Mapping[type[Trait], str] = {
    worn.AlwaysSent: "the vendor requires it in every update, so it goes along, changed or not",
    worn.Atomic: "compared as a whole and sent whole; what stands inside is the vendor's to interpret",
    worn.BlankCounts: "an empty value is another thing than none, which it is not elsewhere at this vendor",
    worn.ClearWith: "when the manifest no longer has the field, the vendor is sent this value instead",
    worn.CreateOnly: "the vendor takes it when the object is made; another value later is a finding that no permission lifts",
    worn.Deferrable: "where two objects refer to each other, this reference is set once both exist",
    worn.FreeKeys: "keys that the table does not name are accepted as well",
    worn.HiddenQuery: "what follows the `?` of the URL may be a token: plans show only whether it changed",
    worn.Identity: "an object that is not bound yet is recognised by it; where several fields say so, all must match",
    worn.Immutable: "the vendor cannot change it: the object is deleted and made anew, which needs permission",
    worn.Keyed: "items of the list are compared with the item of the same key, wherever that stands",
    worn.Minted: "whoever refers to it learns the new value after the update",
    worn.Normalized: "two ways of writing one value are no difference; what is sent is what was written",
    worn.NullMeans: "`null` may be written, and so may the field be removed later: both clear it; elsewhere null is refused",
    worn.Ordered: "the same items in another order are a change",
    worn.Overlay: "an update sends the object as it is live, overlaid with the manifest; the sentence says what of live is left out",
    worn.PathParam: "it stands in the URL and in no body",
    worn.Remembered: "the state keeps it beside the id",
    worn.Resend: "leaving it out of an update may reset it, so the live value goes along",
    worn.Routing: "a change alters who answers a live number, or whether anybody does, and needs permission",
    worn.SetLike: "the same items in another order are no change",
    worn.Unread: "the vendor never shows it, so it is compared with what was sent last time",
    worn.Verbatim: "a vendor that keeps another text than the one sent has not done what was asked, which is an error",
    worn.WriteOnly: "the vendor never shows it: a keyed fingerprint in the state tells whether it changed",
}
"""What the last column says of a field, besides its description."""

_PHRASES: Mapping[type[Trait], str] = {
    worn.NullMeans: NULL[worn.Null.CLEAR],
    worn.Resend: f"{worn.Resend.says}, unless it is …",
    worn.WriteOnly: f"{worn.WriteOnly.says}: compared by fingerprint",
}
"""What a trait says on a page, where that is not the same everywhere."""


def glossary() -> Iterator[str]:
    """Two tables: the words of the columns, and the sentences of the last one."""
    yield from table(("type, when absent", "meaning"), COLUMNS)
    yield ""
    yield from table(("what it is", "meaning"), sorted([_PHRASES.get(trait, trait.says), meaning] for trait, meaning in MEANINGS.items()))
    yield from ("", f"Rules over more than one field are told by {code('reconciler validate')}, each with its mend.")
