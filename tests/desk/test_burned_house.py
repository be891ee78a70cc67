"""A burned house: two taps, staggered legs, other keys, who could have known, the all-clear; and practising it all."""

import pytest
from shelter_cast import agrees, day, forms_of, house, household, sleeps

from waystation.casework.folds import set_statement
from waystation.casework.parts.house import Capacity
from waystation.circles.errors import CannotOpen
from waystation.store.files import casefiles, cases
from waystation.store.lists import index
from waystation.store.models import Envelope
from waystation.store.sealed import accesslog, envelopes

GUESTS = ("Quiet Heron", "Amber Fox", "Tall Cedar", "Grey Owl", "Blue Finch")
STAGES = ("S5", "S7", "S8", "S5", "S5")


@pytest.fixture
def birch(alliance):
    """Five guests in Birch, one of them with an application and one with a journey; two houses with room for three."""
    number = house(alliance, "Birch", beds=5)
    house(alliance, "Alder", beds=2, host="")
    house(alliance, "Linden", beds=1, host="")
    for n, (code, stage) in enumerate(zip(GUESTS, STAGES, strict=True)):
        case = household(alliance, code, stage, priority="emergency" if code == "Grey Owl" else "urgent")
        agrees(alliance, case)
        sleeps(alliance, case, "Birch", str(n + 1), to_host="dina", second_house="Alder")
    file = casefiles.open_file(alliance.ilya, number, "house")
    outsider = {"who": "The landlord", "why": "signed the lease"}
    cases.state(alliance.ilya, file.part("address").circle, "address", "outsiders", "o1", outsider)
    return number


def of(alliance, code):
    return next(f for f in files(alliance) if f.code == code)


def files(alliance):
    ilya = alliance.ilya
    return [casefiles.open_file(ilya, row.number) for row in index.overview(ilya, "case").rows]


def test_scenario_6_two_taps_empty_the_house(alliance, pages, birch):
    """The host reports a stranger who names a guest."""
    dina, ilya = pages("dina"), pages("ilya")
    assert "Birch Street 5" in dina.get(f"/houses/{birch.hex()}")
    place = f"/houses/{birch.hex()}/wrong"
    assert place in dina.get("/tonight")  # the first tap
    assert "A stranger asking" in dina.get(place)
    dina.post(place, {"trigger": "stranger_asking", "detail": "A man named a guest."})  # the second
    assert "Your alarm stands" in dina.get("/tonight")
    for page in ("/today", "/houses/chart"):
        assert "Birch: something is wrong." in ilya.get(page)
    before = alliance.ilya.view(casefiles.open_file(alliance.ilya, birch, "house").part("address").circle)
    ilya.post(f"/houses/{birch.hex()}/burned", {"act": "burn"})  # the coordinator's one tap
    page = ilya.get(f"/houses/{birch.hex()}/burned")
    assert "Burned" in page and "A man named a guest." in page

    # the address has another key, and whoever had a lease on it has none
    file = casefiles.open_file(alliance.ilya, birch, "house")
    after = alliance.ilya.view(file.part("address").circle)
    assert after.newest.envelope.n > before.newest.envelope.n
    assert {g.holder for g in file.part("address").reading.grants} == {alliance.ilya.directory.team_of("coordinator")}
    assert "Birch Street 5" not in dina.get(f"/houses/{birch.hex()}")
    cases.state(alliance.ilya, file.part("address").circle, "address", "", "", {"cover": "Written after"})
    assert Envelope.objects.filter(circle=file.part("address").circle).exists()
    with pytest.raises(CannotOpen):
        open_address(alliance.dina, birch)

    # five legs, an hour for each, three of them to houses with a bed, none of them to a full one
    legs = [row for f in files(alliance) for row in f.states["shelter"].rows("pickups").values()]
    assert len(legs) == len({leg["at"] for leg in legs}) == 5
    assert sorted(leg.get("to_house") or "" for leg in legs) == ["", "", "Alder", "Alder", "Linden"]
    first = min(legs, key=lambda leg: leg["at"])
    assert of(alliance, "Grey Owl").states["shelter"].rows("pickups").popitem()[1] == first
    assert "none fits: choose" in page

    # the host learns hours and no houses
    told = dina.get("/tonight")
    assert "Who leaves when" in told and "Guest Owl" in told and "Alder" not in told and "Linden" not in told
    hers = casefiles.open_file(alliance.dina, of(alliance, "Grey Owl").number)
    assert "shelter" not in hers.states and "needs" in hers.states  # her lease on it ended with the two taps

    # who could have known, and what it touches
    for said in ("Ilya", "Dina", "Coordination", "Host of this house", "The landlord", "signed the lease"):
        assert said in page
    for code in GUESTS:
        assert code in page[page.index("Guests who slept there") :]
    flagged = page[page.index("Applications and journeys to check") :]
    assert "Amber Fox" in flagged and "Tall Cedar" in flagged and "Quiet Heron" not in flagged.split("All clear")[0]
    for code, desk in (("Amber Fox", "tomas"), ("Tall Cedar", "sam")):
        [task] = of(alliance, code).states["needs"].rows("tasks").values()
        assert task["owner"] == alliance.id(desk).hex() and "short notice" in task["what"]
        assert "visa" not in task["what"].casefold()

    # nobody is sent there any more
    number = household(alliance, "Red Kite")
    assert "The house takes nobody: Burned." in ilya.get(f"/cases/{number.hex()}/place")


def open_address(keys, number):
    reading = casefiles.open_file(keys, number, "house").part("address").reading
    if reading is None:
        raise CannotOpen("sealed")
    return reading


def test_each_leg_is_confirmed_left_and_arrived_and_then_all_is_clear(alliance, pages, birch):
    ilya, place = pages("ilya"), f"/houses/{birch.hex()}/burned"
    ilya.post(f"/houses/{birch.hex()}/wrong", {"trigger": "relative_seen"})  # a coordinator's two taps do it all
    page = ilya.get(place)
    confirms = [f for f in forms_of(page) if f.get("act") == ["confirm"]]
    assert len(confirms) == 5
    form = {k: v[0] for k, v in confirms[0].items()}
    assert form["to_house"] == "Alder"
    ilya.post(place, form | {"escort": "00"}, status=400)
    ilya.post(place, form | {"to_house": "Birch"}, status=400)
    ilya.post(place, form | {"escort": alliance.id("yusuf").hex(), "meeting_point": "By the fountain"})
    owl = of(alliance, "Grey Owl")
    stays = sorted(owl.states["shelter"].rows("stays").values(), key=lambda s: s["since"])
    assert [s["house"] for s in stays] == ["Birch", "Alder"] and stays[0]["left_for"] == "relative_seen"
    assert stays[1]["second_house"] == "Linden" and stays[1]["bed"] == "1"
    yusuf = casefiles.open_file(alliance.yusuf, owl.number)
    assert yusuf.states["shelter"].rows("pickups")[form["record"]]["meeting_point"] == "By the fountain"
    for act in ("left", "arrived"):
        ilya.post(place, {"act": act, "case": owl.number.hex(), "record": form["record"]})
    stays = sorted(of(alliance, "Grey Owl").states["shelter"].rows("stays").values(), key=lambda s: s["since"])
    assert stays[0]["left_at"] and stays[1]["received_at"]
    assert "Yusuf" in ilya.get(place)  # who drives there may know it too
    ilya.post(place, {"act": "clear", "status": "quiet"})
    assert "something is wrong" not in ilya.get("/today")
    states = sorted(r["status"] for f in files(alliance) for r in f.states["shelter"].rows("pickups").values())
    assert states == ["aborted"] * 4 + ["arrived"]
    assert "Birch Street 5" in pages("dina").get(f"/houses/{birch.hex()}")  # her access came back as it was
    assert "Nobody says that anything is wrong here" in ilya.get(place)


def test_burning_twice_proposes_no_leg_twice(alliance, pages, birch):
    ilya = pages("ilya")
    for _tap in range(2):
        ilya.post(f"/houses/{birch.hex()}/wrong", {"trigger": "police_visit"})
    assert [len(f.states["shelter"].rows("pickups")) for f in files(alliance)] == [1] * 5


def test_a_false_alarm_is_cleared_in_one_step_and_takes_nobodys_keys(alliance, pages, birch):
    dina, ilya = pages("dina"), pages("ilya")
    dina.post(f"/houses/{birch.hex()}/wrong", {"trigger": "police_visit"})
    page = ilya.get(f"/houses/{birch.hex()}/burned")
    assert "Burn it: empty the house now" in page and "Police visit" in page and "Dina" in page
    ilya.post(f"/houses/{birch.hex()}/burned", {"act": "clear", "status": "active"})
    assert "Birch: something is wrong." not in ilya.get("/houses/chart")
    assert "Birch Street 5" in dina.get(f"/houses/{birch.hex()}")
    assert "Something is wrong" in dina.get("/tonight")


def test_only_coordinators_burn_and_a_host_writes_nothing_else_of_her_house(alliance, pages, birch):
    dina, ruth = pages("dina"), pages("ruth")
    dina.post(f"/houses/{birch.hex()}/burned", {"act": "burn"}, status=403)
    dina.get(f"/houses/{birch.hex()}/edit/capacity", status=403)
    dina.get(f"/houses/{birch.hex()}/edit/capacity/beds/new", status=403)
    circle = casefiles.open_file(alliance.dina, birch, "house").part("capacity").circle
    with pytest.raises(cases.NotYourRole):
        cases.state(alliance.dina, circle, "capacity", "", "", {"status": "active"})
    view = alliance.dina.view(circle)  # a program of her own could write it; nobody's page would count it
    body = set_statement(Capacity, "", "", {"status": "retired"})
    with envelopes.writing(circle):
        envelopes.append(circle, view.write(alliance.secrets["dina"], "set", body))
    state = casefiles.open_file(alliance.ilya, birch, "house").states["capacity"]
    assert state.get("status") == "active" and len(state.refused) == 1
    ruth.post(f"/houses/{birch.hex()}/burned", {"act": "burn"}, status=403)


def test_practice_has_the_same_pages_and_changes_nothing(alliance, pages, birch):
    ilya = pages("ilya")
    ilya.get("/houses")
    stored, logged = Envelope.objects.count(), accesslog.head()
    page = ilya.get("/houses/practice")
    assert "Practice." in page and "A stranger asking" in page
    page = ilya.post("/houses/practice", {"trigger": "stranger_asking"}, status=200)
    assert page.count("Practice.") == 1 and "Paper Hare" in page and "The landlord" in page
    form = next(f for f in forms_of(page) if f.get("act") == ["confirm"])
    page = ilya.post("/houses/practice", form, status=200)
    assert page.count("to confirm") == 2 and "They have left" in page
    going = next(f for f in forms_of(page) if "record" in f and "act" not in f)
    page = ilya.post("/houses/practice", going | {"act": "left"}, status=200)
    assert "They have arrived" in page
    page = ilya.post("/houses/practice", going | {"act": "clear", "status": "quiet"}, status=200)
    assert "Nobody says that anything is wrong here" in page
    assert (Envelope.objects.count(), accesslog.head()) == (stored, logged)
    assert "something is wrong" not in ilya.get("/today")
    assert "Paper" not in ilya.get("/houses/chart") + ilya.get("/cases")
    pages("mara").get("/houses/practice", status=403)
    assert "Practice." in pages("dina").get("/houses/practice")


def test_days_stand_in_no_address_and_the_chart_names_no_house_that_is_closed(alliance, pages, birch):
    house(alliance, "Rowan", host="", status="retired")
    page = pages("ilya").get("/houses/chart")
    assert "Rowan" not in page and day() not in page.split("<main")[0]
