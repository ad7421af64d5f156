"""Who came, as the front desk writes it down."""

from dataclasses import dataclass, replace

from qudao.customers.models import Registration
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


def completed(details: VisitDetails, registration: Registration) -> VisitDetails:
    """The visitor with his blanks filled from the report that was picked for him."""
    return replace(
        details,
        customer_name=details.customer_name or registration.customer_name,
        phone=details.phone or registration.phone or "",
        identity_no=details.identity_no or registration.identity_no or "",
        company=details.company or registration.company,
    )
