"""Houses and households for the stories of shelter: six houses as in the acceptance scenario, and how to fill them."""

from html.parser import HTMLParser

from days import day
from waystation.store.files import casefiles, cases, granting
from waystation.store.sealed.readings import Label

HOUSES = ("Birch", "Alder", "Linden", "Aspen", "Maple", "Hazel")


def house(alliance, code="Birch", beds=2, host="dina", **values):
    """A house as Ilya writes it down, with an address; its host opens both parts."""
    ilya = alliance.ilya
    own = {
        "code_name": code, "status": "active", "languages": ["ru"], "minors": True, "step_free": True, "animals": "no",
        "smoking": False, "review_on": day(30), "host": alliance.id(host).hex() if host else None,
    }  # fmt: skip
    number = cases.new_house(ilya, code, own | values)
    file = casefiles.open_file(ilya, number, "house")
    for n in range(beds):
        cases.state(ilya, file.part("capacity").circle, "capacity", "beds", f"b{n}", {"name": str(n + 1), "sleeps": 1})
    street = {"street": f"{code} Street 5", "meeting_point": "The bench by the kiosk"}
    cases.state(ilya, file.part("address").circle, "address", "", "", street)
    if host:
        for key in ("capacity", "address"):
            part = casefiles.open_file(ilya, number, "house").part(key)
            granting.grant(ilya, part, alliance.id(host), "reader", note="Host of this house")
    return number


def household(alliance, code, stage="S3", **needs):
    """A cleared case of one adult who speaks Russian, unless ``needs`` says otherwise."""
    number = alliance.case(code)
    person = {"letter": "A", "age_band": "25_39", "languages": ["ru"], **needs.pop("person", {})}
    ilya = alliance.ilya
    file = casefiles.open_file(ilya, number)
    cases.state(ilya, file.part("needs").circle, "needs", "persons", "a", person)
    if needs:
        cases.state(ilya, file.part("needs").circle, "needs", "", "", needs)
    cases.put(ilya, file.part("needs").circle, "needs", "stage", (stage, ""))
    alliance.clear(number)
    return number


def sleeps(alliance, number, where, bed="", since=-10, until=20, to_host="", **values):
    """A stay that began some days ago; ``to_host``: who opens Needs and Shelter for it."""
    ilya = alliance.ilya
    file = casefiles.open_file(ilya, number)
    alias = f"Guest {file.code.split()[-1]}"
    circle = cases.ensure_part(file, "shelter")
    cases.state(ilya, circle, "shelter", "", "", {"alias": alias}, of=Label("case", number, "shelter", "", file.code))
    stay = {
        "house": where, "bed": bed, "persons": ["a"], "since": day(since), "until": day(until), "review_on": day(7),
        "received_at": f"{day(since)}T12:00+00:00" if since <= 0 else None, "second_house": "Alder",
    }  # fmt: skip
    cases.state(ilya, circle, "shelter", "stays", "s1", stay | values)
    if to_host:
        for key in ("needs", "shelter"):
            part = casefiles.open_file(ilya, number).part(key)
            granting.grant(ilya, part, alliance.id(to_host), "reader", until=ilya.minute + 40000, note="Stay")
    return alias


def agrees(alliance, number):
    """The person agreed, before Noor, to be helped by those whom it takes."""
    alliance.write("noor", number, "consent", "permissions", "p1", person="a", purpose="consent_for_services",
                   source="individual", given_on=day(-1), until=day(200), informed=True)  # fmt: skip


class Forms(HTMLParser):
    """What a browser would send of each form on a page, as it stands and without its buttons."""

    def __init__(self, page):
        super().__init__()
        self.found, self.select = [], None
        self.feed(page[page.index("<main") :])

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "form":
            self.found.append({})
        elif not self.found:
            return
        elif tag == "input" and a.get("name", "csrfmiddlewaretoken") != "csrfmiddlewaretoken":
            if a.get("type") not in ("checkbox", "radio") or "checked" in a:
                self.found[-1].setdefault(a["name"], []).append(a.get("value", "on"))
        elif tag == "select":
            self.select = a.get("name")
        elif tag == "option" and self.select and ("selected" in a or self.select not in self.found[-1]):
            self.found[-1][self.select] = [a.get("value", "")]


def forms_of(page):
    return Forms(page).found
