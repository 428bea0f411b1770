"""Whatever JSON the control interface is given, it is taken or refused as bad input, never a crash."""

import json
from contextlib import suppress
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from pushdesk.model.errors import BadInput
from pushdesk.services.lab import fault_reading
from pushdesk.services.lab.control import documents, parsing

NAMES = st.sampled_from(
    ["name", "applicationServerKey", "announce", "device", "fault", "times", "action", "since", "limit"]
)
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | NAMES, inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(NAMES, ANY))
def test_an_object_is_read_or_refused(body: dict[str, Any]) -> None:
    for read in (parsing.new_device, parsing.new_fault, parsing.action_of):
        with suppress(BadInput):
            assert read(body) is not None


@given(ANY)
def test_a_fault_is_read_or_refused(fault: Any) -> None:
    with suppress(BadInput):
        fault_reading.parse_fault(parsing.new_fault({"fault": fault}).fault)


@given(st.dictionaries(st.sampled_from(["device", "since", "limit", "wait"]), st.text(max_size=8)))
def test_a_query_is_read_or_refused(query: dict[str, str]) -> None:
    with suppress(BadInput):
        wanted = parsing.wanted(query)
        assert wanted.since >= 0
        assert 1 <= wanted.limit <= parsing.MOST_MESSAGES
        assert 0 <= wanted.wait <= parsing.LONGEST_WAIT


@example("[1e400]")
@example('"\\ud800"')
@given(st.text(max_size=50) | ANY.map(lambda value: json.dumps(value)))
def test_a_payload_can_always_be_written_as_json(text: str) -> None:
    found = documents.payload(text)
    json.dumps(found, allow_nan=False)
