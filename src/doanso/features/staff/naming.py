"""The record of a person in the staff register: its entries name the person, and they are never rewritten."""

from doanso.features.staff.models import Employee


def employees_of(person: int) -> list[int]:
    return list(Employee.objects.filter(person=person).values_list("pk", flat=True))
