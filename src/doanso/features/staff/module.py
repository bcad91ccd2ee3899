from django.utils.translation import gettext_lazy as _

from doanso.core.units.models import Tree
from doanso.features.staff import demo, figures, naming, panels, personal, reconciling, services
from doanso.features.staff.importers import ENDS, QUOTAS, STAFF
from doanso.features.staff.queries.reading import EDIT, FIGURES, NAMES, QUOTA
from doanso.lib.merging import Naming
from doanso.lib.modules import Figure, MenuItem, Module, Panel, Reconciler
from doanso.lib.moves import Move

ANYWHERE = f"{FIGURES}@{Tree.AGENCY}"
"""Whoever looks after units of the Union alone sees no agency."""

MODULE = Module(
    "staff",
    _("Staff of agencies"),
    menu=(MenuItem(_("Staff of agencies"), "staff:index", icon="building", permission=ANYWHERE, order=65),),
    panels=(Panel("profile", "staff/panel_own.html", panels.own_record, order=25),),
    holdings=personal.HOLDINGS,
    permissions={
        FIGURES: _("See figures on the staff of agencies, without names"),
        NAMES: _("See the staff of agencies by name"),
        EDIT: _("Keep the staff register of agencies"),
        QUOTA: _("Set quotas and paths of downsizing"),
    },
    figures=(
        Figure("staff.at_work", _("Staff at the end of the period"), figures.at_work),
        Figure("staff.postgraduates", _("Staff with a postgraduate degree"), figures.postgraduates, of=_("staff")),
    ),
    reconcilers=(
        Reconciler("staff.register", _("Staff register and quotas against the audit trail"), reconciling.register),
    ),
    importers=(STAFF, ENDS, QUOTAS),
    namings=(
        Naming(
            "staff.employees",
            _("Staff of agencies"),
            naming.employees_of,
            stop=_("The record that shall go stands in the staff register: let that one stay."),
        ),
    ),
    moves=(Move("staff.people", _("Staff of agencies"), services.to_hand_over, services.hand_over, order=65),),
    places={"staff.record": _("Staff record"), "staff.list": _("List of staff (.xlsx)")},
    load_demo=demo.load,
    demo_order=30,
)
