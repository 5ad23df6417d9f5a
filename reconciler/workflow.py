"""The three things a user does: plan, apply, look for drift. Hands each stage to the next and decides nothing."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from .address import Address
from .apply import Report, Reporter
from .apply.deliver import deliver
from .apply.execute import Clock, Run
from .apply.refresh import refreshed
from .apply.waiting import settling_s
from .desired import Desired, Target, files, secrets
from .desired.config import config
from .desired.config import target as choose
from .desired.link import desired as link
from .desired.sinks import wrong_deliveries
from .diagnostics import Diagnostic, FindingError, InputError, StaleError
from .http import Client, Door, Wire
from .live import Snapshot
from .live.observe import Account, Accounts, observe
from .plan import Options, Plan
from .plan.bound import Join, Secrets
from .plan.definition import effects
from .plan.drift import DriftItem, drift
from .plan.make import make, renamed
from .plan.order import order
from .plan.wants import wants
from .providers import PROVIDERS, kind, kinds
from .schema import Kind
from .state import Backend, Event, Memory, State
from .state import read as read_state
from .state.file import FileBackend

CONFIG_FILE = "reconciler.yaml"


@dataclass(frozen=True, slots=True)
class Setting:
    """
    Where and how a command runs; everything a test would want to hold.

    ``wire`` makes a transport for a provider (None: the network). ``holder`` is told to whoever finds the state locked. ``cache`` is
    the folder of parsed manifests, None for no cache.
    """

    root: Path
    environ: Mapping[str, str]
    clock: Clock
    target: str | None = None
    strict: bool = False
    cache: Path | None = None
    holder: str = "another run"
    wire: Callable[[str], Wire] | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user asked of a plan on the command line."""

    prune: bool = False
    allow: frozenset[str] = frozenset()
    only: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """The repository, read and checked."""

    target: Target
    desired: Desired


@dataclass(frozen=True, slots=True)
class Saved:
    """What a saved plan promises: its digest, the effects that it consists of, and what was asked of it."""

    target: str
    digest: str
    effects: frozenset[str]
    wishes: Wishes


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with what it was made from."""

    plan: Plan
    state: State
    loaded: Loaded = field(repr=False)


def load(setting: Setting) -> Loaded:
    """Read the configuration and every manifest. Raises InputError with everything that is wrong."""
    path = setting.root / CONFIG_FILE
    if not path.is_file():
        detail = f"There is no {CONFIG_FILE} in {setting.root}. Run in the folder that holds it, or name that folder with -C."
        raise InputError.of("No configuration", detail)
    settings = config(files.read_yaml(path, setting.root), PROVIDERS.values())
    target = choose(settings, setting.target)
    documents = files.load(setting.root, settings.manifests, setting.cache)
    found = link(
        documents,
        kind,
        target.vars,
        partial(files.read_text, setting.root),
        names=[str(each) for each in kinds()],
        strict=setting.strict,
    )
    _need_accounts(found, target)
    wrong = list(wrong_deliveries(found, target.sinks))
    if wrong:
        raise InputError(wrong)
    return Loaded(target, found)


def _need_accounts(desired: Desired, target: Target) -> None:
    first = {resource.address.provider: resource for resource in reversed(list(desired))}
    missing = [resource for provider, resource in sorted(first.items()) if provider not in target.accounts]
    if missing:
        raise InputError(
            Diagnostic(
                "Missing account",
                f"Target {target.name} has no account for {each.address.provider}. Add it under targets.{target.name}.accounts.",
                each.address,
                each.source,
            )
            for each in missing
        )


async def plan(setting: Setting, wishes: Wishes) -> Planned:
    """What would be done. Sends GET and nothing else, and writes nothing."""
    loaded = load(setting)
    known = _secrets(setting, loaded)
    state = read_state(_backend(setting, loaded), fresh(setting))
    async with _accounts(setting, loaded, known, read_only=True) as accounts:
        snapshot = await _look(loaded.desired, state, known, accounts)
    return Planned(_made(loaded, snapshot, state, known, wishes), state, loaded)


async def find_drift(setting: Setting, *, unmanaged: bool) -> tuple[DriftItem, ...]:
    """What live holds that our last apply and git do not. Sends GET and nothing else."""
    planned = await plan(setting, Wishes())
    return drift(planned.plan, planned.state, unmanaged=unmanaged)


async def apply(
    setting: Setting,
    wishes: Wishes,
    approve: Callable[[Plan], bool],
    reporter: Reporter,
    stop: asyncio.Event,
    *,
    saved: Saved | None = None,
) -> tuple[Plan, Report | None]:
    """
    Plan under the lock, ask, carry out exactly that plan, read back.

    Returns None for the report when nothing was to be done or the user said no. Raises FindingError when a guard's finding stands,
    StaleError when the plan is no longer the one that was saved, LockedError when another run holds the lock.
    """
    loaded = load(setting)
    known = _secrets(setting, loaded)
    backend = _backend(setting, loaded)
    with backend.lock(setting.holder):
        memory = Memory(backend, fresh(setting))
        async with _accounts(setting, loaded, known, read_only=False) as accounts:
            await setting.clock.sleep(settling_s(memory.state, kind, setting.clock.now()))
            snapshot = await _look(loaded.desired, memory.state, known, accounts)
            made = _made(loaded, snapshot, memory.state, known, wishes)
            _still(made, saved)
            approved = approve(made)
            _unopposed(made)
            if not approved:
                return made, None
            try:
                for address, record in refreshed(made, memory.state):
                    memory.record(Event("recorded", address, record))
                if not made.steps:
                    return made, None
                handing = partial(deliver, loaded.target.sinks, setting.root)
                return made, await Run(made, memory, accounts, setting.clock, reporter, stop, handing).execute()
            finally:
                memory.close()


def _still(made: Plan, saved: Saved | None) -> None:
    if saved is None or (made.digest == saved.digest and made.target == saved.target):
        return
    if made.target == saved.target and effects(made) <= saved.effects:
        return
    why = "a manifest, the state or a live object changed since"
    raise StaleError.of(
        "Plan is stale", f"The saved plan does something else than what would be done now: {why}. Make a new plan and review it."
    )


def _unopposed(made: Plan) -> None:
    if made.findings:
        raise FindingError(
            Diagnostic(
                "Finding stands",
                f"{each.reason} {each.mend}" + (f" To allow it: --allow {each.waiver}" if each.waivable else ""),
                None,
                None,
                each.waiver,
            )
            for each in made.findings
        )


def _made(loaded: Loaded, snapshot: Snapshot, state: State, known: Secrets, wishes: Wishes) -> Plan:
    real = frozenset(name for name, account in loaded.target.accounts.items() if account.base_url == PROVIDERS[name].base_url)
    options = Options(loaded.target.policy, wishes.prune, wishes.allow, wishes.only, real)
    made = make(loaded.desired, snapshot, state, known, options, _kinds_by_name())
    return replace(made, target=loaded.target.name)


async def _look(desired: Desired, state: State, known: Secrets, accounts: Accounts) -> Snapshot:
    """Read live, round by round: what one answer shows may be what the next question needs."""
    sequence, snapshot = order(desired).addresses, Snapshot()
    state = renamed(desired, state)
    while asked := wants(Join(desired, state, snapshot, known), sequence):
        snapshot |= await observe(asked, accounts)
    return snapshot


@contextlib.asynccontextmanager
async def _accounts(setting: Setting, loaded: Loaded, known: Secrets, *, read_only: bool) -> AsyncIterator[dict[str, Account]]:
    async with contextlib.AsyncExitStack() as stack:
        accounts = {}
        for name, account in loaded.target.accounts.items():
            header = "bearer" if account.auth == "Authorization" else account.auth
            door = Door(account.base_url, known[account.token], header, PROVIDERS[name].concurrency)
            wire = setting.wire(name) if setting.wire else None
            client = Client(door, read_only=read_only, wire=wire, sleep=setting.clock.sleep, now=setting.clock.now)
            accounts[name] = Account(await stack.enter_async_context(client), account.parameters)
        yield accounts


def _secrets(setting: Setting, loaded: Loaded) -> Secrets:
    used = secrets.used(loaded.target.accounts.values(), loaded.desired)
    return secrets.resolve(used, setting.environ, partial(files.read_secret, setting.root))


def _backend(setting: Setting, loaded: Loaded) -> Backend:
    return FileBackend(setting.root / loaded.target.state.path)


def backend_of(setting: Setting) -> Backend:
    """The backend of the chosen target, for commands that only look at the state."""
    settings = config(files.read_yaml(setting.root / CONFIG_FILE, setting.root), PROVIDERS.values())
    return FileBackend(setting.root / choose(settings, setting.target).state.path)


def fresh(setting: Setting) -> State:
    """The state of a target that was never applied."""
    return State(lineage=setting.clock.nonce(), key=setting.clock.nonce().replace("-", ""))


def _kinds_by_name() -> Mapping[str, Kind]:
    return {str(each): each for each in kinds()}
