"""A secret cannot be had by accident."""

from __future__ import annotations

import copy
import io
import json
import logging
import pickle
import traceback
from dataclasses import asdict, astuple, dataclass, replace
from typing import Any

import pytest
from pydantic_core import PydanticSerializationError, to_json

from reconciler.address import Address
from reconciler.schema import ABSENT, Pending, Reference, Secret, SecretRef

HIDDEN = "hunter2-hunter2"
REF = SecretRef("env", "KEY")
SECRET: Any = Secret(HIDDEN, REF)


@dataclass(frozen=True)
class Holder:
    token: Secret

    def fail(self) -> None:
        message = f"{self!r} and {self.token} could not be sent"
        raise RuntimeError(message)


SHOWN = {
    "str": lambda: str(SECRET),
    "repr": lambda: repr(SECRET),
    "format": lambda: f"{SECRET}",
    "format with a width": lambda: f"{SECRET!s:>20}",
    "percent": lambda: "%s %r" % (SECRET, SECRET),  # noqa: UP031 -- the older way leaks no more than the newer one
    "in a list": lambda: str([SECRET, {"a": SECRET}]),
    "in a dataclass": lambda: repr(Holder(SECRET)),
    "json with a default": lambda: json.dumps({"a": SECRET}, default=str),
    "dir": lambda: str(dir(SECRET)),
}
REFUSED = {
    "json": lambda: json.dumps({"a": SECRET}),
    "pydantic": lambda: to_json({"a": SECRET}),
    "pickle": lambda: pickle.dumps(SECRET),
    "pickle of a holder": lambda: pickle.dumps(Holder(SECRET)),
    "copy": lambda: copy.copy(SECRET),
    "deepcopy": lambda: copy.deepcopy({"a": [SECRET]}),
    "asdict": lambda: asdict(Holder(SECRET)),
    "astuple": lambda: astuple(Holder(SECRET)),
    "replace": lambda: replace(SECRET, origin=None),
    "vars": lambda: vars(SECRET),
    "addition": lambda: "Bearer " + SECRET,
    "join": lambda: ", ".join(iter([SECRET])),
    "format with a type": lambda: f"{SECRET:>20}",
    "iteration": lambda: list(SECRET),
}


@pytest.mark.parametrize("way", SHOWN)
def test_what_is_shown_of_a_secret_is_not_the_secret(way):
    """
    Whatever prints it shows that there is one, and perhaps where it comes from.
    """
    assert HIDDEN not in SHOWN[way]()


@pytest.mark.parametrize("way", REFUSED)
def test_what_would_write_a_secret_fails(way):
    """
    A secret leaves the process through the HTTP door, or not at all.
    """
    with pytest.raises((TypeError, PydanticSerializationError)) as caught:
        REFUSED[way]()
    assert HIDDEN not in str(caught.value)


def test_a_log_and_a_traceback_do_not_hold_it():
    """
    Not even one that prints the local variables.
    """
    stream = io.StringIO()
    logger = logging.getLogger("tests.secret")
    logger.addHandler(logging.StreamHandler(stream))
    holder = Holder(SECRET)
    with pytest.raises(RuntimeError) as caught:
        holder.fail()
    logger.error("Failed with %s and %r", SECRET, holder, exc_info=caught.value)
    told = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert "(sensitive)" in stream.getvalue()
    assert "Secret(origin=SecretRef(store='env', name='KEY'))" in told
    assert HIDDEN not in stream.getvalue() + told


def test_it_is_had_by_asking():
    assert SECRET.reveal() == HIDDEN
    assert SECRET.origin == REF
    assert Secret(HIDDEN).origin is None


def test_a_fingerprint_needs_its_key():
    """
    The same value under another key leaves another print, and the print says nothing of the value.
    """
    printed = SECRET.fingerprint(b"one")
    assert printed == Secret(HIDDEN).fingerprint(b"one")
    assert printed != SECRET.fingerprint(b"two")
    assert printed != Secret(HIDDEN + "!").fingerprint(b"one")
    assert len(printed) == 32
    assert HIDDEN not in printed


def test_bytes_that_are_no_text_have_a_fingerprint():
    """
    An environment variable may hold any bytes.
    """
    assert Secret("a\udcffb").fingerprint(b"one") != Secret("ab").fingerprint(b"one")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("", True),
        ("sk-***", True),
        ("••••1234", True),
        ("abc…", True),
        ("xxxx1234", True),
        ("[REDACTED]", True),
        (HIDDEN, False),
        ("*", False),
    ],
)
def test_a_masked_secret_is_recognised(text, masked):
    """
    Vendors return stars in place of a secret, which must not be taken for its value.
    """
    assert Secret(text).looks_masked is masked


def test_secrets_are_never_equal():
    """
    Comparing goes by fingerprints, so that no test of equality becomes an oracle.
    """
    assert Secret("a") != Secret("a")
    assert len({Secret("a"), Secret("a")}) == 2


def test_absent_is_neither_null_nor_true():
    assert ABSENT is not None
    assert not ABSENT
    assert repr(ABSENT) == "ABSENT"


def test_what_stands_for_a_value_is_itself_a_value():
    """
    References compare by what they say.
    """
    address = Address("acme", "agent", "a")
    assert Reference(address) == Reference(address, "")
    assert Pending(address) == Pending(address, "id")
    assert str(REF) == "env:KEY"
    assert sorted([SecretRef("file", "a"), REF]) == [REF, SecretRef("file", "a")]
