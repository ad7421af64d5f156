"""Sentences of commission, callbacks, disputes and discipline."""

TEMPLATES: dict[str, tuple[str, str]] = {
    # disputes
    "dispute_in_time": (
        "{event}（{event_at}）后 {until} 前可提出撞单申请，本申请 {raised_at} 提出，予以受理",
        "A dispute may be raised until {until} after the {event} ({event_at}); raised {raised_at}: accepted",
    ),
    "dispute_late": (
        "{event}后的撞单申请期到 {until}，本申请 {raised_at} 提出，不予受理",
        "The time for disputes after the {event} ended {until}; raised {raised_at}: not accepted",
    ),
    "dispute_before_event": (
        "{raised_at} 提出时尚未认筹、认购或签约，不予受理",
        "When it was raised ({raised_at}) there was no pre-subscription, subscription or contract yet: not accepted",
    ),
    "dispute_unknown": (
        "本细则没有撞单申请程序，以代理合同为准",
        "This regulation knows no dispute procedure; the agency contract applies",
    ),
    "dispute_owner_unchanged": ("归属不变", "The owner is unchanged"),
    "dispute_sources": (
        "只依据报备信息、带客确认单和销售系统登记判定",
        "Only the report, the visit confirmation and the sales system's record weigh",
    ),
    "dispute_registration_missing": ("缺报备信息", "The report is missing"),
    "dispute_confirmation_missing": (
        "缺带客确认单，补齐前不能提报佣金",
        "The visit confirmation is missing: no submission for commission until it is found",
    ),
    "dispute_system_missing": (
        "缺销售系统登记，补齐前不能提报佣金",
        "The sales system's record is missing: no submission for commission until it is found",
    ),
    # callbacks
    "callback_drawn": (
        "当期提报 {submitted} 套，按 {rate_bp} 向上取整抽 {quota} 套，本套排第 {place}，抽中",
        "{submitted} deals submitted; {rate_bp} rounded up is {quota}; this one is number {place}: drawn",
    ),
    "callback_partner_minimum": (
        "当期提报 {submitted} 套抽 {quota} 套，该渠道尚无抽中者，补抽其第一套（排第 {place}）",
        "{quota} of {submitted} drawn, none of this partner's among them: its first one (number {place}) is added",
    ),
    "callback_not_drawn": (
        "当期提报 {submitted} 套抽 {quota} 套，本套排第 {place}，未抽中",
        "{quota} of {submitted} submitted deals are drawn; this one is number {place}: not drawn",
    ),
    # commission
    "commission_computed": ("{base_fen} × {rate_bp} = {amount_fen}", "{base_fen} × {rate_bp} = {amount_fen}"),
    "commission_not_filed": ("尚未网签，已计提，网签次月提报", "Not filed online yet: accrued, submitted in the month after filing"),
    "commission_due_later": ("{filed_at} 网签，列入 {period} 提报", "Filed {filed_at}: submitted in {period}"),
    "commission_payable": ("{filed_at} 网签，列入 {period} 佣金", "Filed {filed_at}: payable in {period}"),
    "commission_paid": ("已支付 {paid_fen}", "{paid_fen} was paid"),
    "commission_clawed_back": ("已支付的 {paid_fen} 应予返还", "The {paid_fen} already paid must be returned"),
    "commission_callback_denied": (
        "客户第一次回访（{answered_at}）否认由该渠道带来，以第一次反馈为准",
        "In the first answer ({answered_at}) the customer denied having come through this partner; the first answer counts",
    ),
    "commission_false_registration": (
        "认定为违约报备（{violation_id}），该客户佣金不予支付",
        "A false registration ({violation_id}): no commission for this customer",
    ),
    "commission_collusion": (
        "该套房源涉及甩客、藏客（{violation_id}），不计入佣金提报",
        "Collusion on this unit ({violation_id}): it is not submitted for commission",
    ),
    "commission_cancelled": ("成交已于 {cancelled_at} 取消", "The deal was cancelled on {cancelled_at}"),
    "commission_outside_area": ("购房人来自推广区域以外，不列入结算", "The customer is from outside the promotion area: left out of settlement"),
    "commission_visit_missing": ("缺该渠道带客到访记录", "There is no visit brought by this partner"),
    "commission_chain_unfinished": (
        "到访 {visit_id} 的手续未完成，缺：{missing}",
        "The papers of visit {visit_id} are not complete; missing: {missing}",
    ),
    "commission_confirmation_missing": ("缺到访 {visit_id} 的带客确认单", "The visit confirmation of {visit_id} is missing"),
    "commission_callback_unreached": ("回访 {calls} 次均未接通", "{calls} callbacks reached nobody"),
    "commission_dispute_open": ("撞单申请 {dispute_id}（{raised_at}）未结", "Dispute {dispute_id} ({raised_at}) is open"),
    "commission_price_missing": ("缺成交价", "The price is missing"),
    # discipline
    "penalty_fine": ("{kind}第 {step} 次，{fine_fen}", "Case number {step} ({kind}): {fine_fen}"),
    "penalty_blacklist": ("{kind}第 {step} 次，停止合作并拉入黑名单", "Case number {step} ({kind}): cooperation ends, blacklisted"),
    "penalty_dismiss": ("相关责任人直接开除", "The person responsible is dismissed"),
    "penalty_warn": ("项目管理层第 {step} 次，严重警告", "The project's management, case number {step}: a serious warning"),
    "penalty_transfer": ("项目管理层第 {step} 次，调离项目", "The project's management, case number {step}: transferred from the project"),
    "penalty_demote": ("第 {step} 次，降级", "Case number {step}: demoted"),
    "penalty_suspend": ("第 {step} 次，暂停合作", "Case number {step}: suspended"),
    "penalty_terminate": ("第 {step} 次，终止合作", "Case number {step}: cooperation ends"),
    "penalty_beyond_radius": (
        "距售楼处 {distance_m} 米，超出 {radius_m} 米，不作拦截处理",
        "{distance_m} m from the sales office, beyond {radius_m} m: no interception",
    ),
    "penalty_subject_missing": ("未记录由谁承担（{expected}）", "Nobody is recorded who answers for it ({expected})"),
    "penalty_silent": ("本制度没有规定对此类行为（{kind}）的处罚", "The regulation prints no sanction for this kind ({kind})"),
    "agreement_may_end": ("可另行决定解除合作协议", "Ending the agreement is a separate decision"),
    "group_informed": ("知会集团中心", "The group centre is informed"),
    "competence_reviewed": ("重新评估岗位胜任能力", "Competence for the post is evaluated again"),
    "referral_possible": ("情节严重的可移交司法机关", "A serious case may be referred to the judicial authorities"),
    "claim_due": ("应付 {total_fen}，{received_at} 收到通知，{until} 前付清", "{total_fen} is owed; notice received {received_at}, due {until}"),
}

WORDS: dict[str, tuple[str, str]] = {
    "interception": ("拦截", "interception"),
    "poaching": ("翘客", "poaching"),
    "false_registration": ("违约报备", "false registration"),
    "collusion": ("甩客、藏客", "collusion"),
    "barrier_breach": ("越过隔离", "breach of a barrier"),
    "price": ("乱价", "price violation"),
    "diversion": ("窜货", "diversion"),
    "off_book": ("飞单", "off-book deal"),
    "brand": ("品牌违规", "brand violation"),
    "partner": ("渠道", "partner"),
    "staff": ("员工", "staff"),
    "project": ("项目", "project"),
}
