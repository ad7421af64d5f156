"""The own list as a workbook: what the page shows, phones masked, every text a text."""

from datetime import datetime
from io import BytesIO

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from qudao.customers.models import Registration
from qudao.kit import clock
from qudao.kit.templatetags.qudao_format import instant, until
from qudao.portal import urgency
from qudao.portal.customers import Line, filtered, lines_of, read_filters, signed_in
from qudao.programmes.models import Project

MOST = 20_000
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export(request: HttpRequest) -> HttpResponse:
    """The reader's own registrations as filtered in the address, most urgent first."""
    now = clock.now()
    own = Registration.objects.visible_to(signed_in(request))
    filters = read_filters(request, Project.objects.filter(registrations__in=own).distinct())
    rows = urgency.by_urgency(filtered(own, filters, now), now)
    if filters.due:
        rows = urgency.in_group(rows, urgency.GROUPS[filters.due])
    answer = HttpResponse(workbook(lines_of(rows[:MOST], now), now), content_type=TYPE)
    answer["Content-Disposition"] = 'attachment; filename="customers.xlsx"'
    return answer


def workbook(lines: list[Line], now: datetime) -> bytes:
    """One sheet. Text cells are written as text, so that nothing in them is ever a formula."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"created": now.replace(tzinfo=None)})
    sheet = book.add_worksheet(_("我的客户"))
    bold = book.add_format({"bold": True})
    headings = [_("回执号"), _("收到时间"), _("项目"), _("客户"), _("电话"), _("公司"), _("状态"), _("原因"), _("条款"), _("保护自"), _("保护到")]
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
    for number, line in enumerate(lines, start=1):
        for column, text in enumerate(_cells(line)):
            sheet.write_string(number, column, text)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 10, 18)
    book.close()
    return target.getvalue()


def _cells(line: Line) -> list[str]:
    row = line.registration
    return [
        row.number,
        instant(row.received_at),
        row.project.name,
        row.customer_name,
        row.phone_shown,
        row.company,
        line.state.label,
        line.reason,
        line.clause,
        instant(row.protected_from),
        until(row.protected_until),
    ]
