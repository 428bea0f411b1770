"""Its tests: the backend pushes for real, to a push service that runs for the tests only."""

import py_vapid
import pytest
from backend import Backend
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid.utils import b64urlencode
from pywebpush import WebPushException


@pytest.fixture
def vapid() -> py_vapid.Vapid02:
    """A key pair for the tests."""
    pair = py_vapid.Vapid02()
    pair.generate_keys()
    return pair


@pytest.fixture
def backend(vapid) -> Backend:
    """The backend with that key."""
    secret = vapid.private_key.private_numbers().private_value
    return Backend(private_key=b64urlencode(secret.to_bytes(32, "big")))


def test_a_user_is_told_of_the_order(pushdesk_lab, backend):
    phone = pushdesk_lab.create_device("Anna's phone")
    backend.subscribe("anna", phone.subscription)

    backend.order_shipped("anna", 17)

    message = phone.wait_for_message()
    assert message.payload["body"] == "It arrives tomorrow."
    assert message.notification.title == "Order 17 is on its way"
    assert (message.ttl, message.urgency, message.topic) == (3600, "high", "order-17")


def test_all_of_a_users_devices_are_told_and_nobody_elses(pushdesk_lab, backend):
    phone, laptop, stranger = (pushdesk_lab.create_device(name) for name in ("phone", "laptop", "stranger"))
    backend.subscribe("anna", phone.subscription)
    backend.subscribe("anna", laptop.subscription)
    backend.subscribe("bert", stranger.subscription)

    backend.order_shipped("anna", 17)

    assert phone.wait_for_message().title == laptop.wait_for_message().title
    assert stranger.messages() == []


def test_a_click_on_the_button_is_seen(pushdesk_lab, backend):
    phone = pushdesk_lab.create_device()
    backend.subscribe("anna", phone.subscription)
    backend.order_shipped("anna", 17)

    clicked = pushdesk_lab.click(phone.wait_for_message(), "track")

    assert (clicked.state, clicked.action) == ("clicked", "track")


def test_a_device_that_subscribed_with_our_key_takes_our_messages_only(pushdesk_lab, backend, vapid):
    ours = vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    phone = pushdesk_lab.create_device(application_server_key=b64urlencode(ours))
    backend.subscribe("anna", phone.subscription)

    backend.order_shipped("anna", 17)

    assert phone.wait_for_message().state == "shown"


def test_a_subscription_that_is_gone_is_deleted(pushdesk_lab, backend):
    phone = pushdesk_lab.create_device()
    backend.subscribe("anna", phone.subscription)
    phone.expire()

    backend.order_shipped("anna", 17)

    assert backend.subscriptions["anna"] == []


def test_what_the_push_service_refuses_for_now_is_kept(pushdesk_lab, backend):
    phone = pushdesk_lab.create_device()
    backend.subscribe("anna", phone.subscription)
    phone.set_fault("503", times=1)

    backend.order_shipped("anna", 17)

    assert len(backend.unsent) == 1
    assert len(backend.subscriptions["anna"]) == 1


def test_apples_refusal_of_the_contact_is_not_taken_for_a_dead_subscription(pushdesk_lab, backend):
    backend.subscribe("anna", pushdesk_lab.create_device().subscription)
    pushdesk_lab.set_fault("apple-contact")

    with pytest.raises(WebPushException, match="BadJwtToken"):
        backend.order_shipped("anna", 17)

    assert len(backend.subscriptions["anna"]) == 1
