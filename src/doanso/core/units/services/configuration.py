"""New units; and what holds for the whole installation, which only its owner changes: kinds of unit, roles."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units import queries, rules
from doanso.core.units.models import Role, Unit, UnitType
from doanso.core.units.services import trees
from doanso.core.units.services.announcing import announce
from doanso.lib import locks
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused
from doanso.lib.modules import all_modules
from doanso.lib.text import clean_name

MARKS = ("base", "branch", "office")
# Words of the language of assignees (see units.assignees), and of our own addresses, that name no role.
TAKEN = frozenset({"doan_vien", "hop", "can_bo", "bch", "btv", "he_thong", "nguoi_nop", "nguoi_gioi_thieu", "them"})


@transaction.atomic
def found_unit(
    *, code: str, name: str, type: UnitType, parent: Unit | None, valid_from: date, by: Person | None, now: datetime
) -> Unit:
    """Below a unit that one looks after; at the top of a tree only by the owner of the installation."""
    within = queries.units_administered(by, local(now).date())
    if not rules.owns_installation(by) and (parent is None or not within.filter(pk=parent.pk).exists()):
        raise Forbidden(_("You do not look after this unit."))
    if parent and parent.type.tree != type.tree:
        raise Refused(_("This kind of unit stands in another tree."), field="type")
    locks.hold("units.code")
    if Unit.objects.filter(code__iexact=code).exists():
        raise Refused(_("There is a unit with this code already."), field="code")
    return trees.create_unit(code=code, name=name, type=type, parent=parent, valid_from=valid_from, by=by, now=now)


@transaction.atomic
def add_type(
    *, code: str, name: str, tree: str, rank: int, marks: list[str], by: Person | None, now: datetime
) -> UnitType:
    may_configure(by)
    locks.hold("units.type")
    if UnitType.objects.filter(code__iexact=code).exists():
        raise Refused(_("There is a type with this code already."), field="code")
    made = UnitType.objects.create(
        code=code.upper(), name=clean_name(name), tree=tree, rank=rank, **{mark: mark in marks for mark in MARKS}
    )
    announce("units.type_added", made, by, now, name=made.name, tree=tree, rank=rank, marks=marks)
    return made


@transaction.atomic
def change_type(*, code: str, name: str, rank: int, marks: list[str], by: Person | None, now: datetime) -> UnitType:
    """The code and the tree stay: units and their paths hang on them."""
    may_configure(by)
    kind = UnitType.objects.select_for_update().get(pk=code)
    before = kind.name
    kind.name, kind.rank = clean_name(name), rank
    for mark in MARKS:
        setattr(kind, mark, mark in marks)
    kind.save()
    announce("units.type_changed", kind, by, now, before=before, name=kind.name, rank=rank, marks=marks)
    return kind


@transaction.atomic
def add_role(
    *,
    code: str,
    name: str,
    name_en: str,
    permissions: list[str],
    covers_below: bool,
    by: Person | None,
    now: datetime,
) -> Role:
    """A kind of seat that steps of procedures can name by its code from now on."""
    may_configure(by)
    locks.hold("units.role")
    if Role.objects.filter(code__iexact=code).exists() or code in TAKEN:
        raise Refused(_("There is a role with this code already."), field="code")
    clean = clean_name(name)
    made = Role.objects.create(
        code=code,
        name=clean,
        name_en=clean_name(name_en) or clean,
        permissions=_known(permissions),
        covers_below=covers_below,
    )
    told = {"code": code, "name": clean, "permissions": made.permissions, "below": covers_below}
    announce("units.role_added", made, by, now, **told)
    return made


@transaction.atomic
def change_role(*, code: str, permissions: list[str], covers_below: bool, by: Person | None, now: datetime) -> Role:
    """Holds at once for everybody on such a seat. At least one role keeps looking after people."""
    may_configure(by)
    role = Role.objects.select_for_update(no_key=True).get(pk=code)
    before = role.permissions
    role.permissions, role.covers_below = _known(permissions), covers_below
    role.save(update_fields=["permissions", "covers_below"])
    if not Role.objects.filter(permissions__contains=[queries.ADMIN]).exists():
        raise Refused(_("One role at least must look after people and accounts."))
    announce("units.role_changed", role, by, now, before=before, permissions=role.permissions, below=covers_below)
    return role


def _known(permissions: list[str]) -> list[str]:
    known = {name for module in all_modules() for name in module.permissions}
    return sorted(known.intersection(permissions))


def may_configure(by: Person | None) -> None:
    """Forbidden to everybody else."""
    if not rules.owns_installation(by):
        raise Forbidden(_("This holds for the whole installation: only the holder of its own account changes it."))
