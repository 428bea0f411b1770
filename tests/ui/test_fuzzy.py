"""Fuzzy matching: what a person means comes first."""

from pushdesk.ui.fuzzy import rank, score


def ranked(query: str, *texts: str) -> list[str]:
    """The texts that fit, the best first."""
    return rank(query, [(text, text) for text in texts])


def test_letters_must_come_in_their_order() -> None:
    assert score("snd", "Send test to me") is not None
    assert score("dns", "Send test to me") is None


def test_beginnings_of_words_win_over_letters_within() -> None:
    assert ranked("stm", "Customise", "Send test to me")[0] == "Send test to me"


def test_neighbours_win_over_scattered_letters() -> None:
    assert ranked("camp", "Capture a mobile phone", "Go to Campaigns")[0] == "Go to Campaigns"


def test_case_and_blanks_do_not_matter() -> None:
    assert ranked("GO TO", "Go to Devices") == ["Go to Devices"]


def test_without_a_query_everything_keeps_its_order() -> None:
    assert ranked(" ", "b", "a") == ["b", "a"]


def test_words_as_they_stand_in_a_text_are_found_whatever_comes_after_them() -> None:
    # Letter by letter the “o” would be that of “of”, and then there is no “r”.
    assert score("torture", "Try a torture preset: Icon of 2048 pixels") is not None
