"""What a plain scalar means: the core schema of YAML 1.2, in which ``no`` is a text and ``0o17`` an int."""

from __future__ import annotations

import math
import re

from ..schema import Json

_WORDS: dict[str, Json] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INT = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_LONGEST_NUMBER = 400


def plain(text: str) -> Json:
    """
    The value of an unquoted scalar (https://yaml.org/spec/1.2.2/#103-core-schema).

    Raises ValueError, in a sentence, for numbers that JSON cannot hold.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _NO_NUMBER.fullmatch(text):
        msg = f"JSON has no {text}. Quote it to write the text, or write a finite number."
        raise ValueError(msg)
    return _number(text)


def _number(text: str) -> Json:
    whole, based, real = _INT.fullmatch(text), _BASED.fullmatch(text), _FLOAT.fullmatch(text)
    if not (whole or based or real):
        return text
    if len(text) > _LONGEST_NUMBER:
        msg = f"A number of {len(text)} characters is longer than the {_LONGEST_NUMBER} that are read. Quote it to write the text."
        raise ValueError(msg)
    if whole or based:
        return int(text, 0 if based else 10)
    if math.isinf(value := float(text)):
        msg = "The number is larger than JSON's readers hold. Quote it to write the text, or write a smaller number."
        raise ValueError(msg)
    return value


def whole_characters(text: str) -> str:
    r"""
    ``"\uD83D\uDE00"``, which is how JSON writes one character beyond 16 bits, becomes that character.

    Raises ValueError for half of such a pair, which no vendor can be sent.
    """
    if text.isascii():
        return text
    try:
        text.encode()
        return text
    except UnicodeEncodeError:
        pass
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        msg = "The text holds half of a surrogate pair, which is no character. Write both halves, or the character itself."
        raise ValueError(msg) from None
