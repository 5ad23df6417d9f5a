"""A connection to another company's service."""

from __future__ import annotations

from typing import Annotated, Any

from ...schema import ABSENT, Endpoint, Json, Kind, Listing, Pages, Part, says
from ...schema.traits import Computed, Identity, Immutable, Sensitive, ServerDefault, WriteOnly, always
from .columns import Container, columns
from .owned import ORG, Named


class Integration(Named):
    """A connection to another company's service. There is one for each slug."""

    slug: Annotated[str, Identity(), Immutable(), says("The service, as the vendor's catalogue calls it; finds the connection again.")]
    credentials: Annotated[
        dict[str, Annotated[str, WriteOnly(), Sensitive(literal=always)]],
        Immutable(),
        says("What opens the service; never shown again, and renewed by connecting anew."),
    ] = ABSENT
    settings: Annotated[dict[str, Any], ServerDefault(), says("Settings, in a form that depends on the service.")] = ABSENT
    is_active: Annotated[bool, ServerDefault(), says("Whether it is used.")] = ABSENT
    name: Annotated[str, Computed(), says("The service's name.")] = ABSENT
    schema_config: Annotated[Any, Computed(), says("What the service asks for.")] = ABSENT
    created_at: Annotated[str, Computed(), says("When it was connected.")] = ABSENT
    last_sync_at: Annotated[str, Computed(), says("When data was last exchanged.")] = ABSENT
    last_sync_error: Annotated[str, Computed(), says("What went wrong then.")] = ABSENT
    last_sync_status: Annotated[str, Computed(), says("How that ended.")] = ABSENT


COLUMNS: dict[str, Container] = {"settings": (dict, list), "schema_config": (dict, list)}


def decode_integration(live: Json) -> Json:
    """A connection with its JSON columns read."""
    return columns(live, COLUMNS)


INTEGRATIONS = ORG + "/integrations"

INTEGRATION = Kind(
    provider="cozmox",
    name="integration",
    spec=Integration,
    list=Listing(INTEGRATIONS + "/connected", Pages(items="data")),
    read=Endpoint("GET", INTEGRATIONS + "/{id}"),
    create=Endpoint("POST", INTEGRATIONS),
    delete=Endpoint("DELETE", INTEGRATIONS + "/{id}"),
    decode=decode_integration,
    birth=("slug", "credentials", "settings"),
    parts=(
        Part(("settings",), Endpoint("PATCH", INTEGRATIONS + "/{id}/settings")),
        Part(("is_active",), Endpoint("PATCH", INTEGRATIONS + "/{id}/toggle")),
    ),
    summary="A connection to another company's service, such as a customer database or a calendar.",
    inferred=(
        "Its calls are known from an early revision of the vendor's SDK. The id of a connection, and not that of the catalogue, is taken to "
        "stand in URLs. Whether settings are merged or replaced is unknown, so they are sent whole. There is no call that renews credentials: "
        "other ones disconnect the service and connect it anew. What form settings come back in is unknown: all are understood."
    ),
)
