from django.utils.translation import gettext_lazy as _

from doanso.features.cadres import demo, figures, panels, personal, reconciling
from doanso.features.cadres.importers import CADRES
from doanso.features.cadres.queries import terms as term_queries
from doanso.features.cadres.queries.reading import APPRAISE, CONCLUDE, EDIT, VIEW
from doanso.features.cadres.services import appraising, handing_over, telling
from doanso.features.cadres.services.effects import EFFECTS
from doanso.lib.modules import Figure, MenuItem, Module, NotificationKind, Panel, Reconciler
from doanso.lib.moves import Move

MODULE = Module(
    "cadres",
    _("Cadres"),
    menu=(MenuItem(_("Cadres"), "cadres:index", icon="person", permission=VIEW, order=62),),
    permissions={
        VIEW: _("See committees, their seats and terms, and the records of cadres"),
        EDIT: _("Keep terms, planning and training of cadres"),
        APPRAISE: _("Appraise cadres below oneself"),
        CONCLUDE: _("Conclude the appraisals of units below"),
    },
    panels=(
        Panel("profile", "cadres/panel_own.html", panels.own_record, order=22),
        Panel("member", "cadres/panel_member.html", panels.of_member),
        Panel("unit", "cadres/panel_unit.html", panels.of_unit, order=110),
        Panel("admin", "cadres/panel_admin.html", panels.configuration, order=60),
    ),
    notifications=(
        NotificationKind("cadres.term_ends", _("A term of a committee ends soon")),
        NotificationKind("cadres.concluded", _("Your appraisal is concluded")),
    ),
    inbox_kinds={appraising.TO_APPRAISE: _("Appraisals of cadres")},
    places={
        telling.RECORD: _("Record of a cadre"),
        telling.LIST: _("List of cadres (.xlsx)"),
        telling.APPRAISAL: _("Appraisal of a cadre"),
    },
    holdings=personal.HOLDINGS,
    effects=EFFECTS,
    figures=(
        Figure(
            "cadres.vacant", _("Vacant seats of committees at the end of the period"), figures.vacant, of=_("planned")
        ),
        Figure("cadres.women", _("Women among the cadres at the end of the period"), figures.women, of=_("cadres")),
    ),
    reconcilers=(
        Reconciler("cadres.trail", _("Cadres and audit trail"), reconciling.trail),
        Reconciler("cadres.seats", _("Cadres and seats"), reconciling.seats),
    ),
    stands=term_queries.stands,
    moves=(
        Move("cadres.terms", _("Terms of committees"), handing_over.to_hand_over, handing_over.hand_over, order=15),
    ),
    importers=(CADRES,),
    seed=lambda now: appraising.seed(now=now),
    load_demo=demo.load,
    demo_order=62,
)
