"""Every kind of finding that our types can raise has words of its own."""

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pushdesk.model.findings import sentence
from pushdesk.model.message import Urgency


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(min_length=1)]


class Everything(BaseModel):
    text: str = ""
    number: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1
    whole: Annotated[int, Field(ge=0, le=65535)] = 0
    flag: bool = False
    word: Literal["auto", "ltr"] = "auto"
    urgency: Urgency = Urgency.LOW
    inner: list[Inner] = []
    pair: tuple[str, ...] = ()
    table: dict[str, int] = {}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"text": 5}, "“text” must be text."),
        ({"number": "much"}, "“number” must be a number."),
        ({"number": []}, "“number” must be a number."),
        ({"number": 0}, "“number” must be more than 0."),
        ({"number": float("inf")}, "“number” must be a number, not NaN or Infinity."),
        ({"whole": "many"}, "“whole” must be a whole number."),
        ({"whole": []}, "“whole” must be a whole number."),
        ({"whole": 1.5}, "“whole” must be a whole number."),
        ({"whole": "9" * 5000}, "“whole” must be a whole number."),
        ({"whole": -1}, "“whole” must be 0 or more."),
        ({"whole": 65536}, "“whole” must be 65535 or less."),
        ({"flag": "perhaps"}, "“flag” must be true or false."),
        ({"flag": []}, "“flag” must be true or false."),
        ({"word": "up"}, "“word” must be auto or ltr."),
        ({"urgency": "fast"}, "“urgency” must be very-low, low, normal or high."),
        ({"inner": {}}, "“inner” must be a list."),
        ({"inner": [5]}, "“inner[0]” must be a JSON object."),
        ({"inner": [{"name": "a"}, {}]}, "“inner[1].name” is missing: write it."),
        ({"inner": [{"name": ""}]}, "“inner[0].name” is empty: write it."),
        ({"inner": [{"name": "a", "nom": "b"}]}, "“inner[0].nom” is no option here: leave it out."),
        ({"pair": 5}, "“pair” must be a list."),
        ({"table": 5}, "“table” must be a JSON object."),
        (5, "Must be a JSON object."),
    ],
)
def test_a_finding_is_a_sentence_with_its_place(value: object, expected: str) -> None:
    with pytest.raises(ValidationError) as problem:
        Everything.model_validate(value)
    assert sentence(problem.value) == expected
