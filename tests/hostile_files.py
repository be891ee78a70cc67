"""Files as they come: good ones, and what a stranger might send. Made here, so that no test needs a hostile file lying
about."""

import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image

GPS = 0x8825
CAMERA = "zqcameracanary"


def jpeg(width=640, height=480, orientation=6):
    """A photograph with the camera's name, a place and an orientation in its metadata."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    image.paste((20, 20, 200), (0, 0, width // 2, height // 2))
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = CAMERA, orientation
    exif.get_ifd(GPS).update({1: "N", 2: (43.0, 19.0, 3.5), 3: "E", 4: (45.0, 41.0, 5.2)})
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, quality=90, comment=CAMERA.encode())
    return out.getvalue()


def heic(width=640, height=480, orientation=6):
    """The same as an iPhone makes it."""
    import pillow_heif

    pillow_heif.register_heif_opener()
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x010F], exif[0x0112] = CAMERA, orientation
    exif.get_ifd(GPS).update({1: "N", 2: (43.0, 19.0, 3.5), 3: "E", 4: (45.0, 41.0, 5.2)})
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(out, "HEIF", exif=exif.tobytes(), quality=60)
    return out.getvalue()


def document():
    """A small Word document with an author."""
    out = io.BytesIO()
    head, schema = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', "http://schemas.openxmlformats.org"
    kinds = "application/vnd.openxmlformats-"
    types = (
        f'{head}<Types xmlns="{schema}/package/2006/content-types">'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="{kinds}package.relationships+xml"/><Override '
        f'PartName="/word/document.xml" ContentType="{kinds}officedocument.wordprocessingml.document.main+xml"/>'
        "</Types>"
    )
    rels = (
        f'{head}<Relationships xmlns="{schema}/package/2006/relationships"><Relationship Id="rId1" Type="{schema}/'
        'officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    word = (
        f'{head}<w:document xmlns:w="{schema}/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>They came twice</w:t>'
        "</w:r></w:p></w:body></w:document>"
    )
    core = f'<?xml version="1.0"?><coreProperties><creator>{CAMERA}</creator></coreProperties>'
    with zipfile.ZipFile(out, "w") as made:
        for name, text in (("[Content_Types].xml", types), ("_rels/.rels", rels), ("word/document.xml", word),
                           ("docProps/core.xml", core)):  # fmt: skip
            made.writestr(name, text)
    return out.getvalue()


def png(width=200, height=100):
    from PIL.PngImagePlugin import PngInfo

    text, out = PngInfo(), io.BytesIO()
    text.add_text("Author", CAMERA)
    Image.new("RGBA", (width, height), (0, 128, 0, 100)).save(out, "PNG", pnginfo=text)
    return out.getvalue()


def pdf(pages=2, script=True):
    """A PDF with an author, XMP, a script that runs when it opens, an embedded file, and a photograph with a place."""
    made, out = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        made.add_blank_page(page_size=(300, 400))
    photo = pikepdf.Stream(made, jpeg(64, 48))
    photo.Type, photo.Subtype, photo.Filter = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DCTDecode
    photo.Width, photo.Height, photo.BitsPerComponent, photo.ColorSpace = 64, 48, 8, pikepdf.Name.DeviceRGB
    made.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=photo))
    made.pages[0].Contents = pikepdf.Stream(made, b"q 300 0 0 200 0 0 cm /Im0 Do Q")
    with made.open_metadata() as meta:
        meta["dc:creator"] = [CAMERA]
    made.docinfo["/Author"] = CAMERA
    if script:
        run = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{CAMERA}')")
        made.Root.OpenAction = made.make_indirect(run)
        made.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["a", run]))
        made.attachments["secret.txt"] = pikepdf.AttachedFileSpec(made, CAMERA.encode(), filename="secret.txt")
        act = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"https://{CAMERA}.example/")
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=act)
        made.pages[0].Annots = [made.make_indirect(link)]
    made.save(out)
    return out.getvalue()


def huge_png(width=60_000, height=60_000):
    """A few hundred bytes that would be 10 GB of pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def polyglot():
    """A GIF that is a script as well."""
    return b"GIF89a/*" + bytes(9) + b"*/=1;alert('" + CAMERA.encode() + b"')//;"


def zip_bomb(first="[Content_Types].xml"):
    """A document whose one entry becomes 50 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(zipfile.ZipInfo(first), bytes(50_000_000), zipfile.ZIP_DEFLATED)  # the same bytes each time
    return out.getvalue()


def video(size=300_000):
    return b"\0\0\0\x18ftypisom" + bytes(range(256)) * (size // 256)
