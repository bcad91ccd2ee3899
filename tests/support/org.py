"""A small organisation for tests: a province, a base unit, a branch with members, and a commune's offices."""

from datetime import UTC, date, datetime
from itertools import count
from types import SimpleNamespace

from doanso.core.accounts.models import Person
from doanso.core.units import services
from doanso.core.units.models import Tree, Unit, UnitType
from tests.support.snapshots import rows_put_back

SINCE = date(2026, 1, 1)
NOON = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)  # Wednesday 10:00 in Vietnam
_numbers = count(1)


def person(name: str, **more: object) -> Person:
    return Person.objects.create(full_name=name, code=f"T{next(_numbers)}", **more)


def seat(someone: Person, unit: Unit, role: str, **more: object):
    return services.appoint(person=someone, unit=unit, role=role, since=SINCE, by=None, now=NOON, **more)


def unit(code: str, name: str, type_code: str, parent: Unit | None = None, **more: object) -> Unit:
    kind = UnitType.objects.get(code=type_code)
    values = {"valid_from": date(2020, 1, 1)} | more
    return services.create_unit(code=code, name=name, type=kind, parent=parent, by=None, now=NOON, **values)


def _types() -> None:
    rows = [
        ("TINH_DOAN", Tree.UNION, 1, {}),
        ("DOAN_CO_SO", Tree.UNION, 3, {"base": True}),
        ("CHI_DOAN", Tree.UNION, 4, {"branch": True}),
        ("BAN_CHUYEN_MON", Tree.UNION, 9, {"office": True}),
        ("UBND", Tree.AGENCY, 1, {}),
        ("PHONG", Tree.AGENCY, 3, {"office": True}),
        ("TT_HCC", Tree.AGENCY, 3, {"office": True}),
    ]
    for code, tree, rank, marks in rows:
        UnitType.objects.create(code=code, name=code.title(), tree=tree, rank=rank, **marks)


@rows_put_back
def build() -> SimpleNamespace:
    """Everything is reached by name: `org.branch`, `org.secretary`, `org.members`, `org.desk_officer`, ..."""
    services.seed_roles()
    _types()
    o = SimpleNamespace()
    o.province = unit("T-HL", "Tỉnh đoàn", "TINH_DOAN")
    o.base = unit("T-CS", "Đoàn trường", "DOAN_CO_SO", o.province)
    o.branch = unit("T-CD", "Chi đoàn 10A1", "CHI_DOAN", o.base)
    o.sister = unit("T-CD2", "Chi đoàn 10A2", "CHI_DOAN", o.base)
    o.commune = unit("T-UB", "UBND phường", "UBND", dossier_prefix="T99.1")
    o.desk = unit("T-HC", "Trung tâm Phục vụ hành chính công", "TT_HCC", o.commune)
    o.field_office = unit("T-VP", "Văn phòng", "PHONG", o.commune)
    o.neighbour = unit("T-UB2", "UBND xã bên", "UBND", dossier_prefix="T99.2")
    people = {
        "secretary": ("Hồ Khánh Linh", o.branch, "bi_thu"),
        "deputy": ("Nguyễn Đăng Khôi", o.branch, "pho_bi_thu"),
        "base_secretary": ("Bùi Thế Vũ", o.base, "bi_thu"),
        "base_deputy": ("Đinh Hồng Nhung", o.base, "pho_bi_thu"),
        "base_member": ("Lương Minh Triết", o.base, "uv_bch"),
        "province_secretary": ("Trần Đức Ân", o.province, "bi_thu"),
        "desk_officer": ("Đinh Trọng Sơn", o.desk, "bo_phan_mot_cua"),
        "field_officer": ("Kiều Thị Tâm", o.field_office, "cong_chuc_linh_vuc"),
        "head": ("Lê Quang Vinh", o.commune, "lanh_dao_don_vi"),
        "neighbour_head": ("Đoàn Văn Lực", o.neighbour, "lanh_dao_don_vi"),
    }
    for attribute, (name, where, role) in people.items():
        setattr(o, attribute, person(name))
        seat(getattr(o, attribute), where, role)
    o.members = [o.secretary, o.deputy, person("Trương Mỹ Anh"), person("Phạm Tuấn Kiệt"), person("Lâm Nhã Uyên")]
    for member in o.members:
        services.admit(person=member, unit=o.branch, since=SINCE, by=None, now=NOON)
    o.stranger = person("Người Lạ")
    return o
