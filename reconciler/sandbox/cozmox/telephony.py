"""The simulated Cozmox: SIP trunks in pairs, the numbers on them, and which agent may take the calls of which trunk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..vendor import Refusal, Reply, Request, Route
from .account import Account, error, paged
from .fields import Decoder, Row, integer, one_of, picked, text, texts, truth
from .tools import pair_key


class Trunks:
    """
    ``/sip-trunks``. A create makes two trunks, INBOUND and OUTBOUND; a trunk takes its numbers along when it goes.

    No answer holds the address or the credentials. What binds the two is not documented: whether they share a name (``pair_names``),
    whether an update or a deletion of one reaches the other (``pair_update``, ``pair_delete``), and on which of them the numbers are
    (``numbers_on``). Rows of the table ``sip_trunk`` hold what was sent, and the other trunk's id as ``pair``.
    """

    def __init__(self, account: Account) -> None:
        self.account = account

    def routes(self) -> Iterable[Route]:
        """The collection and one trunk."""
        yield from self.account.tenant("/sip-trunks", GET=self._list, POST=self._create)
        yield from self.account.tenant("/sip-trunks/{id}", GET=self._read, PATCH=self._update, DELETE=self._delete)

    def _list(self, request: Request) -> Reply:
        kind, active = request.query.get("provider", ""), request.query.get("is_active", "")
        rows = [row for row in self.account.listed("sip_trunk", request) if kind in ("", GENERIC.get(row["provider"], row["provider"]))]
        found = [row for row in rows if active in ("", str(row["is_active"]).lower())]
        return paged(request, [{**self._answer(row), "phone_count": len(self._numbers(row["id"]))} for row in found])

    def _create(self, request: Request) -> Reply:
        given = self.account.body(request, TRUNK_FIELDS, ("name", "address", "provider", "phone_numbers"))
        numbers = given.pop("phone_numbers")
        if not numbers and self.account.setting["no_numbers"] == "refused":
            raise self.account.invalid("phone_numbers: must hold at least one number")
        trunks = [self._born(request, kind, given) for kind in ("INBOUND", "OUTBOUND")]
        inbound, outbound = (
            self.account.changed("sip_trunk", one, {"pair": other["id"]}) for one, other in zip(trunks, trunks[::-1], strict=True)
        )
        holders = [inbound, outbound] if self.account.setting["numbers_on"] == "both" else [inbound]
        made = [new_number(self.account, request, number, trunk) for trunk in holders for number in numbers]
        shown = [number_answer(self.account, row) for row in made]
        return Reply(201, {"inbound_trunk": self._answer(inbound), "outbound_trunk": self._answer(outbound), "phone_numbers": shown})

    def _read(self, request: Request) -> Reply:
        row = self.account.owned("sip_trunk", request)
        numbers = [number_answer(self.account, number) for number in self._numbers(row["id"])]
        return Reply(200, {**self._answer(row), "phone_numbers": numbers})

    def _update(self, request: Request) -> Reply:
        row = self.account.owned("sip_trunk", request)
        given = self.account.body(request, TRUNK_CHANGES)
        if self.account.setting["pair_update"] == "both":
            other = self.account.tables["sip_trunk"].get(row["pair"])
            if other is not None:
                self.account.changed("sip_trunk", other, given)
        return Reply(200, self._answer(self.account.changed("sip_trunk", row, given)))

    def _delete(self, request: Request) -> Reply:
        row = self.account.owned("sip_trunk", request)
        gone = [row["id"], row["pair"]] if self.account.setting["pair_delete"] == "both" else [row["id"]]
        for key in gone:
            self.account.tables["sip_trunk"].pop(key)
            for number in self._numbers(key):
                self.account.tables["phone_number"].pop(number["id"])
            disallow(self.account, key)
        return Reply(200, {"message": "sip trunk deleted"})

    def _born(self, request: Request, kind: str, given: Row) -> Row:
        suffix = f" ({kind.lower()})" if self.account.setting["pair_names"] == "suffixed" else ""
        blank = {"max_concurrency": 10, "is_active": self.account.untold(), "type": kind}
        return self.account.born("sip_trunk", request, {**blank, **given, "name": given["name"] + suffix})

    def _numbers(self, trunk: str) -> list[Row]:
        return [row for row in self.account.tables["phone_number"].rows() if row["sip_trunk_id"] == trunk]

    def _answer(self, row: Row) -> Row:
        return {**picked(row, TRUNK_SHOWN), "provider": spelled(self.account, row["provider"])}


class Numbers:
    """``/phone-numbers``. A create registers a number on a trunk; it buys nothing."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def routes(self) -> Iterable[Route]:
        """The collection and one number."""
        yield from self.account.tenant("/phone-numbers", GET=self._list, POST=self._create)
        yield from self.account.tenant("/phone-numbers/{id}", GET=self._read, PATCH=self._update, DELETE=self._delete)

    def _list(self, request: Request) -> Reply:
        rows = [row for row in self.account.listed("phone_number", request) if self._is_sought(row, request.query)]
        return paged(request, [number_answer(self.account, row) for row in rows])

    def _is_sought(self, row: Row, query: Mapping[str, str]) -> bool:
        # The direction of a number is the type of its trunk; inferred.
        trunk = self.account.tables["sip_trunk"].get(row["sip_trunk_id"]) or {"type": ""}
        facts = {"sip_trunk_id": row["sip_trunk_id"], "is_verified": str(row["is_verified"]).lower(), "direction": trunk["type"].lower()}
        return query.get("search", "") in row["number"] and all(query.get(name, "").lower() in ("", fact) for name, fact in facts.items())

    def _create(self, request: Request) -> Reply:
        given = self.account.body(request, NUMBER_FIELDS, ("number", "sip_trunk_id"))
        trunk = self.account.owned("sip_trunk", request, given["sip_trunk_id"])
        if self.account.setting["same_number"] == "refused" and self._is_on(trunk["id"], given["number"]):
            raise Refusal(error(409, "this number is on the trunk already"))
        row = new_number(self.account, request, given["number"], trunk, given.get("label", ""))
        return Reply(201, number_answer(self.account, row))

    def _read(self, request: Request) -> Reply:
        return Reply(200, number_answer(self.account, self.account.owned("phone_number", request)))

    def _update(self, request: Request) -> Reply:
        row = self.account.owned("phone_number", request)
        given = self.account.body(request, NUMBER_CHANGES)
        if "sip_trunk_id" in given:
            self.account.owned("sip_trunk", request, given["sip_trunk_id"])
        return Reply(200, number_answer(self.account, self.account.changed("phone_number", row, given)))

    def _delete(self, request: Request) -> Reply:
        self.account.tables["phone_number"].pop(self.account.owned("phone_number", request)["id"])
        return Reply(200, {"message": "phone number deleted"})

    def _is_on(self, trunk: str, number: str) -> bool:
        kept = kept_number(self.account, number)
        return any(row["sip_trunk_id"] == trunk and row["number"] == kept for row in self.account.tables["phone_number"].rows())


class Allowed:
    """
    ``/agents/{id}/sip-trunks``: the inbound trunks whose calls an agent takes, the same data as its ``allowed_sip_trunks`` (inferred).

    The table ``agent_sip_trunk`` is keyed ``<agent id>/<trunk id>``; the agent's own row keeps the order.
    """

    def __init__(self, account: Account) -> None:
        self.account = account

    def routes(self) -> Iterable[Route]:
        """The collection below an agent and one trunk in it."""
        yield from self.account.tenant("/agents/{id}/sip-trunks", GET=self._list, POST=self._allow)
        yield from self.account.tenant("/agents/{id}/sip-trunks/{trunk_id}", DELETE=self._disallow)

    def of(self, agent: Row) -> list[str]:
        """The ids of an agent's trunks."""
        table = self.account.tables["agent_sip_trunk"]
        return [trunk for trunk in agent["allowed_sip_trunks"] if pair_key(agent["id"], trunk) in table]

    def mirror(self, agent: Row) -> None:
        """The table says what the agent's row says."""
        table, wanted = self.account.tables["agent_sip_trunk"], agent["allowed_sip_trunks"]
        for row in table.rows():
            if row["agent_id"] == agent["id"] and row["sip_trunk_id"] not in wanted:
                table.pop(pair_key(agent["id"], row["sip_trunk_id"]))
        for trunk in wanted:
            key = pair_key(agent["id"], trunk)
            if key not in table:
                table.put(key, {"agent_id": agent["id"], "sip_trunk_id": trunk, "organization_id": agent["organization_id"]})

    def _list(self, request: Request) -> Reply:
        agent = self.account.owned("agent", request)["id"]
        rows = [row for row in self.account.tables["agent_sip_trunk"].listed() if row["agent_id"] == agent]
        trunks = [self.account.tables["sip_trunk"].get(row["sip_trunk_id"]) for row in rows]
        return Reply(200, [self._shown(trunk) for trunk in trunks if trunk is not None])

    def _allow(self, request: Request) -> Reply:
        agent = self.account.owned("agent", request)
        trunk = self.account.owned(
            "sip_trunk", request, self.account.body(request, {"sip_trunk_id": text}, ("sip_trunk_id",))["sip_trunk_id"]
        )
        if trunk["type"] != "INBOUND":
            raise Refusal(error(400, "only inbound trunks can be allowed for an agent"))
        # That allowing a trunk twice is no error is inferred.
        others = [each for each in self.of(agent) if each != trunk["id"]]
        self.mirror(self.account.changed("agent", agent, {"allowed_sip_trunks": [*others, trunk["id"]]}))
        return Reply(201, {"message": "sip trunk added to agent"})

    def _disallow(self, request: Request) -> Reply:
        agent, trunk = self.account.owned("agent", request), request.params["trunk_id"]
        if trunk not in self.of(agent):
            raise Refusal(error(404, "sip trunk of the agent not found"))
        kept = [each for each in self.of(agent) if each != trunk]
        self.mirror(self.account.changed("agent", agent, {"allowed_sip_trunks": kept}))
        return Reply(200, {"message": "sip trunk removed from agent"})

    def _shown(self, trunk: Row) -> Row:
        return {**picked(trunk, ("id", "is_active", "name", "type")), "provider": spelled(self.account, trunk["provider"])}


def new_number(account: Account, request: Request, number: str, trunk: Row, label: str = "") -> Row:
    """A number on a trunk, stored."""
    row = {"number": kept_number(account, number), "sip_trunk_id": trunk["id"], "label": label, "is_verified": account.untold()}
    return account.born("phone_number", request, row)


def kept_number(account: Account, number: str) -> str:
    """How the vendor keeps a number. E.164 is inferred; whether it keeps the plus and the spaces that it is sent is not documented."""
    return number if account.setting["number_form"] == "sent" else "".join(each for each in number if each.isdecimal())


def number_answer(account: Account, row: Row) -> Row:
    """A number as answers show it, with what they tell of its trunk."""
    trunk = account.tables["sip_trunk"].get(row["sip_trunk_id"]) or {"provider": "other", "name": ""}
    shown = picked(row, ("id", "number", "sip_trunk_id", "label", "is_verified"))
    return {**shown, "provider": spelled(account, trunk["provider"]), "trunk_name": trunk["name"]}


def spelled(account: Account, provider: str) -> str:
    """A trunk's provider in an answer: as requests write it, or as filters do, in upper case and with fewer words; not documented."""
    return provider if account.setting["provider"] == "sent" else GENERIC.get(provider, provider)


def disallow(account: Account, trunk: str) -> None:
    """A trunk that goes is taken from every agent; inferred."""
    for row in account.tables["agent_sip_trunk"].rows():
        if row["sip_trunk_id"] == trunk:
            account.tables["agent_sip_trunk"].pop(pair_key(row["agent_id"], trunk))


GENERIC: Mapping[str, str] = {
    "twilio": "TWILIO",
    "telnyx": "TELNYX",
    "vonage": "VONAGE",
    "custom": "GENERIC",
    "did-logic": "GENERIC",
    "other": "GENERIC",
}
TRUNK_SHOWN = ("id", "name", "type", "provider", "is_active", "max_concurrency")
TRUNK_FIELDS: Mapping[str, Decoder] = {
    "name": text,
    "address": text,
    "provider": one_of(*GENERIC),
    "phone_numbers": texts,
    "auth_username": text,
    "auth_password": text,
    "max_concurrency": integer,
}
TRUNK_CHANGES: Mapping[str, Decoder] = {"name": text, "is_active": truth, "max_concurrency": integer}
NUMBER_FIELDS: Mapping[str, Decoder] = {"number": text, "sip_trunk_id": text, "label": text}
NUMBER_CHANGES: Mapping[str, Decoder] = {"sip_trunk_id": text, "label": text, "is_verified": truth}
