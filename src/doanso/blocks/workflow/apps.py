from django.apps import AppConfig


class Config(AppConfig):
    name = "doanso.blocks.workflow"
    label = "workflow"

    def ready(self) -> None:
        from doanso.blocks.workflow import receivers  # models must be loaded first
        from doanso.core.units import signals as units  # models must be loaded first

        units.standing_in.connect(receivers.others_stand_in, dispatch_uid="workflow.standing_in")
