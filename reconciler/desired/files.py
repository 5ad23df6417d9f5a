"""The window to the disk: manifests, the files they include, and the parse cache. The only reader of YAML."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLStreamError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.scanner import Scanner, ScannerError

from ..diagnostics import Diagnostic, InputError, Source, excerpt
from ..schema import Json
from .compose import Event, What, documents
from .document import Document, Positions

LARGEST = 1024 * 1024
LARGEST_SECRET = 64 * 1024
LARGEST_DESCRIPTION = 16 * 1024 * 1024
MOST_VALUES = 1_000_000
"""Of a vendor's description, its aliases written out."""
_CACHE_FORMAT = "1"
_SUFFIXES = (".yaml", ".yml")
# The scanner takes these for line breaks, as YAML 1.1 did. In YAML 1.2 they are letters like any other
# (https://yaml.org/spec/1.2.2/#54-line-break-characters), so they pass it in disguise.
_NO_BREAKS = "\x85\u2028\u2029"
_PRIVATE = range(0xE000, 0xF900)

_LONGEST_TAG = 256
_TAG_ENDS = set(" \t\r\n\0")

_WHAT = {
    DocumentStartEvent: What.DOCUMENT,
    MappingStartEvent: What.MAPPING,
    SequenceStartEvent: What.SEQUENCE,
    ScalarEvent: What.SCALAR,
    AliasEvent: What.ALIAS,
    MappingEndEvent: What.END,
    SequenceEndEvent: What.END,
}
_REASONS = (
    ("mapping values are not allowed", 'A ": " stands where no key can. Quote the text that holds it, or mend the indentation.'),
    ("cannot start any token", "A character stands where no value can begin with it. Quote the text; indent with spaces, never with tabs."),
    ("expected <block end>", "The indentation fits nothing above it. Align the line with its neighbours."),
    ("could not find expected ':'", 'A key has no ":". Write "key: value", or indent the line below the text it continues.'),
    ("while scanning a quoted scalar", "A quoted text has no end. Close the quote."),
    ("found unexpected end of stream", "A quoted text has no end. Close the quote."),
    ("expected ',' or", 'A "[" or "{" is not closed, or a comma is missing. Close it, or quote the text.'),
    ("unknown escape character", r"A double-quoted text holds a backslash that escapes nothing. Write \\, or use single quotes."),
    ("expected the node content", 'A value is missing, or begins with a character such as "%", "@" or a comma. Quote it.'),
    ("undefined tag handle", "Tags are not read. Remove the tag, or quote the text that begins with an exclamation mark."),
)


def load(root: Path, manifests: str = "manifests", cache_dir: Path | None = None) -> list[Document]:
    """
    Every document of every ``*.yaml`` and ``*.yml`` below the folder, sorted by file. Hidden files and folders are passed over.

    Raises InputError with everything that is wrong in all files.
    """
    folder = _inside(root, root / manifests) if _is_confined(manifests) else None
    if folder is None or not folder.is_dir():
        detail = (
            f'There is no folder "{manifests}" in the repository. Create it, or name the right one as "manifests" in the configuration.'
        )
        raise InputError.of("No manifests", detail, source=Source(manifests))
    wrong: list[Diagnostic] = []
    found: list[Document] = []
    for path in _yaml_files(root / manifests, root, (folder,), wrong):
        try:
            found += read_yaml(path, root, cache_dir)
        except InputError as error:
            wrong += error.diagnostics
    if wrong:
        raise InputError(wrong)
    return found


def read_yaml(path: Path, root: Path, cache_dir: Path | None = None) -> list[Document]:
    """Every document of one file, which need not be below the manifests' folder. Raises InputError with all that is wrong in it."""
    file = _name(path, root)
    raw = _read(path, file, LARGEST)
    key = hashlib.sha256(_CACHE_FORMAT.encode() + raw).hexdigest()
    if cache_dir is not None and (known := _recall(cache_dir, key, file)) is not None:
        return known
    found = _parse(_text(raw, file).removeprefix("\ufeff"), file)
    if cache_dir is not None:
        _remember(cache_dir, key, found)
    return found


def read_text(root: Path, manifest_dir: str, relative: str) -> str:
    """
    The text of a file that a manifest includes, exactly as it is on disk.

    The path starts at the manifest's own folder; if nothing is there, at the repository's root. It must not leave the repository.
    """
    if not _is_confined(relative):
        detail = f'"{relative}" would leave the repository. Write a path below it, without "..", such as prompts/greeting.md.'
        raise InputError.of("File outside the repository", detail)
    candidates = [root / manifest_dir / relative, root / relative]
    path = next((each for each in candidates if each.exists()), None)
    if path is None:
        places = " nor ".join(dict.fromkeys(f'"{_name(each, root)}"' for each in candidates))
        detail = f"Neither {places} exists." if " nor " in places else f"{places} does not exist."
        raise InputError.of("File not found", f"{detail} Create the file, or mend the path.")
    real = _inside(root, path)
    if real is None:
        detail = f'"{relative}" leads out of the repository through a symbolic link. Copy the file into the repository.'
        raise InputError.of("File outside the repository", detail)
    return _text(_read(path, relative, LARGEST), relative)


def read_secret(root: Path, name: str) -> str:
    """The text of a secret's file, which may be anywhere; a relative path starts at the root. Raises InputError."""
    return _text(_read(root / name, name, LARGEST_SECRET), name)


def read_description(root: Path, name: str) -> Json:
    """What a vendor's API description holds, JSON or YAML, as plain values. It may be anywhere. Raises InputError."""
    text = _text(_read(root / name, name, LARGEST_DESCRIPTION), name).removeprefix("\ufeff")
    try:
        return _json(text, name) if text.lstrip().startswith("{") else _plain(_loaded(text, name), itertools.count(), name)
    except RecursionError as error:
        raise InputError.of(
            "Nested too deep", "The file nests deeper than can be read. Write a flatter one.", source=Source(name)
        ) from error


# --- Finding files ----------------------------------------------------------------------------------------------------


def _yaml_files(folder: Path, root: Path, above: tuple[Path, ...], wrong: list[Diagnostic]) -> Iterator[Path]:
    """``above`` are the real folders on the way here, so that a link to one of them ends the descent."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        wrong.append(_unreadable(_name(folder, root), error))
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.name.startswith(".") or not (entry.is_dir() or entry.name.endswith(_SUFFIXES)):
            continue
        real = _inside(root, path) if entry.is_symlink() else path
        if real is None:
            wrong.append(_link_out(_name(path, root)))
        elif not entry.is_dir():
            yield path
        elif (actual := real.resolve()) not in above:
            yield from _yaml_files(path, root, (*above, actual), wrong)


def _is_confined(relative: str) -> bool:
    """Whether the text is a path that goes down only."""
    parts = relative.replace("\\", "/").split("/")
    return bool(relative) and "\0" not in relative and parts[0] != "" and ":" not in parts[0] and ".." not in parts


def _inside(root: Path, path: Path) -> Path | None:
    """The real path, if it is in the repository and not in git's own folder, where a checkout may keep its credentials."""
    try:
        real, real_root = path.resolve(), root.resolve()
    except (OSError, RuntimeError):  # a loop of links
        return None
    if not real.is_relative_to(real_root) or ".git" in real.relative_to(real_root).parts:
        return None
    return real


def _name(path: Path, root: Path) -> str:
    """The path as it is shown: from the root, with slashes."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _link_out(file: str) -> Diagnostic:
    detail = "The symbolic link leads out of the repository, so a review would not show what it holds. Copy the file into the repository."
    return Diagnostic("File outside the repository", detail, None, Source(file))


# --- Reading bytes ----------------------------------------------------------------------------------------------------


def _read(path: Path, file: str, largest: int) -> bytes:
    """All bytes of a regular file; a larger one is not read to its end."""
    try:
        if not path.is_file():
            raise InputError.of("File not found", f'"{file}" is no file. Create it, or mend the path.', source=Source(file))
        with path.open("rb") as opened:
            raw = opened.read(largest + 1)
    except OSError as error:
        raise InputError([_unreadable(file, error)]) from error
    if len(raw) > largest:
        detail = f"The file is larger than {largest} bytes, which is the most that is read. Split it."
        raise InputError.of("File too large", detail, source=Source(file))
    return raw


def _unreadable(file: str, error: OSError) -> Diagnostic:
    detail = f'"{file}" cannot be read: {excerpt(error.strerror or "unknown reason")}. Check its permissions.'
    return Diagnostic("File unreadable", detail, None, Source(file))


def _text(raw: bytes, file: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = len(raw[raw.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")) + 1
        detail = f"Byte {error.start + 1} of the file is no UTF-8. Save the file as UTF-8."
        raise InputError.of("Not UTF-8", detail, source=Source(file, line, column)) from error


# --- Parsing ----------------------------------------------------------------------------------------------------------


def _parse(text: str, file: str) -> list[Document]:
    disguised, revealed = _disguise(text)
    with _yaml_errors(text, file):
        return documents(_events(disguised, revealed), file)


@contextlib.contextmanager
def _yaml_errors(text: str, file: str) -> Iterator[None]:
    """The parser's errors become ours, with their place in the file."""
    try:
        yield
    except MarkedYAMLError as error:
        raise _malformed(f"{error.context or ''} {error.problem or ''}", _mark(error, file)) from error
    except ReaderError as error:
        before = text[: error.position]
        source = Source(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        detail = f"The character U+{error.character:04X} may not stand in YAML. Remove it, or escape it in double quotes."
        raise InputError.of("Malformed YAML", detail, source=source) from error
    except (YAMLError, YAMLStreamError, ValueError, OverflowError, AssertionError, LookupError, TypeError, AttributeError) as error:
        raise _malformed("", Source(file)) from error  # the parser itself stumbled


def _malformed(problem: str, source: Source) -> InputError:
    reason = next((ours for theirs, ours in _REASONS if theirs in problem), None)
    detail = (
        reason
        or f"The text is no YAML ({excerpt(problem.strip() or 'an escape or a number is out of range')}). Mend it, or quote the value."
    )
    return InputError([Diagnostic("Malformed YAML", detail, None, source)])


def _mark(error: MarkedYAMLError, file: str) -> Source:
    is_unclosed = error.context == "while scanning a quoted scalar"  # its beginning says more than the end of the file
    mark = error.context_mark if is_unclosed else error.problem_mark or error.context_mark
    return Source(file, mark.line + 1, mark.column + 1) if mark else Source(file)


class _Scanner(Scanner):
    """Refuses an endless tag before it is read, since reading one takes the square of its length."""

    def scan_tag(self) -> Any:
        if not _TAG_ENDS & set(self.reader.prefix(_LONGEST_TAG)):
            mark = self.reader.get_mark()
            raise ScannerError("while scanning a tag", mark, "undefined tag handle", mark)
        return super().scan_tag()


def _events(text: str, revealed: dict[int, str]) -> Iterator[Event]:
    yaml = YAML(typ="safe", pure=True)
    yaml.Scanner = _Scanner
    for event in yaml.parse(text):
        what = _WHAT.get(type(event))
        if what is None:
            continue
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if what is What.SCALAR:
            value = event.value.translate(revealed) if revealed else event.value
            yield Event(what, line, column, value, event.style is None, event.ctag and str(event.ctag), event.anchor)
        elif what is What.ALIAS:
            yield Event(what, line, column, event.anchor)
        elif what is What.MAPPING or what is What.SEQUENCE:
            yield Event(what, line, column, tag=event.ctag and str(event.ctag), anchor=event.anchor)
        else:
            yield Event(what, line, column)


def _disguise(text: str) -> tuple[str, dict[int, str]]:
    """The text with each of ``_NO_BREAKS`` as a letter that it does not hold, and the table that undoes it."""
    present = [each for each in _NO_BREAKS if each in text]
    unused = (letter for letter in _PRIVATE if chr(letter) not in text)
    table = {ord(each): chr(next(unused)) for each in present}
    return text.translate(table) if table else text, {ord(masked): chr(each) for each, masked in table.items()}


# --- Descriptions -----------------------------------------------------------------------------------------------------


def _json(text: str, file: str) -> Json:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        detail = f"The text is no JSON ({excerpt(error.msg)}). Mend it, or fetch the file again."
        raise InputError.of("Malformed JSON", detail, source=Source(file, error.lineno, error.colno)) from error


def _loaded(text: str, file: str) -> Any:
    with _yaml_errors(text, file):
        return YAML(typ="safe", pure=True).load(text)


def _plain(value: Any, count: Iterator[int], file: str) -> Json:
    """What JSON would hold. A description often leaves its status codes unquoted, and dates are texts there."""
    if next(count) > MOST_VALUES:
        detail = f"With its aliases written out the file holds more than {MOST_VALUES} values. Give only the part that is needed."
        raise InputError.of("Too many values", detail, source=Source(file))
    match value:
        case dict():
            return {str(key): _plain(each, count, file) for key, each in value.items()}
        case list():
            return [_plain(each, count, file) for each in value]
        case None | bool() | int() | float():
            return value
        case _:
            return str(value)


# --- The parse cache --------------------------------------------------------------------------------------------------


def _recall(cache_dir: Path, key: str, file: str) -> list[Document] | None:
    """What was parsed from the same bytes before. An entry that is not exactly what was written counts as none."""
    try:
        digest, _, body = _entry(cache_dir, key).read_text(encoding="utf-8").partition("\n")
        if digest != _digest(key, body):
            return None
        return [Document(data, Positions(encoded=encoded), Source(file, line, column)) for data, encoded, line, column in json.loads(body)]
    except (OSError, ValueError, TypeError, RecursionError):
        return None


def _remember(cache_dir: Path, key: str, found: list[Document]) -> None:
    """Written beside and renamed, so that no reader sees half of it. A folder that cannot be written only costs time."""
    rows = [[each.data, Positions(each.positions).encode(), each.source.line, each.source.column] for each in found]
    body = json.dumps(rows, separators=(",", ":"))
    entry = _entry(cache_dir, key)
    try:
        entry.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=entry.parent, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(f"{_digest(key, body)}\n{body}")
        Path(temporary).replace(entry)
    except OSError:
        return


def _entry(cache_dir: Path, key: str) -> Path:
    return cache_dir / key[:2] / f"{key}.json"


def _digest(key: str, body: str) -> str:
    return hashlib.sha256(f"{key}\n{body}".encode()).hexdigest()
