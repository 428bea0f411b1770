"""What a run claims ahead, so that no push service ever waits for the database."""

from pushdesk.services.delivery.outstanding import Outstanding

HERE, THERE = "https://a.example", "https://b.example"


def claim(out: Outstanding, where: str, number: int, first: int = 0) -> list[str]:
    """So many deliveries, claimed for one push service."""
    names = [f"{where} {at}" for at in range(first, first + number)]
    for name in names:
        out.left(name, where)
    return names


def test_a_push_service_has_four_times_claimed_what_it_takes_at_once() -> None:
    out = Outstanding([HERE, THERE])
    out.rooms.update({HERE: 10, THERE: 100})
    assert out.wanted(512) == {HERE: 40, THERE: 400}


def test_more_is_claimed_when_half_of_it_is_used_up() -> None:
    out = Outstanding([HERE])
    out.rooms[HERE] = 10
    names = claim(out, HERE, 40)
    out.landed(names[:19])
    assert out.wanted(512) == {}
    out.landed(names[19:20])
    assert out.wanted(512) == {HERE: 20}
    assert len(out) == 20


def test_of_one_that_is_not_known_or_says_wait_some_are_claimed_all_the_same() -> None:
    assert Outstanding([HERE]).wanted(512) == {HERE: 512}


def test_the_users_ceiling_bounds_what_is_claimed_and_so_does_the_whole() -> None:
    out = Outstanding([HERE, THERE])
    out.rooms[THERE] = 1000
    assert out.wanted(8) == {HERE: 32, THERE: 32}
    assert out.wanted(1000)[THERE] == 2000


def test_under_a_cap_no_more_is_claimed_than_leaves_in_a_second() -> None:
    out = Outstanding([HERE, THERE])
    out.rooms[HERE] = 10
    assert out.wanted(512, 30) == {HERE: 30, THERE: 30}
    assert out.wanted(512, 1000) == {HERE: 40, THERE: 512}
    assert out.wanted(512, 0.1) == {HERE: 4, THERE: 4}


def test_where_the_process_has_ended_nothing_is_out_any_more() -> None:
    out = Outstanding([HERE])
    claim(out, HERE, 300)
    out.landed_all()
    assert not out
    assert out.wanted(512) == {HERE: 512}
