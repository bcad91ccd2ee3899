"""Who is named in a step reads its dossier; a unit's number is nobody's."""

import pytest

from doanso.blocks.workflow import queries as workflow
from doanso.blocks.workflow.models import Activation
from doanso.core.units.seats import Seats
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.tests import office

pytestmark = pytest.mark.django_db


def test_person_whose_number_is_that_of_a_unit_reads_nothing_of_it() -> None:
    org = office.build()
    dossier, person = office.submit(org.version), org.stranger
    step = workflow.open_steps(workflow.case_of(dossier))
    nothing = Seats(person.pk)

    def read(*seats: list) -> list[int]:
        step.update(seats=list(seats))
        return list(workflow.subjects_of(Dossier, person, nothing).values_list("subject_id", flat=True))

    assert read(["bo_phan_mot_cua", person.pk, None]) == []
    assert read(["bo_phan_mot_cua", person.pk, None], [None, None, person.pk + 1]) == []
    assert read([None, None, person.pk]) == [dossier.pk]
    assert read(["bo_phan_mot_cua", 1, None], [None, None, person.pk]) == [dossier.pk]
    Activation.objects.update(state=Activation.State.DONE)  # and afterwards, too
    assert list(workflow.subjects_of(Dossier, person, nothing)) == [{"subject_id": dossier.pk}]
