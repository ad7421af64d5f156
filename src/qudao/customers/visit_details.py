"""Who came, as the front desk writes it down."""

from dataclasses import dataclass

from qudao.partners.models import Partner


@dataclass(frozen=True, slots=True)
class VisitDetails:
    """The visitor, and who brought him where no report was picked. With a picked report, blanks are filled from it."""

    customer_name: str = ""
    phone: str = ""
    identity_no: str = ""
    company: str = ""
    brought_by: Partner | None = None
    """The partner whose agent entered with the customer; blank: nobody, or as the picked report says."""
