"""Words of a clause that suggest a topic which the clause does not name. Cautious: better a hint too few than a page of false alarms.

The patterns read Chinese regulations, which companies paste or paraphrase; `(?<!…)` keeps out the sentence that forbids the thing.
"""

import re
import unicodedata
from collections.abc import Iterator

from qudao.policies.policy import Clause

PATTERNS: tuple[tuple[str, str], ...] = (
    ("resale_price_minimum", r"(?:不得|不能|不可|禁止)低于[^。；，,;]{0,18}(?:价|元)|最低(?:销售|零售|转售|售)价"),
    (
        "resale_price_fixed",
        r"不得(?:擅自|随意|私自)?(?:调整|更改|变更|改动)[^。；，,;]{0,6}价格|统一(?:零售|销售)价|严格(?:按照|执行)[^。；，,;]{0,8}价格",
    ),
    ("price_control", r"(?:严格)?(?:控制|管控|监控)[^。；，,;]{0,8}价格(?:体系)?"),
    ("supply_cut", r"(?:减少|停止|限制|暂停)(?:供货|供应)|(?:降低|下调|减少)[^。；，,;]{0,4}(?:代理费|代理费率|佣金比例|返点)"),
    ("exclusive_territory", r"独家(?:代理|经销|销售)|不得跨(?:区|地区|区域)|(?:限定|指定|划定)[^。；，,;]{0,4}(?:销售区域|销售地区)"),
    ("pyramid_levels", r"(?:[三四五六多]级|各级)(?:代理|分销|会员)|(?:一|二|三)级代理|下级(?:分销|代理|会员)"),
    (
        "pay_by_headcount",
        r"(?<!不得)(?<!禁止)(?<!不)(?:按|根据)[^。；，,;]{0,6}(?:发展|招募|推荐)[^。；，,;]{0,6}(?:人数|数量)|(?<!无)拉人头|每(?:发展|招募|推荐)一(?:名|人|位)(?:代理|会员|下级)",
    ),
    (
        "entry_fee",
        r"(?<!不收取)(?<!不收)(?<!不得收取)(?<!禁止收取)(?<!无)(?:入门费|加盟费|入会费|代理费用押金)|(?<!不得要求)(?<!无须)(?<!不必)首次(?:进货|拿货|购货)[^。；，,;]{0,8}(?:方可|才能|方能|即可)",
    ),
    ("team_pay", r"(?:下级|下线|团队)[^。；，,;]{0,10}(?:销售额|业绩|销售)[^。；，,;]{0,10}(?:提成|分红|奖金|返利|佣金|利润)|团队计酬"),
    (
        "employee_fine",
        r"(?:对|给予)[^。；，,;]{0,8}(?:员工|职员|销售人员|业务员|人员)[^。；，,;]{0,8}(?<!不得)(?<!不)罚款|(?:员工|职员)[^。；，,;]{0,6}(?:进行|受到|给予|予以)[^。；，,;]{0,6}处罚|扣(?:发|除)[^。；，,;]{0,6}工资",
    ),
    ("demotion_or_dismissal", r"(?<!不得)(?<!不)(?:解聘|辞退|开除|解雇|降职|劝退)"),
    (
        "unilateral_amendment",
        r"(?:最终)?解释权[^。；;]{0,10}归|保留[^。；，,;]{0,6}(?:修改|修订|变更)|(?:有权|可以?)(?:随时)?(?:单方)?修改(?:本|制度|办法|规则|规定)",
    ),
    ("early_termination", r"(?:有权|可以?)(?:随时|提前|单方)[^。；，,;]{0,6}(?:终止|解除)|公司有权(?:终止|解除)"),
    ("identity_proof", r"身份证(?:明|复印件|照片|原件|正反面)"),
    ("cross_border", r"(?:境外|海外|出境)[^。；，,;]{0,10}(?:数据|信息|资料|服务器)"),
    ("profiling", r"(?:用户|客户)画像|个性化(?:服务|推荐|推送|定价|价格|营销)|千人千面"),
    ("committee_arbitration", r"仲裁委员会|(?:委员会|公司)[^。；，,;]{0,8}(?:终局裁决|裁决为最终|最终裁决)"),
    ("private_collection", r"(?:个人|私人)(?:账户|微信|支付宝|银行卡)[^。；，,;]{0,6}收(?:款|取)|(?<!不得)代收[^。；，,;]{0,4}(?:货款|款项|房款)"),
    ("individual_partner", r"(?:自然人|个人)[^。；，,;]{0,6}(?:均?可|可以)[^。；，,;]{0,6}(?:代理|加盟|分销|合作)"),
    ("direct_sales_term", r"直销"),
    ("social_insurance", r"五险一金|社会保险"),
    ("customer_source", r"(?:购买|收集|获取)[^。；，,;]{0,6}(?:客户|业主|车主)(?:名单|电话|资料|资源)"),
    ("paid_referral", r"全民营销|全民经纪人"),
    ("family_data", r"(?:员工|职员|同事)[^。；，,;]{0,2}家(?:属|人)|(?:致|寄给|告知|联系)[^。；，,;]{0,4}(?:员工)?家(?:属|人|长)"),
    ("advertising", r"口碑营销|刷单|好评返现|虚假(?:评价|交易|好评)"),
    ("rebate", r"返利|返点|(?<!收受)(?<!索取)(?<!索要)(?<!拿)回扣"),
)

COMPILED = tuple((topic, re.compile(pattern)) for topic, pattern in PATTERNS)


def hints(clause: Clause) -> Iterator[tuple[str, str]]:
    """Topics that the clause's words suggest and its tags do not name, each with the words."""
    text = unicodedata.normalize("NFKC", "\n".join(part for part in (clause.text.zh, clause.wording) if part))
    for topic, pattern in COMPILED:
        if topic not in clause.topics and (found := pattern.search(text)) is not None:
            yield topic, found.group(0)
