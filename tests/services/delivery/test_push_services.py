"""Which push service an endpoint belongs to."""

import pytest

from pushdesk.services.delivery.push_services import catalogue, push_service_name


@pytest.mark.parametrize(
    ("endpoint", "name"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc:APA91", "fcm"),
        ("https://android.googleapis.com/gcm/send/abc", "fcm"),
        ("https://jmt17.google.com/fcm/send/abc", "fcm"),
        ("https://updates.push.services.mozilla.com/wpush/v2/gAAA", "mozilla"),
        ("https://autopush.dev.push.services.mozilla.com/wpush/v2/gAAA", "mozilla"),
        ("https://web.push.apple.com/QGa", "apple"),
        ("https://WEB.PUSH.APPLE.COM/QGa", "apple"),
        ("https://wns2-db5p.notify.windows.com/w/?token=BQ%2fa", "wns"),
        ("https://push.example/abc", "other"),
        ("https://fcm.googleapis.com.evil.example/abc", "other"),
        ("https://evilnotify.windows.com/w/", "other"),
        ("https://push.example/fcm.googleapis.com", "other"),
    ],
)
def test_the_host_names_the_push_service(endpoint: str, name: str) -> None:
    assert push_service_name(endpoint) == name


def test_what_the_lab_handed_out_is_the_labs_whatever_its_host() -> None:
    assert push_service_name("https://jmt17.google.com/fcm/send/abc", lab_owned=True) == "lab"


def test_every_push_service_has_a_title_for_people_and_only_wns_a_dialect() -> None:
    assert all(service.title for service in catalogue().values())
    assert {name for name, service in catalogue().items() if service.throttle_statuses} == {"wns"}
