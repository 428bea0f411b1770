"""A computer that is busy with something else makes no property fail."""

import ast
from pathlib import Path

from hypothesis import HealthCheck, settings


def test_neither_a_deadline_nor_slow_values_fail_a_property() -> None:
    assert settings.default is not None
    assert settings.default.deadline is None
    assert HealthCheck.too_slow in settings.default.suppress_health_check


def test_settings_of_a_propertys_own_take_nothing_of_that_back() -> None:
    for path in Path(__file__).parent.rglob("test_*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.keyword) and call.arg == "suppress_health_check":
                assert "too_slow" in ast.unparse(call.value), path.name
