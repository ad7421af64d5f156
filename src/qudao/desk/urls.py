"""Addresses of the desk."""

from django.urls import URLPattern, path

from qudao.desk import chain, extensions, front_desk, home, imports, registrations, visits

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

urlpatterns: list[URLPattern] = [*HISTORY, *SITE]
