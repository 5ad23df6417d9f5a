"""How each documented example ends, and why: the explanation that none may lack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.real.manifests import without

Json = Any


@dataclass(frozen=True, slots=True)
class Ending:
    """
    ``refused`` are the places that validate refuses in the example as it stands, each with words of its reason; a place in a nested
    object begins with the name of its manifest. ``mend`` does what these reasons say, and ``why`` tells what is wrong with the example.

    ``vendor`` are words of the vendor's own refusal, where validation cannot know.
    """

    refused: Mapping[str, str] = field(default_factory=dict)
    mend: Callable[[Json], Json] | None = None
    why: str = ""
    vendor: str = ""

    @property
    def label(self) -> str:
        """One line of the summary."""
        return f"round trip once mended: {self.why}" if self.mend else f"refused: {self.why}" if self.refused else "round trip"


def _without(*paths: str) -> Callable[[Json], Json]:
    return lambda body: without(body, paths)


def _template_by_id(body: Json) -> Json:
    """Wherever a prompt stands, its template is the id of it."""
    match body:
        case dict():
            return {key: each["id"] if key == "prompt_template" else _template_by_id(each) for key, each in body.items()}
        case list():
            return [_template_by_id(each) for each in body]
    return body


def _with_config(actions: list[Json]) -> list[Json]:
    return [{"config": {}, **action} for action in actions]


def _agent(body: Json) -> Json:
    plain = _template_by_id(without(body, ["openai_account_connection.id", "openai_account_connection.user_id", "id", "user_id"]))
    return {**plain, "actions": _with_config(plain["actions"])}


def _bought(body: Json) -> Json:
    return {"number": body["phone_number"], **without(body, ["phone_number"])}


def _refused(*places: str) -> dict[str, str]:
    return dict.fromkeys(places, "The vendor sets this field")


ROUND_TRIP = Ending()
_DEFINITION = Ending(
    {"definition": "An empty definition does nothing"},
    lambda body: {**body, "definition": {"nodes": [{"id": "start"}], "edges": []}},
    "the definition is empty",
)
_TEMPLATE = Ending({"prompt_template": "write the template's id"}, _template_by_id, "a template stands where its id is written")
_OWN = ("id", "user_id")
_NESTED = "ids that only the vendor gives, a template where its id is written, an action without its config"

TABLE: Mapping[str, Ending] = {
    "cozmox POST /org/{org_id}/tools from its properties": ROUND_TRIP,
    "cozmox PATCH /org/{org_id}/tools/{tool_id} from its properties": ROUND_TRIP,
    "cozmox POST /org/{org_id}/integrations from its properties": Ending(
        mend=lambda body: {**without(body, ["credentials"]), "slug": "hubspot"},
        why="the slug has no example, and empty credentials, which no answer shows, are none",
        vendor="no integration",
    ),
    "cozmox PATCH /org/{org_id}/integrations/{id}/settings from its properties": ROUND_TRIP,
    "cozmox POST /org/{org_id}/workflows from its properties": _DEFINITION,
    "cozmox PUT /org/{org_id}/workflows/{workflow_id}/definition from its properties": _DEFINITION,
    "dailybots POST /bots/twilio-config from its properties": ROUND_TRIP,
    "dailybots POST /bots/twilio-config/{id} from its properties": ROUND_TRIP,
    "telnyx POST /ai/assistants from its properties": ROUND_TRIP,
    "telnyx POST /ai/assistants/{assistant_id} from its properties": ROUND_TRIP,
    "telnyx POST /ai/assistants/tests from its properties": ROUND_TRIP,
    "telnyx POST /integration_secrets example basic": ROUND_TRIP,
    "telnyx POST /integration_secrets example bearer": ROUND_TRIP,
    "telnyx POST /texml_applications example": ROUND_TRIP,
    "telnyx PATCH /texml_applications/{id} example": ROUND_TRIP,
    "telnyx POST /call_control_applications example": ROUND_TRIP,
    "telnyx PATCH /call_control_applications/{id} example": ROUND_TRIP,
    "telnyx POST /messaging_profiles example": ROUND_TRIP,
    "telnyx PATCH /messaging_profiles/{id} example": Ending(
        _refused("v1_secret"), _without("v1_secret"), "the vendor gives the old secret"
    ),
    "telnyx POST /outbound_voice_profiles example": ROUND_TRIP,
    "telnyx PATCH /outbound_voice_profiles/{id} example": ROUND_TRIP,
    "telnyx PATCH /phone_numbers/{id} example": Ending(_refused("id"), _without("id"), "the id stands in the address"),
    "telnyx PATCH /phone_numbers/{id}/voice example": ROUND_TRIP,
    "telnyx PATCH /phone_numbers/{id}/messaging example": ROUND_TRIP,
    "fluents POST /v1/account_connections/create from its properties": ROUND_TRIP,
    "fluents POST /v1/account_connections/update from its properties": Ending(
        _refused(*_OWN), _without(*_OWN), "ids that only the vendor gives"
    ),
    "fluents POST /v1/prompts/create from its properties": _TEMPLATE,
    "fluents POST /v1/prompts/update from its properties": _TEMPLATE,
    "fluents POST /v1/voices/create from its properties": ROUND_TRIP,
    "fluents POST /v1/voices/update from its properties": ROUND_TRIP,
    "fluents POST /v1/actions/create from its properties": ROUND_TRIP,
    "fluents POST /v1/actions/update from its properties": ROUND_TRIP,
    "fluents POST /v1/webhooks/create from its properties": ROUND_TRIP,
    "fluents POST /v1/webhooks/update from its properties": ROUND_TRIP,
    "fluents POST /v1/agents/create from its properties": Ending(
        {
            **_refused(*(f"openai-account-connection.{each}" for each in _OWN)),
            "prompt.prompt_template": "write the template's id",
        },
        _agent,
        _NESTED,
    ),
    "fluents POST /v1/agents/update from its properties": Ending(
        {
            **_refused(*(f"openai-account-connection.{each}" for each in _OWN)),
            "prompt.prompt_template": "write the template's id",
            "actions-0.config": "This field is required",
        },
        _agent,
        _NESTED,
    ),
    "fluents POST /v1/numbers/buy from its properties": Ending(
        {"number": "This field is required"}, _bought, "bought under a name that no read shows: a manifest says number"
    ),
    "fluents POST /v1/numbers/update from its properties": Ending(
        {
            **_refused(*(f"inbound-agent{at}.{each}" for at in ("", "-openai-account-connection") for each in _OWN)),
            "inbound-agent-prompt.prompt_template": "write the template's id",
            "inbound-agent-actions-0.config": "This field is required",
        },
        lambda body: {**body, "inbound_agent": _agent(body["inbound_agent"])},
        _NESTED,
    ),
    "fluents POST /v1/numbers/update page, block 1": ROUND_TRIP,
    "fluents POST /v1/voices/update page, block 2": ROUND_TRIP,
    "vocode POST /v1/numbers/update page, block 1": ROUND_TRIP,
    "vocode POST /v1/voices/update page, block 2": ROUND_TRIP,
}
