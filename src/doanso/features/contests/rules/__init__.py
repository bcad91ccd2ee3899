from doanso.features.contests.rules.tie_breaks import TIE_BREAKS

__all__ = ["TIE_BREAKS"]
