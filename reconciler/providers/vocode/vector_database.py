"""Documents that an agent looks things up in. Vocode alone has them, and only at Pinecone."""

from __future__ import annotations

from typing import Annotated, Literal

from ...schema import says
from ...schema.traits import AlwaysSent, Immutable, Sensitive
from .owned import Owned


class VocodeVectorDatabase(Owned):
    """A vector database at Vocode."""

    type: Annotated[Literal["vector_database_pinecone"], Immutable(), AlwaysSent(), says("Who keeps it.")]
    index: Annotated[str, says("The index to search.")]
    api_key: Annotated[str, Sensitive(), says("The key of the account at Pinecone.")]
    api_environment: Annotated[str, says("The environment that the index stands in, such as us-east-1-aws.")]
