"""Procedures as the national database publishes them: read, mapped field by field, and put online.

`read.read(source)` maps one procedure and says what it could not map; `load.load(...)` publishes it with a default
form and default one-stop steps. Nothing of the source is dropped: the original stays in `Version.extra["source"]`.
"""
