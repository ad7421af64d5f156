"""What every page of the desk begins with: who asks, the row he means, the page of a list, and the words of a refusal."""

from typing import Any, TypeVar
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from qudao.organization.models import User

Row = TypeVar("Row", bound=Model)
PAGE = 50


def signed_in(request: HttpRequest) -> User:
    """The reader; the permission table let nobody else through."""
    assert isinstance(request.user, User)
    return request.user


def found(rows: QuerySet[Row], public_id: UUID) -> Row:
    """The row that the reader may see; what he may not see is as good as missing."""
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise Http404
    return row


def page_of(request: HttpRequest, rows: QuerySet[Row]) -> Page[Row]:
    """The page of a list that the address names, 50 rows; a number beyond the end is the last page."""
    return Paginator(rows, PAGE).get_page(request.GET.get("page", "1"))


def language() -> str:
    """The reader's language as sentences know it: zh or en."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def text(values: Any, name: str, longest: int = 500) -> str:
    """A field as sent, without blanks at its ends."""
    return str(values.get(name, "")).strip()[:longest]
