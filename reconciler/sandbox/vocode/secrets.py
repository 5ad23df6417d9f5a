"""What is secret at Vocode and Fluents, and how answers show it."""

from __future__ import annotations

from ..vendor import Json

SECRETS = frozenset(
    {
        "api_key",
        "api_user_id",
        "credentials",
        "openai_api_key",
        "signature_secret",
        "twilio_account_sid",
        "twilio_auth_token",
    }
)
"""Names of keys whose values are secrets; every value inside ``credentials`` is one."""


def hidden(body: Json, habit: str, *, secret: bool = False) -> Json:
    """A body with its secrets as switched. A schema may name its properties as it likes, so those are left alone."""
    match body:
        case _ if habit == "clear":
            return body
        case dict():
            kept = {name: value for name, value in body.items() if habit == "masked" or name not in SECRETS}
            return {
                name: value if name == "input_schema" else hidden(value, habit, secret=secret or name in SECRETS)
                for name, value in kept.items()
            }
        case list():
            return [hidden(each, habit, secret=secret) for each in body]
    return body if body is None or not secret else "********"
