"""Daily Bots, and what of Daily's own API a bot is reached by: dial-in and phone numbers, which outlived it."""

from ...schema import Provider
from .dialin_config import DIALIN_CONFIG
from .phone_number import PHONE_NUMBER
from .pinless_dialin import PINLESS_DIALIN
from .twilio_config import TWILIO_CONFIG

__all__ = ["DIALIN_CONFIG", "PHONE_NUMBER", "PINLESS_DIALIN", "PROVIDER", "TWILIO_CONFIG"]

PROVIDER = Provider(
    name="dailybots",
    title="Daily Bots",
    base_url="https://api.daily.co/v1",
    kinds=(TWILIO_CONFIG, DIALIN_CONFIG, PINLESS_DIALIN, PHONE_NUMBER),
    concurrency=4,
    token_env="DAILY_API_KEY",
)
