"""The real commands against the sandbox over a socket, in a repository of their own."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from reconciler.cli import main
from reconciler.sandbox.serve import Running

GOLDEN = Path(__file__).parent / "golden"
KEYS = ("TELNYX_API_KEY", "FLUENTS_API_KEY", "VOCODE_API_KEY", "COZMOX_API_KEY", "DAILY_API_KEY")
CONFIG = """\
version: 1
targets:
  local:
    accounts:
      telnyx: {{base_url: "http://127.0.0.1:{port}/telnyx/v2", token: {{$secret: "env:TELNYX_API_KEY"}}}}
      fluents: {{base_url: "http://127.0.0.1:{port}/fluents", token: {{$secret: "env:FLUENTS_API_KEY"}}}}
      cozmox: {{base_url: "http://127.0.0.1:{port}/cozmox/api", org_id: "org-1", token: {{$secret: "env:COZMOX_API_KEY"}}}}
    state: {{backend: file, path: .reconciler/local.json}}
"""
TOOL = """\
kind: telnyx/tool
name: hang-up
spec:
  type: hangup
  display_name: Hang up
  hangup: {description: Say goodbye first.}
"""
AGENT = """\
kind: cozmox/agent
name: desk
spec:
  name: Desk
  type: voice
  prompt_template: Be kind.
"""


@dataclass
class Shell:
    """Somebody at a prompt, in a repository."""

    root: Path
    running: Running
    port: int

    def write(self, name: str, text: str) -> None:
        """Write a file of the repository."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def run(self, *words: str, answer: str | None = None) -> Result:
        """Run a command; stdout and stderr stay apart."""
        return CliRunner().invoke(main, ["-C", str(self.root), *words], input=answer, catch_exceptions=False)

    def golden(self, name: str, text: str) -> None:
        """Compare with the golden text; ``UPDATE_GOLDEN=1`` writes it anew."""
        seen = text.replace(str(self.root), "<root>").replace(f":{self.port}", ":<port>")
        path = GOLDEN / f"{name}.txt"
        if os.environ.get("UPDATE_GOLDEN") == "1":
            path.write_text(seen, encoding="utf-8")

        assert seen == path.read_text(encoding="utf-8")


@contextlib.contextmanager
def odd_vendor(answer: Callable[[str], Any]) -> Iterator[int]:
    """A vendor on loopback that answers each GET as told: for answers that no well-behaved simulator gives. Yields its port."""

    class Odd(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(answer(self.path)).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Be quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def served() -> Iterator[Running]:
    """One sandbox for all of these tests."""
    with Running() as running:
        yield running


@pytest.fixture
def shell(served: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A fresh repository and fresh vendors."""
    served.sandbox.reset()
    for key in KEYS:
        monkeypatch.setenv(key, "test-key")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    root = tmp_path / "repository"
    (root / "manifests").mkdir(parents=True)
    (root / "reconciler.yaml").write_text(CONFIG.format(port=served.port), encoding="utf-8")
    return Shell(root, served, served.port)
