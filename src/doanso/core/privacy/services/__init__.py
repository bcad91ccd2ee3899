"""What is written about looking at people's data, and about data whose time is up."""

from doanso.core.privacy.services.clearing import clear, kept_days, remove_old_viewings
from doanso.core.privacy.services.looking import listed, reveal, viewed

__all__ = ["clear", "kept_days", "listed", "remove_old_viewings", "reveal", "viewed"]
