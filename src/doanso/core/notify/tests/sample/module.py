from doanso.lib.modules import Module, NotificationKind

MODULE = Module(
    "sample",
    "Sample",
    notifications=(
        NotificationKind("sample.greeting", "Greeting"),
        NotificationKind("sample.duty", "Duty", mandatory=True),
        NotificationKind("sample.quiet", "Quiet", default_channels=("app",)),
    ),
)
