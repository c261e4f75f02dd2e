"""The locked requirements install as they are written."""

import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

FOLDER = Path(__file__).resolve().parents[2] / "requirements"
LINE = re.compile(r"^([A-Za-z0-9._-]+)(?:\[([^\]]*)\])?==([^ ;]+)", re.M)


def locked(name: str) -> dict[str, set[str]]:
    """The packages of a lock file and the extras it names for each."""
    return {
        canonicalize_name(package): {canonicalize_name(extra) for extra in extras.split(",") if extra}
        for package, extras, _ in LINE.findall((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("name", ["base", "production", "dev"])
def test_a_package_wanted_with_an_extra_is_locked_with_it(name):
    """Older pips look for the newest release of `package[extra]`, beside the locked one, when the lock names no extra."""
    lock = locked(name)
    assert len(lock) > 40
    missing = []
    for package in lock:
        try:
            wants = metadata.requires(package) or []
        except metadata.PackageNotFoundError:
            continue
        for want in map(Requirement, wants):
            used = [{"extra": extra} for extra in lock[package]] or [{"extra": ""}]
            if not want.extras or (want.marker and not any(want.marker.evaluate(environment) for environment in used)):
                continue
            other = canonicalize_name(want.name)
            if not {canonicalize_name(extra) for extra in want.extras} <= lock.get(other, set()):
                missing.append(f"{package} wants {want}")
    assert not missing
