"""What is written about questions; features use what stands here."""

from doanso.blocks.questions.services.locking import lock, reveal, unlock
from doanso.blocks.questions.services.trials import Told, record_trials

__all__ = ["Told", "lock", "record_trials", "reveal", "unlock"]
