"""How wide columns are, and which of them there is room for."""

from pushdesk.ui.tables.column import Column
from pushdesk.ui.tables.fitting import fitted, seen

FIXED = Column[object]("A", str, str, width=100)
FLEXIBLE = Column[object]("B", str, str, width=200, narrowest=50)
GROWING = Column[object]("C", str, str, width=100, widest=180)
LESS = Column[object]("D", str, str, width=60, gives_way=1)
LEAST = Column[object]("E", str, str, width=40, gives_way=2)


def test_flexible_columns_give_way_where_there_is_not_room_for_all() -> None:
    assert fitted((FIXED, FLEXIBLE), 500) == [100, 200]
    assert fitted((FIXED, FLEXIBLE), 225) == [100, 125]
    assert fitted((FIXED, FLEXIBLE), 80) == [100, 50]


def test_what_room_is_left_goes_to_those_that_may_grow_up_to_their_widest() -> None:
    assert fitted((FIXED, GROWING), 200) == [100, 100]
    assert fitted((FIXED, GROWING), 230) == [100, 130]
    assert fitted((FIXED, GROWING), 900) == [100, 180]
    assert fitted((GROWING, FLEXIBLE), 260) == [100, 160]


def test_what_matters_least_goes_first_and_what_does_not_give_way_stays() -> None:
    columns = (FIXED, LESS, LEAST, FLEXIBLE)
    assert seen(columns, 400, {}) == [True, True, True, True]
    assert seen(columns, 399, {}) == [True, True, False, True]
    assert seen(columns, 359, {}) == [True, False, False, True]
    assert seen(columns, 10, {}) == [True, False, False, True]


def test_what_was_chosen_is_shown_whatever_the_room_and_others_give_way_to_it() -> None:
    columns = (FIXED, LESS, LEAST, FLEXIBLE)
    assert seen(columns, 399, {"E": True}) == [True, False, True, True]
    assert seen(columns, 10, {"D": True, "E": True}) == [True, True, True, True]
    assert seen(columns, 900, {"D": False}) == [True, False, True, True]
    assert seen(columns, 900, {"A": False, "Gone": False}) == [True, True, True, True]
