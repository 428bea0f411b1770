"""A virtual device decrypts what RFC 8291 allows and nothing else."""

import json

import pytest
from pywebpush import WebPusher

from pushdesk.model import base64url
from pushdesk.services.lab import device_keys
from pushdesk.services.lab.device_keys import CannotDecrypt, DeviceKeys
from pushdesk.services.vapid import private_keys

# RFC 8291 section 5 and appendix A.
RFC_PRIVATE = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
RFC_AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
RFC_P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
RFC_BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
    "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
    "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
RFC_WORDS = b"When I grow up, I want to be a watermelon"


def rfc_keys() -> DeviceKeys:
    """The user agent of the RFC's example."""
    return device_keys.from_stored({"private": RFC_PRIVATE, "auth": RFC_AUTH})


def test_the_example_of_rfc_8291_decrypts() -> None:
    assert rfc_keys().subscription_keys() == {"p256dh": RFC_P256DH, "auth": RFC_AUTH}
    assert rfc_keys().decrypt(base64url.decode(RFC_BODY, "body")) == RFC_WORDS


def test_keys_survive_being_stored() -> None:
    keys = device_keys.generate()
    again = device_keys.from_stored(json.loads(json.dumps(keys.stored())))
    assert again.subscription_keys() == keys.subscription_keys()


def test_the_text_form_holds_no_secret() -> None:
    keys = device_keys.generate()
    stored = keys.stored()
    assert stored["private"] not in repr(keys)
    assert stored["auth"] not in repr(keys)


def encrypted(keys: DeviceKeys, payload: bytes) -> bytes:
    """What pywebpush makes of it."""
    subscription = {"endpoint": "http://127.0.0.1/", "keys": keys.subscription_keys()}
    return bytes(WebPusher(subscription).encode(payload, content_encoding="aes128gcm")["body"])


@pytest.mark.parametrize("size", [1, 500, 3993])
def test_messages_of_every_allowed_size_decrypt(size: int) -> None:
    keys = device_keys.generate()
    body = encrypted(keys, b"x" * size)
    assert len(body) == size + 103
    assert keys.decrypt(body) == b"x" * size


def test_a_message_of_two_records_is_refused_as_rfc_8291_demands() -> None:
    keys = device_keys.generate()
    with pytest.raises(CannotDecrypt, match="more than one record"):
        keys.decrypt(encrypted(keys, b"x" * 5000))


def test_a_truncated_body_is_never_an_empty_message() -> None:
    body = base64url.decode(RFC_BODY, "body")
    for length in range(len(body)):
        with pytest.raises(CannotDecrypt):
            rfc_keys().decrypt(body[:length])


def test_any_changed_byte_is_noticed() -> None:
    body = base64url.decode(RFC_BODY, "body")
    for place in range(len(body)):
        if place in range(16, 20):
            continue  # the record size: a larger one changes nothing (RFC 8188 section 2.1)
        changed = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
        with pytest.raises(CannotDecrypt):
            rfc_keys().decrypt(changed)


def test_a_message_for_another_device_is_refused() -> None:
    with pytest.raises(CannotDecrypt, match=r"^the keys do not fit or the body was changed$"):
        device_keys.generate().decrypt(base64url.decode(RFC_BODY, "body"))


def test_a_sender_key_off_the_curve_is_refused() -> None:
    keys = DeviceKeys(private_keys.generate(), b"a" * 16)
    body = b"s" * 16 + (4096).to_bytes(4) + bytes([65, 4]) + b"\x01" * 64 + b"c" * 40
    with pytest.raises(CannotDecrypt):
        keys.decrypt(body)
