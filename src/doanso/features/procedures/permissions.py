"""The permissions of seats (`units.Role.permissions`) that this feature asks for."""

INTAKE, OVERSEE, EDIT = "dossier.intake", "dossier.oversee", "procedure.edit"
API = "api.admin"
KEEP, DESTROY = "archive.keep", "archive.destroy"
