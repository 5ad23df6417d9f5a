"""
What Vocode and Fluents do alike, written from the vendors' published descriptions.

Nothing is stored until a whole request is right. Calls, which cost money and are no configuration, are not simulated.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from uuid import NAMESPACE_DNS, uuid5

from ..vendor import Handler, Json, Refusal, Reply, Request, Route, Table, Vendor, World
from .dialect import Dialect
from .fields import UNSET, Check, Fault, Field, Fields, Is, Kind, ListOf, Location, Ref, Shape, is_uuid
from .secrets import SECRETS, hidden

Row = dict[str, Json]

SEEDED = ("12025550123", "12025550124")
"""The numbers of a fresh account, in digits."""

SHARED_SWITCHES: Mapping[str, tuple[str, ...]] = {
    "secret_echo": ("clear", "masked", "omitted"),
    "unknown_fields": ("ignore", "reject"),
    "size_max": ("error", "clamp", "10"),
    "cancel_effect": ("removed", "inactive"),
    "signature_secret_on_config_write": ("keep", "rotate"),
    "type_change": ("reject", "accept"),
}


@dataclass(slots=True)
class Draft(Check):
    """What one request would store, next to what is wrong with it."""

    rows: list[tuple[str, Row]] = field(default_factory=list)


class Family(Vendor):
    """What both vendors do alike. ``purchases`` lists every purchase since the last reset, oldest first."""

    dialect: Dialect
    masked = SECRETS
    purchases: list[dict[str, Json]]
    user_id: str

    def __init__(self, world: World) -> None:
        # One account per simulator: any key opens it, and its owner never changes.
        self.user_id = str(uuid5(NAMESPACE_DNS, f"{self.name}.account"))
        super().__init__(world)

    def reset(self) -> None:
        """Back to an account with two numbers, no agent on either, and nothing else."""
        self.tables = self.tables or {kind: Table() for kind in self.dialect.kinds}
        super().reset()
        self.purchases = []
        for digits in SEEDED:
            self.tables["number"].put(digits, self._number_row(digits, {}))

    def routes(self) -> Iterable[Route]:
        """Lists, gets, creates and updates of every kind; buying, linking and cancelling of numbers."""
        for kind, table in self.dialect.kinds.items():
            root = f"/v1/{table.plural}"
            yield Route("GET", f"{root}/list", partial(self._list, kind))
            if kind != "number":
                yield Route("GET", root, partial(self._get, kind))
                yield Route("POST", f"{root}/create", partial(self._create, kind))
                yield Route("POST", f"{root}/update", partial(self._update, kind))
        numbers: dict[tuple[str, str], Handler] = {
            ("GET", ""): self._get_number,
            ("POST", "/update"): self._update_number,
            ("POST", "/buy"): self._buy,
            ("POST", "/link"): self._link,
            ("POST", "/cancel"): self._cancel,
        }
        for (method, end), handler in numbers.items():
            yield Route(method, f"/v1/numbers{end}", handler)

    def authorize(self, request: Request) -> Reply | None:
        """Any bearer token will do. Which status refuses a missing one is not documented; 401 is the usual."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        scheme, _, token = headers.get("authorization", "").partition(" ")
        return None if scheme.lower() == "bearer" and token.strip() else self._unauthorized()

    def malformed(self, request: Request) -> Reply:
        """The answer to a body that is not JSON."""
        return self.dialect.invalid([Fault(("body", 0), "json_invalid", "JSON decode error", {})])

    def edited(self, kind: str, key: str, patch: Mapping[str, Json]) -> Row | None:
        """As ``Vendor.edited``; a number may be named with or without its plus."""
        return super().edited(kind, digits_of(key) if kind == "number" else key, patch)

    def _unauthorized(self) -> Reply:
        raise NotImplementedError

    # --- Handlers of objects addressed by id --------------------------------------------------------------------------

    def _list(self, kind: str, request: Request) -> Reply:
        full = kind not in self.dialect.short_lists
        rows = self.tables[kind].listed()
        return self._page(request, [self._shown(kind, row, full=full) for row in rows])

    def _get(self, kind: str, request: Request) -> Reply:
        return self._told(200, self._shown(kind, self._found(kind, request)))

    def _create(self, kind: str, request: Request) -> Reply:
        draft = self._draft()
        row = self._written(kind, self._body(request), None, ("body",), draft)
        self._settle(draft)
        return self._told(self.dialect.posted, self._shown(kind, row))

    def _update(self, kind: str, request: Request) -> Reply:
        draft = self._draft()
        row = self._written(kind, self._body(request), self._found(kind, request), ("body",), draft)
        self._settle(draft)
        return self._told(self.dialect.posted, self._shown(kind, row))

    # --- Handlers of numbers ------------------------------------------------------------------------------------------

    def _get_number(self, request: Request) -> Reply:
        return self._told(200, self._shown("number", self._found_number(request, "phone_number")))

    def _update_number(self, request: Request) -> Reply:
        draft = self._draft()
        row = self._written("number", self._body(request), self._found_number(request), ("body",), draft)
        self._settle(draft)
        return self._told_number(row)

    def _buy(self, request: Request) -> Reply:
        # The body is optional: at Vocode an empty one is a valid purchase.
        body = {} if request.body is None else request.body
        row = self._acquired(self.dialect.buy, body)
        self.purchases.append({"operation": "buy", "number": row["number"], "body": body})
        return self._told_number(row)

    def _link(self, request: Request) -> Reply:
        return self._told_number(self._acquired(self.dialect.link, self._body(request)))

    def _cancel(self, request: Request) -> Reply:
        row = self._found_number(request)
        if self.setting["cancel_effect"] == "removed":
            self.tables["number"].pop(digits_of(row["number"]))
        row["active"] = False
        if self.setting["cancel_effect"] == "inactive":
            self.tables["number"].put(digits_of(row["number"]), row)
        return self._told_number(row)

    def _told_number(self, row: Row) -> Reply:
        return self._told(self.dialect.posted, self._shown("number", row, full=not self.dialect.short_numbers))

    def _acquired(self, fields: Fields, body: Json) -> Row:
        """The stored row of a number bought or linked."""
        draft = self._draft()
        draft.take(Is("object"), body, ("body",))
        self._refuse(draft)
        draft.names(fields, body, ("body",))
        values = self._values(fields, body, None, ("body",), draft)
        self._refuse(draft)
        asked = values.pop("phone_number", None)
        digits = self._free_number(values.pop("area_code", None)) if asked is None else self._plain(asked)
        if digits in self.tables["number"]:
            draft.fault(("body", "phone_number"), "value_error", "Number already exists", body["phone_number"])
        if values.get("inbound_agent") == "default":
            values["inbound_agent"] = self._written("agent", _DEFAULT_AGENT, None, ("body",), draft)["id"]
        row = self._number_row(digits, self._provided(values))
        draft.rows.append(("number", row))
        self._settle(draft)
        return row

    def _provided(self, values: Row) -> Row:
        """A linked number takes its provider from its connection, a bought one from the body."""
        connection = self.tables["account_connection"].get(str(values.get("telephony_account_connection")))
        if "telephony_provider" in values or connection is None:
            return values
        return {**values, "telephony_provider": connection["type"].removeprefix("account_connection_")}

    def _free_number(self, area_code: str | None) -> str:
        numbers = (f"1{area_code or '202'}5550{n:03}" for n in count(130))
        return next(number for number in numbers if number not in self.tables["number"])

    def _number_row(self, digits: str, values: Row) -> Row:
        fields = self.dialect.kinds["number"].fields
        defaults = {name: each.default for name, each in fields.items() if each.default is not UNSET}
        number = f"+{digits}" if self.dialect.e164 else digits
        return {"id": self.world.uuid(), "user_id": self.user_id, "number": number, **defaults, **values}

    # --- Finding ------------------------------------------------------------------------------------------------------

    def _found(self, kind: str, request: Request) -> Row:
        key = request.query.get("id")
        row = None if key is None else self.tables[kind].get(key)
        if row is not None:
            return row
        if key is None:
            raise Refusal(self.dialect.invalid([Fault(("query", "id"), "missing", "Field required")]))
        if not is_uuid(key):
            raise Refusal(self.dialect.invalid([_not_uuid(("query", "id"), key)]))
        raise Refusal(self.dialect.failed(404, f"{kind.replace('_', ' ').capitalize()} not found"))

    def _found_number(self, request: Request, parameter: str = "") -> Row:
        """By ``phone_number``; a public client says writes at Fluents call the parameter ``id``, which then holds either identifier."""
        name = parameter or self.setting.get("number_parameter", "phone_number")
        asked = request.query.get(name)
        if not asked:
            raise Refusal(self.dialect.invalid([Fault(("query", name), "missing", "Field required")]))
        row = self.tables["number"].get(self._plain(asked))
        if row is None and name == "id":
            row = next((each for each in self.tables["number"].rows() if each["id"] == asked), None)
        if row is None:
            raise Refusal(self.dialect.failed(404, "Number not found"))
        return row

    def _plain(self, number: str) -> str:
        """The digits of a number, as the vendor's open-source normaliser reads them."""
        digits = digits_of(number)
        national = self.dialect.bare_is_us and len(digits) == 10 and not number.startswith("+")
        return f"1{digits}" if national else digits

    # --- Writing ------------------------------------------------------------------------------------------------------

    def _draft(self) -> Draft:
        return Draft(strict=self.setting["unknown_fields"] == "reject")

    def _refuse(self, draft: Draft) -> None:
        if draft.faults:
            raise Refusal(self.dialect.invalid(draft.faults))

    def _settle(self, draft: Draft) -> None:
        """Store everything drafted, or refuse and store nothing."""
        self._refuse(draft)
        for kind, row in draft.rows:
            self.tables[kind].put(digits_of(row["number"]) if kind == "number" else row["id"], row)

    def _body(self, request: Request) -> Json:
        """The framework behind Fluents turns a missing body into an empty one; Vocode's calls it missing."""
        return {} if request.body is None and not self.dialect.blank_is_absent else request.body

    def _written(self, kind: str, body: Json, row: Row | None, location: Location, draft: Draft) -> Row:
        """Draft a create (no ``row``) or an update of ``row``, nested objects included, and return what would be stored."""
        table = self.dialect.kinds[kind]
        type_ = self._type(table, body, row, location, draft)
        if type_ is None:
            return {"id": ""}
        start = row if row is not None and (not table.variants or type_ == row["type"]) else None
        where = (*location, type_) if table.variants else location
        identity = {"id": row["id"] if row else self.world.uuid(), "user_id": self.user_id}
        fields = table.of(type_)
        mode = "create" if start is None else "update"
        known = (*(name for name, each in fields.items() if mode in each.writes), *table.ignored)
        if not table.open:
            draft.names((*known, "type") if table.variants else known, body, where)
        values = self._values(fields, body, start, where, draft)
        fresh = {**values, **identity, **({"type": type_} if table.variants else {})}
        if table.open:
            self._pass_through(body, fresh, frozenset(("id", "user_id", *fields)), where, draft)
        self._sign(fresh, row)
        draft.rows.append((kind, fresh))
        return fresh

    def _type(self, table: Kind, body: Json, row: Row | None, location: Location, draft: Draft) -> str | None:
        """The ``type`` that governs a write ("" where a kind has but one set of fields), or None when there is no telling."""
        if not isinstance(body, Mapping):
            draft.missing(location, None) if body is None else draft.take(Is("object"), body, location)
            return None
        given = body.get("type")
        if table.variants and given not in table.variants:
            problem = "union_tag_invalid" if "type" in body else "union_tag_not_found"
            draft.fault(location, problem, f"Input tag 'type' should be one of {', '.join(table.variants)}", dict(body))
            return None
        before = row.get("type") if row else None
        if table.typed and None not in (given, before) and given != before and self.setting["type_change"] == "reject":
            draft.fault((*location, "type"), "value_error", f"The type cannot change from {before}", given)
            return None
        return str(given) if table.variants else ""

    def _values(self, fields: Fields, body: Mapping[str, Json], start: Row | None, location: Location, draft: Draft) -> Row:
        """Every field after the write: a create when there is no ``start``, else a change of it."""
        out = dict(start or {})
        mode = "create" if start is None else "update"
        for name, each in fields.items():
            if mode not in each.writes:
                continue
            given = body.get(name, UNSET)
            if given == {} and start is not None and self.dialect.blank_is_absent:
                given = UNSET
            if given is None:
                given = self._nulled(each, (*location, name), draft)
            if given is UNSET and each.required and start is None:
                draft.missing((*location, name), dict(body))
            elif given is UNSET:
                self._left_out(name, each, out, create=start is None)
            elif given is _CLEARED:
                _unset(name, each, out)
            else:
                out[name] = given if given is None else self._taken(each.shape, given, out.get(name), (*location, name), draft)
        return out

    def _nulled(self, each: Field, location: Location, draft: Draft) -> Json:
        """What a null stands for: itself where the vendor's table admits it, and at Fluents, where nothing is said, as switched."""
        habit = self.setting.get("f_null")
        if each.null or habit == "ignore":
            return None if each.null else UNSET
        if habit == "clear" and not each.required:
            return _CLEARED
        draft.take(each.shape if not isinstance(each.shape, Ref) else Is("object"), None, location)
        return _CLEARED

    def _left_out(self, name: str, each: Field, out: Row, *, create: bool) -> None:
        # Documents require nothing of an update, so even one that replaces keeps what a create requires.
        if create or (self.setting.get("f_update") == "replace" and not each.required):
            _unset(name, each, out)

    def _pass_through(self, body: Mapping[str, Json], fresh: Row, described: frozenset[str], location: Location, draft: Draft) -> None:
        """Keep the fields of an open kind that no document describes."""
        if self.setting.get("f_update") == "replace":
            for name in sorted(fresh.keys() - described):
                del fresh[name]
        for name in [each for each in body if each not in described]:
            given = self._nulled(Field(Is("object")), (*location, name), draft) if body[name] is None else body[name]
            if given is _CLEARED:
                fresh.pop(name, None)
            elif given is not UNSET:
                fresh[name] = given

    def _sign(self, fresh: Row, before: Row | None) -> None:
        """Give an external action its secret: 32 bytes in base64, as documented. Whether a later write rotates it is not."""
        config = fresh.get("config")
        if fresh.get("type") != "action_external" or not isinstance(config, Mapping) or config.get("signature_secret"):
            return
        old = ((before or {}).get("config") or {}).get("signature_secret")
        keep = old is not None and self.setting["signature_secret_on_config_write"] == "keep"
        secret = old if keep else base64.b64encode(hashlib.sha256(self.world.uuid().encode()).digest()).decode()
        fresh["config"] = {**config, "signature_secret": secret}

    # --- References ---------------------------------------------------------------------------------------------------

    def _taken(self, shape: Shape, value: Json, current: Json, location: Location, draft: Draft) -> Json:
        match shape:
            case Ref():
                return self._linked(shape, value, current, location, draft)
            case ListOf(Ref() as item) if isinstance(value, list):
                # There is nothing to match a nested object of a list on, so each becomes a new one.
                return [self._linked(item, each, None, (*location, n), draft) for n, each in enumerate(value)]
        return draft.take(shape, value, location)

    def _linked(self, ref: Ref, value: Json, current: Json, location: Location, draft: Draft) -> Json:
        """The id that a reference comes to: the one given, or that of the object patched or created on the way."""
        match value:
            case str() if not ref.plain and self.setting.get("f_reference") == "object_only":
                draft.take(Is("object"), value, location)
            case str():
                return self._resolved(ref, value, location, draft)
            case {"id": str(key)} if ref.whole or not self.dialect.blank_is_absent:
                return self._relinked(ref, key, value, location, draft)
            case Mapping() if ref.whole:
                draft.missing((*location, "id"), value)
            case Mapping():
                row = self.tables[ref.kind].get(current) if isinstance(current, str) else None
                return self._written(ref.kind, value, row, location, draft)["id"]
            case _:
                draft.take(Is("object"), value, location)
        return value

    def _resolved(self, ref: Ref, value: str, location: Location, draft: Draft) -> str:
        if value in ref.words:
            return value
        table = self.tables[ref.kind]
        named = (row["id"] for row in table.rows() if ref.plain and row.get("name") == value)
        row = table.get(value) or table.get(next(named, ""))
        if row is None and not is_uuid(value):
            draft.faults.append(_not_uuid(location, value))
        elif row is None or (ref.type and row["type"] != ref.type):
            draft.fault(location, "value_error", f"{ref.type or ref.kind} not found", value)
        return value if row is None else str(row["id"])

    def _relinked(self, ref: Ref, key: str, value: Mapping[str, Json], location: Location, draft: Draft) -> str:
        """Link the object that carries its own id, and patch it with whatever else it says unless it had to be whole anyway."""
        found = self._resolved(ref, key, location, draft)
        row = self.tables[ref.kind].get(found)
        patch = {name: each for name, each in value.items() if name not in ("id", "user_id")}
        if row is not None and patch and not ref.whole:
            self._written(ref.kind, patch, row, location, draft)
        return found

    # --- Answering ----------------------------------------------------------------------------------------------------

    def _told(self, status: int, body: Json) -> Reply:
        return Reply(status, hidden(body, self.setting["secret_echo"]))

    def _shown(self, kind: str, row: Row, *, full: bool = True) -> Row:
        """An object as answers show it: ``full`` puts whole objects where it refers to others, and adds what only a get tells."""
        table = self.dialect.kinds[kind]
        row = self._dressed(row) if kind == "number" else row
        fields = table.of(row.get("type"))
        out = {"id": row.get("id"), "user_id": row.get("user_id")} | ({"type": row["type"]} if table.variants else {})
        for name, each in fields.items():
            if full or not each.get_only:
                value = row.get(name)
                if value is not None or self.setting.get("f_missing_nulls", "null") == "null":
                    out[name] = self._echo(each.shape, value, full=full)
        return out | {name: value for name, value in row.items() if name not in fields and name not in out}

    def _dressed(self, row: Row) -> Row:
        digits = digits_of(row["number"])
        row = {**row, "number": digits if self.setting["number_format"] == "digits" else f"+{digits}"}
        agent = self.tables["agent"].get(str(row.get("inbound_agent")))
        if agent is not None and "inbound_agent_name" in self.dialect.kinds["number"].fields:
            row["inbound_agent_name"] = agent.get("name")
        return row

    def _echo(self, shape: Shape, value: Json, *, full: bool) -> Json:
        match shape, value:
            case ListOf(Ref() as item), list():
                return [self._echo(item, each, full=full) for each in value]
            case Ref(kind), str() if full and (row := self.tables[kind].get(value)) is not None:
                return self._shown(kind, row)
            case Is("template"), str() if full:
                # Templates have no operations of their own, so all that is known of one is its id.
                return {"id": value, "user_id": self.user_id, "label": "", "required_context_keys": []}
            case Is("template"), {"id": key} if not full:
                return key
        return value

    def _page(self, request: Request, items: list[Row]) -> Reply:
        habit = self.setting["size_max"]
        page = self._whole(request, "page", 1, None)
        size = self._whole(request, "size", 10, {"error": 100, "10": 10}.get(habit))
        size = min(size, 100) if habit == "clamp" else size
        end = page * size
        body = {
            "items": items[end - size : end],
            "page": page,
            "size": size,
            "has_more": end < len(items),
            "total": len(items),
            "total_is_estimated": False,
        }
        return self._told(200, body)

    def _whole(self, request: Request, name: str, default: int, highest: int | None) -> int:
        """A query parameter that counts from one. The highest ``size`` is not documented at Vocode, so a switch decides."""
        text = request.query.get(name, str(default))
        if not text.isascii() or not text.isdigit():
            raise Refusal(self.dialect.invalid([Fault(("query", name), "int_parsing", f"{name} should be a valid integer", text)]))
        value = int(text)
        if value < 1:
            raise Refusal(self.dialect.invalid([Fault(("query", name), "greater_than_equal", f"{name} must not be less than 1", text)]))
        if highest is not None and value > highest:
            problem = f"{name} must not be greater than {highest}"
            raise Refusal(self.dialect.invalid([Fault(("query", name), "less_than_equal", problem, text)]))
        return value


_CLEARED: Json = object()

_DEFAULT_AGENT: Json = {
    "name": "Default agent",
    "prompt": {"content": "You are a helpful assistant on the phone."},
    "voice": {"type": "voice_azure", "voice_name": "en-US-AriaNeural"},
}


def _unset(name: str, each: Field, out: Row) -> None:
    out.pop(name, None)
    if each.default is not UNSET:
        out[name] = each.default


def digits_of(number: Json) -> str:
    """A number without its plus, or whatever else stands between its digits."""
    return "".join(each for each in str(number) if each.isdigit())


def _not_uuid(location: Location, value: Json) -> Fault:
    return Fault(location, "uuid_parsing", "Input should be a valid UUID", value)
