from itertools import count

from doanso.core.accounts.models import Person, User

_numbers = count(1)


def person(
    name: str = "Trần Thị Ánh", email: str = "anh@tinhdoan.vn", language: str = "", account: bool = True
) -> Person:
    made = Person.objects.create(full_name=name, email=email)
    if account:
        User.objects.create(username=f"notify-{next(_numbers)}", person=made, language=language)
    return made
