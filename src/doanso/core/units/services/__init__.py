"""Changes of units, seats and people's accounts, all audited."""

from doanso.core.units.services.administration import (
    add_person,
    create_account,
    give_role,
    invite,
    lock,
    make_link,
    reset_second_factor,
    sign_out,
    take_role,
    unlock,
)
from doanso.core.units.services.configuration import add_role, add_type, change_role, change_type, found_unit
from doanso.core.units.services.counting import fold_headcounts
from doanso.core.units.services.delegations import delegate, revoke_delegation
from doanso.core.units.services.handing_over import hand_over_seats, hand_over_units_below
from doanso.core.units.services.inheriting import carry_on
from doanso.core.units.services.people import Facts, correct_person
from doanso.core.units.services.reorganising import (
    close_unit,
    end_unit,
    keep_lineage,
    lock_units,
    move_unit,
    name_unit,
    rename_unit,
    retype_unit,
)
from doanso.core.units.services.roles import rename_role, set_stand_ins
from doanso.core.units.services.seats import (
    add_memberships,
    admit,
    annul_position,
    appoint,
    end_position,
    keep_membership,
)
from doanso.core.units.services.trees import create_unit, seed_roles

__all__ = [
    "Facts",
    "add_memberships",
    "add_person",
    "add_role",
    "add_type",
    "admit",
    "annul_position",
    "appoint",
    "carry_on",
    "change_role",
    "change_type",
    "close_unit",
    "correct_person",
    "create_account",
    "create_unit",
    "delegate",
    "end_position",
    "end_unit",
    "fold_headcounts",
    "found_unit",
    "give_role",
    "hand_over_seats",
    "hand_over_units_below",
    "invite",
    "keep_lineage",
    "keep_membership",
    "lock",
    "lock_units",
    "make_link",
    "move_unit",
    "name_unit",
    "rename_role",
    "rename_unit",
    "reset_second_factor",
    "retype_unit",
    "revoke_delegation",
    "seed_roles",
    "set_stand_ins",
    "sign_out",
    "take_role",
    "unlock",
]
