"""Routes of the desk door."""

from qudao.organization.permissions.row import (
    ADMINISTRATOR,
    AUDITOR,
    CHANNEL_MANAGER,
    CONSULTANT,
    FINANCE,
    FRONT_DESK,
    RULE_OWNER,
    SITE,
    SITE_BACK_OFFICE,
    SITE_LEADER,
    STAFF,
    Row,
    row,
)

ARRIVALS = FRONT_DESK | SITE_BACK_OFFICE | SITE_LEADER
"""Who records visits and registers formal reports."""
OVERLAPS = SITE_BACK_OFFICE | SITE_LEADER | CHANNEL_MANAGER | AUDITOR
"""Who may see that two partners reported one customer."""
DECISIONS = OVERLAPS | RULE_OWNER | ADMINISTRATOR
"""Who may look into a decision with everything that it weighed."""
MONEY = FINANCE | CHANNEL_MANAGER | ADMINISTRATOR | AUDITOR
"""Who sees the months of settlement."""
HISTORY = SITE_BACK_OFFICE | CHANNEL_MANAGER | ADMINISTRATOR
"""Who hands in history; another of them, of the company, approves."""
POLICIES = RULE_OWNER | CHANNEL_MANAGER | FINANCE | ADMINISTRATOR | AUDITOR
"""Who sees what is being written in the policies; who only works by them sees what was approved."""
APPROVERS = RULE_OWNER | CHANNEL_MANAGER | FINANCE | ADMINISTRATOR
"""Whom a policy may name as its approvers; which of them it names is a rule (rules.amendment)."""

ROUTES: dict[str, Row] = {
    "desk:policies": row(GET=POLICIES, scope="none"),
    "desk:policy_import": row(POST=RULE_OWNER, scope="none"),
    "desk:policy": row(GET=POLICIES, scope="company"),
    "desk:policy_draft": row(POST=RULE_OWNER, scope="company"),
    "desk:policy_bind": row(POST=ADMINISTRATOR, scope="company"),
    "desk:version": row(GET=STAFF, scope="company"),
    "desk:version_terms": row(GET=RULE_OWNER, POST=RULE_OWNER, scope="company"),
    "desk:version_clause": row(GET=RULE_OWNER, POST=RULE_OWNER, scope="company"),
    "desk:version_files": row(GET=POLICIES, POST=RULE_OWNER, scope="company"),
    "desk:version_changes": row(GET=POLICIES, scope="company"),
    "desk:version_check": row(GET=POLICIES, POST=APPROVERS, scope="company"),
    "desk:version_backtest": row(GET=POLICIES, scope="company"),
    "desk:version_backtest_start": row(POST=APPROVERS, scope="company"),
    "desk:version_backtest_progress": row(GET=POLICIES, scope="company"),
    "desk:version_backtest_export": row(GET=POLICIES, scope="company"),
    "desk:version_approval": row(GET=POLICIES, scope="company"),
    "desk:version_readers": row(GET=POLICIES, scope="company"),
    "desk:version_submit": row(POST=RULE_OWNER, scope="company"),
    "desk:version_confirm": row(POST=STAFF, scope="company"),
    "desk:confirmations": row(GET=POLICIES, scope="none"),
    "desk:compliance_contact": row(POST=CHANNEL_MANAGER, scope="company"),
    "desk:version_approve": row(POST=APPROVERS, scope="company"),
    "desk:version_return": row(POST=APPROVERS, scope="company"),
    "desk:version_withdraw": row(POST=RULE_OWNER, scope="company"),
    "desk:keys": row(GET=ADMINISTRATOR, POST=ADMINISTRATOR, scope="none"),
    "desk:key_revoke": row(POST=ADMINISTRATOR, scope="company"),
    "desk:imports": row(GET=HISTORY, POST=HISTORY, scope="none"),
    "desk:import": row(GET=HISTORY, scope="project"),
    "desk:import_approve": row(POST=CHANNEL_MANAGER | ADMINISTRATOR, scope="company"),
    "desk:import_discard": row(POST=HISTORY, scope="project"),
    "desk:deals": row(GET=DECISIONS | FINANCE, scope="none"),
    "desk:deals_export": row(GET=DECISIONS | FINANCE, scope="none"),
    "desk:deal_new": row(GET=SITE_BACK_OFFICE | CHANNEL_MANAGER, POST=SITE_BACK_OFFICE | CHANNEL_MANAGER, scope="none"),
    "desk:deal": row(GET=DECISIONS | FINANCE, scope="project"),
    "desk:deal_advance": row(POST=SITE_BACK_OFFICE | CHANNEL_MANAGER, scope="project"),
    "desk:deal_cancel": row(POST=SITE_BACK_OFFICE | CHANNEL_MANAGER, scope="project"),
    "desk:months": row(GET=MONEY, scope="none"),
    "desk:month_close": row(POST=FINANCE, scope="none"),
    "desk:month": row(GET=MONEY, scope="company"),
    "desk:month_approve": row(POST=CHANNEL_MANAGER | ADMINISTRATOR, scope="company"),
    "desk:month_export": row(GET=MONEY, scope="company"),
    "desk:statement": row(GET=MONEY, scope="company"),
    "desk:audit": row(GET=DECISIONS, scope="none"),
    "desk:audit_ruling": row(GET=DECISIONS, scope="project"),
    "desk:audit_registration": row(GET=OVERLAPS | ADMINISTRATOR, scope="project"),
    "desk:home": row(GET=STAFF, scope="none"),
    "desk:front_desk": row(GET=ARRIVALS, scope="none"),
    "desk:walk_in": row(GET=ARRIVALS, POST=ARRIVALS, scope="none"),
    "desk:visit_on_report": row(GET=ARRIVALS, POST=ARRIVALS, scope="project"),
    "desk:visit": row(GET=SITE | CHANNEL_MANAGER | AUDITOR, scope="project"),
    "desk:confirmation": row(GET=SITE, scope="project"),
    "desk:confirm_visit": row(POST=SITE, scope="project"),
    "desk:formal_report": row(GET=ARRIVALS, POST=ARRIVALS, scope="project"),
    "desk:formal_form": row(GET=ARRIVALS, scope="project"),
    "desk:pass_review": row(POST=SITE_BACK_OFFICE, scope="project"),
    "desk:sign": row(POST=SITE_LEADER, scope="project"),
    "desk:enter": row(POST=CONSULTANT, scope="project"),
    "desk:chain": row(GET=SITE_BACK_OFFICE | SITE_LEADER | CONSULTANT | CHANNEL_MANAGER, scope="none"),
    "desk:classify_bulk": row(POST=SITE_BACK_OFFICE | SITE_LEADER, scope="none"),
    "desk:extensions": row(GET=SITE_LEADER | SITE_BACK_OFFICE | CHANNEL_MANAGER | AUDITOR, scope="none"),
    "desk:decide_extension": row(POST=SITE_LEADER | CHANNEL_MANAGER, scope="project"),
    "desk:registrations": row(GET=OVERLAPS, scope="none"),
    "desk:registration": row(GET=OVERLAPS, scope="project"),
    "desk:rivals": row(GET=OVERLAPS, scope="project"),
    "desk:unmask": row(POST=SITE_BACK_OFFICE | SITE_LEADER | CHANNEL_MANAGER, scope="project"),
    "desk:exception": row(POST=SITE_LEADER, scope="project"),
    "desk:release": row(POST=SITE_BACK_OFFICE | SITE_LEADER | CHANNEL_MANAGER, scope="project"),
}
