"""Addresses of the portal. Each has its row in `organization.permissions.portal`."""

from django.urls import path

from qudao.portal import clauses, customers, export, imports, keys, letters, money, notices, people, policies, receipt, registration, report

app_name = "portal"

urlpatterns = [
    path("", customers.customer_list, name="list"),
    path("search/", customers.search, name="search"),
    path("customers.xlsx", export.export, name="export"),
    path("report/", report.report, name="report"),
    path("report/preview/", report.preview, name="preview"),
    path("imports/", imports.imports, name="imports"),
    path("imports/registrations.csv", imports.template, name="import_template"),
    path("imports/<uuid:public_id>/", imports.one, name="import"),
    path("imports/<uuid:public_id>/take-in/", imports.take_in, name="import_take_in"),
    path("imports/<uuid:public_id>/discard/", imports.discard, name="import_discard"),
    path("customers/<uuid:public_id>/", registration.timeline, name="registration"),
    path("customers/<uuid:public_id>/receipt/", receipt.receipt, name="receipt"),
    path("customers/<uuid:public_id>/extension/", registration.request_extension, name="request_extension"),
    path("visits/<uuid:public_id>/message/", registration.send_visit_message, name="send_visit_message"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<uuid:public_id>/", notices.open_notice, name="notice"),
    path("letters/", letters.letter_list, name="letters"),
    path("letters/<uuid:public_id>/", letters.letter, name="letter"),
    path("money/", money.money, name="money"),
    path("policies/", policies.policies, name="policies"),
    path("policies/<uuid:public_id>/", policies.policy, name="policy"),
    path("my/", people.my, name="my"),
    path("my/people/", people.add, name="person_add"),
    path("my/people/<uuid:public_id>/", people.one, name="person"),
    path("my/people/<uuid:public_id>/password/", people.reset, name="person_reset"),
    path("my/people/<uuid:public_id>/end/", people.end, name="person_end"),
    path("my/people/<uuid:public_id>/filer/", people.filer, name="person_filer"),
    path("my/keys/", keys.keys, name="keys"),
    path("my/keys/<uuid:public_id>/revoke/", keys.revoke, name="key_revoke"),
    path("clauses/<slug:pack>/<str:number>/", clauses.clause, name="clause"),
]
