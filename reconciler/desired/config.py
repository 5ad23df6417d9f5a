"""``reconciler.yaml``: which accounts a target has, and what may be done to them."""

from __future__ import annotations

import enum
import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ..diagnostics import InputError, Source
from ..schema import Json, Provider, SecretRef
from ..schema.paths import Path
from .delivery import Sink
from .document import Document
from .faults import Faults, did_you_mean
from .forms import secret_ref

DEFAULT_MANIFESTS = "manifests"
_KEYS = ("manifests", "targets", "version")
_TARGET_KEYS = ("accounts", "policy", "sinks", "state", "vars")
_ACCOUNT_KEYS = ("auth", "base_url", "token")
_STATE_KEYS = ("backend", "path")
_POLICY_KEYS = ("drift", "max_delete_percent", "prune")
_BACKENDS = ("file",)
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_URL = re.compile(r"[!-~]+")


class Drift(enum.Enum):
    """What is done about a change that somebody made at the vendor."""

    ENFORCE = "enforce"
    REPORT = "report"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Account:
    """How to reach a provider. ``auth`` is the header that carries the token; ``source`` is where the token was written."""

    provider: str
    base_url: str
    token: SecretRef
    parameters: Mapping[str, str] = field(default_factory=dict)
    auth: str = "Authorization"
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """What an apply may do without being asked again."""

    prune: bool = False
    drift: Drift = Drift.ENFORCE
    max_delete_percent: int = 30


@dataclass(frozen=True, slots=True)
class StatePlace:
    """Where the state is kept. A relative path starts at the folder of the configuration."""

    backend: str
    path: str


@dataclass(frozen=True, slots=True)
class Target:
    """An environment, such as staging."""

    name: str
    accounts: Mapping[str, Account]
    vars: Mapping[str, Json]
    state: StatePlace
    policy: Policy
    sinks: Mapping[str, Sink] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Config:
    """The whole file."""

    targets: Mapping[str, Target]
    manifests: str = DEFAULT_MANIFESTS
    source: Source | None = None


def config(documents: Iterable[Document], providers: Iterable[Provider]) -> Config:
    """Read the documents of ``reconciler.yaml``, of which there may be one. Raises InputError with everything that is wrong."""
    found = [each for each in documents if each.data is not None]
    if len(found) != 1 or not isinstance(found[0].data, dict):
        source = found[-1].source if found else None
        raise InputError.of(
            "Bad configuration", "The configuration is one YAML mapping. Write version: 1 and targets in it.", source=source
        )
    section = _Section(found[0].data, (), Faults(found[0]))
    result = _config(section, {each.name: each for each in providers})
    if section.faults.found:
        raise InputError(section.faults.found)
    return result


def target(configuration: Config, name: str | None) -> Target:
    """The target of this name; without a name, the only one. Raises InputError that lists the names."""
    names = sorted(configuration.targets)
    if name is None and len(names) == 1:
        return configuration.targets[names[0]]
    if name is not None and name in configuration.targets:
        return configuration.targets[name]
    listed = f"The targets are {', '.join(names)}."
    if name is None:
        raise InputError.of("No target chosen", f"{listed} Say which one with --target.", source=configuration.source)
    raise InputError.of("Unknown target", f'There is no target "{name}". {listed}{did_you_mean(name, names)}', source=configuration.source)


# --- Sections ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Section:
    """A mapping of the file, its place, and where to report."""

    data: Mapping[str, Json]
    path: Path
    faults: Faults

    def error(self, key: str, summary: str, detail: str) -> None:
        self.faults.error((*self.path, key), summary, detail)

    def section(self, key: str) -> _Section:
        data = self.data.get(key, {})
        if not isinstance(data, dict):
            self.error(key, "Wrong type", f'"{key}" is a mapping. Write its keys below it, indented.')
        return _Section(data if isinstance(data, dict) else {}, (*self.path, key), self.faults)

    def sections(self) -> list[tuple[str, _Section]]:
        return [(key, self.section(key)) for key in sorted(self.data)]

    def know(self, keys: Iterable[str]) -> None:
        known = sorted(keys)
        for key in self.data:
            if key not in known:
                self.error(key, "Unknown key", f'"{key}" means nothing here; the keys are {", ".join(known)}.{did_you_mean(key, known)}')

    def text(self, key: str, default: str) -> str:
        return str(self.checked(key, default, lambda value: isinstance(value, str) and value != "", "a text that is not empty"))

    def choice(self, key: str, default: str, choices: Iterable[str]) -> str:
        known = list(choices)
        return str(self.checked(key, default, lambda value: value in known, f"one of {', '.join(known)}"))

    def checked(self, key: str, default: Json, fits: Callable[[Json], bool], wanted: str) -> Json:
        value = self.data.get(key, default)
        if fits(value):
            return value
        self.error(key, "Bad value", f'"{key}" is {wanted}. Mend the value.')
        return default


def _config(top: _Section, providers: Mapping[str, Provider]) -> Config:
    top.know(_KEYS)
    if top.data.get("version") != 1 or isinstance(top.data.get("version"), bool):
        top.error("version", "Unknown version", "This program reads version 1 of the configuration. Write version: 1.")
    targets = {name: _target(name, section, providers) for name, section in top.section("targets").sections()}
    if not targets:
        top.error("targets", "No targets", "The configuration names no target. Write at least one below targets, with its accounts.")
    return Config(targets, top.text("manifests", DEFAULT_MANIFESTS), top.faults.document.source)


def _target(name: str, section: _Section, providers: Mapping[str, Provider]) -> Target:
    section.know(_TARGET_KEYS)
    accounts = {}
    for key, each in section.section("accounts").sections():
        if key not in providers:
            detail = f'There is no provider "{key}"; the providers are {", ".join(sorted(providers))}.{did_you_mean(key, providers)}'
            section.faults.error(each.path, "Unknown provider", detail)
        elif account := _account(each, providers[key]):
            accounts[key] = account
    sinks = {key: sink for key, each in section.section("sinks").sections() if (sink := _sink(each))}
    place, policy = _state(name, section.section("state")), _policy(section.section("policy"))
    return Target(name, accounts, _vars(section.section("vars")), place, policy, sinks)


def _sink(section: _Section) -> Sink | None:
    match section.data:
        case {"env_file": str(path), **rest} if path and not rest:
            return Sink(env_file=path)
        case {"command": [str(), *others] as command, **rest} if not rest and all(isinstance(each, str) for each in others):
            return Sink(command=tuple(command))
    detail = "A sink is a file or a command that reads standard input. Write {env_file: path} or {command: [program, argument]}."
    section.faults.error(section.path, "Malformed sink", detail)
    return None


def _vars(section: _Section) -> Mapping[str, Json]:
    for key, value in section.data.items():
        if isinstance(value, dict | list):
            section.error(key, "Wrong type", f'The variable "{key}" is a text, a number, true, false or null. Write it as one value.')
    return dict(section.data)


def _state(name: str, section: _Section) -> StatePlace:
    section.know(_STATE_KEYS)
    return StatePlace(section.choice("backend", "file", _BACKENDS), section.text("path", f".reconciler/{name}.state.json"))


def _policy(section: _Section) -> Policy:
    section.know(_POLICY_KEYS)
    return Policy(
        section.checked("prune", default=False, fits=lambda value: isinstance(value, bool), wanted="true or false"),
        Drift(section.choice("drift", Drift.ENFORCE.value, [each.value for each in Drift])),
        section.checked("max_delete_percent", default=30, fits=_is_percent, wanted="a whole number from 0 to 100"),
    )


def _is_percent(value: Json) -> bool:
    return type(value) is int and 0 <= value <= 100


# --- Accounts ---------------------------------------------------------------------------------------------------------


def _account(section: _Section, provider: Provider) -> Account | None:
    section.know((*_ACCOUNT_KEYS, *provider.parameters))
    token = _token(section, provider)
    base_url, auth = section.text("base_url", provider.base_url), section.text("auth", "Authorization")
    if reason := _unfit_url(base_url):
        section.error("base_url", "Bad base_url", reason)
    if not _HEADER.fullmatch(auth):
        section.error("auth", "Bad value", '"auth" is the name of the header that carries the token. Write one such as X-Api-Key.')
    parameters = {key: _parameter(section, key, provider) for key in provider.parameters}
    if token is None:
        return None
    source = section.faults.document.where((*section.path, "token"))
    return Account(provider.name, base_url.rstrip("/"), token, parameters, auth, source)


def _token(section: _Section, provider: Provider) -> SecretRef | None:
    """Never what stands there instead: it may be the token itself."""
    match section.data.get("token"):
        case None if "token" not in section.data and provider.token_env:
            return SecretRef("env", provider.token_env)
        case None:
            example = provider.token_env or f"{provider.name.upper()}_API_KEY"
            section.error("token", "Missing token", f"The account has no token. Write token: {{$secret: env:{example}}}.")
        case {"$secret": text, **rest} if not rest:
            try:
                return secret_ref(text)
            except ValueError as error:
                section.error("token", "Malformed form", str(error))
        case _:
            detail = (
                "A token does not belong into git. Write {$secret: env:NAME} instead, and change the token at the vendor if it is real."
            )
            section.error("token", "Secret in the configuration", detail)
    return None


def _parameter(section: _Section, key: str, provider: Provider) -> str:
    value = section.data.get(key)
    if isinstance(value, str) and value:
        return value
    if value is None:
        section.error(key, "Missing account parameter", f'Every address at {provider.title} holds "{key}". Add {key}: … to this account.')
    else:
        section.error(key, "Wrong type", f'"{key}" is a text. Quote it.')
    return ""


def _unfit_url(url: str) -> str | None:
    """Why the token is not sent to this URL."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "This is no URL. Write one such as https://api.example.com."
    if parts.scheme not in {"http", "https"} or not host or not _URL.fullmatch(url) or "\\" in url:
        return "This is no http(s) URL with a host. Write one such as https://api.example.com."
    if "@" in parts.netloc:
        return "A URL with user info may show a password, or lead elsewhere than it seems. Remove what stands before the @."
    if "?" in url or "#" in url:
        return "A base URL has no query and no fragment. Remove what follows the ? or #."
    if parts.scheme == "http" and not _is_loopback(host):
        return f"Plain http would show the token to the network, and {host} is no loopback address. Write https."
    return None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
