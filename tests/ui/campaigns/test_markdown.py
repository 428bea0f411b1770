"""A campaign as Markdown: every line of a small one, what went wrong of a large one."""

from pushdesk.ui.campaigns.markdown import as_markdown
from tests.ui.rows import accepted, campaign, rejected


def test_a_small_campaign_lists_every_device() -> None:
    text = as_markdown(campaign(counts={"accepted": 1, "rejected": 1}), [accepted(1, "shown"), rejected(2)])
    lines = text.splitlines()
    assert lines[0] == "## Your parcel is on its way"
    assert "| Accepted | 1 |" in lines
    assert "| Device 1 | fcm.googleapis.com | Shown | 201 | 1 | 41 ms |  |" in lines
    assert any("BadJwtToken" in line for line in lines)


def test_a_large_campaign_lists_what_went_wrong_and_says_so() -> None:
    rows = [accepted(number) for number in range(200)] + [rejected(number) for number in range(200, 350)]
    lines = as_markdown(campaign(), rows).splitlines()
    assert sum("Rejected" in line for line in lines) == 100
    assert lines[-1] == "Only what went wrong is listed. 50 more are not."


def test_words_of_others_cannot_break_the_table() -> None:
    line = as_markdown(campaign(), [accepted(1, device="a|b\n<script>")]).splitlines()[-1]
    assert line.startswith("| a\\|b &lt;script> |")
