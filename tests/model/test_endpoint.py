"""Which endpoints may be stored: public https ones, the lab's, and those whose host the user named."""

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushdesk.model.endpoint import MAX_LENGTH, EndpointPolicy, is_public, origin, split, trusted_host
from pushdesk.model.errors import BadInput

POLICY = EndpointPolicy()


def trusting(*hosts: str) -> EndpointPolicy:
    return EndpointPolicy(frozenset(hosts))


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/dK3:APA91bF_x-y",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
        "https://web.push.apple.com/QOg%2F",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAD%2fabc%2Bdef%3d%3d",
        "https://jmt17.google.com/fcm/send/abc",
        "https://push.example:8443/a?b=c&d=%7e#e",
        "HTTPS://Push.Example/UPPER",
        "https://8.8.8.8/push",
        "https://[2606:4700::1111]/push",
        "https://push.example",
    ],
)
def test_a_public_https_endpoint_is_kept_byte_for_byte(endpoint: str) -> None:
    assert POLICY.check(endpoint) == endpoint


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "push.example/abc",
        "/push/abc",
        "//push.example/abc",
        "https:push.example",
        "https:///abc",
        "https://",
        "https://:443/abc",
        "ftp://push.example/abc",
        "ws://push.example/abc",
        "javascript:alert(1)",
        "https://push.example:0/abc",
    ],
)
def test_what_is_no_absolute_https_url_is_refused(endpoint: str) -> None:
    with pytest.raises(BadInput, match=r"must be (one URL|an absolute https URL)"):
        POLICY.check(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://push.example:99999/abc",
        "https://push.example:port/abc",
        "https://[::1/abc",
        "https://[zz]/abc",
        "https://[v1.example]/abc",
        "https://[fe80::1%25eth0]/abc",
        "https://127.0.0.%31/abc",
        "https://push..example/abc",
        "https://.push.example/abc",
        "https://push,example/abc",
    ],
)
def test_a_host_or_port_that_cannot_be_read_is_refused(endpoint: str) -> None:
    with pytest.raises(BadInput, match=r"^The endpoint is not a URL: its host"):
        POLICY.check(endpoint)


@pytest.mark.parametrize(
    "mark", [" ", "\t", "\n", "\r", "\x00", "\x0b", "\x1f", "\x7f", "\x85", "\xa0", "\u2003", "\u2028", "\\"]
)
@pytest.mark.parametrize(
    "place", ["{}https://push.example/a", "https://push{}.example/a", "https://push.example/a{}"]
)
def test_white_space_controls_and_backslashes_are_refused_anywhere(place: str, mark: str) -> None:
    for policy in (POLICY, trusting("push.example")):
        with pytest.raises(BadInput, match="without white space, backslashes or control characters"):
            policy.check(place.format(mark))


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://püsh.example/a",
        "https://push.example/ä",
        "https://127。0。0。1/a",
        "https://push.example/\u200ba",
    ],
)
def test_characters_outside_of_ascii_are_refused(endpoint: str) -> None:
    with pytest.raises(BadInput, match="characters that no URL has"):
        POLICY.check(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    ["https://me@push.example/a", "https://me:secret@push.example/a", "https://@push.example/a"],
)
def test_user_information_is_refused_without_quoting_it(endpoint: str) -> None:
    for policy in (POLICY, trusting("push.example")):
        with pytest.raises(BadInput, match="must not carry a user name or password") as refusal:
            policy.check(endpoint)
        assert "secret" not in refusal.value.sentence


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://permanently-removed.invalid/fcm/send/a",
        "https://Permanently-Removed.INVALID/fcm/send/a",
        "https://permanently-removed.invalid./a",
        "https://permanently-removed.invalid:443/a",
    ],
)
def test_the_dead_address_is_named_as_what_it_is(endpoint: str) -> None:
    for policy in (POLICY, trusting("permanently-removed.invalid")):
        with pytest.raises(BadInput, match="This browser cannot receive push"):
            policy.check(endpoint)


def test_the_longest_endpoint_is_taken_and_a_longer_one_is_not() -> None:
    longest = "https://push.example/".ljust(MAX_LENGTH, "a")
    assert POLICY.check(longest) == longest
    with pytest.raises(BadInput, match="at most 4096 characters"):
        POLICY.check(longest + "a")


def test_http_is_refused_with_the_setting_that_would_allow_it() -> None:
    with pytest.raises(BadInput, match=r"PUSHDESK_TRUSTED_PUSH_HOSTS=push\.example:8090"):
        POLICY.check("http://push.example:8090/a")


PRIVATE_HOSTS = [
    "localhost",
    "localhost.",
    "printer",
    "a.localhost",
    "nas.local",
    "db.internal",
    "router.lan",
    "router.home.arpa",
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.168.1.1",
    "224.0.0.1",
    "255.255.255.255",
    # IPv4 in disguise: browsers and the C library read all of these as 127.0.0.1.
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0X7F.0.0.1",
    "0177.0.0.1",
    "127.0.0.0x1",
    "127.0.0.1.",
    "127.0.0.01",
    "foo.127",
    "[::]",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:10.0.0.1]",
    "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b:1::1]",
    "[2002:7f00:1::]",
    "[2001:db8::1]",
    "[2001::1]",
    "[fc00::1]",
    "[fd12:3456::1]",
    "[fe80::1]",
    "[fec0::1]",
    "[ff02::1]",
]


@pytest.mark.parametrize("host", PRIVATE_HOSTS)
def test_an_endpoint_on_this_computer_or_a_private_network_is_refused(host: str) -> None:
    with pytest.raises(BadInput, match="leads to this computer or a private network"):
        POLICY.check(f"https://{host}/push/a")
    with pytest.raises(BadInput):
        POLICY.check(f"http://{host}/push/a")


@pytest.mark.parametrize("host", PRIVATE_HOSTS)
def test_the_refusal_names_a_setting_that_then_works(host: str) -> None:
    endpoint = f"https://{host}:8443/push/a"
    with pytest.raises(BadInput) as refusal:
        POLICY.check(endpoint)
    setting = refusal.value.sentence.partition("PUSHDESK_TRUSTED_PUSH_HOSTS=")[2].partition(")")[0]
    assert trusting(setting.lower()).check(endpoint) == endpoint


@given(st.ip_addresses(v=4))
def test_a_public_address_is_public_and_a_private_one_is_not(address: IPv4Address) -> None:
    expected = address.is_global and not address.is_multicast
    assert is_public(str(address)) == expected
    assert is_public(f"::ffff:{address}") == expected


def test_what_the_lab_handed_out_is_taken_even_from_loopback() -> None:
    endpoint = "http://127.0.0.1:8766/push/abc"
    assert POLICY.check(endpoint, lab_owned=True) == endpoint
    with pytest.raises(BadInput, match="user name"):
        POLICY.check("http://me@127.0.0.1:8766/push/abc", lab_owned=True)


@pytest.mark.parametrize(
    ("trusted", "endpoint", "taken"),
    [
        ("127.0.0.1:8090", "http://127.0.0.1:8090/a", True),
        ("127.0.0.1:8090", "https://127.0.0.1:8090/a", True),
        ("127.0.0.1:8090", "http://127.0.0.1:8091/a", False),
        ("127.0.0.1:8090", "http://127.0.0.1/a", False),
        ("127.0.0.1:8090", "http://localhost:8090/a", False),
        ("localhost", "http://localhost:1234/a", True),
        ("localhost", "http://LocalHost/a", True),
        ("localhost", "http://localhost.evil.example/a", False),
        ("localhost:80", "http://localhost/a", True),
        ("localhost:80", "https://localhost/a", False),
        ("localhost:443", "https://localhost/a", True),
        ("push.intra:8443", "https://push.intra:8443/a", True),
        ("[::1]:8090", "http://[::1]:8090/a", True),
        ("[::1]", "http://[::1]:1/a", True),
        ("::1", "http://[::1]:1/a", True),
        ("push.example", "https://push.example.evil.test@127.0.0.1/a", False),
    ],
)
def test_a_trusted_host_counts_with_its_port_or_with_any(trusted: str, endpoint: str, taken: bool) -> None:
    if taken:
        assert trusting(trusted).check(endpoint) == endpoint
    else:
        with pytest.raises(BadInput):
            trusting(trusted).check(endpoint)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1:8090",
        "push.example",
        "push_service:80",
        "[::1]",
        "[::1]:8090",
        "::1",
        "fd12::5",
    ],
)
def test_a_trusted_host_is_written_with_or_without_a_port(host: str) -> None:
    assert trusted_host(f" {host.upper()} ") == host


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "http://127.0.0.1:8090",
        "https://push.example/",
        "push.example/",
        "push.example:",
        "push.example:0",
        "push.example:99999",
        "push.example:x",
        "me@push.example",
        "two words",
        "[::1",
        "[zz]",
        "[v1.x]",
        "a:b:c",
        "*.example",
        "pü.example",
        "push.example?",
        "push.example#",
    ],
)
def test_a_trusted_host_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="names no host: write"):
        trusted_host(text)


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("https://Push.Example/a/b?c#d", "https://push.example"),
        ("https://push.example:443/a", "https://push.example"),
        ("https://push.example:8443/a", "https://push.example:8443"),
        ("http://127.0.0.1:80/a", "http://127.0.0.1"),
        ("http://127.0.0.1:443/a", "http://127.0.0.1:443"),
        ("http://[::1]:8766/a", "http://[::1]:8766"),
    ],
)
def test_the_origin_is_what_a_vapid_audience_names(endpoint: str, expected: str) -> None:
    assert origin(endpoint) == expected


@given(st.text(max_size=60))
def test_no_text_makes_anything_but_a_sentence(text: str) -> None:
    for candidate in (text, f"https://{text}", f"https://push.example/{text}", f"https://[{text}]/"):
        try:
            parts = split(candidate)
        except BadInput:
            continue
        assert parts.hostname
        assert "@" not in parts.netloc
