"""`qudao verify`: every approved version still has the text that was approved, and can be loaded."""

from collections.abc import Iterator

from qudao.policies.load import PolicyError, parse
from qudao.programmes.content import content_hash, files_of
from qudao.programmes.models import PolicyVersion


def broken_versions() -> Iterator[str]:
    """What is wrong, one line for each version; one from before texts were kept has none to compare."""
    for version in PolicyVersion.objects.filter(status=PolicyVersion.Status.APPROVED).order_by("pk"):
        files = files_of(version)
        if not files and not hasattr(version, "text"):
            continue
        found = content_hash(files)
        if found != version.content_hash:
            yield f"policy version {version}: its text was changed: it has the hash {found}, approved was {version.content_hash}"
            continue
        try:
            parse(files, name=version.reference)
        except PolicyError as error:
            yield f"policy version {version}: it cannot be loaded any more: {error.message('en')}"


def command() -> int:
    """Print what does not hold; 1 if anything does not."""
    lines = list(broken_versions())
    for line in lines:
        print(f"BROKEN {line}")  # noqa: T201
    count = PolicyVersion.objects.filter(status=PolicyVersion.Status.APPROVED).count()
    print(f"{count} approved policy versions: {'as approved' if not lines else f'{len(lines)} broken'}.")  # noqa: T201
    return 1 if lines else 0
