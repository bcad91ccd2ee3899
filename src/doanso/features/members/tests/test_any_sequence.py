"""Whatever procedures and spreadsheets come in whatever order: the register stays sound and agrees with its trail."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.core.units.models import Membership
from doanso.features.members import services
from doanso.features.members.models import Entry
from doanso.features.members.services import Source, Wanted, reconciling
from doanso.lib.dates import local
from doanso.lib.errors import Refused
from doanso.lib.modules import EffectContext, effect

pytestmark = pytest.mark.django_db
NAMES = [
    "send",
    "receive",
    "keep",
    "depart",
    "defer",
    "of_age",
    "discipline",
    "remove",
    "die",
    "card",
    "undo",
    "import",
]
STEPS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(0, 1), st.integers(0, 5), st.integers(0, 40), st.booleans()),
    min_size=4,
    max_size=12,
)


@pytest.fixture
def org():
    built = organisation.build()
    services.open_register(now=NOON)
    return built


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_any_sequence_of_procedures_and_imports_keeps_the_register_sound(org, steps) -> None:
    with transaction.atomic():
        now = NOON
        for number, (name, who, code, days, other) in enumerate(steps):
            now += timedelta(days=days)
            _one(
                org, name, org.members[2 + who], f"T-{code}", now, f"import:{number}" if name == "import" else "", other
            )
        assert reconciling.trail() + reconciling.memberships() + reconciling.sums() == []
        transaction.set_rollback(True)


def _one(org, name, person, code, now, batch, other) -> None:
    before, count = _as_of(person, now), Entry.objects.count()
    act = _import if batch else _effect
    try:
        act(org, name, person, batch or code, now, other)
    except Refused:
        assert Entry.objects.count() == count
    else:
        again = Entry.objects.count()
        if not batch:
            act(org, name, person, code, now, other)
            assert Entry.objects.count() == again
    if name != "undo":
        assert _as_of(person, now) == before
    assert Membership.objects.filter(person=person, kind="chinh", valid_to=None).count() <= 1


def _effect(org, name, person, code, now, other) -> None:
    day = local(now).date()
    answers = {
        "den_ngay": (day + timedelta(days=20)).isoformat(),
        "viec": "Trở lại sinh hoạt" if other else "Tạm hoãn sinh hoạt",
        "nguyen_vong": "Tiếp tục sinh hoạt" if other else "Trưởng thành Đoàn",
        "hinh_thuc": "Khai trừ" if other else "Cảnh cáo",
        "ngay_mat": (day - timedelta(days=3)).isoformat(),
        "don_vi_den_ngoai": "Nơi khác",
        "ho_so": "T-1" if other else "T-2",
    }
    where = {"don_vi_nop": org.base.pk, "chi_doan_nop": org.base.pk, "chi_doan_di": org.base.pk}
    where |= {} if other and name == "depart" else {"chi_doan_den": (org.sister if other else org.branch).pk}
    context = EffectContext(code, "D-X", answers, person.pk, where, "1-QĐ", org.base_secretary.pk, now)
    effect(f"members.{name}").apply(context, {})


def _import(org, name, person, batch, now, other) -> None:
    kind = Entry.Kind.LOST if other else Entry.Kind.OPENING
    wanted = Wanted(kind, local(now).date(), unit=None if other else org.branch)
    services.enter(person, wanted, Source(batch, org.base_secretary, now))


def _as_of(person, now) -> list[tuple]:
    """The day before: nothing that comes later changes it but an undoing, or a death that is told late."""
    day = local(now).date() - timedelta(days=4)
    held = person.memberships.filter(valid_from__lte=day).exclude(valid_to__lt=day)
    return sorted(held.values_list("unit_id", "kind", "state", "valid_from"))
