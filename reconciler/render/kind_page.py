"""The page of one kind: what it is, an example, what happens at the vendor, and every field. Made from the declaration alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..schema import Kind
from .call_words import lines
from .fields_section import computed_section, fields_section
from .library import Library
from .markdown import code, folded, link, listed, prose, sentences, split_sentences, table
from .permissions import permissions
from .references import Edge

NOTICE = "<!-- Written by `make docs`. Edit the declaration instead. -->"
_MOST_PLACES = 6
_FINDINGS = "../../manifests.md#findings"


def kind_page(kind: Kind, library: Library, example: str) -> str:
    """The whole page. ``example`` is a file of manifests, the first of which is one of this kind; empty where there is none yet."""
    first = (_example(kind, example), _finding(kind), _calls(kind, library), _permissions(kind, library), _references(kind, library))
    above = [list(section) for section in first]
    headings = [str(kind), *(section[0].removeprefix("## ") for section in above if section)]
    below = (fields_section(kind, library, headings), computed_section(kind), _inferred(kind, library))
    sections = [list(_title(kind, library)), *above, *map(list, below)]
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def _title(kind: Kind, library: Library) -> Iterator[str]:
    provider = library.provider(kind)
    yield from (NOTICE, "", f"# {kind}", "")
    if kind.retired:
        yield from (f"> **Retired.** {prose(kind.retired)}", "")
    schema = link("JSON Schema", f"../../../schemas/{kind}.json")
    yield from (
        library.prose(kind.summary, kind.provider),
        "",
        f"{provider.title}, {code(provider.base_url)} · {schema} · {link('all kinds', '../README.md')}",
    )


def _example(kind: Kind, example: str) -> Iterator[str]:
    first, *others = documents(example)
    if not first:
        return
    yield from ("## Example", "", *_yaml([first]))
    if others:
        words = f"{len(others)} more manifest{'' if len(others) == 1 else 's'} that belong{'s' if len(others) == 1 else ''} to it"
        yield from ("", *folded(words, _yaml(others)), "", f"{link('One file', f'../../examples/{kind}.yaml')} has them all.")


def _yaml(found: list[str]) -> tuple[str, ...]:
    return ("```yaml", "\n---\n".join(found), "```")


def documents(text: str) -> list[str]:
    """The documents of a YAML file as they are written, without the marks between them and what only editors read."""
    bare = re.sub(r"^# yaml-language-server:.*\n", "", text, flags=re.MULTILINE)
    found = (each.strip("\n") for each in re.split(r"^---[ \t]*$", bare, flags=re.MULTILINE))
    return [each for each in found if each] or [""]


def _finding(kind: Kind) -> Iterator[str]:
    yield from ("## How it is found", "")
    key, above = code(kind.id_field), [name for name in kind.path_params if name != kind.id_field]
    below = f", below its {listed([code(name) for name in above])}" if above else ""
    yield f"- The state binds the address to the object's {key}{below}."
    if kind.remembered:
        yield f"- The state also keeps {listed([code(name) for name in kind.remembered])}, which other URLs of the object hold."
    yield f"- {_unbound(kind)}"
    yield f"- {code('adopt: ID')} in the manifest takes over the object with that {key}."
    if kind.reads_inferred:
        yield "- The vendor documents no read. Where it answers none, what was applied last is taken for live, and drift cannot be seen."


def _unbound(kind: Kind) -> str:
    if kind.identity:
        names = listed([code(name) for name in kind.identity])
        return f"An object that is not bound yet is recognised by {names}: it is adopted when exactly one on a complete list has the same."
    if kind.list is not None and kind.list.single and kind.within is None:
        whole = f"each {listed([code(name) for name in kind.path_params])}" if kind.path_params else "an account"
        return f"There is one at most for {whole}. One that is not bound yet is adopted."
    return "Nothing else tells two of them apart, so one that the state does not bind is found by no other way than `adopt:`."


def _calls(kind: Kind, library: Library) -> Iterator[str]:
    yield from ("## What happens at the vendor", "")
    rows = ([each.what, each.call or "none", library.prose(sentences(each.notes), kind.provider)] for each in lines(kind))
    yield from table(("action", "call", "what to know"), rows)
    if kind.blank_is_absent:
        yield from ("", "Null, empty and absent are the same to this vendor, except where a field says that empty has a meaning.")


def _permissions(kind: Kind, library: Library) -> Iterator[str]:
    rows = [
        [library.prose(sentences([each.when]), kind.provider), code(each.waiver) if each.waiver else "none helps"]
        for each in permissions(kind)
    ]
    if rows:
        yield from ("## What needs permission", "")
        yield f"A plan stops here until {code('--allow')} names the permission. {link('Findings', _FINDINGS)} has those of every kind."
        yield from ("", *table(("what", "permission"), rows))


def _references(kind: Kind, library: Library) -> Iterator[str]:
    name, folder = str(kind), kind.provider
    out = [_edge(library.link(edge.target, folder), edge) for edge in library.edges if edge.user == name]
    back = [_edge(library.link(edge.user, folder), edge) for edge in library.edges if edge.target == name]
    if out or back:
        yield from ("## References", "")
    yield from table(("refers to", "its", "in"), out)
    yield from ([""] if out and back else [])
    yield from table(("is referred to by", "by its", "in"), back)


def _edge(page: str, edge: Edge) -> list[str]:
    return [page, code(edge.to), listed([code(place) for place in edge.places], most=_MOST_PLACES)]


def _inferred(kind: Kind, library: Library) -> Iterator[str]:
    if kind.inferred:
        yield from ("## What this rests on", "", "Where the vendor's documentation is silent, the declaration assumes this.", "")
        yield from (f"- {library.prose(each, kind.provider)}" for each in split_sentences(kind.inferred))
