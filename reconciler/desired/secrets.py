"""The values of secret references, fetched once, all or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ..diagnostics import Diagnostic, InputError, Source
from ..schema import Secret, SecretRef
from .config import Account
from .places import places
from .resource import Desired


def used(accounts: Iterable[Account], desired: Desired | None = None) -> dict[SecretRef, Source | None]:
    """Every secret that the accounts and the manifests name, with the first place where it stands."""
    found: dict[SecretRef, Source | None] = {}
    for account in sorted(accounts, key=lambda each: each.provider):
        found.setdefault(account.token, account.source)
    for resource in desired or ():
        for place in places(resource.spec, resource.kind.shape):
            if isinstance(place.value, SecretRef) and place.value not in found:
                found[place.value] = resource.where(place.path)
    return found


def resolve(
    refs: Mapping[SecretRef, Source | None], environ: Mapping[str, str], read_file: Callable[[str], str]
) -> dict[SecretRef, Secret]:
    """
    The value of every reference; ``refs`` says where each is used. A file's last line break is not part of its secret.

    Raises InputError that names every one that is missing; an empty value is missing too.
    """
    found: dict[SecretRef, Secret] = {}
    wrong: list[Diagnostic] = []
    for ref, source in sorted(refs.items(), key=lambda item: item[0]):
        text, reason = _look_up(ref, environ, read_file)
        if text:
            found[ref] = Secret(text, ref)
        else:
            wrong.append(Diagnostic("Missing secret", reason, None, source))
    if wrong:
        raise InputError(wrong)
    return found


def _look_up(ref: SecretRef, environ: Mapping[str, str], read_file: Callable[[str], str]) -> tuple[str, str]:
    """The text, or nothing and the reason."""
    match ref.store:
        case "env":
            state = "empty" if ref.name in environ else "not set"
            return environ.get(ref.name, ""), f"The environment variable {ref.name} is {state}. Set it where this command runs."
        case "file":
            return _read(ref.name, read_file)
        case _:
            return "", f'There is no secret store "{ref.store}", which {ref} names. Write env:NAME or file:path.'


def _read(name: str, read_file: Callable[[str], str]) -> tuple[str, str]:
    try:
        text = read_file(name)
    except (InputError, OSError, ValueError):
        return "", f"The file {name} cannot be read. Write the secret into it, or mend the path."
    return text.removesuffix("\n").removesuffix("\r"), f"The file {name} is empty. Write the secret into it."
