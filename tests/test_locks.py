"""The lock files fit each other and give away no address of any machine or registry."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
PYTHON_LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-build.lock")
PIN = re.compile(r"^([a-z0-9.-]+)==(\S+)", re.MULTILINE)


def read(name: str) -> str:
    """A file of the project, by its path from the top."""
    return (PROJECT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*PYTHON_LOCKS, "tests/peers/package-lock.json"])
def test_a_lock_names_no_address(name: str) -> None:
    assert re.findall(r"\b(?:https?|file|git\+\w+)://?\S*", read(name)) == []


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_every_pin_has_hashes(name: str) -> None:
    pins = re.split(r"^(?=[a-z0-9])", read(name), flags=re.MULTILINE)[1:]
    assert pins
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []


def test_the_locks_agree_since_they_fill_one_environment() -> None:
    seen: dict[str, set[str]] = {}
    for name in PYTHON_LOCKS:
        for package, version in PIN.findall(read(name)):
            seen.setdefault(package, set()).add(version)
    assert {package: versions for package, versions in seen.items() if len(versions) > 1} == {}


def test_the_test_lock_holds_everything_that_the_product_needs() -> None:
    run, test = (set(PIN.findall(read(name))) for name in PYTHON_LOCKS[:2])
    assert run - test == set()
