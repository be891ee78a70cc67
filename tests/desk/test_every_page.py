"""Each member follows every link that they are shown and sends every form as it stands: nothing fails, nothing is dead.

The installation is the demonstration with one case of each kind. A walk's failure names the link and the page that it
stands on (``walking.py``). Members walk in different languages, for a page can fail in one of them only.
"""

import importlib.util
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import get_resolver
from walking import Walk

from waystation.cli import cohort
from waystation.cli.demofill import MEMBERS, Filling
from waystation.desk.web.middleware import COOKIE, set_cookie
from waystation.store import node
from waystation.store.duty.ringing import Ringing, SystemClock
from waystation.store.lists import index
from waystation.store.members import logins, sessions
from waystation.store.sealed import keys, readings

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = dict.fromkeys((member[0] for member in MEMBERS), "ru") | {
    "ruth": "en", "claire": "en", "ada": "en", "yusuf": "ar", "otto": "ar",
}  # fmt: skip
del LANGUAGES["lena"]  # she verifies as Noor does
SENT: Counter = Counter()  # each kind of form is sent once, by whoever comes first
REACHED: set[str] = set()

# Pages to which no walk through links and forms as they stand comes, and the stories that do.
ELSEWHERE = {
    # before log-in, or after somebody enrolled
    "enrol": "desk/test_members.py",
    "admit": "desk/test_members.py",
    "agree": "desk/test_ways_in.py",
    "admit_device": "desk/test_ways_in.py",
    # an inbox with more than the demonstration's three letters
    "sign": "desk/test_believing.py",
    "come": "desk/test_hotline.py",
    "enclosed": "door/test_files_in_the_inbox.py",
    "original": "door/test_files_in_the_inbox.py",
    "previews": "door/test_files_in_the_inbox.py",
    "arrived": "door/test_arrival_by_mailbox.py",
    "ask_receipt": "door/test_lost_receipts.py",
    "decide_receipt": "door/test_lost_receipts.py",
    # what a second member decides, or what follows an act
    "everybody_followed": "desk/test_alarms.py",
    "burned": "desk/test_burned_house.py",
    "decide": "desk/test_case_page.py",
    "settle": "desk/test_duplicates.py",
    "undo_merge": "desk/test_duplicates.py",
    # a plan that was made, which takes a solver half a minute
    "plan_act": "desk/test_plan.py",
    "plan_why": "desk/test_plan.py",
    "curve": "desk/test_replanning.py",
    "plan_choose": "desk/test_replanning.py",
    "plan_households": "desk/test_plan.py",
    "plan_beds": "desk/test_plan.py",
    "plan_fairness": "desk/test_plan_supply.py",
    "plan_decided": "desk/test_plan_slots.py",
    "costs": "desk/test_plan_supply.py",
    # what scripts ask for
    "leg_away": "desk/test_journeys.py",
    "leg_worker": "browser/test_journey_stories.py",
    # a short address for those who remember it
    "lead": "desk/test_after_arrival.py",
}


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration with one case of each kind; what a walk changes is rolled back."""
    with django_db_blocker.unblock(), override_settings(ARGON2_MEMORY=1024):
        cases = cohort.few_of_each(cohort.plan(), 1)
        filling = Filling(tmp_path_factory.mktemp("demonstration"), lambda *_: None, cases)
        filling.everything()
        node.change("live", True)
        Ringing(SystemClock(), lambda: None, print).tick()
        yield filling
        for database in ("default", "door"):
            call_command("flush", interactive=False, verbosity=0, database=database)


@pytest.fixture(scope="module")
def typed(filled, django_db_blocker):
    """All texts that somebody typed or that were stored in the language of whoever wrote: no page translates them."""
    texts: set[str] = set()
    with django_db_blocker.unblock():
        for name in LANGUAGES:
            opened = keys.unlock(filled.secrets[name])
            circles = [line.circle for line in index.lines(opened)]
            for reading in readings.read_many(opened, circles).values():
                values = (v.value for values in reading.state.values.values() for v in values)
                texts.update(value for value in values if isinstance(value, str))
                texts.update(grant.note for grant in reading.grants)
    return frozenset(texts)


def own_words(language):
    """English texts for which the language that is complete has its own."""
    if language != "ru":
        return frozenset()
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    messages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(messages)
    texts = {m.id: m.string for m in messages.load(language) if isinstance(m.id, str)}
    return frozenset(english for english, own in texts.items() if own and own != english)


OWN_WORDS = {language: own_words(language) for language in ("en", "ru", "ar")}


def client_of(filled, name):
    login = logins.Login.objects.get(handle=logins.handle(name))
    response = HttpResponse()
    set_cookie(response, sessions.start(login, filled.secrets[name], 0, 0))
    client = Client(raise_request_exception=False)
    client.cookies[COOKIE] = response.cookies[COOKIE].value
    return client


@pytest.mark.parametrize("name", LANGUAGES)
def test_everything_that_a_member_is_shown_opens_and_every_form_answers(filled, typed, db, name):
    language = LANGUAGES[name]
    names = frozenset(code.casefold() for code in filled.codes) | {"invented person", "придуманный"}
    walk = Walk(client_of(filled, name), language, names, OWN_WORDS[language] - typed, SENT)
    walk.everything("/today", "/members")
    REACHED.update(walk.reached)
    assert not walk.faults, "\n" + "\n".join(walk.faults)
    assert walk.pages > 10


def test_every_page_is_shown_to_somebody():
    if len(REACHED) < 20:
        pytest.skip("the walks above were not taken")
    pages = {pattern.name for pattern in get_resolver("waystation.desk.urls").url_patterns}
    missed = pages - REACHED - ELSEWHERE.keys()
    assert sorted(missed) == []
    assert sorted(ELSEWHERE.keys() - pages) == []
    assert [story for story in ELSEWHERE.values() if not (ROOT / "tests" / story).exists()] == []
