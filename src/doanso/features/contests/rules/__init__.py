from doanso.features.contests.tie_breaks import TIE_BREAKS

__all__ = ["TIE_BREAKS"]
