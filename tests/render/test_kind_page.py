"""The pages of kinds, their index and the coverage, made from a small vendor of our own that has every oddity."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from reconciler.render.coverage_page import coverage_page
from reconciler.render.glossary import MEANINGS
from reconciler.render.kind_index import kind_index, readme_table
from reconciler.render.kind_page import documents, kind_page
from reconciler.render.library import Library
from reconciler.schema import ABSENT, Endpoint, Kind, Listing, Members, Mode, Pages, Part, Provider, Risk, Spec, Within, says, traits
from reconciler.schema.openapi import Operation
from reconciler.schema.operations import MISSING, NOT_CONFIGURATION, Unused
from reconciler.schema.parts import Versions
from reconciler.schema.traits import (
    AlwaysSent,
    Atomic,
    BlankCounts,
    ClearWith,
    Computed,
    CreateOnly,
    Default,
    Deferrable,
    FreeKeys,
    HiddenQuery,
    Identity,
    Immutable,
    Keyed,
    Minted,
    Normalized,
    Null,
    NullMeans,
    Ordered,
    Overlay,
    PathParam,
    Ref,
    Remembered,
    Resend,
    Routing,
    Sensitive,
    ServerDefault,
    SetLike,
    Trait,
    Unread,
    Verbatim,
    WriteOnly,
    always,
)

Text = Annotated[str, Verbatim()]


def digits(value: Any) -> Any:
    """A number as its digits: ``+1 555`` is 1555."""
    return value


def same_maker(live: dict[str, Any], _desired: dict[str, Any]) -> dict[str, Any]:
    """Settings of another maker are left out."""
    return live


def first_word(item: Any) -> str:
    """Two steps are the same when they begin with the same word."""
    return str(item).split()[0]


class Sound(Spec):
    """A sound, wherever one plays."""

    name: Annotated[Literal["rain", "office"], says("Which one it is.")]
    volume: Annotated[float, ServerDefault(), says("How loud it is.", ge=0, le=1)] = ABSENT


class Quiet(Spec):
    """No sound for a while."""

    seconds: Annotated[int, says("How long.", gt=0)]


class Voice(Spec):
    name: Annotated[str, says("The voice.", known=("anna",))]
    maker: Annotated[str, says("Who makes it.", known=tuple(f"maker-{number}" for number in range(12)))] = ABSENT
    background: Annotated[Sound | Quiet, says("What is heard behind it.")] = ABSENT
    version: Annotated[str, Computed(), says("The maker's version.")] = ABSENT


class Header(Spec):
    name: Annotated[str, says("Its name.", min_length=1, max_length=64, pattern="^[A-Z]+|-$")]
    value: Annotated[str, Sensitive(literal=always), says("Its value.")] = ABSENT


def loud(body: dict[str, Any], _live: Any, _desired: dict[str, Any]) -> dict[str, Any]:
    """An update always says that it is ours."""
    return body


class Bot(Spec):
    team: Annotated[str, PathParam(), Immutable(), says("The team it works for.")]
    name: Annotated[str, Identity(), says("What it is called.")]
    nickname: Annotated[str, Identity(), NullMeans(Null.CLEAR), says("What friends call it.")] = ABSENT
    type: Annotated[Literal["voice"], AlwaysSent(), says("How it is talked to.")]
    hook: Annotated[Text, HiddenQuery(), says("Where it posts what happens.")] = ABSENT
    prompt: Annotated[Text, ClearWith(""), says("What it is told, with <name> and *this*.")] = ABSENT
    greeting: Annotated[str | None, BlankCounts(), NullMeans(Null.VALUE), says("What it says first.")] = ABSENT
    turns: Annotated[int, Default(3), says("How often it asks.")] = ABSENT
    voice: Annotated[Voice, Overlay(same_maker), says("How it sounds.")] = ABSENT
    hold: Annotated[Sound, ServerDefault(), says("What is heard while it looks something up.")] = ABSENT
    headers: Annotated[list[Header], Keyed("name"), says("Headers of its requests.")] = ABSENT
    steps: Annotated[list[str], Keyed(first_word, ordered=True), says("What it does.")] = ABSENT
    order: Annotated[list[str], Ordered(), says("In which order.")] = ABSENT
    keys: Annotated[dict[str, Annotated[str, WriteOnly(), Sensitive()]], says("Keys by vendor.")] = ABSENT
    extra: Annotated[dict[str, Any], Atomic(), says("Whatever else.")] = ABSENT
    preset: Annotated[dict[str, Annotated[Any, Sensitive(literal=always)]], Atomic(), says("What goes along.")] = ABSENT
    nothing: Annotated[dict[str, Any], Atomic(), says("Always empty.", max_length=0)] = ABSENT
    options: Annotated[Quiet, FreeKeys(), says("Settings.")] = ABSENT
    tags: Annotated[list[str], SetLike(), Resend([]), says("Words to sort by.")] = ABSENT
    origin: Annotated[str, Ref("acme/bot"), CreateOnly(), Unread(), says("The bot it begins as a copy of.")] = ABSENT
    backup: Annotated[str, Ref("acme/bot", to="name"), Deferrable(), says("Who takes over.")] = ABSENT
    number: Annotated[str, Ref("acme/line"), Normalized(digits), Routing(), says("The line it answers.")] = ABSENT
    tools: Annotated[list[Annotated[str, Ref("other/tool")]], SetLike(), says("Tools of another vendor.")] = ABSENT
    friends: Annotated[list[Annotated[str, Ref("acme/bot")]], SetLike(), says("Bots it may ask.")] = ABSENT
    widget: Annotated[dict[str, Any], says("How it looks on a page.")] = ABSENT
    old: Annotated[bool, Field(deprecated="Nothing reads it: remove it."), says("A switch.")] = ABSENT
    id: Annotated[str, Computed(), says("Its id.")] = ABSENT
    twin_id: Annotated[str, Computed(), Remembered(), says("The id of its twin.")] = ABSENT
    version: Annotated[str, Computed(), Minted(), says("Its newest version.")] = ABSENT
    key: Annotated[str, Computed(), Sensitive(), says("Its key.")] = ABSENT


class Line(Spec):
    number: Annotated[str, says("The number.", pattern="^[0-9]+$")]


class Entry(Spec):
    name: Annotated[str, Identity(), says("What the entry is called.")]
    secret: Annotated[str, WriteOnly(), Sensitive(), Immutable(), says("What signs its calls.")] = ABSENT


BOT = Kind(
    provider="acme",
    name="bot",
    spec=Bot,
    list=Listing("/teams/{team}/bots", Pages(number="page", largest=50), whole=False, keep=bool, parent="team"),
    read=Endpoint("GET", "/teams/{team}/bots/{id}"),
    create=Endpoint("POST", "/teams/{team}/bots", risk=Risk.COSTLY),
    update=Endpoint("PATCH", "/teams/{team}/bots/{id}", {"notify": "false"}, also=("/teams/{team}/bots/{twin_id}",)),
    delete=Endpoint("DELETE", "/teams/{team}/bots/{id}", destroys="Its recordings go with it."),
    birth=("name", "type"),
    amend=loud,
    parts=(Part(("widget",), Endpoint("PUT", "/bots/{id}/widget"), Endpoint("GET", "/bots/{id}/widget"), inside=True),),
    members=(
        Members("friends", Endpoint("POST", "/bots/{id}/friends"), Endpoint("DELETE", "/bots/{id}/friends/{member}"), sends="friend_id"),
    ),
    versions=Versions(
        "version",
        Endpoint("GET", "/bots/{id}/versions"),
        Endpoint("GET", "/bots/{id}/versions/{version}"),
        Endpoint("POST", "/bots/{id}/versions/{version}/promote", risk=Risk.ROUTING),
        "promote",
        "label",
        ends="acme/entry",
    ),
    look_first=True,
    idempotent_create=True,
    blank_is_absent=True,
    yields="key",
    own_key="key",
    summary="Somebody who talks. It answers an acme/line; see also the field twin_id.",
    inferred="Whether null clears is unknown. That a copy keeps its voice is observed (once). A list below its team is whole.",
)
LINE = Kind(
    provider="acme",
    name="line",
    spec=Line,
    list=Listing("/line", Pages(items=None), single=True),
    update=Endpoint("PUT", "/line"),
    mode=Mode.REPLACE,
    reads_inferred=True,
    retired="The lines were shut down.",
    summary="The one line of an account.",
)
ENTRY = Kind(
    provider="acme",
    name="entry",
    spec=Entry,
    list=Listing("/settings", Pages(items=None), single=True, gather=list),
    create=Endpoint("POST", "/settings"),
    update=Endpoint("POST", "/settings"),
    delete=Endpoint("POST", "/settings"),
    within=Within(Endpoint("GET", "/settings"), lambda container, _key, _item: container),
    summary="An entry of the settings.",
)
ACME = Provider("acme", "Acme Bots", "https://api.acme.test/v1", (BOT, LINE, ENTRY))
LIBRARY = Library.of([ACME])
EXAMPLE = """\
# yaml-language-server: $schema=../../../schemas/acme/bot.json
# What a reader copies.
kind: acme/bot
name: desk
spec: {team: one, name: Desk}
---
kind: acme/line
name: main
spec: {number: "1555"}
"""


def test_a_page_says_everything_that_a_declaration_says(compare):
    """
    What a kind is, an example, every call and permission, references both ways, every field, and what is inferred.
    """
    compare("page-bot", kind_page(BOT, LIBRARY, EXAMPLE))


def test_a_page_says_what_cannot_be_done(compare):
    """
    No create, no delete, no read that is documented, and a vendor that is gone.
    """
    compare("page-line", kind_page(LINE, LIBRARY, "kind: acme/line\nname: main\n"))


def test_a_page_tells_an_item_of_a_shared_list(compare):
    """
    Every write of it writes the list whole.
    """
    compare("page-entry", kind_page(ENTRY, LIBRARY, ""))


def test_the_index_leads_to_every_page_and_explains_the_words(compare):
    """
    Who does not know which kind to look at begins here.
    """
    compare("page-index", kind_index(LIBRARY))


def test_the_readme_has_one_row_for_each_vendor(compare):
    """
    The table says how each vendor is updated, and what its API cannot delete.
    """
    compare("page-readme", readme_table(LIBRARY) + "\n")


def test_the_coverage_counts_every_operation_once(compare):
    """
    An operation is used, or it is told why not; the sums stand at the top.
    """
    unused = [
        Unused(Operation("POST", "/calls"), NOT_CONFIGURATION, "Starts a call."),
        Unused(Operation("GET", "/recordings_list"), MISSING, "Nobody asked for it yet."),
    ]
    compare("page-coverage", coverage_page(LIBRARY, {"acme": unused}))


EVERY_TRAIT = {
    each
    for name, each in vars(traits).items()
    if isinstance(each, type) and issubclass(each, Trait) and each is not Trait and name[0] != "_"
}


def test_the_vendor_of_these_tests_wears_every_trait():
    """
    A new trait joins the pages that these tests compare.
    """
    worn = {type(trait) for kind in ACME.kinds for _, shape in kind.shape.walk() for trait in shape.traits}
    assert worn >= EVERY_TRAIT


def test_every_trait_is_explained():
    """
    A reader finds each phrase of a table in the glossary; the others stand in columns of their own.
    """
    in_columns = {Computed, Default, Ref, Sensitive, ServerDefault}
    assert set(MEANINGS) | in_columns == EVERY_TRAIT


def test_every_settable_field_has_a_row_and_no_computed_one_has():
    """
    A page is complete, however deep a field lies.
    """
    page = kind_page(BOT, LIBRARY, "")
    rows = set(re.findall(r"^\| `(\w+)` \|", page, flags=re.MULTILINE))
    computed = set(re.findall(r"^- `([\w.\[\]*]+)`:", page, flags=re.MULTILINE))
    assert computed == {"id", "twin_id", "version", "key", "voice.version"}
    assert rows == (Bot.model_fields.keys() | {"name", "volume", "seconds", "maker", "background", "value"}) - {
        "id",
        "twin_id",
        "version",
        "key",
    }


def test_no_word_of_a_declaration_is_taken_for_markup():
    """
    A vendor's <placeholder> stays readable, and a pattern with a bar does not break its table.
    """
    page = kind_page(BOT, LIBRARY, "")
    assert r"\<name\> and \*this\*" in page
    tables = [line for line in page.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in tables} == {3, 4, 5}
    assert "`^[A-Z]+\\|-$`" in page


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", [""]),
        ("a: 1\n", ["a: 1"]),
        ("---\na: 1\n---\nb: 2\n", ["a: 1", "b: 2"]),
        ("a: |\n  one\n  ---\n  two\n--- \nb: 2\n", ["a: |\n  one\n  ---\n  two", "b: 2"]),
    ],
)
def test_the_documents_of_an_example_are_told_apart(text, parts):
    """
    A line of dashes inside a text ends no document.
    """
    assert documents(text) == parts
