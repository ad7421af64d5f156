"""A .zip of a pack's files, read within limits: strangers hand these in."""

import zipfile
import zlib
from typing import Any

from qudao.kit.refused import Refused

MOST_BYTES = 8_000_000
MOST_FILES = 80
BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Ways of packing that are unpacked piece by piece; of the others `zipfile` unpacks everything at once, whatever size they claim."""


def read_archive(upload: Any) -> dict[str, str]:
    """The YAML files in it by their names in the pack; one folder around them all is taken off. Nothing is written to disk."""
    if upload is None:
        raise Refused("zip_file_missing", where="archive")
    if upload.size > MOST_BYTES:
        raise Refused("zip_too_large", numbers={"most": MOST_BYTES}, where="archive")
    try:
        with zipfile.ZipFile(upload) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir() and _belongs(info.filename)]
            if len(infos) > MOST_FILES:
                raise Refused("too_many_files", numbers={"most": MOST_FILES}, where="archive")
            if any(info.compress_type not in BOUNDED for info in infos):
                raise Refused("zip_unreadable", where="archive")
            if len({info.filename for info in infos}) < len(infos):
                raise Refused("zip_file_twice", where="archive")
            if sum(info.file_size for info in infos) > MOST_BYTES:
                raise Refused("zip_too_large", numbers={"most": MOST_BYTES}, where="archive")
            found = {info.filename: _text(archive, info) for info in infos}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError, OSError, EOFError, zlib.error):
        raise Refused("zip_unreadable", where="archive") from None
    return _without_folder(found)


def _belongs(name: str) -> bool:
    """Whether it is one of the pack's files, not what an operating system adds to an archive."""
    return not name.startswith("__MACOSX/") and not name.rsplit("/", 1)[-1].startswith(".")


def _text(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    with archive.open(info) as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > info.file_size or len(content) > MOST_BYTES:
        raise Refused("zip_too_large", numbers={"most": MOST_BYTES}, where="archive")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("not_utf8", numbers={"file": info.filename[:80]}, where="archive") from None


def _without_folder(files: dict[str, str]) -> dict[str, str]:
    tops = {name.split("/", 1)[0] for name in files}
    if "policy.yaml" not in files and len(tops) == 1 and all("/" in name for name in files):
        return {name.split("/", 1)[1]: text for name, text in files.items()}
    return files
