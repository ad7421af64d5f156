"""Sentences of registrations and their windows."""

TEMPLATES: dict[str, tuple[str, str]] = {
    # refused
    "undeclared": (
        "没有声明客户不属于自然到访、我司自拓或其他伙伴的客户",
        "The declaration that the customer is no walk-in, own or other partner's customer is missing",
    ),
    "incomplete_name": ("没有客户姓名", "The customer's name is missing"),
    "incomplete_project": ("没有项目", "The project is missing"),
    "incomplete_identifier": (
        "电话、证件号码和公司名称都没有，无法认定是哪一位客户",
        "Phone, identity number and company are all missing, so nobody is identified",
    ),
    "incomplete_company": ("企业购房没有报公司全称或特征名称", "A corporate purchase was reported without the company's full or characteristic name"),
    "incomplete_phone": ("预报备没有电话号码", "The pre-report has no phone number"),
    "suspended": (
        "报备时（{received_at}）该渠道处于停止合作期间，自 {suspended_from} 起",
        "When the report came ({received_at}) the partner was suspended, since {suspended_from}",
    ),
    "wrong_filer": (
        "预报备须由指定备案人员发出，发出人是 {filed_by}",
        "A pre-report must come from a designated filer; this one came from {filed_by}",
    ),
    "unsigned_customer": ("正式报备单没有客户签字", "The formal report has no signature of the customer"),
    "unsigned_manager": ("正式报备单没有现场报备管理人签字", "The formal report has no signature of the on-site report manager"),
    "late_local": (
        "本地客户须提前 {required_seconds}报备；{received_at} 收到，{visited_at} 到访，只提前 {ahead_seconds}",
        "A local customer is reported {required_seconds} ahead; received {received_at}, arrived {visited_at}, only {ahead_seconds} ahead",
    ),
    "late_remote": (
        "异地客户须至少提前 1 天报备；{received_at} 收到，{visited_at} 到访",
        "A customer from out of town is reported a day ahead; received {received_at}, arrived {visited_at}",
    ),
    "late_after_visit": (
        "客户在报备前已由该渠道带来：{visited_at} 到访，{received_at} 才收到报备，到访时没有有效的报备",
        "The partner had brought the customer before reporting: arrived {visited_at}, reported {received_at}, with no report in force at the visit",
    ),
    "late_pre_report": (
        "预报备最迟在到访前 {days_before} 天；{received_at} 收到，到访日 {visit_on}",
        "A pre-report is due {days_before} calendar day(s) before the visit; received {received_at}, visit on {visit_on}",
    ),
    # windows
    "protected_before_visit": (
        "{received_at} 收到报备，保护 {days} 天，到 {until}；期间未到访不延长",
        "Reported {received_at}, protected {days} days until {until}; not prolonged without a visit",
    ),
    "protected_after_visit": (
        "{visited_at} 到访，自 {counted_on} 登记起保护 {days} 天，到 {until}；优先时间仍是 {received_at}",
        "Visited {visited_at}, protected {days} days from its entry on {counted_on} until {until}; priority stays {received_at}",
    ),
    "protected_extended": (
        "大宗客户，{requested_at} 在保护期内申请延期并获同意，再保护 {days} 天，共 {total_days} 天，到 {until}",
        "Bulk customer: extension asked for in time on {requested_at} and agreed, {days} more days, {total_days} in all, until {until}",
    ),
    "total_after_visit": ("到访后两段保护合计以 {days} 天为限", "After the visit both protections together make {days} days at most"),
    "pre_registered": (
        "预报备已收到（{received_at}），只作参考证据，不产生归属",
        "Pre-report received {received_at}: evidence only, it owns nothing",
    ),
    "protected_until_opening": (
        "开盘日 {opens_on} 及以前的正式报备，有效到 {until}",
        "A formal report made by opening day {opens_on} holds until {until}",
    ),
    "protected_after_opening": (
        "开盘后的正式报备有效 {days} 天：{received_at} 报备，到 {until}",
        "A formal report after opening holds {days} days: reported {received_at}, until {until}",
    ),
    "lapsed": ("保护期到 {until} 为止，已经失效", "The protection ended {until} and has lapsed"),
    "repeated": (
        "同一渠道在 {first_received_at} 的报备（{registration_id}）有效期内再次报备，不改变原来的保护期",
        "The same partner's report of {first_received_at} ({registration_id}) was still in force; reporting again changes nothing",
    ),
    # beside the decision
    "lead_time_kept": ("提前 {ahead_seconds}报备，符合时限", "Reported {ahead_seconds} ahead, in time"),
    "remote_exception": (
        "异地客户未提前一天报备（{received_at} 收到，{visited_at} 到访），案场领导已说明原因批准例外",
        "Reported less than a day ahead ({received_at}, arrived {visited_at}); the site leader approved an exception with a reason",
    ),
    "surname_only": ("只报了姓氏或称呼，建议补全姓名", "Only a surname was given; the full name is preferred"),
    "chain_unfinished": (
        "{visited_at} 到访的登记手续未完成，缺：{missing}；保护期不因此延长",
        "The papers of the visit at {visited_at} are not complete, missing: {missing}; the window is not prolonged",
    ),
    "visit_outside_window": (
        "{visited_at} 到访时 {days} 天保护期已过，不延长",
        "The visit at {visited_at} came after the {days} days had ended and prolongs nothing",
    ),
    "visit_restarts_nothing": ("{visited_at} 再次到访，保护期不重新计算", "The further visit at {visited_at} does not start the days anew"),
    "extension_without_visit": (
        "{requested_at} 申请延期时客户尚未到访，不能延期",
        "An extension was asked for on {requested_at} before any visit: refused",
    ),
    "extension_late": (
        "{requested_at} 申请延期时保护期已过（{until} 止），不能延期",
        "An extension was asked for on {requested_at}, after the end ({until}): refused",
    ),
    "extension_not_bulk": (
        "案场未认定为大宗客户，{requested_at} 的延期申请不成立",
        "The site did not find the customer to be bulk; the request of {requested_at} is refused",
    ),
    "extension_not_approved": ("{requested_at} 的延期申请尚未获得同意", "The extension asked for on {requested_at} is not agreed"),
    "extension_again": (
        "延期以 {times} 次为限，{requested_at} 的申请不成立",
        "An extension is granted {times} time(s); the request of {requested_at} is refused",
    ),
}

WORDS: dict[str, tuple[str, str]] = {
    "message_at": ("到访微信报备", "message on arrival"),
    "desk_at": ("前台登记", "front desk"),
    "office_passed_at": ("案场后台审核", "back office review"),
    "leader_signed_at": ("案场领导签字", "site leader's signature"),
    "entered_at": ("销售系统录入", "sales-system entry"),
    "message_at_day": ("到访当日的微信报备", "message on the day of the visit"),
    "desk_at_day": ("到访当日的前台登记", "front desk on the day of the visit"),
    "order": ("按审核、签字、录入的先后顺序完成", "the order review, signature, entry"),
}
