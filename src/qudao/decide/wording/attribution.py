"""Sentences of rulings."""

TEMPLATES: dict[str, tuple[str, str]] = {
    # the owner
    "won_alone": (
        "{tested_at} 时只有这一份有效且信息正确的报备（{registration_id}，{received_at} 收到）",
        "At {tested_at} this was the only report in force with correct identity ({registration_id}, received {received_at})",
    ),
    "won_earlier": (
        "{claims} 份报备都有效且信息正确，锁定在先者为 {registration_id}（{received_at}）",
        "{claims} reports were in force and correct; the earliest is {registration_id} ({received_at})",
    ),
    "won_correct": (
        "有报备登记的信息不正确，归登记正确信息的 {registration_id}（{received_at}）",
        "Other reports carried wrong identity data; the correct one is {registration_id} ({received_at})",
    ),
    "won_relative": (
        "报备的是购房人的直系亲属（{relation}），锁定在先：{registration_id}（{received_at}）",
        "The report names the buyer's close relative ({relation}) and was locked first: {registration_id} ({received_at})",
    ),
    "won_before_relative": (
        "另有渠道锁定的是购房人的直系亲属，锁定在先者拥有成交：{registration_id}（{received_at}）",
        "Another report names the buyer's close relative; the earlier lock owns: {registration_id} ({received_at})",
    ),
    "won_joint_buyer": (
        "购房人有 {buyers} 位，锁定在先者拥有整套成交：{registration_id}（{received_at}）",
        "There are {buyers} joint buyers; the earliest lock owns the whole deal: {registration_id} ({received_at})",
    ),
    "redetermined": (
        "经调查属实（{grounds}），{approved_at} 批准重新判定归 {partner_id}；原判定归 {former}",
        "Found true on investigation ({grounds}): decided anew on {approved_at} for {partner_id}; before, it was {former}",
    ),
    # nobody
    "not_yet_due": ("尚无判定时点（{events}），未到判定的时候", "None of the deciding events ({events}) has happened yet"),
    "nobody_registered": ("没有渠道报备过购房人，按自然到访处理", "No partner had reported the buyer: a walk-in"),
    "nobody_visit_unreported": (
        "有渠道带客到访而无有效报备，按自然到访处理，无归属",
        "A partner brought the customer without a timely report: a walk-in by rule, nobody's",
    ),
    "nobody_lapsed": ("报备在 {tested_at} 已失效：保护期到 {until}", "The report was no longer in force at {tested_at}: protected until {until}"),
    "nobody_refused": ("报备无效，按自然到访处理：{registration_id}", "The report is invalid, a walk-in: {registration_id}"),
    "nobody_too_late": ("报备在 {received_at}，晚于判定时点 {tested_at}", "The report came at {received_at}, after the deciding moment {tested_at}"),
    "nobody_incorrect": (
        "有效期内的报备姓名相符，但电话、证件号码等都不正确，无归属",
        "Reports in force have the right name but no correct identifier: nobody's",
    ),
    "nobody_earlier_record": (
        "报备前公司已有该客户的来访记录，属公司自己的客户",
        "The company had a record of this customer before the report: its own customer",
    ),
    "nobody_evidence_only": ("只有预报备，没有正式报备；预报备只作参考证据", "There are pre-reports only; they are evidence and own nothing"),
    "nobody_inside_rival_window": (
        "报备在他方有效期内作出，须重新报备",
        "The report was made inside another's running window and had to be repeated",
    ),
    # beside the decision
    "tested_at": ("以{event}为准，判定时点 {tested_at}", "Tested at {event}: {tested_at}"),
    "entry_waived": (
        "{partner_id} 于 {visited_at} 带客进场而未做正式报备，视为放弃该次归属",
        "{partner_id} entered with the customer at {visited_at} without a formal report: waived for that visit",
    ),
    "pre_report_listed": (
        "{partner_id} 的预报备 {registration_id}（{received_at}）列为参考证据",
        "Pre-report {registration_id} of {partner_id} ({received_at}) is listed as evidence",
    ),
    # a claim's own reasons
    "claim_won": ("报备 {received_at}，有效且信息正确", "Reported {received_at}, in force and correct"),
    "claim_later": ("报备有效且信息正确，但不是最早锁定的", "In force and correct, but not the earliest lock"),
    "claim_same_partner": (
        "同一渠道已有更早的有效报备，内部归属由该渠道自行确定",
        "The same partner has an earlier report in force; who within it is its own matter",
    ),
    "claim_too_late": ("报备 {received_at}，晚于判定时点 {tested_at}", "Reported {received_at}, after the deciding moment {tested_at}"),
    "claim_lapsed": ("保护期到 {until}，判定时点 {tested_at} 已失效", "Protected until {until}; lapsed at the deciding moment {tested_at}"),
    "claim_incorrect": ("姓名相符，但电话、证件号码等标识都不正确", "The name agrees, but no identifier is right"),
    "claim_earlier_record": ("报备前公司已有该客户的来访记录（{source}）", "The company had an earlier record of this customer ({source})"),
    "claim_unreported_visit": (
        "报备前客户已由未及时报备的渠道带来，按自然到访处理",
        "The customer had already been brought without a timely report: a walk-in by rule",
    ),
    "claim_inside_rival_window": (
        "报备时他方报备仍有效，该报备须在其失效后重新作出",
        "Another report was in force when this came; it had to be repeated after the lapse",
    ),
    "claim_evidence": ("预报备只作参考证据", "A pre-report is evidence only"),
    "identity_phone": ("电话正确", "The phone is right"),
    "identity_masked_phone": ("脱敏电话的可见位数与姓名相符", "The visible digits of the masked phone and the name agree"),
    "identity_number": ("证件号码正确", "The identity number is right"),
    "identity_company": ("公司名称相符", "The company's name agrees"),
    "identity_relative": ("报备的是购房人的{relation}", "The report names the buyer's {relation}"),
}

WORDS: dict[str, tuple[str, str]] = {
    "pre_subscribed_at": ("认筹", "pre-subscription"),
    "subscribed_at": ("认购", "subscription"),
    "contracted_at": ("签约", "contract"),
    "walk_in": ("自然到访", "walk-in"),
    "own": ("自拓", "own customer"),
    "referral": ("老带新", "referral"),
    "spouse": ("配偶", "spouse"),
    "parent": ("父母", "parent"),
    "child": ("子女", "child"),
    "sibling": ("兄弟姐妹", "sibling"),
    "customer_complaint": ("客户投诉", "customer's complaint"),
    "malicious_grabbing": ("恶意抢单", "malicious grabbing"),
    "nobody": ("无人", "nobody"),
}
