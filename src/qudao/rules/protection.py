"""How long a registration protects its partner, from that partner's own facts alone.

Clauses 2.1 to 2.12 of 分销商客户管理制度 and 1.5 to 2.13 of 客户归属认定及报备细则 (numbered section.sentence).
Never looks at rivals: they meet in `attribution`.
"""

from datetime import datetime, tzinfo

from qudao.rules import distribution, intercompany
from qudao.rules.decision import Decision
from qudao.rules.window import DistributionTerms, IntercompanyTerms, Own, ProtectionTerms, Status, Window

__all__ = ["DistributionTerms", "IntercompanyTerms", "Own", "ProtectionTerms", "Status", "Window", "decide"]


def decide(terms: ProtectionTerms, *, own: Own, zone: tzinfo, as_of: datetime) -> dict[str, Decision[Window]]:
    """Status and window of every registration of one partner at one project, as of an instant, by registration id."""
    if isinstance(terms, DistributionTerms):
        return distribution.decide(terms, own=own, zone=zone, as_of=as_of)
    return intercompany.decide(terms, own=own, zone=zone, as_of=as_of)
