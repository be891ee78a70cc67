"""Every page's address. Ids in addresses are random numbers; nothing that was typed ever stands in one."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from waystation.desk.alarms import checkins, everybody
from waystation.desk.alarms import views as alarms
from waystation.desk.borders.views import borders
from waystation.desk.cases import access, edit, glass, houses, new, page, programme, stage, views
from waystation.desk.closing import views as closing
from waystation.desk.consent import views as consent
from waystation.desk.counselling import views as counselling
from waystation.desk.duplicates import views as duplicates
from waystation.desk.entry import enrol
from waystation.desk.entry import views as entry
from waystation.desk.evidence import views as evidence
from waystation.desk.inbox import arrived, duty, enclosed, practice, receipts, triage, warnings
from waystation.desk.inbox import views as inbox
from waystation.desk.journeys import away, board, days, leaving, leg, proposing
from waystation.desk.journeys import held as held_pages
from waystation.desk.journeys import views as journeys
from waystation.desk.members import again, devices, ways
from waystation.desk.members import views as members
from waystation.desk.money import overview, rates
from waystation.desk.money import views as money
from waystation.desk.packages import applications, recipients
from waystation.desk.packages import views as packages
from waystation.desk.papers import pathways, scans, timeline, zone
from waystation.desk.papers import views as papers
from waystation.desk.plan import buying, coming, deciding, fairness, legalways, making, questions
from waystation.desk.plan import case as case_plan
from waystation.desk.plan import costs as plan_costs
from waystation.desk.plan import views as plan
from waystation.desk.settings import log as access_log
from waystation.desk.settings import views as settings
from waystation.desk.settlement import directory, offers, reception, settling
from waystation.desk.shelter import place as placing
from waystation.desk.shelter import practice as burn_practice
from waystation.desk.shelter import stay as staying
from waystation.desk.shelter import tonight, wrong
from waystation.desk.shelter import views as shelter
from waystation.desk.today.views import today
from waystation.desk.verification import views as verification


class Number(StringConverter):
    """A case's number: 16 bytes in hexadecimal."""

    regex = "[0-9a-f]{32}"


class Place(StringConverter):
    """A compartment, list or record in an address."""

    regex = "[a-z_]+(?::[a-z0-9]+)?"


class Item(StringConverter):
    regex = "[a-z0-9]{1,32}"


register_converter(Number, "number")
register_converter(Place, "place")
register_converter(Item, "item")


class Kind(StringConverter):
    """Cases, houses, the programme and sheets of legs have the same pages."""

    regex = "cases|houses|programme|legs"


register_converter(Kind, "kind")

urlpatterns = [
    path("", entry.home, name="home"),
    path("enter", entry.enter, name="enter"),
    path("leave", entry.leave, name="leave"),
    path("language", entry.language, name="language"),
    path("enrol", enrol.enrol, name="enrol"),
    path("today", today, name="today"),
    path("road", views.road, name="road"),
    path("cases", views.cases, name="cases"),
    path("cases/view", views.save_view, name="save_view"),
    path("cases/new", new.new, name="new_case"),
    path("inbox", inbox.inbox, name="inbox"),
    path("inbox/new", triage.triage, name="triage_new"),
    path("inbox/practice", practice.practice, name="practice"),
    path("inbox/shift", duty.shift, name="shift"),
    path("inbox/<number:mailbox>/triage", triage.triage, name="triage"),
    path("inbox/published", warnings.stories, name="press"),
    path("inbox/<number:mailbox>/sign", warnings.notice, name="sign"),
    path("inbox/<number:mailbox>/come", duty.come, name="come"),
    path("inbox/<number:mailbox>", inbox.letter, name="letter"),
    path("inbox/<number:mailbox>/claim", inbox.claim, name="claim"),
    path("inbox/<number:mailbox>/answer", inbox.answer, name="answer"),
    path("inbox/<number:mailbox>/case", inbox.open_case, name="open_case"),
    path("inbox/<number:mailbox>/previews", enclosed.previews, name="previews"),
    path("inbox/<number:mailbox>/file/<number:file>", enclosed.look, name="enclosed"),
    path("inbox/<number:mailbox>/file/<number:file>/original", enclosed.original, name="original"),
    path("inbox/<number:mailbox>/receipt", receipts.ask, name="ask_receipt"),
    path("inbox/<number:mailbox>/receipt/decide", receipts.decide, name="decide_receipt"),
    path("inbox/<number:mailbox>/conclude", inbox.conclude, name="conclude"),
    path("inbox/<number:mailbox>/arrived", arrived.arrived, name="arrived"),
    path("alarms", alarms.page, name="alarms"),
    path("alarms/everybody", everybody.everybody, name="everybody"),
    path("alarms/everybody/<number:token>", everybody.follow, name="everybody_followed"),
    path("alarms/<number:alarm>", alarms.act, name="alarm"),
    path("houses", houses.houses, name="houses"),
    path("houses/new", houses.new, name="new_house"),
    path("houses/chart", shelter.bedchart, name="bedchart"),
    path("tonight", tonight.tonight, name="tonight"),
    path("houses/practice", burn_practice.practice, name="burn_practice"),
    path("houses/<number:number>/wrong", wrong.wrong, name="wrong"),
    path("houses/<number:number>/burned", wrong.burned, name="burned"),
    path("cases/<number:number>/place", placing.place, name="place"),
    path("cases/<number:number>/stay/<item:record>", staying.stay, name="stay"),
    path("programme", programme.programme, name="programme"),
    path("borders", borders, name="borders"),
    path("rates", rates.rates, name="rates"),
    path("timeline", timeline.timeline, name="timeline"),
    path("pathways", pathways.listed, name="pathways"),
    path("programme/<number:number>/pathways", pathways.listed, name="programme_pathways"),
    path("pathways/<item:record>", pathways.one, name="pathway"),
    path("plan", plan.plan, name="plan"),
    path("plan/make", making.make, name="plan_make"),
    path("plan/act", deciding.act, name="plan_act"),
    path("plan/why", questions.why, name="plan_why"),
    path("plan/changes", making.curve, name="curve"),
    path("plan/choose", making.choose, name="plan_choose"),
    path("plan/households", plan.households, name="plan_households"),
    path("plan/beds", plan.beds, name="plan_beds"),
    path("plan/decided", plan.decided, name="plan_decided"),
    path("plan/fairness", fairness.fairness, name="plan_fairness"),
    path("plan/costs", plan_costs.costs, name="costs"),
    path("plan/coming", coming.coming, name="coming"),
    path("plan/buys", buying.buys, name="buys"),
    path("plan/ways", legalways.ways, name="plan_ways"),
    path("cases/<number:number>/plan", case_plan.of_case, name="case_plan"),
    path("search", views.search, name="search"),
    path("leg", leg.leg, name="leg"),
    path("leg/away", away.shell, name="leg_away"),
    path("leg.js", away.worker, name="leg_worker"),
    path("journeys", board.board, name="journeys"),
    path("cases/<number:number>/journey", journeys.journey, name="journey"),
    path("cases/<number:number>/days", days.press, name="days"),
    path("cases/<number:number>/propose", proposing.propose, name="propose"),
    path("cases/<number:number>/held", held_pages.held, name="held"),
    path("cases/<number:number>/leaving", leaving.leave, name="leaving"),
    path("cases/<number:number>", page.case, name="case"),
    path("<kind:kind>/<number:number>", page.case, name="file"),
    path("duplicates", duplicates.ask, name="duplicates"),
    path("cases/<number:number>/duplicates", duplicates.of_case, name="case_duplicates"),
    path("cases/<number:number>/duplicates/merge", duplicates.merge, name="merge"),
    path("cases/<number:number>/duplicates/apart", duplicates.keep_apart, name="keep_apart"),
    path("cases/<number:number>/duplicates/settle", duplicates.settle, name="settle"),
    path("cases/<number:number>/duplicates/undo", duplicates.undo, name="undo_merge"),
    path("cases/<number:number>/stage", stage.move, name="move"),
    path("cases/<number:number>/checkins", checkins.live, {"part": "contact"}, name="check_ins"),
    path("cases/<number:number>/checkins/journey", checkins.live, {"part": "journey"}, name="journey_check_ins"),
    path("cases/<number:number>/practice", checkins.practice, {"part": "contact"}, name="practise_check_ins"),
    path("cases/<number:number>/practice/journey", checkins.practice, {"part": "journey"}, name="practise_journey"),
    path("cases/<number:number>/verification", verification.file, name="verification"),
    path("money", overview.accounts, name="accounts"),
    path("cases/<number:number>/money", money.money, name="money"),
    path("cases/<number:number>/closing", closing.closing, name="closing"),
    path("cases/<number:number>/evidence/<item:person>", evidence.evidence, name="evidence"),
    path("cases/<number:number>/applications", applications.applications, name="applications"),
    path("cases/<number:number>/consent", consent.consent, name="consent"),
    path("cases/<number:number>/consent/<item:person>", consent.copy, name="consent_copy"),
    path("cases/<number:number>/papers", papers.papers, name="papers"),
    path("cases/<number:number>/timeline", timeline.of_case, name="case_timeline"),
    path("cases/<number:number>/scans/<item:person>", scans.scans, name="scans"),
    path("cases/<number:number>/lines", zone.zone, name="zone"),
    path("cases/<number:number>/reception", reception.reception, name="reception"),
    path("cases/<number:number>/settling", settling.settling, name="settling"),
    path("cases/<number:number>/services", directory.services, name="services"),
    path("cases/<number:number>/offers", offers.offers, name="offers"),
    path("cases/<number:number>/counselling/<item:person>", counselling.counselling, name="counselling"),
    path("cases/<number:number>/counselling/<item:person>/<slug:key>", counselling.questions, name="questions"),
    path("services", directory.lead, name="lead"),
    path("programme/<number:number>/services", directory.directory, name="directory"),
    path("cases/<number:number>/keys", stage.hand_over, name="hand_over"),
    path("<kind:kind>/<number:number>/glass", glass.decide, name="decide"),
    path("<kind:kind>/<number:number>/glass/<place:part>", glass.ask, name="ask"),
    path("<kind:kind>/<number:number>/edit/<place:part>", edit.edit, name="edit"),
    path(
        "<kind:kind>/<number:number>/edit/<place:part>/<place:collection>/<item:record>", edit.edit, name="edit_record"
    ),
    path("<kind:kind>/<number:number>/act/<place:part>", edit.act, name="act"),
    path("<kind:kind>/<number:number>/history/<place:part>", edit.history, name="history"),
    path("<kind:kind>/<number:number>/access/<place:part>", access.access, name="access"),
    path("packages", packages.packages, name="packages"),
    path("packages/to/<item:record>", packages.compose, name="compose"),
    path("packages/key/<item:record>", recipients.recipient, name="recipient"),
    path("packages/sent/<item:record>", packages.sending, name="sending"),
    path("members", members.members, name="members"),
    path("members/invite", members.invite, name="invite"),
    path("members/admit", members.admit, name="admit"),
    path("members/team", members.team, name="team"),
    path("members/cut", members.cut, name="cut"),
    path("members/<number:member>/dismiss", members.dismiss, name="dismiss"),
    path("members/<number:member>/again", again.begin, name="again"),
    path("members/<number:member>/agree", again.agree, name="agree"),
    path("members/<number:member>/devices", devices.colleague, name="colleague"),
    path("devices", devices.mine, name="devices"),
    path("devices/add", devices.add, name="add_device"),
    path("devices/admit", devices.admit, name="admit_device"),
    path("devices/<number:card>/lost", devices.lose, name="lose"),
    path("devices/log-in", ways.ways, name="ways"),
    path("devices/log-in/passphrase", ways.new_passphrase, name="new_passphrase"),
    path("devices/log-in/codes", ways.new_codes, name="new_codes"),
    path("log", access_log.log, name="log"),
    path("settings", settings.settings, name="settings"),
    path("design", settings.design, name="design"),
]

handler400 = "waystation.desk.web.errors.bad_request"
handler403 = "waystation.desk.web.errors.forbidden"
handler404 = "waystation.desk.web.errors.not_found"
handler500 = "waystation.desk.web.errors.server_error"
