from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "doanso.features.procedures"
    label = "procedures"

    def ready(self) -> None:
        from doanso.blocks.workflow import signals as workflow  # models must be loaded first
        from doanso.core.calendar import signals as calendar  # models must be loaded first
        from doanso.core.consent import signals as consent  # models must be loaded first
        from doanso.core.files import signals as files  # models must be loaded first
        from doanso.core.qr import purposes  # its words need the apps
        from doanso.core.units import signals as units  # models must be loaded first
        from doanso.features.procedures import receivers  # models must be loaded first

        calendar.changed.connect(receivers.calendar_changed, dispatch_uid="procedures.calendar")
        calendar.preview.connect(receivers.deadlines_that_would_move, dispatch_uid="procedures.preview")
        workflow.reminder.connect(receivers.step_is_due, dispatch_uid="procedures.reminder")
        files.infected.connect(receivers.files_infected, dispatch_uid="procedures.infected")
        units.closing.connect(receivers.unit_is_needed, dispatch_uid="procedures.closing")
        purposes.register("paper", _("Paper form"), ("/to-giay/",))
        consent.withdrawn.connect(receivers.consent_withdrawn, dispatch_uid="procedures.consent")
