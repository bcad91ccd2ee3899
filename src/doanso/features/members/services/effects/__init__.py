"""What closing a dossier changes in the register. Each effect is made of a plan: entries that follow from the answers.

The plan is asked before anybody signs (`check`), and carried out in the transaction that closes the dossier (`apply`).
A second run changes nothing. docs/howto/members.md says what each does.
"""

from django.utils.translation import gettext_lazy as _

from doanso.features.members.models import Entry
from doanso.features.members.services.effects import admitting, moving, seating, standing, undoing
from doanso.features.members.services.effects.making import made
from doanso.lib.modules import Effect

Kind = Entry.Kind
EFFECTS = (
    Effect("members.admit", _("Admit the applicant as a member"), admitting.admit_applicant, admitting.obstacles),
    made("members.send", _("Introduce the member to another branch"), moving.send, Kind.SENT),
    made(
        "members.receive",
        _("Receive the member into the branch"),
        moving.receive,
        Kind.RECEIVED,
        then=seating.unseat,
    ),
    made("members.keep", _("The member stays, as the transfer came to nothing"), moving.keep, Kind.KEPT),
    made(
        "members.depart",
        _("The member leaves for a branch elsewhere"),
        moving.depart,
        Kind.DEPARTED,
        then=seating.unseat,
    ),
    made("members.defer", _("Defer activity, or resume it"), standing.defer, Kind.DEFERRED, Kind.RESUMED),
    made("members.of_age", _("Coming of age, or staying on"), standing.of_age, Kind.CAME_OF_AGE, Kind.STAYED_ON),
    made(
        "members.discipline",
        _("Discipline the member"),
        standing.discipline,
        Kind.DISCIPLINED,
        Kind.EXPELLED,
        then=seating.unseat,
    ),
    made(
        "members.remove",
        _("Remove the name, or let the member leave"),
        standing.remove,
        Kind.REMOVED,
        Kind.LEFT,
        then=seating.unseat,
    ),
    made("members.die", _("Record the death of a member"), standing.die, Kind.DIED, then=seating.unseat, tells=False),
    made("members.card", _("Issue a new card"), standing.card, Kind.CARDED),
    made("members.grade", _("Grade the members of a branch for a year"), standing.grade, Kind.GRADED),
    made("members.commend", _("Note a commendation"), standing.commend, Kind.NOTED),
    made("members.credit", _("Note a recognised initiative with who handed it in"), standing.credit, Kind.NOTED),
    Effect("members.appoint", _("Appoint the elected people"), seating.appoint_elected, seating.appointing),
    Effect("members.release", _("Release people from their seats"), seating.release, seating.releasing),
    Effect("members.undo", _("Undo what a dossier has entered"), undoing.undo_dossier, undoing.obstacles),
)
