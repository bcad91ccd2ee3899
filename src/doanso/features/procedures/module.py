from django.utils.translation import gettext_lazy as _

from doanso.features.procedures import demo, figures, panels, permissions, personal, sources
from doanso.features.procedures.queries.handing_over import to_hand_over
from doanso.features.procedures.services.handing_over import hand_over, hold
from doanso.lib.modules import Figure, MenuItem, Module, NotificationKind, Panel, SearchSource
from doanso.lib.moves import Move

MODULE = Module(
    "procedures",
    _("Procedures"),
    menu=(
        MenuItem(_("Procedures"), "procedures:catalogue", icon="file", public=True, order=10),
        MenuItem(_("Track a dossier"), "procedures:track", icon="search", public=True, order=20),
        MenuItem(_("Dossiers"), "procedures:dossiers", icon="files", order=30),
        MenuItem(_("My dossiers"), "procedures:mine", icon="folder", order=35),
        MenuItem(_("Writing procedures"), "procedures:drafts", icon="pen", permission=permissions.EDIT, order=65),
        MenuItem(_("Procedures of the unit"), "procedures:own", icon="list", permission=permissions.EDIT, order=70),
        MenuItem(
            _("Archives"),
            "procedures:archives",
            icon="files",
            permission=f"{permissions.KEEP} {permissions.DESTROY}",
            order=75,
        ),
    ),
    footer=(MenuItem(_("On this device"), "procedures:device", public=True),),
    holdings=personal.HOLDINGS,
    retention=personal.RETENTION,
    places={
        "procedures.identity": _("Identity seen at the desk"),
        "procedures.list": _("List of dossiers (.xlsx)"),
        "procedures.archives": _("List of dossiers whose time is up (.xlsx)"),
        "procedures.dossier": _("Dossier"),
    },
    inbox_kinds={
        "workflow.step": _("Step of a dossier"),
        "procedures.late": _("Overdue below you"),
        "procedures.review": _("Review of a draft"),
        "procedures.call": _("Procedures to be written"),
        "procedures.yearly": _("Review of a procedure"),
        "procedures.destruction": _("Destruction of dossiers"),
    },
    notifications=(
        NotificationKind("procedures.submitted", _("Your dossier was registered")),
        NotificationKind("procedures.supplement", _("The office asks for a supplement"), mandatory=True),
        NotificationKind("procedures.payment", _("The office asks for a payment"), mandatory=True),
        NotificationKind("procedures.finished", _("Your dossier is finished"), mandatory=True),
        NotificationKind("procedures.refused", _("Your dossier could not be handled"), mandatory=True),
        NotificationKind("procedures.link", _("A new private link"), mandatory=True),
        NotificationKind("procedures.link_from_desk", _("A new private link from the desk"), mandatory=True),
        NotificationKind("procedures.link_issued", _("A new private link was handed out"), mandatory=True),
        NotificationKind("procedures.apology", _("Your dossier is late: a new date"), mandatory=True),
        NotificationKind("procedures.moved", _("Your dossier goes on under another version"), mandatory=True),
        NotificationKind("procedures.yearly", _("A procedure of yours is to be reviewed")),
        NotificationKind("procedures.assigned", _("A step was given to you")),
        NotificationKind("procedures.step_soon", _("A step of yours is due soon")),
        NotificationKind("procedures.step_due", _("A step of yours is due now")),
        NotificationKind("procedures.step_late", _("A step of yours is overdue")),
        NotificationKind("procedures.escalated", _("A step below you is overdue"), mandatory=True),
        NotificationKind("procedures.infected", _("A file of a dossier has a virus"), mandatory=True),
        NotificationKind("procedures.call_given", _("Your unit is asked to write procedures")),
        NotificationKind("procedures.call_reminded", _("A reminder to write procedures")),
        NotificationKind("procedures.draft_reviewed", _("A draft of yours was reviewed")),
        NotificationKind("procedures.consent_withdrawn", _("An applicant has withdrawn consent"), mandatory=True),
    ),
    search=(
        SearchSource("procedures", _("Procedures"), sources.procedures, sources.everybody),
        SearchSource(
            "dossiers",
            _("Dossiers"),
            sources.dossiers,
            sources.readable_dossiers,
            signed_in_only=True,
            reach=sources.reach_of_dossiers,
        ),
    ),
    moves=(Move("procedures.work", _("Procedures and dossiers"), to_hand_over, hand_over, hold, 60),),
    figures=(
        Figure("procedures.dossiers", _("Dossiers by unit and field"), figures.dossiers, rows=True),
        Figure("procedures.on_time", _("Solved on time"), figures.in_good_time, of=_("solved dossiers")),
        Figure("procedures.online", _("Received online"), figures.online, of=_("received dossiers")),
        Figure("procedures.content", _("Content applicants"), figures.content, of=_("ratings")),
    ),
    panels=(
        Panel("home", "procedures/parts/popular.html", panels.popular),
        Panel("admin", "procedures/own/panel.html", panels.own_procedures, order=15),
        Panel("admin", "procedures/clients/panel.html", panels.api_clients, order=20),
        Panel("personal", "procedures/parts/data_requests.html", panels.data_requests),
        Panel("retention", "procedures/archives/terms.html", panels.archives),
        Panel("reports", "procedures/officers/workload_panel.html", panels.nothing),
    ),
    permissions={
        permissions.INTAKE: _("Receive dossiers at the counter"),
        permissions.OVERSEE: _("See all dossiers of the unit and the figures about them"),
        permissions.EDIT: _("Write and publish procedures"),
        permissions.API: _("Let other programs use the API"),
        permissions.KEEP: _("Keep the archives: draw up lists of dossiers whose time is up"),
        permissions.DESTROY: _("Decide on the destruction of dossiers whose time is up"),
    },
    load_demo=demo.load,
    demo_order=50,
)
