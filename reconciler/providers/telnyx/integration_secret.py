"""Integration secrets of Telnyx: keys of other vendors, named by an identifier and never shown again."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import model_validator

from ...schema import ABSENT, Endpoint, Kind, Listing, Spec, says
from ...schema.traits import Computed, Identity, Immutable, Sensitive, Unread, WriteOnly
from .pages import HUNDREDS


class IntegrationSecret(Spec):
    """A key of another vendor."""

    identifier: Annotated[str, Identity(), Immutable(), says("Name by which everything else refers to the secret.")]
    type: Annotated[Literal["bearer", "basic"], Immutable(), Unread(), says("Whether it is a token or a user name and password.")]
    token: Annotated[str, WriteOnly(), Sensitive(), Immutable(), says("The token, for type bearer.")] = ABSENT
    username: Annotated[str, WriteOnly(), Sensitive(), Immutable(), says("The user name, for type basic.")] = ABSENT
    password: Annotated[str, WriteOnly(), Sensitive(), Immutable(), says("The password, for type basic.")] = ABSENT
    id: Annotated[str, Computed(), says("Id of the secret; nothing refers to it.")] = ABSENT
    record_type: Annotated[str, Computed(), says("Always integration_secret.")] = ABSENT
    created_at: Annotated[str, Computed(), says("When the secret was stored.")] = ABSENT
    updated_at: Annotated[str, Computed(), says("When the record was last changed.")] = ABSENT

    @model_validator(mode="after")
    def _is_complete(self) -> IntegrationSecret:
        needed = {"token"} if self.type == "bearer" else {"username", "password"}
        if missing := sorted(needed - self.model_fields_set):
            raise ValueError(f"A secret of type {self.type} needs {' and '.join(missing)}.")
        return self


INTEGRATION_SECRET = Kind(
    provider="telnyx",
    name="integration_secret",
    spec=IntegrationSecret,
    list=Listing("/integration_secrets", HUNDREDS),
    create=Endpoint("POST", "/integration_secrets"),
    delete=Endpoint("DELETE", "/integration_secrets/{id}"),
    unwrap="data",
    blank_is_absent=True,
    summary="A key of another vendor, kept by Telnyx and named by its identifier. Neither its value nor its type is ever shown again.",
    inferred=(
        "There is no update, so a new value replaces the object. Whether a second secret with the same identifier is refused is not "
        "documented: the old one is deleted first. The largest page is not documented; 100 is in use."
    ),
)
