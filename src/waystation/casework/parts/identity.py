"""Identity: who the person is on paper. The only place of a legal name."""

from typing import Annotated

from waystation.casework.fields import About, Compartment, Date, Record, YesNo
from waystation.casework.words import _


class Name(Record):
    """Another name or spelling, so that duplicates are found."""

    name: Annotated[str, About(_("Name"), sensitive=True, required=True, match="name")] = ""
    kind: Annotated[str, About(_("What it is"), help=_("Birth name, married name, another spelling."))] = ""
    language: Annotated[str, About(_("Language"), vocabulary="language")] = ""


class Scan(Record):
    """A picture of a paper or of the person, kept as a sealed attachment."""

    what: Annotated[str, About(_("What it shows"), vocabulary="document_type", required=True)] = ""
    attachment: Annotated[str, About(_("Attachment"), sensitive=True)] = ""
    sha256: Annotated[str, About(_("Fingerprint (SHA-256)"), acted=True)] = ""
    stripped: Annotated[YesNo, About(_("Location and camera data removed"), acted=True)] = None
    mrz: Annotated[str, About(_("Machine-readable lines"), sensitive=True, help=_("As in ICAO Doc 9303."))] = ""
    file: Annotated[str, About(_("Sealed file"), long=True, sensitive=True, acted=True, inner=True)] = ""


class Identity(Compartment):
    """Who one person is on paper, for the visa officer and the verifier, and for settlement after arrival.
    Biometrics are not kept: a list of them may reach those who persecute."""

    legal_name: Annotated[str, About(_("Legal name"), sensitive=True, required=True, match="name")] = ""
    latin_name: Annotated[
        str,
        About(
            _("Name as in the passport, in Latin letters"), sensitive=True, help=_("Exactly as printed."), match="name"
        ),
    ] = ""
    names: Annotated[dict[str, Name], About(_("Other names and spellings"))] = {}
    born: Annotated[Date, About(_("Born on"), sensitive=True, required=True, match="born")] = None
    birth_place: Annotated[str, About(_("Born in"), sensitive=True)] = ""
    birth_country: Annotated[str, About(_("Country of birth"), vocabulary="country")] = ""
    nationalities: Annotated[list[str], About(_("Nationalities"), vocabulary="country", required=True)] = []
    residence: Annotated[str, About(_("Country of residence"), vocabulary="country")] = ""
    sex_marker: Annotated[
        str, About(_("Sex marker in the papers"), vocabulary="sex_marker", help=_("What the papers say, nothing more."))
    ] = ""
    marital_status: Annotated[str, About(_("Marital status on paper"))] = ""
    home_address: Annotated[str, About(_("Last address"), sensitive=True)] = ""
    photo: Annotated[str, About(_("Photograph"), sensitive=True, help=_("A sealed attachment."))] = ""
    scans: Annotated[dict[str, Scan], About(_("Scans"))] = {}
