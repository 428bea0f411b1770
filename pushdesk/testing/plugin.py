"""The pytest plugin: the fixture `pushdesk_lab`. Loaded in every pytest run: nothing heavy comes with it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pushdesk.testing.client import Lab


@pytest.fixture(scope="session")
def pushdesk_lab_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The control interface of a `pushdesk lab` that runs for this session; override it to use your own."""
    from pushdesk.testing.process import running_lab

    with running_lab(tmp_path_factory.mktemp("pushdesk-lab")) as ready:
        yield ready["control"]


@pytest.fixture
def pushdesk_lab(pushdesk_lab_url: str) -> Iterator["Lab"]:
    """A push service for this test: no device, no fault, nothing that arrived before."""
    from pushdesk.testing.client import Lab

    with Lab(pushdesk_lab_url) as lab:
        lab.reset()
        yield lab
