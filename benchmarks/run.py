"""Measures the real commands against simulated vendors in another process, and says how they grow with the number of objects."""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks import minimum
from benchmarks.company import KEYS, SMALLEST, Company, Item, company

_VENDORS = Path(__file__).with_name("vendors.py")
_DRIFT = 2
_HELP_AT_MOST = 5.0
_FLAT_AT_MOST = 2.0
"""What a hundred resources cost is uncertain by half on a busy machine; anything that grows with the square would be near ten."""
_ROUNDS = 15
_SMALL, _WALKS = 200, 3
"""What a small company takes is near the noise: it goes its whole way so many times."""
_KILO = 1024 if sys.platform != "darwin" else 1024 * 1024
"""``ru_maxrss`` counts kilobytes, on macOS bytes."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a command took, of this process alone: seconds, and megabytes at the peak."""

    wall_s: float
    cpu_s: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Calls:
    """How many calls reached the vendors."""

    reads: int
    writes: int


@dataclass(frozen=True, slots=True)
class Row:
    """One scenario at one size: the cheapest of its runs, its calls, and the fewest calls that can do it."""

    size: int
    scenario: str
    cost: Cost
    calls: Calls
    least: Calls


@dataclass(frozen=True, slots=True)
class Verdict:
    """A ratio that is promised, and whether it is kept."""

    promise: str
    ratio: float
    limit: float

    @property
    def kept(self) -> bool:
        """Whether the promise is kept."""
        return self.ratio <= self.limit


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and answer 0 when every promise is kept, 1 otherwise."""
    asked = _parser().parse_args(arguments)
    sizes = sorted(set(asked.sizes))
    rows = list(_measured(sorted({SMALLEST, *sizes}), asked.repeat, _tell))
    plain, told = _help(asked.rounds)
    verdicts = [*_verdicts(rows, sizes), Verdict("--help against python -c pass", told / plain, _HELP_AT_MOST)]
    if asked.json:
        print(
            json.dumps(
                {"rows": [asdict(row) for row in rows], "verdicts": [{**asdict(each), "kept": each.kept} for each in verdicts]}, indent=1
            )
        )
    else:
        _print_rows(rows)
        print(f"\npython -c pass {plain * 1000:.0f} ms, reconciler --help {told * 1000:.0f} ms (medians of {asked.rounds}, side by side)\n")
        _print_verdicts(verdicts)
    return 0 if all(each.kept for each in verdicts) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=_sizes, default=[100, 1000], metavar="N,N", help="numbers of resources (default: 100,1000)")
    parser.add_argument("--repeat", type=int, default=5, help="runs of each plan; the cheapest counts (default: 5)")
    parser.add_argument("--rounds", type=int, default=_ROUNDS, help=f"runs of --help (default: {_ROUNDS})")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _sizes(text: str) -> list[int]:
    sizes = [int(each) for each in text.split(",")]
    if min(sizes) <= SMALLEST:
        raise argparse.ArgumentTypeError(f"a size must be above {SMALLEST}, one resource of each kind, which is measured anyway")
    return sizes


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


# --- The scenarios ----------------------------------------------------------------------------------------------------


def _measured(sizes: Sequence[int], repeat: int, tell: Callable[[str], None]) -> Iterator[Row]:
    """Every scenario at every size, each at its cheapest. Small companies take turns, so that all meet the same noise."""
    walks: dict[int, list[list[Row]]] = {size: [] for size in sizes}
    for turn in range(_WALKS):
        for size in sizes:
            if turn == 0 or size <= _SMALL:
                tell(f"Measuring {size} resources ...")
                walks[size].append(list(_walk(company(size), repeat)))
    for size in sizes:
        for rows in zip(*walks[size], strict=True):
            yield min(rows, key=lambda row: row.cost.cpu_s)


def _walk(whole: Company, repeat: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="reconciler-bench-") as folder, _vendors(whole) as port:
        yield from _Bench(Path(folder), port, whole, repeat).rows()


class _Bench:
    """One company on its way: made, left alone, changed, edited behind git's back."""

    def __init__(self, folder: Path, port: int, whole: Company, repeat: int) -> None:
        self._root, self._cache, self._port = folder / "repository", folder / "cache", port
        self._company, self._repeat, self._seen = whole, repeat, 0
        self._company.write(self._root, port)

    def rows(self) -> Iterator[Row]:
        """Every scenario, in the order in which they can happen."""
        whole, allow = self._company, [word for waiver in self._company.waivers for word in ("--allow", waiver)]
        new, known = minimum.reads_of_new(whole), minimum.reads_of_known(whole)
        yield self._row("plan, all new", ["plan", *allow], Calls(new, 0), cold=True)
        made = Calls(new + minimum.read_backs_of_new(whole), minimum.writes_of_new(whole))
        yield self._row("apply, all new", ["apply", "--auto-approve", *allow], made, once=True)
        yield self._row("plan, unchanged, cold cache", ["plan", "--detailed-exitcode"], Calls(known, 0), cold=True)
        yield self._row("plan, unchanged", ["plan", "--detailed-exitcode"], Calls(known, 0))
        changed = self._change()
        yield self._row("plan, 1 % changed", ["plan"], Calls(known, 0))
        mended = Calls(known + minimum.read_backs(changed), len(changed))
        yield self._row("apply, 1 % changed", ["apply", "--auto-approve"], mended, once=True)
        self._edit_live()
        yield self._row("drift, 1 % edited", ["drift"], Calls(known, 0), code=_DRIFT)

    def _row(self, scenario: str, command: list[str], least: Calls, *, cold: bool = False, once: bool = False, code: int = 0) -> Row:
        runs = [self._run(command, code, cold=cold) for _ in range(1 if once else self._repeat)]
        cost = min((cost for cost, _ in runs), key=lambda each: each.cpu_s)
        return Row(len(self._company.items), scenario, cost, runs[0][1], least)

    def _run(self, command: list[str], code: int, *, cold: bool) -> tuple[Cost, Calls]:
        if cold:
            shutil.rmtree(self._cache, ignore_errors=True)
        environ = {**os.environ, **dict.fromkeys(KEYS, "bench"), "XDG_CACHE_HOME": str(self._cache)}
        cost = _timed([sys.executable, "-m", "reconciler", "-C", str(self._root), *command], environ, code)
        return cost, self._calls()

    def _calls(self) -> Calls:
        """What reached the vendors since we last asked."""
        found = _control(self._port, "GET", f"calls?since={self._seen}")["calls"]
        self._seen += len(found)
        reads = sum(call["method"] == "GET" for call in found)
        return Calls(reads, len(found) - reads)

    def _change(self) -> tuple[Item, ...]:
        self._company, changed = self._company.revised(_hundredth(self._company))
        self._company.write(self._root, self._port)
        return changed

    def _edit_live(self) -> None:
        """Somebody edits greetings in a dashboard."""
        held = _control(self._port, "GET", "objects")["telnyx"]["assistant"]
        for each in held[: _hundredth(self._company)]:
            _control(self._port, "PATCH", f"objects/telnyx/assistant/{each['id']}", {"greeting": "Hiya!"})


def _hundredth(whole: Company) -> int:
    return max(1, len(whole.items) // 100)


# --- Processes --------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _vendors(whole: Company) -> Iterator[int]:
    """The port of fresh vendors in a process of their own, which ends when its input does."""
    with subprocess.Popen([sys.executable, str(_VENDORS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({vendor: list(numbers) for vendor, numbers in whole.numbers.items()}) + "\n")
        process.stdin.flush()
        yield int(process.stdout.readline())
        process.stdin.close()


def _timed(command: list[str], environ: Mapping[str, str], code: int = 0) -> Cost:
    """Run a command to its end. Raises RuntimeError with what it said when it ends with another code."""
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(command, env=dict(environ), stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != code:
            said.seek(0)
            raise RuntimeError(f"{' '.join(command)[:200]} ended with {process.returncode}, not {code}:\n{said.read().decode()[-4000:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _KILO / 1024**2)


def _control(port: int, method: str, path: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/_sandbox/{path}", data, {"content-type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def _help(rounds: int) -> tuple[float, float]:
    """The medians of starting Python and of asking for help, in seconds; in turns, so that both meet the same noise."""
    plain, told = [sys.executable, "-c", "pass"], [sys.executable, "-m", "reconciler", "--help"]
    pairs = [(_timed(plain, os.environ).wall_s, _timed(told, os.environ).wall_s) for _ in range(rounds)]
    return statistics.median(first for first, _ in pairs), statistics.median(second for _, second in pairs)


# --- What comes of it -------------------------------------------------------------------------------------------------


def _verdicts(rows: Sequence[Row], sizes: Sequence[int]) -> Iterator[Verdict]:
    cpu = {(row.size, row.scenario): row.cost.cpu_s for row in rows}
    for row in (row for row in rows if row.size in sizes):
        excess = (row.calls.reads + row.calls.writes) / (row.least.reads + row.least.writes)
        yield Verdict(f"calls against the minimum: {row.scenario}, {row.size}", excess, 1.0)
    if len(sizes) == 1:
        return
    for scenario in ("plan, all new", "plan, unchanged, cold cache", "plan, unchanged", "apply, all new"):
        few, many = ((cpu[size, scenario] - cpu[SMALLEST, scenario]) / (size - SMALLEST) for size in (sizes[0], sizes[-1]))
        # A machine so busy that more objects seem to cost nothing proves nothing.
        ratio = many / few if few > 0 else math.inf
        yield Verdict(f"CPU per object, {sizes[-1]} against {sizes[0]}: {scenario}", ratio, _FLAT_AT_MOST)


def _print_rows(rows: Sequence[Row]) -> None:
    columns = f"{'wall s':>7} {'CPU s':>7} {'ms/obj':>7} {'peak MB':>8} {'reads':>6} {'least':>6} {'writes':>6} {'least':>6}"
    print(f"{'resources':>9}  {'scenario':<28} {columns}")
    smallest = {row.scenario: row for row in rows if row.size == SMALLEST}
    for row in rows:
        start = smallest[row.scenario]
        each = "" if row is start else f"{1000 * (row.cost.cpu_s - start.cost.cpu_s) / (row.size - SMALLEST):.2f}"
        cost = f"{row.cost.wall_s:7.2f} {row.cost.cpu_s:7.2f} {each:>7} {row.cost.peak_mb:8.0f}"
        print(f"{row.size:9}  {row.scenario:<28} {cost} {row.calls.reads:6} {row.least.reads:6} {row.calls.writes:6} {row.least.writes:6}")
    print(f"\nms/obj: CPU for each resource beyond the first {SMALLEST}, which stand for starting up.")


def _print_verdicts(verdicts: Sequence[Verdict]) -> None:
    for each in verdicts:
        print(f"{'kept  ' if each.kept else 'BROKEN'} {each.promise}: {each.ratio:.2f}, at most {each.limit:.2f}")


if __name__ == "__main__":
    sys.exit(main())
