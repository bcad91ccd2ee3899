from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """Leaves out the sources of the style sheet: pages load the one that tools/build_static.py joins from them."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "ui/css/*"]
