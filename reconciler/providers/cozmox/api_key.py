"""An API key of the organisation, whose secret is shown once."""

from __future__ import annotations

from typing import Annotated

from ...schema import ABSENT, Endpoint, Kind, Listing, says
from ...schema.traits import Computed, Identity, Immutable, Sensitive, ServerDefault, SetLike
from .owned import BARE, ORG, Named


class ApiKey(Named):
    """An API key of the organisation."""

    name: Annotated[str, Identity(), Immutable(), says("The key's name; finds it again, without its secret.")]
    scopes: Annotated[list[str], SetLike(), says("What the key may do; the values are not documented.")]
    expires_at: Annotated[str, ServerDefault(), Immutable(), says("When it ends, such as 2027-01-31T00:00:00Z.")] = ABSENT
    key: Annotated[str, Computed(), Sensitive(), says("The key itself, which only the answer to the create holds.")] = ABSENT
    key_prefix: Annotated[str, Computed(), says("How the key begins.")] = ABSENT
    created_at: Annotated[str, Computed(), says("When it was made.")] = ABSENT
    last_used_at: Annotated[str, Computed(), says("When it was last used.")] = ABSENT


KEYS = ORG + "/api-keys"

# The vendor also takes DELETE for the whole collection, which revokes every key at once. That call is nowhere in this project.
API_KEY = Kind(
    provider="cozmox",
    name="api_key",
    spec=ApiKey,
    list=Listing(KEYS, BARE),
    create=Endpoint("POST", KEYS),
    update=Endpoint("PATCH", KEYS + "/{id}/scopes"),
    delete=Endpoint("DELETE", KEYS + "/{id}"),
    yields="key",
    own_key="key_prefix",
    summary="An API key of the organisation. The key is shown once, when it is made, and goes straight to where deliver: says.",
    inferred=(
        "All but the create is known from an early revision of the vendor's SDK. Only the scopes can be changed: another name or end replaces "
        "the key. Whether a revoked key leaves the list is unknown: one that stays there is reported, and is to be forgotten by hand. How much "
        "of a key its prefix shows is unknown: a key that may be the one in use is not revoked."
    ),
)
