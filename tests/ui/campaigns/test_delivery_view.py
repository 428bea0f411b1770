"""Deliveries in groups: what the filter chips count and show."""

from pushdesk.model.campaign import DeliveryState
from pushdesk.ui.campaigns.delivery_view import DeliveryFilter, Group, delivery_view, groups_of, host_of
from tests.ui.rows import accepted, delivery, rejected


def test_a_clicked_delivery_counts_as_accepted_shown_and_clicked() -> None:
    assert set(groups_of(accepted(1, "received", "shown", "clicked"))) == {
        Group.ACCEPTED,
        Group.SHOWN,
        Group.CLICKED,
    }


def test_what_the_push_service_took_and_no_device_showed_is_unconfirmed() -> None:
    assert Group.UNCONFIRMED in groups_of(accepted(1, "received"))
    assert Group.UNCONFIRMED not in groups_of(delivery(1, DeliveryState.RETRYING))


def test_a_device_that_spoke_before_the_answer_came_counts_as_shown() -> None:
    assert set(groups_of(delivery(1, DeliveryState.SENDING, events=("shown",)))) == {
        Group.WAITING,
        Group.SHOWN,
    }


def test_the_numbers_follow_a_delivery_from_group_to_group() -> None:
    view = delivery_view()
    view.load([delivery(1), delivery(2)])
    for row in (delivery(1, DeliveryState.SENDING), accepted(1), accepted(1, "shown")):
        for step in view.merge([row]):
            view.take(step)
    assert dict(+view.counts) == {Group.WAITING: 1, Group.ACCEPTED: 1, Group.SHOWN: 1}


def test_a_filter_by_group_and_text_needs_both() -> None:
    rows = [accepted(1), rejected(2), rejected(3, device="Front desk")]
    assert [row.id for row in rows if DeliveryFilter(Group.REJECTED)(row)] == ["d2", "d3"]
    assert [row.id for row in rows if DeliveryFilter(Group.REJECTED, "FRONT apple")(row)] == ["d3"]
    assert [row.id for row in rows if DeliveryFilter(None, "googleapis")(row)] == ["d1"]


def test_the_lab_is_named_beside_its_host() -> None:
    assert host_of("http://127.0.0.1:8766/push/x", "lab") == "127.0.0.1 (lab)"
