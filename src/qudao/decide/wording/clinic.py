"""Sentences of a clinic and its stores: reception, payback, filings."""

from qudao.policies.labels import clinic as labels

TEMPLATES: dict[str, tuple[str, str]] = {
    # reports and owners
    "report_incomplete": ("报备缺：{missing}", "The report lacks: {missing}"),
    "report_in_time": ("{received_at} 报备，顾客尚未到院", "Reported {received_at}; the patient has not arrived yet"),
    "report_before_arrival": ("{received_at} 报备，{arrived_at} 到院", "Reported {received_at}, before arrival {arrived_at}"),
    "report_after_arrival": (
        "{received_at} 才报备，顾客 {arrived_at} 已到院，不能作为市场部顾客录入",
        "Reported {received_at}, not before arrival {arrived_at}: not entered as a store's patient",
    ),
    "nobody_claims": ("没有店家申报本单", "No store claims this deal"),
    "store_claims": ("由 {partner_id} 申报，该顾客没有报备记录", "{partner_id} claims it; no report of the patient is recorded"),
    "store_reported": ("报备 {registration_id}（{received_at}）在到院之前", "Report {registration_id} ({received_at}) came before arrival"),
    "nobody_unreported": (
        "该顾客有报备记录，而申报的店家在到院之前没有有效报备（本店报备 {reports} 条）",
        "The patient was reported, and not by this store before arrival (reports of its own: {reports})",
    ),
    # routing and consultations
    "route_bound": ("{store_class} 类店家，由 {consultant} 接诊", "A class {store_class} store: received by {consultant}"),
    "route_rotation": ("轮到 {consultant} 接诊；缺席跳过：{skipped}", "The turn of {consultant}; absent and passed over: {skipped}"),
    "route_nobody": ("咨询师全部缺席", "All consultants are absent"),
    "desk_bound": (
        "{store_class} - {consultant}：由维护该店的咨询师接诊",
        "{store_class} - {consultant}: received by the consultant who keeps the store",
    ),
    "desk_rotation": ("{store_class} 类店家，按顺序轮诊", "A class {store_class} store: the rotation decides"),
    "class_changed": (
        "自 {changed_on} 起为 {store_class} 类，由 {changed_by} 变更",
        "Class {store_class} from {changed_on} on, changed by {changed_by}",
    ),
    "class_refused": (
        "{changed_by} 不能把类别改为 {store_class}（{changed_on}），只有{role}可以",
        "{changed_by} cannot change the class to {store_class} ({changed_on}): only the {role} can",
    ),
    # patients whom earlier customers brought
    "referral_linked": (
        "{registration_id}（{received_at}）为老带新，已关联",
        "Report {registration_id} ({received_at}) is linked as brought by this customer",
    ),
    "referral_of_no_report": ("{registration_id} 报备无效，不关联", "Report {registration_id} does not count: not linked"),
    "referral_of_open_case": (
        "{registration_id} 报备时（{received_at}）本成交尚未完成，不关联",
        "This case was not closed before report {registration_id} ({received_at}): not linked",
    ),
    "referral_of_customer": (
        "{registration_id} 的顾客在报备（{received_at}）之前已成交过，不是新顾客，不关联",
        "The patient of report {registration_id} had bought before it ({received_at}) and is not new: not linked",
    ),
    "referral_count": ("该顾客已带来新顾客 {count} 名", "New patients whom this customer brought: {count}"),
    "lead_proposed": (
        "{introducer} 介绍；{salespeople} 名业务员中 {salesperson} 手上最少（{leads}）",
        "Introduced by {introducer}; of {salespeople} salespeople {salesperson} has the fewest ({leads})",
    ),
    "consultation_closed": ("已成交", "Closed"),
    "consultation_unreviewed": ("未成交，须先由现场咨询主管过诊", "Not closed: the on-site supervisor must look at it first"),
    "consultation_invited": ("主管过诊后仍未成交，再约来院复诊", "Not closed after the supervisor's review: invited to come again"),
    "handover_sheet": ("交接 {filled}/{fields} 项，到院后 {minutes} 分钟", "{filled} of {fields} told, {minutes} minutes after arrival"),
    "salesperson_present": ("{opened_at} 至 {closed_at} 咨询，业务员在院", "Consultation {opened_at} to {closed_at}: the salesperson was there"),
    "salesperson_absent": ("{opened_at} 至 {closed_at} 咨询，业务员不在院", "Consultation {opened_at} to {closed_at}: salesperson absent"),
    # price list
    "item_category_missing": ("项目须先定类别，“{category}”不在目录中", "An item needs a category of the list, not “{category}”"),
    "item_cost_missing": ("{category}含贵重耗材，须填成本", "{category} has costly consumables: the cost is needed"),
    "item_listed": ("列入{category}", "Listed as {category}"),
    "demonstration_granted": (
        "打版价：{list_price_fen} × {rate_bp} = {price_fen}",
        "Demonstration price: {list_price_fen} × {rate_bp} = {price_fen}",
    ),
    "demonstration_unapproved": ("打版未经批准，按原价", "The demonstration was not approved: list price"),
    "demonstration_stranger": ("{relation}不属打版范围，按原价", "Not of the store ({relation}): list price"),
    # payback
    "payback_computed": ("{base_fen} × {rate_bp} = {amount_fen}", "{base_fen} × {rate_bp} = {amount_fen}"),
    "payback_split": ("成交价 {price_fen}，对半返款", "Price {price_fen}, split in half"),
    "payback_after_cost": ("成交价 {price_fen} 扣耗材 {cost_fen}", "Price {price_fen} less consumables {cost_fen}"),
    "payback_cost_above_price": (
        "耗材 {cost_fen} 超过成交价 {price_fen}，没有可分的",
        "Consumables {cost_fen} exceed the price {price_fen}: nothing is left to split",
    ),
    "payback_special_price": (
        "原价 {list_price_fen}，成交 {price_fen}，为 {ratio_bp}，低于 {line_bp}，按特价",
        "{price_fen} of list {list_price_fen} is {ratio_bp}, below {line_bp}: a special price",
    ),
    "payback_micro_regular": (
        "原价 {list_price_fen}，成交 {price_fen}，为 {ratio_bp}，不低于 {line_bp}",
        "{price_fen} of list {list_price_fen} is {ratio_bp}, not below {line_bp}",
    ),
    "payback_labelled_regular": (
        "标为特价，但成交 {price_fen} 为原价 {list_price_fen} 的 {ratio_bp}，不低于 {line_bp}，按正常价",
        "Labelled special, but {price_fen} of list {list_price_fen} is {ratio_bp}, not below {line_bp}: regular",
    ),
    "payback_demonstration": ("打版价 {price_fen}，返款比例 {rate_bp}", "Demonstration price {price_fen}: {rate_bp} is paid back"),
    "payback_excluded": ("{category}不计入返款", "No payback on {category}"),
    "payback_deviation": ("本单经批准按 {share_bp} 分成，不按 {usual_bp}", "An approved share of {share_bp} for this deal instead of {usual_bp}"),
    "payback_price_missing": ("第 {line_no} 行缺成交价", "Line {line_no} has no price"),
    "payback_list_price_missing": (
        "第 {line_no} 行（{category}）缺原价，无法判断是否特价",
        "Line {line_no} ({category}) has no list price to compare with",
    ),
    "payback_cost_missing": (
        "第 {line_no} 行（{category}）缺耗材成本，整单暂缓",
        "Line {line_no} ({category}) has no consumable cost: the whole deal waits",
    ),
    "payback_category_missing": (
        "第 {line_no} 行的类别“{category}”不在目录中，整单暂缓",
        "Line {line_no}: “{category}” is no category of this policy; the whole deal waits",
    ),
    "payback_lines_missing": ("没有成交明细，无法计算", "There are no lines to compute from"),
    "payback_too_large": ("各行合计超过 {limit_fen}，整单暂缓", "The lines together exceed {limit_fen}: the whole deal waits"),
    "payback_share_invalid": (
        "store_share_bp 为“{value}”，应为 0 至 10000 的整数，整单暂缓",
        "store_share_bp is “{value}”, expected a whole number from 0 to 10000: the whole deal waits",
    ),
    "payback_refunded": ("退款 {refund_id}：{refunded_fen}，返款变动 {amount_fen}", "Refund {refund_id} of {refunded_fen}: {amount_fen}"),
    "payback_cancelled": ("成交已于 {cancelled_at} 取消", "The deal was cancelled on {cancelled_at}"),
    "payback_unpaid": ("顾客尚未付款，先计提", "The patient has not paid yet: accrued"),
    "payback_due_later": ("顾客 {paid_at} 付款，列入 {period}", "The patient paid {paid_at}: due in {period}"),
    "payback_payable": ("顾客 {paid_at} 付款，列入 {period}", "The patient paid {paid_at}: payable in {period}"),
    "payback_paid": ("已支付 {paid_fen}", "{paid_fen} was paid"),
    "payback_account_missing": ("店家 {partner_id} 未登记银行账户，补齐前不付", "No bank account of {partner_id} is recorded: paid when it is"),
    # introduction bonus
    "bonus_introducer": (
        "返款后 {base_fen} 提 {rate_bp}，介绍人一份 {amount_fen}",
        "{rate_bp} of {base_fen} left after payback; the introducer's part is {amount_fen}",
    ),
    "bonus_sales_rep": (
        "返款后 {base_fen} 提 {rate_bp}，业务员一份 {amount_fen}",
        "{rate_bp} of {base_fen} left after payback; the salesperson's part is {amount_fen}",
    ),
    "bonus_refunded": (
        "退款后返款余额变动 {base_fen}，奖金变动 {amount_fen}",
        "A refund changes what is left by {base_fen}, the bonus by {amount_fen}",
    ),
    # filings
    "filing_reserved": (
        "{started_on} 起报备，占位到 {until}，材料须在此前交齐",
        "Filed from {started_on}: reserved until {until}, when all materials must be there",
    ),
    "filing_lapsed": (
        "{started_on} 起报备，到 {until} 未交齐材料，失效",
        "Filed from {started_on}; the materials were not complete by {until}: lapsed",
    ),
    "filing_completed_late": (
        "{started_on} 起报备，期限 {until}，{completed_on} 才交齐，失效",
        "Filed from {started_on}, due {until}, complete only on {completed_on}: lapsed",
    ),
    "filing_photo_missing": ("缺门头照片，报备无效", "The photo of the store's front is missing: invalid"),
    "filing_agreement_missing": ("缺合作协议，报备无效", "The cooperation agreement is missing: invalid"),
    "filing_bank_missing": ("缺银行账户，有效但不能付返款", "The bank account is missing: valid, but payout is blocked"),
    "filing_valid": (
        "{completed_on} 起有效；培训期限 {training_until}，首单期限 {first_order_until}",
        "Valid from {completed_on}; training is due {training_until}, the first order {first_order_until}",
    ),
    "filing_untrained": (
        "{completed_on} 起有效，到 {until} 没有带咨询下店，重新分配",
        "Valid from {completed_on}; no consultant was brought for training by {until}: to be distributed anew",
    ),
    "filing_transferred": (
        "到 {until} 没有带客，{closer} 于 {closed_at} 成交（{deal_id}），店家转归 {closer}",
        "No customer by {until}; {closer} closed {deal_id} on {closed_at}: the store is {closer}'s now",
    ),
    "filing_agreement_to_amend": ("合作协议须改签", "The cooperation agreement must be amended"),
    "filing_store_reserved": (
        "该店由报备 {other_filing} 占位到 {until}，他人不能报备",
        "The store is reserved by filing {other_filing} until {until}: nobody else can file it",
    ),
    "filing_store_taken": ("该店已由报备 {other_filing} 归属他人", "The store belongs to another salesperson by filing {other_filing}"),
}

_OF_TERMS = (
    "customer_name",
    "partner_id",
    "surgery",
    "thread_lift",
    "implant",
    "micro",
    "anaesthesia",
    "laboratory_test",
    "hospitalisation",
    "infusion",
)
_OF_PEOPLE = ("owner", "employee", "owner_relative", "employee_relative")

WORDS: dict[str, tuple[str, str]] = {
    **{word: labels.WORDS[word] for word in (*_OF_TERMS, *_OF_PEOPLE)},
    "phone": ("电话", "phone"),
    "market_supervisor": labels.WORDS["market_supervisor"],
    "friend": ("朋友", "friend"),
}
