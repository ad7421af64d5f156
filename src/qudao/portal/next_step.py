"""The one thing to do next for a registration: a verb, a deadline, a reason, one button."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.kit.templatetags.qudao_format import instant, until
from qudao.orders.models import Letter
from qudao.portal.life import Life


@dataclass(frozen=True, slots=True)
class Next:
    """What to do, why, and where the button leads; `posts` when it acts rather than opens."""

    title: str
    why: str
    label: str
    address: str
    posts: bool = False


def next_step(life: Life, letter: Letter | None) -> Next:
    """What the partner can do now."""
    row, state = life.row, life.state
    receipt = reverse("portal:receipt", args=[row.public_id])
    if letter is not None:
        words = _("已签约，归属已经判定。不服可以在期限内申诉。")
        return Next(_("看判定书"), words, _("打开判定书"), reverse("portal:letter", args=[letter.public_id]))
    if state.code in ("refused", "lapsed"):
        return _again(life)
    if state.code == "papers" and state.visit is not None:
        why = _("前台 %(at)s 已登记到访。补发前，保护仍到 %(end)s 结束。") % {"at": instant(state.visit.at), "end": until(row.protected_until)}
        send = reverse("portal:send_visit_message", args=[state.visit.public_id])
        return Next(_("补发今天的到访报备"), why, _("发送到访报备"), send, posts=True)
    if may_extend(life):
        why = _("案场已认定为大宗客户；保护期内申请，经同意后延长，只限一次。")
        return Next(_("申请大宗客户延期"), why, _("申请延期"), reverse("portal:request_extension", args=[row.public_id]))
    title, why = _by_state(life)
    shows_code = state.code in ("pre", "waiting", "broken")
    return Next(title, why, _("打开回执码") if shows_code else _("看回执"), receipt)


def _again(life: Life) -> Next:
    address = reverse("portal:report") + f"?project={life.row.project.public_id}"
    if life.state.code == "refused":
        return Next(_("改正后重新报备"), _("这一次不算数；优先时间从新的一次收到时算起。"), _("重新报备"), address)
    return Next(_("重新报备这位客户"), _("原来的保护不再起作用；新的报备从收到时重新算起。"), _("重新报备"), address)


def _by_state(life: Life) -> tuple[str, str]:
    """The verb and the reason where the button only shows the receipt."""
    names = {"project": life.row.project.name, "end": until(life.row.protected_until)}
    words = {
        "pre": (_("带客户到%(project)s，签正式报备单"), _("到场时给前台看回执码，当场填单签字。")),
        "waiting": (_("带客户到访%(project)s"), _("到访时给前台看回执码；当天还要发送到访报备。")),
        "broken": (_("再带客户到访%(project)s一次"), _("上次到访当天没有发送到访报备，不能再补。再次到访并当天办齐资料，才转到访保护。")),
        "checking": (_("等案场办完到访资料"), _("您的部分已经齐全。案场在 %(end)s 前录入，就进入到访保护期。")),
        "reported": (_("请客户在 %(end)s 前签约"), _("正式报备已生效；过期后须重新正式报备。")),
    }
    title, why = words.get(life.state.code, (_("请客户在 %(end)s 前认购"), _("到访资料齐全，保护期内认购、签约有效。")))
    return title % names, why % names


def may_extend(life: Life) -> bool:
    """Whether an extension can still be asked for: bulk, visited, and not asked before."""
    asked = any(not extension.refusal for extension in life.extensions)
    return life.state.code == "visited" and life.visit is not None and life.visit.bulk is True and not asked
