"""Sentences of the channel team: posts, commission of our own people, the channel's share of visitors, attainment."""

TEMPLATES: dict[str, tuple[str, str]] = {
    # staffing
    "staffing_within": ("在岗 {headcount} 人，编制 {quota} 人", "{headcount} in post, quota {quota}"),
    "staffing_vacant": ("应设 {quota} 人，在岗 {headcount} 人，有空缺", "Quota {quota}, {headcount} in post: vacant"),
    "staffing_over": (
        "只设 {quota} 人，现有 {headcount} 人，后到的 {staff_ids} 超出编制",
        "Quota {quota}, {headcount} in post: {staff_ids}, who came last, is beyond it",
    ),
    "staffing_second_post": (
        "{staff_id} 还任 {units} 的{posts}，不是专职",
        "{staff_id} also holds {posts} ({units}): not full-time",
    ),
    "staffing_unit_missing": (
        "{staff_ids} 的单位没有写到所任岗位的层级（区域/城市/项目），未计入任何单位",
        "{staff_ids}: the unit is not written down to the level of the post (region/city/project); counted nowhere",
    ),
    "staffing_leader_allowed": (
        "渠道专员 {specialists} 人，超过 {above} 人，可设组长",
        "{specialists} specialists, more than {above}: a group leader is allowed",
    ),
    "staffing_leader_refused": (
        "渠道专员 {specialists} 人，未超过 {above} 人，{staff_ids} 不能任组长",
        "{specialists} specialists, not more than {above}: {staff_ids} cannot be group leader",
    ),
    "staffing_leader_remains": (
        "设组长时符合条件，现渠道专员 {specialists} 人，已不超过 {above} 人，请复核 {staff_ids}",
        "Allowed when appointed; now {specialists} specialists, no longer more than {above}: review {staff_ids}",
    ),
    "staffing_group_too_small": ("小组 {headcount} 人，不足 {least} 人", "A group of {headcount}, fewer than {least}"),
    "staffing_group_below_recommended": (
        "小组 {headcount} 人，达到最低 {least} 人，建议 {recommended} 人",
        "A group of {headcount}: at least {least}, {recommended} recommended",
    ),
    "staffing_group_large_enough": ("小组 {headcount} 人", "A group of {headcount}"),
    "staffing_approved": ("{headcount} 人，核定 {approved} 人", "{headcount} in post, {approved} approved"),
    "staffing_approval_needed": (
        "核定 {approved} 人，现有 {headcount} 人，{staff_ids} 须先获批准",
        "{approved} approved, {headcount} in post: {staff_ids} must be approved first",
    ),
    "staffing_nothing_approved": (
        "没有核定的编制，{staff_ids} 待批准",
        "No post has been approved: {staff_ids} await approval",
    ),
    "staffing_grade_missing": ("{staff_ids} 未定高、中、初级", "{staff_ids}: no grade (high, middle, junior)"),
    "staffing_uninsured": ("{staff_id} 没有上月的社保公积金凭证", "{staff_id}: no proof of last month's contributions"),
    "staffing_uninsured_since": (
        "{staff_id} 没有上月的社保公积金凭证，{joined_on} 到岗，已 {days} 天",
        "{staff_id}: no proof of last month's contributions; in post since {joined_on}, {days} days",
    ),
    "staffing_line_filled": ("专员 {headcount} 人，下属 {below} 人", "{headcount} specialists with {below} people under them"),
    "staffing_line_vacant": ("本条线没有专员", "Nobody leads this line"),
    "staffing_nobody_above": ("{staff_ids} 没有可归属的专员", "{staff_ids} have no specialist above them"),
    "staffing_contract_runs": ("外聘团队合同至 {ends_on}", "The team's contract runs until {ends_on}"),
    "staffing_contract_unknown": ("没有 {partner_id} 的合同到期日", "The last day of {partner_id}'s contract is not recorded"),
    "staffing_contract_ended": (
        "外聘团队合同 {ends_on} 到期，已过 {days} 天，不再派单；请 {supervisor} 续签",
        "The team's contract ended {ends_on}, {days} days ago: no new work; {supervisor} is to renew it",
    ),
    "staffing_contract_ended_nobody": (
        "外聘团队合同 {ends_on} 到期，已过 {days} 天，不再派单；没有登记主管",
        "The team's contract ended {ends_on}, {days} days ago: no new work; no supervisor is recorded",
    ),
    # commission of our own people
    "staff_never_paid_own": (
        "异常：{staff_id}（{posts}）不参与销售，却登记为成交人，个人佣金为零",
        "Exception: {staff_id} ({posts}) does not sell, yet is recorded as the seller; no personal commission",
    ),
    "staff_never_paid_group": ("{staff_id}（{posts}）不提取小组佣金", "{staff_id} ({posts}): no commission on the group's deals"),
    "staff_rate_not_set": ("{posts}的提成比例未设定", "No rate is set for {posts}"),
    "staff_grade_missing": ("{staff_id} 未定高、中、初级，无法确定提成比例", "{staff_id} has no grade, so no rate holds"),
    "staff_price_shared": ("成交价 {price_fen} 由 {sellers} 名成交人平分", "The price {price_fen} is shared equally by {sellers} sellers"),
    "staff_payable": ("{contracted_at} 签约，列入 {period}", "Contract {contracted_at}: due in {period}"),
    "staff_due_later": ("{contracted_at} 签约，{period} 支付", "Contract {contracted_at}: due from {period}"),
    "staff_not_contracted": ("尚未签约", "Not contracted yet"),
    # appraisal
    "share_met": (
        "{visitors} 名来访客户中 {channel} 名经渠道得知项目，占 {share} %，达到 {target_bp}",
        "{channel} of {visitors} visitors came to know through the channel: {share} %; the target of {target_bp} is met",
    ),
    "share_not_met": (
        "{visitors} 名来访客户中 {channel} 名经渠道得知项目，占 {share} %，差 {gap} 个百分点（{short} 名）未达到 {target_bp}",
        "{channel} of {visitors} visitors came to know through the channel: {share} %, {gap} points ({short} visitors) short of {target_bp}",
    ),
    "share_unanswered_left_out": ("未回答来源的 {unanswered} 名不计入", "{unanswered} visitors without an answer are left out"),
    "share_month_runs": ("{month} 尚未结束，为暂计", "{month} is not over: provisional"),
    "attainment_met": ("{measure} {actual}，目标 {target}，完成 {share} %", "{measure} {actual} of {target}: {share} %"),
    "attainment_not_met": ("{measure} {actual}，目标 {target}，完成 {share} %，未达标", "{measure} {actual} of {target}: {share} %, not met"),
    "attainment_met_team": (
        "{members} 名成员合计{measure} {actual}，目标 {target}，完成 {share} %",
        "{measure} of {members} members: {actual} of {target}, {share} %",
    ),
    "attainment_not_met_team": (
        "{members} 名成员合计{measure} {actual}，目标 {target}，完成 {share} %，未达标",
        "{measure} of {members} members: {actual} of {target}, {share} %, not met",
    ),
}

WORDS: dict[str, tuple[str, str]] = {
    "region_head": ("区域渠道负责人", "regional channel head"),
    "city_head": ("城市渠道负责人", "city channel head"),
    "channel_manager": ("渠道经理", "channel manager"),
    "channel_supervisor": ("渠道主管", "channel supervisor"),
    "project_lead": ("项目渠道负责人", "project channel lead"),
    "group_leader": ("渠道组长", "group leader"),
    "specialist": ("渠道专员", "channel specialist"),
    "specialist_high": ("高级渠道专员", "channel specialist (high)"),
    "specialist_middle": ("中级渠道专员", "channel specialist (middle)"),
    "specialist_junior": ("初级渠道专员", "channel specialist (junior)"),
    "key_account": ("大客户专员", "key-account post"),
    "extension_specialist": ("拓客专员", "extension specialist"),
    "call_specialist": ("CALL客专员", "call specialist"),
    "enterprise_specialist": ("企拓专员", "enterprise specialist"),
    "visits": ("来访", "visits"),
    "deals": ("成交", "deals"),
}
