"""What the sections of a policy are called on its pages."""

from django.utils.translation import gettext as _


def section_name(section: str) -> str:
    """The files of terms by their subjects; one that has no name yet is called as its file."""
    names = {
        "protection": _("报备与保护期"),
        "attribution": _("归属"),
        "disputes": _("撞单"),
        "commission": _("佣金"),
        "discipline": _("违规"),
        "callbacks": _("回访"),
        "staffing": _("编制"),
        "staff_commission": _("员工提成"),
        "channel_share": _("渠道占比"),
        "attainment": _("完成率"),
        "certification": _("上岗考核"),
        "career": _("晋升"),
        "grading": _("评级"),
        "appraisal": _("绩效考核"),
        "incentive": _("激励"),
        "payback": _("退费追回"),
        "filing": _("门店建档"),
        "reception": _("接待"),
        "membership": _("会员"),
        "hierarchy": _("层级"),
        "earning": _("收益"),
        "authority": _("授权"),
        "supplier": _("供应商"),
    }
    return names.get(section, section)
