"""What is printed: readable columns, and no letter that commands a terminal."""

import io
import json

import pytest

from pushdesk.cli import output


def test_columns_are_as_wide_as_their_widest_cell_in_terminal_cells(
    capsys: pytest.CaptureFixture[str],
) -> None:
    output.table(("A", "B"), [("日本", "x"), ("abc", "two\nlines")])
    assert capsys.readouterr().out == "A     B\n日本  x\nabc   two lines\n"


def test_a_long_cell_is_cut_to_what_its_column_may_take(capsys: pytest.CaptureFixture[str]) -> None:
    output.table(
        ("NAME", "REASON"), [("n" * 10_000, "r" * 10_000), ("日" * 40, "two\nlines"), ("x" * 40, "")]
    )
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "n" * 39 + "…  " + "r" * 99 + "…"
    assert lines[2] == "日" * 19 + "…" + "   two lines"
    assert lines[3] == "x" * 40


def test_a_key_in_a_table_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    output.table(("PUBLIC KEY",), [("k" * 87,)])
    assert "k" * 87 in capsys.readouterr().out


def test_a_name_cannot_command_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    output.say("a\x1b[31mred\x07\u202eb")
    output.table(("NAME",), [("\x1b]0;title\x07",)])
    assert capsys.readouterr().out == "a�[31mred��b\nNAME\n�]0;title�\n"


@pytest.mark.parametrize(("encoding", "shown"), [("utf-8", "é📱"), ("latin-1", "\\u00e9\\ud83d\\udcf1")])
def test_json_loses_nothing_whatever_the_encoding(
    encoding: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding=encoding))
    output.print_json({"name": "é📱"})
    assert shown in raw.getvalue().decode(encoding)
    assert json.loads(raw.getvalue().decode(encoding)) == {"name": "é📱"}


@pytest.mark.parametrize("missing", ["sys.stdout", "sys.stderr"])
def test_without_a_standard_stream_nothing_is_said_elsewhere(
    missing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(missing, None)
        (output.note if missing == "sys.stderr" else output.print_json)("lost")
        output.prepare_streams()
    assert capsys.readouterr() == ("", "")


def test_numbers_are_written_for_people() -> None:
    assert output.plural(1, "device", "devices") == "1 device"
    assert output.plural(1204, "device", "devices") == "1,204 devices"
    assert output.moment(None) == "–"
