"""The locks: exact versions with hashes, no addresses, and all that pyproject.toml asks for."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
LOCKS = {
    "run": ROOT / "install" / "requirements.lock",
    "test": ROOT / "install" / "requirements-test.lock",
}


def pins(kind):
    """Versions in a lock, by name; every entry must be an exact version with hashes."""
    text = re.sub(r"^#.*\n", "", LOCKS[kind].read_text(), flags=re.MULTILINE)
    entries = text.replace("\\\n", " ").splitlines()
    found = {}
    for entry in filter(str.strip, entries):
        match = re.fullmatch(
            r"([a-z0-9-]+)==(\S+)( ; [^\\]+?)?((?:\s+--hash=sha256:[0-9a-f]{64})+)", entry
        )
        assert match, f"no exact version with hashes: {entry[:80]}"
        found[match[1]] = match[2]
    return found


@pytest.mark.parametrize("kind", LOCKS)
def test_lock_has_no_address(kind):
    assert not re.search(r"https?:|//|index-url|find-links|@", LOCKS[kind].read_text())


def test_locks_agree():
    run, everything = pins("run"), pins("test")
    assert run.items() <= everything.items()


def test_locks_hold_what_pyproject_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run = project["project"]["dependencies"] + project["build-system"]["requires"]
    test = project["project"]["optional-dependencies"]["test"]
    for kind, wanted in (("run", run), ("test", run + test)):
        locked = pins(kind)
        for requirement in map(Requirement, wanted):
            name = re.sub(r"[-_.]+", "-", requirement.name).lower()
            assert locked[name] in requirement.specifier, requirement
