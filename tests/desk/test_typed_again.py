"""What was typed when a session ended: offered again after log-in, whole, but for what is a secret."""

import pyotp
from lxml import html
from shelter_cast import house

from waystation.desk.urls import urlpatterns
from waystation.store.files import casefiles
from waystation.store.models import Session


def form_of(page):
    """What a browser sends of the last form on a page as it stands."""
    form = html.fromstring(page).xpath("//main//form")[-1]
    return {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}


def logged_in_again(alliance, pages, name, path, form):
    """A session goes idle, its page is sent, its member logs in on the page that comes: returns the page after that."""
    browser = pages(name)
    Session.objects.update(seen=0)
    asked = form_of(browser.post(path, form, status=401))
    passphrase, totp = alliance.enrol(name)
    own = {"name": name, "passphrase": passphrase, "code": pyotp.TOTP(totp).now()}
    return browser.post("/enter", asked | own, status=200)


def test_a_bed_renamed_as_the_session_ended_has_its_new_name_after_log_in(alliance, pages):
    number = house(alliance, beds=1)
    ilya, path = pages("ilya"), f"/houses/{number.hex()}/edit/capacity/beds/b0"
    typed = form_of(ilya.get(path)) | {"name": "Window bed", "sleeps": "3"}
    offered = logged_in_again(alliance, pages, "ilya", path, typed)
    ilya.post(path, form_of(offered))
    row = casefiles.open_file(alliance.ilya, number, "house").states["capacity"].row("beds", "b0")
    assert row["name"] == "Window bed" and row["sleeps"] == 3


def test_a_newcomers_name_and_a_legs_code_are_typed_once(alliance, pages):
    offered = logged_in_again(alliance, pages, "pat", "/members/invite", {"name": "Zarema", "roles": "host"})
    assert form_of(offered) == {"name": "Zarema", "roles": "host"}
    sent = {"press": "seen", "code": "blue lantern", "passkey": "own word"}
    assert form_of(logged_in_again(alliance, pages, "yusuf", "/leg", sent)) == sent


def test_a_passphrase_typed_as_the_session_ended_travels_nowhere(alliance, pages):
    mara = pages("mara")
    Session.objects.all().delete()
    for path in ("/devices/log-in", "/devices/log-in/passphrase", "/devices/log-in/codes"):
        form = {"pending": "sealed", "passphrase": "the old one", "typed": "six new words"}
        page = mara.post(path, form, status=401)
        assert "the old one" not in page and "six new words" not in page and "is kept on this page" not in page


def test_every_page_about_devices_keeps_what_is_typed_to_itself():
    theirs = [page for page in urlpatterns if str(page.pattern).startswith("devices")]
    assert len(theirs) > 5 and all(page.callback.secret for page in theirs)
