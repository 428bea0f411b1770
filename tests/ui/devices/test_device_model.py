"""The device table: what a line says, groups, updates in place."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy

from pushdesk.model import clock
from pushdesk.model.subscription import SubscriptionState
from pushdesk.ui.devices.device_model import DeviceModel
from pushdesk.ui.devices.device_view import OLDER_KEY, DeviceFilter
from tests.ui.rows import MOMENT, device


@pytest.fixture
def model(qapp: object) -> Iterator[DeviceModel]:
    made = DeviceModel()
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield made
    del tester


def test_a_line_says_device_browser_service_tags_state_and_when(model: DeviceModel) -> None:
    model.load([device(tags=("qa", "design"), last_seen_at=clock.now() - timedelta(minutes=2), mine=True)])
    texts = [model.index(0, column).data() for column in range(model.columnCount())]
    assert texts == [
        "Studio iMac · mine",
        "Firefox 153 · Linux",
        "Mozilla",
        "design, qa",
        "Active",
        "2 min ago",
    ]
    column, row = model.cell(model.index(0, 3))
    assert column.tags is not None
    assert column.tags(row) == ["design", "qa"]


def test_a_device_without_a_name_is_named_by_its_id(model: DeviceModel) -> None:
    model.load([device("s9", "", device={})])
    assert [model.index(0, column).data() for column in range(2)] == ["s9", "–"]


def test_the_latest_capture_is_on_top(model: DeviceModel) -> None:
    model.load(
        [device("old"), device("new", created_at=MOMENT), device("older", created_at=MOMENT - timedelta(9))]
    )
    assert [model.id_at(row) for row in range(3)] == ["new", "old", "older"]


def test_the_last_seen_sorts_by_the_moment_not_by_the_words(model: DeviceModel) -> None:
    model.load(
        [device("a", last_seen_at=MOMENT - timedelta(hours=9)), device("b"), device("c", last_seen_at=None)]
    )
    model.sort(5)
    assert [model.id_at(row) for row in range(3)] == ["b", "a", "c"]


def test_a_change_of_state_is_one_change_in_place(model: DeviceModel) -> None:
    model.load([device("a"), device("b")])
    changed, resets = QSignalSpy(model.dataChanged), QSignalSpy(model.modelReset)
    model.apply([device("a", state=SubscriptionState.GONE)])
    assert (changed.count(), resets.count()) == (1, 0)
    column, row = model.cell(model.index_of("a", 4))
    assert column.chip is not None
    assert column.chip(row).text == "Gone"
    assert model.devices.counts[SubscriptionState.GONE] == 1


def test_an_older_key_counts_for_active_devices_only(model: DeviceModel) -> None:
    model.devices.current_key = "BNew"
    resting = device("c", state=SubscriptionState.RETIRED, vapid_public_key="BOld")
    model.load([device("a", vapid_public_key="BOld"), device("b", vapid_public_key="BNew"), resting])
    assert model.devices.counts[OLDER_KEY] == 1
    model.filter(DeviceFilter(model.devices, OLDER_KEY))
    assert [model.id_at(row) for row in range(model.rowCount())] == ["a"]


def test_another_current_key_is_counted_anew(model: DeviceModel) -> None:
    model.devices.current_key = "BKey"
    model.load([device("a"), device("b")])
    model.devices.current_key = "BNew"
    model.devices.recount()
    assert model.devices.counts[OLDER_KEY] == 2


def test_a_hover_says_the_exact_moment(model: DeviceModel) -> None:
    model.load([device()])
    assert "2026-03-04" in model.index(0, 5).data(Qt.ItemDataRole.ToolTipRole)
