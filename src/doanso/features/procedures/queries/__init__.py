from doanso.features.procedures.queries import catalogue, dossiers

__all__ = ["catalogue", "dossiers"]
