"""Sentences of members, agents and suppliers: admission, levels, earnings, authority, staged measures, scorecards."""

TEMPLATES: dict[str, tuple[str, str]] = {
    # the tree
    "develops_any_level": ("制度未限定由哪一级发展下级", "The policy does not limit who may develop others"),
    "develops": ("{level}可以发展下级", "{level} may develop lower members"),
    "develops_not": (
        "上级的等级（{level}）不能发展下级，须为{allowed}",
        "The level of the person above ({level}) may not develop others; it takes: {allowed}",
    ),
    "tree_circular": ("上级关系成环", "The line above returns to where it began"),
    "tree_too_deep": ("处在第 {depth} 级，超过上限 {levels} 级", "Level {depth} of the tree; the limit is {levels}"),
    "tree_within": ("处在第 {depth} 级，上限 {levels} 级", "Level {depth} of the tree, within the limit of {levels}"),
    # admission and upgrade
    "member_birth_missing": ("缺出生日期，须年满 {years} 周岁", "The date of birth is missing; {years} years are required"),
    "member_too_young": (
        "申请日 {applied_on} 满 {age} 周岁，须满 {years} 周岁",
        "Aged {age} on the day of application ({applied_on}); {years} is required",
    ),
    "member_agreement_missing": ("尚未签署会员协议", "The membership agreement is not signed"),
    "member_qualification_missing": ("缺资质审核结果", "The result of the qualification review is missing"),
    "member_qualification_failed": ("资质审核未通过", "The qualification review was not passed"),
    "member_interview_missing": ("缺面试结果", "The result of the interview is missing"),
    "member_interview_failed": ("面试未通过", "The interview was not passed"),
    "member_admitted": (
        "{applied_on} 申请，满 {years} 周岁，协议、审核和面试齐备",
        "Applied {applied_on}: {years} or older, agreement, review and interview are there",
    ),
    "upgrade_proposed": (
        "自 {since_on} 起满 {months} 个月，本人销售 {sales_fen}（须 {needed_fen}），{reached_on} 达到，可提议升为{to}（须批准）",
        "A member since {since_on} ({months} months), own sales {sales_fen} of {needed_fen}, reached {reached_on}: proposed as {to} (needs approval)",
    ),
    # earnings
    "sale_date_missing": ("缺成交日期，无法确定等级和比例", "The day of the sale is missing: neither level nor rate is known"),
    "rate_not_set": (
        "制度未设定该等级（{level}）在 {sold_on} 的比例，金额待定",
        "No rate is set for this level ({level}) on {sold_on}: no amount until somebody sets it",
    ),
    "earning_price_missing": ("缺成交价", "The price is missing"),
    "earning_cost_missing": ("缺成本，毛利未知", "The cost is missing: the margin is not known"),
    "level_unknown": ("{sold_on} 的等级未知", "The level on {sold_on} is not known"),
    "earning_of_price": (
        "成交日等级{level}：{base_fen} × {rate_bp} = {amount_fen}",
        "Level on the day of the sale {level}: {base_fen} × {rate_bp} = {amount_fen}",
    ),
    "earning_of_margin": (
        "成交日等级{level}：毛利 {price_fen} − {cost_fen} = {base_fen}，× {rate_bp} = {amount_fen}，余 {kept_fen}",
        "Level on the day of the sale {level}: margin {price_fen} − {cost_fen} = {base_fen}, × {rate_bp} = {amount_fen}; {kept_fen} remains",
    ),
    "earning_no_margin": ("售价 {price_fen}、成本 {cost_fen}，没有毛利可分", "Price {price_fen}, cost {cost_fen}: there is no margin to share"),
    "earning_refund_of_margin": ("已退款 {refunded_fen}，须先核定实际毛利", "{refunded_fen} was refunded: the realised margin must be found first"),
    "earning_refunded": ("累计退款 {refunded_fen}，冲回 {amount_fen}", "{refunded_fen} refunded so far: {amount_fen} reversed"),
    "earning_cancelled": ("成交已于 {cancelled_at} 取消", "The sale was cancelled on {cancelled_at}"),
    "adjustment_not_set": (
        "制度未设定调整系数的范围，系数 {factor_bp} 不能计算",
        "The policy sets no bounds for an adjustment: {factor_bp} is not computed",
    ),
    "adjustment_outside": (
        "调整系数 {factor_bp} 不在 {minimum_bp} 到 {maximum_bp} 之间",
        "The factor {factor_bp} is not within {minimum_bp} and {maximum_bp}",
    ),
    "adjustment_beyond_margin": ("调整后超过毛利 {base_fen}", "With the adjustment it is more than the margin of {base_fen}"),
    "adjustment_computed": (
        "业绩调整：{share_fen} 按系数 {factor_bp}，差额 {amount_fen}",
        "Adjustment: {share_fen} at a factor of {factor_bp} differs by {amount_fen}",
    ),
    "paid_levels_exceeded": (
        "属第 {paid_level} 个计酬层级，上限 {levels} 级，不计酬",
        "This is paid level {paid_level}; the limit is {levels}: nothing is paid",
    ),
    "upline_computed": (
        "上 {distance} 级：{base_fen} × {rate_bp} = {amount_fen}",
        "{distance} level(s) above the seller: {base_fen} × {rate_bp} = {amount_fen}",
    ),
    "query_in_time": ("{raised_at} 提出，在 {days} 天异议期内，受理", "Raised {raised_at}, within {days} days: accepted"),
    "query_late": ("{raised_at} 提出，已过 {days} 天异议期", "Raised {raised_at}, after the {days} days"),
    "query_open": ("有未结异议（{dispute_id}），暂扣", "A query ({dispute_id}) is open: held"),
    "seller_not_admitted": ("卖方尚未获准入驻，暂扣", "The seller has not been admitted: held"),
    "supply_price_taken": (
        "成本按等级{level}的供货价：{unit_fen} × {quantity} = {cost_fen}",
        "Cost by the supply price of level {level}: {unit_fen} × {quantity} = {cost_fen}",
    ),
    # authority
    "authority_product": ("等级{level}可以销售{item}", "Level {level} may sell {item}"),
    "authority_product_refused": ("等级{level}不能销售{item}，可售：{allowed}", "Level {level} may not sell {item}; it may sell: {allowed}"),
    "authority_territory": ("在代理区域内", "Within the agent's territory"),
    "authority_territory_exception": (
        "客户在{city}，代理区域为{territory}，须例外审批",
        "The customer is from {city}, the territory is {territory}: an exception must be approved",
    ),
    "authority_territory_refused": (
        "客户在{city}，代理区域为{territory}，不予受理",
        "The customer is from {city}, the territory is {territory}: refused",
    ),
    "step_allowed": ("{role}可以办理：{step}", "{role} may do this: {step}"),
    "step_refused": ("{role}不能办理{step}，应由{holder}办理", "{role} may not do this: {step}; it belongs to {holder}"),
    # staged measures
    "penalty_warning": ("{kind}第 {step} 次：警告", "Case number {step} ({kind}): a warning"),
    "penalty_fine_not_set": (
        "{kind}第 {step} 次：违约金，数额未设定，暂为零",
        "Case number {step} ({kind}): a contractual penalty whose sum nobody has set; nothing is claimed",
    ),
    "correction_due": ("{days} 天内改正，{until} 前", "To be corrected within {days} days, by {until}"),
    "correction_missed": ("到 {missed_at} 未见认可的改正，升级处理", "No correction was accepted by {missed_at}: the next step follows"),
    # suppliers
    "selection_not_compared": (
        "比价报价 {quotations} 份，至少 {at_least} 份，价格不能评分",
        "{quotations} other quotations, at least {at_least} needed: the price cannot be scored",
    ),
    "selection_unscored": ("尚未评分：{criterion}", "Not scored yet: {criterion}"),
    "selection_scored": ("已评分：{criterion}", "Scored: {criterion}"),
    "contract_lacks": ("合同缺：{group}", "The contract lacks: {group}"),
    "contract_complete": ("{groups} 组内容齐备，可以签署", "All {groups} groups are stated; it may be signed"),
    "delivery_kept": ("应于 {due_on} 交货，{posted_on} 入库", "Due {due_on}, posted {posted_on}"),
    "delivery_due": ("应于 {due_on} 交货，尚未到期", "Due {due_on}, not over yet"),
    "delivery_late": ("应于 {due_on} 交货，{posted_on} 才入库", "Due {due_on}, posted late on {posted_on}"),
    "delivery_missing": ("应于 {due_on} 交货，至今未入库，提醒采购员和供应商", "Due {due_on} and not posted: buyer and supplier are alerted"),
    "carrier_unproven": ("缺选择依据：{criterion}", "No evidence of: {criterion}"),
    "carrier_agreement_missing": ("缺长期合作协议", "The long-term agreement is missing"),
    "carrier_chosen": ("{count} 项依据和长期协议齐备", "{count} kinds of evidence and the long-term agreement are there"),
    "rate_measured": ("{rate} {rate_bp}（{of} {part}／{whole}）", "{rate} {rate_bp} ({of}: {part} of {whole})"),
    "carrier_replacement_proposed": (
        "{rate} {rate_bp}，标准 {limit_bp}，建议更换",
        "{rate} {rate_bp}, standard {limit_bp}: a replacement is proposed",
    ),
}

WORDS: dict[str, tuple[str, str]] = {
    "advanced": ("高级", "advanced"),
    "level_1": ("一级", "level 1"),
    "level_2": ("二级", "level 2"),
    "level_3": ("三级", "level 3"),
    "team_leader": ("团队负责人", "the team leader"),
    "agent": ("代理", "an agent"),
    "customer_service": ("客服", "customer service"),
    "warehouse": ("仓库", "the warehouse"),
    "finance": ("财务", "finance"),
    "supply": ("货源与供应能力", "supply"),
    "quality": ("质量", "quality"),
    "reputation": ("信誉", "reputation"),
    "price_reasonable": ("价格合理", "a reasonable price"),
    "service_quality": ("服务质量", "service quality"),
    "goods_and_prices": ("商品及价格", "goods and prices"),
    "delivery": ("交货", "delivery"),
    "term_and_termination": ("期限与解除条件", "term and termination"),
    "confidentiality_and_rights": ("保密与知识产权", "confidentiality and intellectual property"),
    "breach_and_disputes": ("违约责任与争议解决", "liability and disputes"),
    "on_time": ("准时率", "on-time rate"),
    "fill": ("满足率", "fill rate"),
    "accepted": ("合格批次", "accepted batches"),
    "damaged": ("破损率", "damage rate"),
    "exceptions": ("异常率", "exception rate"),
    "evaluation": ("定期评估", "evaluation"),
    "performance": ("绩效考核", "performance appraisal"),
    "cooperation": ("合作态度与沟通", "attitude and communication"),
    "market_feedback": ("合作效果与市场反馈", "result and market feedback"),
    "problem_solving": ("反馈与解决问题", "problem solving"),
    "sales_and_share": ("销售额与市场份额", "sales and market share"),
}
