"""The books show what they are there to show: a loss, a repetition, a silence that no outage excuses."""

from tests.chaos.books import Account, Books, Span


def _books(*accounts: Account, outages: tuple[Span, ...] = ()) -> Books:
    return Books(seed=1, seconds=1, accounts=accounts, mishaps=outages, outages=outages)


def test_what_was_acknowledged_and_is_not_kept_is_lost() -> None:
    books = _books(Account(("a", "b"), kept=("a",), heard=("a", "b")))
    assert (books.count("acknowledged"), books.delivered(), books.lost()) == (2, 2, ["b"])


def test_what_is_kept_and_was_never_heard_is_lost() -> None:
    books = _books(Account(("a", "b"), kept=("a", "b"), heard=("b",)))
    assert (books.delivered(), books.lost()) == (1, ["a"])


def test_what_is_kept_or_heard_twice_is_doubled() -> None:
    books = _books(Account(("a",), kept=("a", "a"), heard=("a",)), Account(("b",), kept=("b",), heard=("b", "b")))
    assert (books.lost(), books.doubled()) == ([], ["a", "b"])


def test_a_wait_is_measured_whole_and_without_what_nothing_could_be_done_about() -> None:
    wait = Span("t", 10, 30)
    outages = (Span("store SIGKILL", 5, 12), Span("nginx SIGSTOP", 20, 23), Span("store SIGTERM", 29, 40))
    books = _books(Account((), (), (), waits=(wait, Span("u", 50, 53))), outages=outages)
    assert (books.longest("waits"), books.longest("waits", is_bare=True)) == (20, 14)


def test_whom_the_next_death_strikes_again_is_counted_from_that_one() -> None:
    wait, another = Span("t", 10, 30), Span("u", 40, 52)
    mishaps = (Span("back end one SIGKILL", 9, 11), Span("back end two SIGTERM", 22, 23), Span("nginx SIGKILL", 26, 28))
    account = Account((), (), (), waits=(wait, another))
    books = Books(seed=1, seconds=1, accounts=[account], mishaps=mishaps, outages=mishaps[2:])
    assert books.longest_neglect() == 12
    assert books.longest("waits", is_bare=True) == 18


def test_a_short_break_shows_no_banner() -> None:
    assert _books(Account((), (), (), aways=(Span("g", 0, 0.9), Span("g", 5, 6.5)))).banners() == 1
