"""Sentences about the approval of a policy's new version."""

TEMPLATES: dict[str, tuple[str, str]] = {
    "amendment_approved": ("由{role}批准，自 {starts_on} 起执行", "approved by a {role}, in force from {starts_on}"),
    "amendment_by_its_author": (
        "起草、修改或提交过的人不能批准，须由另一人批准",
        "who drafted, changed or submitted it cannot approve it; another person must",
    ),
    "amendment_wrong_role": ("按制度须由{roles}批准，{role}不能批准", "the policy has it approved by: {roles}; a {role} cannot"),
    "amendment_changed_meanwhile": ("内容在查看之后改过，请重新查看", "the text was changed after you looked at it: look again"),
    "amendment_on_older_version": ("另有版本已批准，这个草案须在它的基础上重做", "another version was approved: draft again from that one"),
    "amendment_has_errors": ("检查还有 {count} 处错误未改", "the check still finds {count} errors"),
    "amendment_has_open_warnings": ("检查还有 {count} 处提示没有具名说明理由", "{count} warnings have no named person's reason yet"),
    "amendment_backtest_unseen": ("批准前须看过这个内容的回测", "look at the backtest of exactly this text first"),
    "amendment_not_ahead": ("生效日须在今天之后，现为 {starts_on}", "it must start after today, and says {starts_on}"),
    "amendment_before_last": (
        "生效日 {starts_on} 早于已批准版本的 {last_on}",
        "it starts on {starts_on}, before the version already approved, {last_on}",
    ),
    "amendment_notice_short": (
        "距生效只有 {days} 天，应提前 {notice_days} 天告知；提前生效须写明理由",
        "only {days} days until it starts, {notice_days} days' notice are due; give a reason for the shorter notice",
    ),
}

WORDS: dict[str, tuple[str, str]] = {
    "channel_manager": ("渠道经理", "channel manager"),
    "administrator": ("系统管理员", "administrator"),
    "finance": ("财务", "finance"),
    "rule_owner": ("制度负责人", "rule owner"),
    "auditor": ("审计", "auditor"),
}
