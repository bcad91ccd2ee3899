"""What is written about looking at people's data, and about data whose time is up."""

from doanso.core.privacy.services.looking import listed, viewed

__all__ = ["listed", "viewed"]
