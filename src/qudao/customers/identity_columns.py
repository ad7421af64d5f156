"""Who a customer is, as columns: plain values in, encrypted and masked values and comparable keys out."""

from dataclasses import dataclass

from qudao.kit.encrypted import exact, last_four, mask_identity, mask_phone, masked
from qudao.programmes.models import Project
from qudao.rules.identity import is_masked, normal_company, normal_identity, normal_name, normal_phone

SHORTEST_MASKED = 8
"""A phone with fewer digits shows too little to be compared masked."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What is compared: blank text and None match nothing."""

    name: str
    phone: bytes | None
    phone_masked: bytes | None
    identity_no: bytes | None
    company: str


def identity_columns(*, project: Project, name: str, phone: str = "", identity_no: str = "", company: str = "") -> dict[str, object]:
    """The columns of `Identified` for a customer of a project, from what was told."""
    number, card = normal_phone(phone), normal_identity(identity_no)
    keys = keys_of(name=name, phone=phone, identity_no=identity_no, company=company)
    tail = number[-4:]
    return {
        "customer_name": name.strip(),
        "name_key": keys.name,
        "phone": number or None,
        "phone_shown": mask_phone(number) if number else "",
        "phone_key": keys.phone,
        "phone_masked_key": keys.phone_masked,
        "phone_last_key": last_four(project.pk, tail) if len(tail) == 4 and tail.isdecimal() else None,
        "identity_no": card or None,
        "identity_shown": mask_identity(card) if card else "",
        "identity_key": keys.identity_no,
        "company": company.strip(),
        "company_key": keys.company,
    }


def keys_of(*, name: str, phone: str = "", identity_no: str = "", company: str = "") -> Keys:
    """The keys that find the same customer; a masked phone has no exact key."""
    number, card = normal_phone(phone), normal_identity(identity_no)
    ends = number[:3] + number[-4:]
    return Keys(
        name=normal_name(name),
        phone=exact(number) if number and not is_masked(number) else None,
        phone_masked=masked(number[:3], number[-4:]) if len(number) >= SHORTEST_MASKED and "*" not in ends else None,
        identity_no=exact(card, of="identity") if card else None,
        company=normal_company(company),
    )


def person_key(value: str) -> bytes:
    """The key of somebody named by one phone or identity number, as in relations."""
    number = normal_phone(value)
    looks_like_phone = number.isdecimal() and len(number) <= 12 and not value.strip().upper().endswith("X")
    return exact(number) if looks_like_phone else exact(normal_identity(value), of="identity")
