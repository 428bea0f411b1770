"""The contact that signs: mailto: or https: with a host that a push service believes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushdesk.model.errors import BadInput
from pushdesk.model.vapid import PLACEHOLDER_CONTACT, parse_contact


@pytest.mark.parametrize(
    "contact",
    [
        "mailto:me@company.com",
        "mailto:first.last+push@mail.company.co.uk",
        "mailto:o%2Bk@company.com",
        "https://company.com",
        "https://www.company.com/contact?x=1",
        "https://company.com:8443/",
        "https://xn--bcher-kva.de/",
    ],
)
def test_a_real_address_or_site_is_taken_as_written(contact: str) -> None:
    assert parse_contact(contact) == contact
    assert parse_contact(f" {contact}\n") == contact


@pytest.mark.parametrize(
    "contact",
    [
        "",
        "me@company.com",
        "company.com",
        "http://company.com",
        "tel:+123",
        "mailto:",
        "mailto:me",
        "mailto:@company.com",
        "mailto:me@",
        "mailto: me@company.com",
        "mailto:me @company.com",
        "mailto:<me@company.com>",
        "mailto:Me <me@company.com>",
        "mailto:a@b.com,c@d.com",
        "mailto:me@you@company.com",
        "mailto:mé@company.com",
        "https://",
        "https:company.com",
        "https://company.com/a b",
        "https://<company.com>",
        "https://[::1",
        "https://me:secret@company.com/",
        "https://bücher.de/",
    ],
)
def test_what_is_no_contact_says_how_to_write_one(contact: str) -> None:
    with pytest.raises(BadInput) as problem:
        parse_contact(contact)
    assert problem.value.sentence == (
        "The contact must be mailto:you@your-domain or https://your-domain, with no blanks or brackets."
    )


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "company",
        "printer.local",
        "a.localhost",
        "a.test",
        "a.invalid",
        "push.example",
        "a.devhost",
        "a.internal",
        "A.LOCAL",
        "127.0.0.1",
        "8.8.8.8",
        "192.168.1.1",
        "company..com",
        "-company.com",
        "company.c",
        "company.123",
        "company.0x7f",
    ],
)
def test_a_host_that_is_not_real_is_named(host: str) -> None:
    for contact in (f"mailto:me@{host}", f"https://{host}/"):
        with pytest.raises(BadInput, match="Push services refuse a contact at") as problem:
            parse_contact(contact)
        assert f"“{host}”".lower() in problem.value.sentence.lower()


@pytest.mark.parametrize("rest", ["?subject=x", ",you@company.com", "/x", ";a", " "])
def test_nothing_may_follow_the_address(rest: str) -> None:
    with pytest.raises(BadInput):
        parse_contact(f"mailto:me@company.com{rest}x")


def test_the_placeholder_would_never_reach_a_real_push_service() -> None:
    with pytest.raises(BadInput):
        parse_contact(PLACEHOLDER_CONTACT)


@given(st.text(max_size=40))
def test_no_text_makes_anything_but_a_sentence(text: str) -> None:
    for contact in (text, f"mailto:{text}", f"https://{text}", f"mailto:me@{text}"):
        try:
            taken = parse_contact(contact)
        except BadInput:
            continue
        assert taken.isascii()
        assert not any(character.isspace() or character in "<>" for character in taken)
