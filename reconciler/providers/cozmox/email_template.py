"""A template of e-mails."""

from __future__ import annotations

from typing import Annotated

from ...schema import ABSENT, Endpoint, Kind, Listing, says
from ...schema.traits import ClearWith, Identity, ServerDefault, Verbatim
from .owned import ORG, PAGES, Dated


class EmailTemplate(Dated):
    """A template of e-mails."""

    name: Annotated[str, Identity(), says("The template's name; finds it again.")]
    subject: Annotated[str, Verbatim(), says("The subject.")]
    body_html: Annotated[str, Verbatim(), says("The text, in HTML.")]
    body_text: Annotated[str, ServerDefault(), ClearWith(""), Verbatim(), says("The text for readers without HTML.")] = ABSENT


TEMPLATES = ORG + "/email-templates"

EMAIL_TEMPLATE = Kind(
    provider="cozmox",
    name="email_template",
    spec=EmailTemplate,
    list=Listing(TEMPLATES, PAGES),
    read=Endpoint("GET", TEMPLATES + "/{id}"),
    create=Endpoint("POST", TEMPLATES),
    update=Endpoint("PATCH", TEMPLATES + "/{id}"),
    delete=Endpoint("DELETE", TEMPLATES + "/{id}"),
    summary="A template of the e-mails that are sent after a call.",
    inferred=(
        "Its calls are known from an early revision of the vendor's SDK. That a deleted template is not found, and that an empty text clears "
        "one, is inferred."
    ),
)
