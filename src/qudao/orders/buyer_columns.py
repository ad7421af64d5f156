"""A buyer as columns: encrypted, hashed for comparison, masked for pages."""

from typing import Any

from qudao.kit.encrypted import exact, mask_identity, mask_phone
from qudao.orders.details import BuyerDetails
from qudao.rules.identity import is_masked, normal_identity, normal_name, normal_phone


def buyer_columns(buyer: BuyerDetails) -> dict[str, Any]:
    """The columns of `orders.Buyer` that say who he is."""
    phone, identity_no = normal_phone(buyer.phone), normal_identity(buyer.identity_no)
    return {
        "name": buyer.name.strip(),
        "name_key": normal_name(buyer.name),
        "phone": phone or None,
        "phone_shown": (phone if is_masked(phone) else mask_phone(phone)) if phone else "",
        "phone_key": exact(phone) if phone and not is_masked(phone) else None,
        "identity_no": identity_no or None,
        "identity_shown": mask_identity(identity_no) if identity_no else "",
        "identity_key": exact(identity_no, of="identity") if identity_no else None,
    }
