"""The steps of a registration under 客户归属认定及报备细则: pre-report, formal report on site, validity, contract."""

from django.utils.translation import gettext as _

from qudao.customers.models import Registration
from qudao.kit.templatetags.qudao_format import day, until
from qudao.portal.life import Life, Mark, Note, Step, deal, reported
from qudao.rules.period import in_force
from qudao.rules.window import IntercompanyTerms


def steps(life: Life, terms: IntercompanyTerms) -> list[Step]:
    """From the report to the contract."""
    if life.state.code == "refused":
        return [reported(life)]
    between = _of_pre_report(life, terms) if life.row.stage == Registration.Stage.PRE else [_validity(life)]
    return [reported(life), *between, *([] if life.state.code == "lapsed" else [deal(life)])]


def _of_pre_report(life: Life, terms: IntercompanyTerms) -> list[Step]:
    lead = in_force(terms.pre_report, life.day(life.row.received_at))
    after = in_force(terms.after_opening, life.day())
    evidence = in_force(terms.evidence, life.day())
    notes = (
        Note(_("客户到场后填正式报备单，客户和现场报备管理人签字；预报备只作参考证据"), evidence.clause),
        Note(_("预报备须在到访前一天"), lead.clause),
    )
    valid = Note(_("从正式报备次日起算；开盘日及以前的有效到开盘日"), after.clause)
    return [
        Step("now" if life.state.code == "pre" else "future", _("到场正式报备"), day(life.row.planned_visit_on), notes),
        Step("future", _("有效 %(days)s 天") % {"days": after.value.days}, "", (valid,)),
    ]


def _validity(life: Life) -> Step:
    marks: dict[str, Mark] = {"lapsed": "red", "ruled": "past"}
    title = _("已失效") if life.state.code == "lapsed" else _("有效期")
    end = _("至 %(end)s") % {"end": until(life.row.protected_until)} if life.row.protected_until else ""
    return Step(marks.get(life.state.code, "now"), title, end, (Note(_("须在有效期内签约"), life.row.clause),))
