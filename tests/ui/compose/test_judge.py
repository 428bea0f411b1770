"""The judge: the audience is counted beside the window, a send counts it at once."""

import asyncio

import pytest

from pushdesk.model.endpoint import EndpointPolicy
from pushdesk.model.payload import PayloadShape
from pushdesk.ui.bridge import Bridge
from pushdesk.ui.compose import judge
from pushdesk.ui.compose.audience import EVERYONE, MINE
from pushdesk.ui.compose.draft import DraftValue
from pushdesk.ui.compose.judge import Judge
from pushdesk.ui.compose.recipients import Recipients
from tests.ui.fakes import KEY
from tests.ui.rows import device

VALUE = DraftValue({"title": "T", "renotify": True, "tag": "t"})
NAMED = DraftValue({"title": "{{ nickname }}"})


class Court:
    """A judge, its devices, and how often it asked to be read again."""

    def __init__(self) -> None:
        self.bridge = Bridge()
        self.recipients = Recipients()
        self.judge = Judge(self.bridge, self.recipients)
        self.asked = 0
        self.judge.changed.connect(self._ask)
        self.judge.set_desk("http://localhost:8765", "mailto:qa@pushdesk.dev", EndpointPolicy())
        self.asked = 0

    def _ask(self) -> None:
        self.asked += 1

    def know(self) -> None:
        """Two devices, one of mine with Firefox on Linux."""
        self.recipients.set_keys(KEY, [KEY])
        self.recipients.load(
            [
                device("a", "A", vapid_public_key=KEY, mine=True),
                device("b", "B", vapid_public_key=KEY, device={}, push_service="lab"),
            ]
        )


@pytest.fixture
def court(qapp: object) -> Court:
    """Nothing known yet."""
    return Court()


async def test_before_the_devices_are_known_nothing_is_counted(court: Court) -> None:
    court.judge.read(VALUE, [MINE])
    await court.bridge.idle()
    assert court.asked == 0


async def test_the_counted_audience_asks_for_another_read(court: Court) -> None:
    court.know()
    court.judge.read(VALUE, [MINE])
    await court.bridge.idle()
    assert court.asked == 1
    found = court.judge.read(VALUE, [MINE])
    assert {one.field for one in found.touching} == {"renotify"}
    await court.bridge.idle()
    assert court.asked == 1


async def test_keystrokes_without_variables_count_nobody_again(court: Court) -> None:
    court.know()
    court.judge.read(VALUE, [MINE])
    await court.bridge.idle()
    for number in range(3):
        court.judge.read(DraftValue({"title": f"T{number}"}), [MINE])
        assert not court.bridge._tasks
    await court.bridge.idle()


async def test_a_variable_is_counted_for_those_who_lack_it(court: Court) -> None:
    court.know()
    court.judge.read(NAMED, [EVERYONE])
    await court.bridge.idle()
    (one,) = court.judge.read(NAMED, [EVERYONE]).errors
    assert one.rule == "missing-variable"
    assert "2 devices" in one.message


async def test_a_text_that_is_no_template_is_a_check_of_its_own(court: Court) -> None:
    court.know()
    court.judge.read(DraftValue({"title": "{{ open"}), [EVERYONE])
    await court.bridge.idle()
    assert court.judge.read(DraftValue({"title": "{{ open"}), [EVERYONE]).errors


async def test_what_changed_while_it_counted_is_counted_after(court: Court) -> None:
    court.know()
    court.judge.read(VALUE, [MINE])
    await asyncio.sleep(0)
    court.judge.read(NAMED, [EVERYONE])
    await court.bridge.idle()
    assert court.judge.read(NAMED, [EVERYONE]).errors


async def test_a_send_does_not_wait_for_the_count(court: Court) -> None:
    court.know()
    assert {one.field for one in court.judge.read_exactly(VALUE, [MINE]).touching} == {"renotify"}
    assert [one.rule for one in court.judge.errors(NAMED, [MINE])] == ["missing-variable"]
    await court.bridge.idle()


async def test_a_devices_own_values_and_shape_are_judged_as_they_are_now(court: Court) -> None:
    court.know()
    long = device("a", "A", vapid_public_key=KEY, mine=True, attributes={"nickname": "a" * 5000})
    court.recipients.take([long])
    court.judge.read(NAMED, [MINE])
    await court.bridge.idle()
    assert [one.rule for one in court.judge.read(NAMED, [MINE]).errors] == ["own-payload-too-large"]
    plain = DraftValue({"title": "T"})
    shaped = device("a", "A", vapid_public_key=KEY, mine=True, shape=PayloadShape.DECLARATIVE)
    court.recipients.take([shaped])
    court.judge.read(plain, [MINE])
    await court.bridge.idle()
    assert [one.rule for one in court.judge.read(plain, [MINE]).errors] == ["own-payload-refused"]
    linked = DraftValue({"title": "T", "navigate": "https://example.com/"})
    court.judge.read(linked, [MINE])
    await court.bridge.idle()
    assert court.judge.read(linked, [MINE]).errors == ()
    assert [one.rule for one in court.judge.errors(plain, [MINE])] == ["own-payload-refused"]


async def test_a_send_does_not_count_again_what_was_counted(
    court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    court.know()
    court.judge.read(NAMED, [EVERYONE])
    await court.bridge.idle()
    monkeypatch.delattr(judge, "own_payloads")
    assert [one.rule for one in court.judge.errors(NAMED, [EVERYONE])] == ["missing-variable"]
    with pytest.raises(NameError):
        court.judge.errors(NAMED, [MINE])


@pytest.mark.parametrize(
    ("host", "trusted", "rules"),
    [
        ("push.nobody-knows.example", (), ["no-contact"]),
        ("push.nobody-knows.example", ("push.nobody-knows.example",), []),
        ("updates.push.services.mozilla.com", (), ["no-contact"]),
        ("updates.push.services.mozilla.com", ("updates.push.services.mozilla.com",), []),
    ],
)
async def test_without_a_contact_a_host_that_is_not_trusted_is_an_error(
    court: Court, host: str, trusted: tuple[str, ...], rules: list[str]
) -> None:
    court.judge.set_desk("http://localhost:8765", "", EndpointPolicy(frozenset(trusted)))
    service = "mozilla" if host.endswith("mozilla.com") else "other"
    stranger = device("a", "A", endpoint=f"https://{host}/a", push_service=service, mine=True)
    court.recipients.load([stranger, device("b", "B", push_service="lab")])
    court.judge.read(VALUE, [MINE])
    await court.bridge.idle()
    assert [one.rule for one in court.judge.read(VALUE, [MINE]).errors] == rules
    assert [one.rule for one in court.judge.errors(VALUE, [EVERYONE])] == rules
    court.judge.set_desk("http://localhost:8765", "mailto:qa@pushdesk.dev", EndpointPolicy())
    assert court.judge.errors(VALUE, [MINE]) == ()


async def test_a_host_that_is_trusted_from_now_on_is_judged_anew(court: Court) -> None:
    court.judge.set_desk("http://localhost:8765", "", EndpointPolicy())
    court.recipients.load([device("a", "A", endpoint="https://push.mine.example/a", push_service="other")])
    assert court.judge.errors(VALUE, [EVERYONE])
    trusted = EndpointPolicy(frozenset({"push.mine.example"}))
    court.judge.set_desk("http://localhost:8765", "", trusted)
    assert court.judge.errors(VALUE, [EVERYONE]) == ()
