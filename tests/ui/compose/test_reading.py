"""What is said of a draft: each of its parts is worked out once, however many ask for it."""

from collections import Counter
from typing import Any

import pytest

from pushdesk.model import json_flaws, json_text
from pushdesk.model.notification import Notification
from pushdesk.services import variables
from pushdesk.services.payload_writer import PayloadWriter
from pushdesk.ui.compose.draft import DraftValue
from pushdesk.ui.compose.reading import Terms, read


def test_data_beside_the_box_that_is_typed_in_is_read_and_written_once_and_never_walked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: Counter[str] = Counter()

    def counting(owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def counted(*given: Any, **named: Any) -> Any:
            done[name] += 1
            return real(*given, **named)

        monkeypatch.setattr(owner, name, counted)

    counting(Notification, "read")
    counting(PayloadWriter, "write_unchecked")
    for module, name in ((variables, "_marked"), (json_flaws, "_walked"), (json_text, "too_deep")):
        counting(module, name)
    value = DraftValue({"title": "T", "data": [[number] for number in range(500)]})
    reading = read(value, Terms())
    assert reading.size is not None
    assert reading.size > 2_912
    assert value.json_shown.count("[") == 501
    assert not value.has_variables
    assert done == {"read": 1, "write_unchecked": 1}
