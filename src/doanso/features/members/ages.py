"""Ages and spans of membership, as plain days. The Charter's numbers stand here alone."""

from datetime import date, timedelta

LAST_AGE, LAST_AGE_STAYING, REMIND_DAYS = 30, 35, 30


def comes_of_age(born: date) -> date:
    """The first day on which somebody is older than members usually are."""
    return birthday(born, LAST_AGE + 1)


def born_before(day: date) -> date:
    """The latest day of birth of those who are beyond that age on this day."""
    return birthday(day, -(LAST_AGE + 1))


def last_day_of_staying(born: date) -> date:
    return birthday(born, LAST_AGE_STAYING + 1) - timedelta(days=1)


def longest_deferral(since: date) -> date:
    """The last day of a deferral that begins on this day: one year, both ends included."""
    return birthday(since, 1) - timedelta(days=1)


def birthday(born: date, age: int) -> date:
    """29 February is 1 March in other years."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)
