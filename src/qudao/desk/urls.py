"""Addresses of the desk."""

from django.urls import URLPattern, path

from qudao.desk import (
    audit,
    backtests,
    booking,
    chain,
    confirmations,
    deal,
    deals,
    extensions,
    front_desk,
    home,
    imports,
    keys,
    months,
    policies,
    policy_clause,
    policy_editing,
    policy_readers,
    policy_version,
    registrations,
    visits,
)

app_name = "desk"

SITE: list[URLPattern] = [
    path("", home.home, name="home"),
    path("front-desk/", front_desk.front_desk, name="front_desk"),
    path("front-desk/walk-in/", front_desk.walk_in, name="walk_in"),
    path("front-desk/registrations/<uuid:public_id>/", front_desk.visit_on_report, name="visit_on_report"),
    path("visits/<uuid:public_id>/", visits.visit, name="visit"),
    path("visits/<uuid:public_id>/confirmation/", visits.confirmation, name="confirmation"),
    path("visits/<uuid:public_id>/confirm/", visits.confirm, name="confirm_visit"),
    path("visits/<uuid:public_id>/formal/", visits.formal_report, name="formal_report"),
    path("visits/<uuid:public_id>/formal/form/", visits.formal_form, name="formal_form"),
    path("visits/<uuid:public_id>/review/", chain.pass_review, name="pass_review"),
    path("visits/<uuid:public_id>/signature/", chain.sign, name="sign"),
    path("visits/<uuid:public_id>/entry/", chain.enter, name="enter"),
    path("chain/", chain.chain, name="chain"),
    path("chain/bulk/", chain.classify, name="classify_bulk"),
    path("extensions/", extensions.extensions, name="extensions"),
    path("extensions/<uuid:public_id>/", extensions.decide, name="decide_extension"),
    path("registrations/", registrations.registrations, name="registrations"),
    path("registrations/<uuid:public_id>/", registrations.registration, name="registration"),
    path("registrations/<uuid:public_id>/others/", registrations.rivals, name="rivals"),
    path("registrations/<uuid:public_id>/number/", registrations.unmask_number, name="unmask"),
    path("registrations/<uuid:public_id>/exception/", registrations.give_exception, name="exception"),
    path("registrations/<uuid:public_id>/release/", registrations.release, name="release"),
]
"""Pages of the site."""

HISTORY: list[URLPattern] = [
    path("imports/", imports.imports, name="imports"),
    path("imports/<uuid:public_id>/", imports.one, name="import"),
    path("imports/<uuid:public_id>/approve/", imports.approve, name="import_approve"),
    path("imports/<uuid:public_id>/discard/", imports.discard, name="import_discard"),
]
"""Files of old facts."""

DEALS: list[URLPattern] = [
    path("deals/", deals.deals, name="deals"),
    path("deals.xlsx", deals.export, name="deals_export"),
    path("deals/new/", booking.new_deal, name="deal_new"),
    path("deals/<uuid:public_id>/", deal.deal, name="deal"),
    path("deals/<uuid:public_id>/stage/", deal.advance, name="deal_advance"),
    path("deals/<uuid:public_id>/cancel/", deal.cancel, name="deal_cancel"),
    path("months/", months.months, name="months"),
    path("months/close/", months.close, name="month_close"),
    path("months/<uuid:public_id>/", months.month, name="month"),
    path("months/<uuid:public_id>/approve/", months.approve, name="month_approve"),
    path("months/<uuid:public_id>/month.xlsx", months.export, name="month_export"),
    path("statements/<uuid:public_id>/", months.statement, name="statement"),
    path("audit/", audit.audit, name="audit"),
    path("audit/rulings/<uuid:public_id>/", audit.ruling, name="audit_ruling"),
    path("audit/registrations/<uuid:public_id>/", audit.registration, name="audit_registration"),
]
"""Deals, months and proof."""

KEYS: list[URLPattern] = [
    path("keys/", keys.keys, name="keys"),
    path("keys/<uuid:public_id>/revoke/", keys.revoke, name="key_revoke"),
]
"""Keys of our own systems."""

POLICIES: list[URLPattern] = [
    path("policies/", policies.policies, name="policies"),
    path("policies/import/", policies.take_in, name="policy_import"),
    path("policies/confirmations/", confirmations.confirmations, name="confirmations"),
    path("partners/<uuid:public_id>/compliance-contact/", confirmations.compliance_contact, name="compliance_contact"),
    path("policies/<uuid:public_id>/", policies.policy, name="policy"),
    path("policies/<uuid:public_id>/draft/", policies.draft, name="policy_draft"),
    path("policies/<uuid:public_id>/programmes/", policies.bind, name="policy_bind"),
    path("policies/versions/<uuid:public_id>/", policy_version.version, name="version"),
    path("policies/versions/<uuid:public_id>/terms/", policy_editing.terms, name="version_terms"),
    path("policies/versions/<uuid:public_id>/clause/", policy_clause.clause, name="version_clause"),
    path("policies/versions/<uuid:public_id>/files/", policy_editing.files, name="version_files"),
    path("policies/versions/<uuid:public_id>/changes/", policy_version.changes, name="version_changes"),
    path("policies/versions/<uuid:public_id>/check/", policy_version.check, name="version_check"),
    path("policies/versions/<uuid:public_id>/backtest/", backtests.backtest, name="version_backtest"),
    path("policies/versions/<uuid:public_id>/backtest/start/", backtests.start, name="version_backtest_start"),
    path("policies/versions/<uuid:public_id>/backtest/progress/", backtests.progress, name="version_backtest_progress"),
    path("policies/versions/<uuid:public_id>/backtest.xlsx", backtests.export, name="version_backtest_export"),
    path("policies/versions/<uuid:public_id>/approval/", policy_version.approval, name="version_approval"),
    path("policies/versions/<uuid:public_id>/readers/", policy_readers.readers, name="version_readers"),
    path("policies/versions/<uuid:public_id>/submit/", policy_version.submit, name="version_submit"),
    path("policies/versions/<uuid:public_id>/approve/", policy_version.approve, name="version_approve"),
    path("policies/versions/<uuid:public_id>/confirm/", policy_readers.confirm, name="version_confirm"),
    path("policies/versions/<uuid:public_id>/return/", policy_version.give_back, name="version_return"),
    path("policies/versions/<uuid:public_id>/withdraw/", policy_version.withdraw, name="version_withdraw"),
]
"""The rules themselves: their versions, from draft to approval."""

urlpatterns: list[URLPattern] = [*POLICIES, *HISTORY, *SITE, *DEALS, *KEYS]
