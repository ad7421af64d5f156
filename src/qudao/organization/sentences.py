"""The last resort for a refusal that no door put into words: its code, clause and field, so that it can be named on the telephone."""

from django.utils.translation import gettext as _

from qudao.kit.refused import Refused


def sentence_of(error: Refused) -> str:
    """One sentence about an act refused."""
    if error.clause:
        return _("这件事现在不能做（%(code)s，第 %(clause)s 条）。") % {"code": error.code, "clause": error.clause}
    return _("这件事现在不能做（%(code)s）。") % {"code": error.code}
