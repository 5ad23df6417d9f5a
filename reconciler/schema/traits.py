"""The words a field can wear. A trait is a fact about a vendor, stated where the field is declared."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic_core import core_schema

from .values import Json, Reference, SecretRef

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler


class Trait:
    """Any of the words below. ``says`` is what the documentation prints."""

    __slots__ = ()
    says = ""


@dataclass(frozen=True, slots=True)
class Computed(Trait):
    """The vendor's: never sent, never compared, refused in a manifest."""

    says = "set by the vendor"


@dataclass(frozen=True, slots=True)
class Minted(Trait):
    """A computed value that is another one after every update: whoever refers to it learns it after apply."""

    says = "a new value with every update"


@dataclass(frozen=True, slots=True)
class Remembered(Trait):
    """A computed value that the state keeps with the id, since URLs of the object hold it."""

    says = "kept in the state"


@dataclass(frozen=True, slots=True)
class ServerDefault(Trait):
    """Absent in the manifest: whatever the vendor chose is fine."""

    says = "the vendor chooses when absent"


@dataclass(frozen=True, slots=True)
class Default(Trait):
    """Absent in the manifest means ``value``: it is sent and compared as if it had been written."""

    value: Json

    says = "means its default when absent"


def one_key(key: str, description: str, pattern: str) -> dict[str, Json]:
    """The JSON Schema of a one-key form such as ``{$ref: …}``."""
    held = {"type": "string", "description": description, "pattern": pattern}
    return {"type": "object", "properties": {key: held}, "required": [key], "additionalProperties": False}


NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}"
"""The last part of an address, as a regular expression that JSON Schema understands too."""

SECRET_FORM = one_key("$secret", "Where the secret comes from, such as env:NAME or file:path.", "^(env|file):.")


class _Accepts(Trait):
    """A trait that lets a form of the manifest stand where the field's own type is expected."""

    __slots__ = ()

    def _accepts(self) -> type:
        raise NotImplementedError

    def form(self) -> dict[str, Json]:
        """The JSON Schema of that form."""
        raise NotImplementedError

    def _allows(self, literal: dict[str, Json]) -> bool:  # noqa: ARG002 -- the seam of Sensitive
        """Whether a value of the field's own type may be written as well."""
        return True

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        accepted = self._accepts()

        def pass_form(value: Any, inner: Callable[[Any], Any]) -> Any:
            return value if isinstance(value, accepted) else inner(value)

        return core_schema.no_info_wrap_validator_function(pass_form, handler(source))

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Json]:
        literal = handler(schema)
        description = {"description": literal.pop("description")} if "description" in literal else {}
        literals = literal["anyOf"] if set(literal) == {"anyOf"} else [literal]
        choices = [*(each for each in literals if each != self.form() and self._allows(each)), self.form()]
        return {**description, **(choices[0] if len(choices) == 1 else {"anyOf": choices})}


@dataclass(frozen=True, slots=True)
class WriteOnly(_Accepts):
    """Sent, never returned (or masked): compared by a keyed fingerprint kept in the state."""

    says = "sent, never returned"

    def _accepts(self) -> type:
        return SecretRef

    def form(self) -> dict[str, Json]:
        return SECRET_FORM


@dataclass(frozen=True, slots=True)
class Unread(Trait):
    """Sent, never returned, no secret: compared with what was sent last time."""

    says = "sent, never returned"


@dataclass(frozen=True, slots=True)
class Sensitive(_Accepts):
    """
    Masked everywhere; its value comes from a secret reference.

    ``literal`` says for which texts a manifest may also write the value itself: header values often are no secret
    (``always``), and a vendor's own template that names a secret is none (a predicate).
    """

    literal: Callable[[str], bool] | None = None

    says = "secret"

    def _accepts(self) -> type:
        return SecretRef

    def form(self) -> dict[str, Json]:
        return SECRET_FORM

    def _allows(self, literal: dict[str, Json]) -> bool:
        return self.literal is not None or literal == {"type": "null"}


@dataclass(frozen=True, slots=True)
class HiddenQuery(Trait):
    """A URL whose query may carry a token: that part is not shown."""

    says = "its query is not shown"


def always(_: str) -> bool:
    """``Sensitive(literal=always)``: the value may also be written in the manifest."""
    return True


@dataclass(frozen=True, slots=True)
class Immutable(Trait):
    """A change replaces the object."""

    says = "a change replaces the object"


@dataclass(frozen=True, slots=True)
class CreateOnly(Trait):
    """Sent on create; a later change cannot be made and is reported, never a replacement."""

    says = "only on create"


@dataclass(frozen=True, slots=True)
class Identity(Trait):
    """
    Finds an unbound object, when the listing is complete and exactly one matches. Several such fields must all match.

    ``instead``: the field counts only where the one of this name is not written.
    """

    instead: str = ""

    says = "finds an existing object"


@dataclass(frozen=True, slots=True)
class SetLike(Trait):
    """A list whose order means nothing."""

    says = "order means nothing"


@dataclass(frozen=True, slots=True)
class Keyed(Trait):
    """A list of objects matched by ``by`` (a field, or a function of the item). ``ordered``: their order still means something."""

    by: str | Callable[[Json], str]
    ordered: bool = False

    says = "matched by key"

    def key(self, item: Json) -> str:
        """The key of one item; an item that is no object is its own key."""
        if not isinstance(item, dict):
            return str(item)
        return str(item.get(self.by)) if isinstance(self.by, str) else self.by(item)


@dataclass(frozen=True, slots=True)
class Ordered(Trait):
    """A list whose order is meaning. What a list is when nothing else is said."""

    says = "order is meaning"


@dataclass(frozen=True, slots=True)
class Atomic(Trait):
    """One opaque value: compared deeply, sent whole, nothing inside is ours to interpret."""

    says = "one opaque value"


@dataclass(frozen=True, slots=True)
class FreeKeys(Trait):
    """An object with some declared fields in which any other key may stand as well."""

    says = "any other key is accepted"


@dataclass(frozen=True, slots=True)
class Ref(_Accepts):
    """Holds the ``to`` field of a resource of kind ``kind``: an edge of the graph, filled in at apply."""

    kind: str
    to: str = "id"

    says = "reference"

    def _accepts(self) -> type:
        return Reference

    def form(self) -> dict[str, Json]:
        return one_key("$ref", f"The address of a {self.kind}, as {self.kind}/name.", f"^{self.kind}/{NAME}$")


@dataclass(frozen=True, slots=True)
class PathParam(Trait):
    """Part of the URL, never of a body."""

    says = "part of the address"


@dataclass(frozen=True, slots=True)
class Normalized(Trait):
    """Both sides pass through ``fn`` before they are compared. The value is sent as it was written."""

    fn: Callable[[Json], Json]

    says = "compared in a normal form"


class Null(enum.Enum):
    """What an explicit null does at this vendor."""

    CLEAR = "clear"
    """Null clears the field, and removing the field from the manifest sends null."""
    VALUE = "value"
    """Null is a value like any other; removing the field from the manifest releases it."""


@dataclass(frozen=True, slots=True)
class NullMeans(Trait):
    """What null does here. Without this trait null is refused in a manifest."""

    effect: Null

    says = "null is accepted"


@dataclass(frozen=True, slots=True)
class ClearWith(Trait):
    """How the field is cleared when the manifest no longer has it: by writing ``value``."""

    value: Json

    says = "cleared when removed"


@dataclass(frozen=True, slots=True)
class Deferrable(Trait):
    """An optional reference that may be set by a second call, to break a cycle."""

    says = "may be set in a second call"


@dataclass(frozen=True, slots=True)
class Verbatim(Trait):
    """The vendor must keep this text to the byte (prompts, URLs): a normalised value is an error, never learnt."""

    says = "kept to the byte"


@dataclass(frozen=True, slots=True)
class BlankCounts(Trait):
    """Empty means something here, at a vendor where empty and absent are otherwise the same."""

    says = "empty has a meaning"


@dataclass(frozen=True, slots=True)
class Resend(Trait):
    """Left out of an update it may be reset to ``default``: the live value goes along whenever it is another one."""

    default: Json

    says = "sent with every update"


@dataclass(frozen=True, slots=True)
class AlwaysSent(Trait):
    """Required in every update, changed or not."""

    says = "sent with every update"


@dataclass(frozen=True, slots=True)
class Routing(Trait):
    """A change alters what a live phone number does: a finding that needs a waiver."""

    says = "changes what a live number does"


@dataclass(frozen=True, slots=True)
class Overlay(Trait):
    """Which part of the live object may stand under the desired one when it is sent whole: ``fn(live, desired) -> live``."""

    fn: Callable[[dict[str, Json], dict[str, Json]], dict[str, Json]]

    says = "sent whole"
