"""What the cards say."""

from pushdesk.model.views import ActiveFault, LabDevice, LabOverview
from pushdesk.ui.lab.card_data import cards
from tests.ui.lab.fake_lab import device
from tests.ui.rows import MOMENT


def test_the_built_in_browser_is_listed_before_it_was_ever_started() -> None:
    builtin, virtual = cards(LabOverview(), builtin_there=True)
    assert (builtin.name, builtin.chip.text, builtin.note) == (
        "Built-in browser",
        "Off",
        "starts when first used",
    )
    assert (virtual.chip.text, virtual.facts) == ("0", "none yet")


def test_the_built_in_browser_comes_first_then_browsers_then_the_virtual_devices() -> None:
    overview = LabOverview(
        (
            device("v1"),
            device("f1", "firefox", name="Firefox 153", profile="p1", kept=True),
            device("b1", "builtin", name="Built-in browser", profile="p0"),
            device("c1", "chromium", name="Chromium"),
        )
    )
    found = cards(overview, builtin_there=True)
    assert [card.key for card in found] == ["p0", "p1", "c1", "virtual"]
    assert [card.facts for card in found] == [
        "Qt WebEngine · 1 subscription",
        "kept profile · 1 subscription",
        "started by you · 1 subscription",
        "all connected",
    ]


def test_a_browser_with_something_to_say_says_that_first() -> None:
    words = "Only the loopback interface is up."
    overview = LabOverview((device("c1", "chromium", state="ended", words=words, last_push_ms=25),))
    card = cards(overview, builtin_there=False)[0]
    assert (card.note, card.problem, card.chip.text) == (words, True, "Ended")


def test_virtual_devices_are_summed_up() -> None:
    fault = ActiveFault("f", "v3", "429, Retry-After 5", "429", {}, None, MOMENT)
    overview = LabOverview(
        (
            device("v1", last_push_ms=8),
            device("v2", state="away", last_push_ms=1200),
            device("v3", subscriptions=0, met=(fault,)),
        )
    )
    (card,) = cards(overview, builtin_there=False)
    assert (card.chip.text, card.facts) == ("3", "1 away · 1 with a fault · 1 unsubscribed")
    assert (card.note, card.problem) == ("429, Retry-After 5", True)
    (card,) = cards(LabOverview(overview.devices[:2]), builtin_there=False)
    assert card.note == "last pushes 8 ms to 1.2 s"
    (card,) = cards(LabOverview(overview.devices[:1]), builtin_there=False)
    assert card.note == "last push 8 ms"


def test_what_is_merely_off_is_no_problem() -> None:
    def problem(state: str) -> bool:
        found = LabDevice(
            id="b", kind="builtin", name="Built-in", state=state, words="It starts when first used."
        )
        return cards(LabOverview((found,)), True)[0].problem

    assert [problem(state) for state in ("off", "ended", "on")] == [False, True, True]


def test_a_running_browser_without_a_subscription_says_what_to_do() -> None:
    def shown(state: str) -> tuple[str, str]:
        found = device("p1", "firefox", state=state, profile="p1", subscriptions=0)
        card = cards(LabOverview((found,)), builtin_there=False)[0]
        return card.facts, card.note

    facts = "throw-away profile · not subscribed"
    assert [shown("on"), shown("off")] == [(facts, "Turn it on at its page"), (facts, "no push yet")]


def test_one_that_uses_another_push_service_says_that_and_nothing_of_the_labs() -> None:
    fault = ActiveFault("f", None, "429", "429", {}, None, MOMENT)
    there = device("b1", "builtin", name="Built-in", profile="p0", elsewhere=True, met=(fault,))
    (card, _) = cards(LabOverview((there,)), builtin_there=True)
    assert (card.facts, card.note, card.problem) == (
        "Qt WebEngine · another push service",
        "no push yet",
        False,
    )
