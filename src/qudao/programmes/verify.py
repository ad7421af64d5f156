"""`qudao verify`: every approved version still has the text and the first day that were approved, and can be loaded; so has every binding."""

from collections.abc import Iterator

from qudao.organization.models import Event
from qudao.policies.load import PolicyError, parse
from qudao.programmes.content import content_hash, files_of
from qudao.programmes.models import Binding, PolicyVersion


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
            loaded = parse(files, name=version.reference)
        except PolicyError as error:
            yield f"policy version {version}: it cannot be loaded any more: {error.message('en')}"
            continue
        if version.approved_by_id is None and version.starts_on != loaded.starts_on:
            yield f"policy version {version}: it came with the product for {loaded.starts_on}, and starts on {version.starts_on}"


def unrecorded() -> Iterator[str]:
    """Approved versions and bindings of which the sealed event log says nothing, or another first day: written past the application."""
    kinds = ("programmes.version_approved", "programmes.shipped_policy_imported", "programmes.programme_bound")
    said = {
        (row.kind.rpartition("_")[2], row.subject_id, row.numbers.get("programme"), row.numbers.get("content_hash"), row.numbers.get("starts_on"))
        for row in Event.objects.filter(kind__in=kinds)
    }
    versions = PolicyVersion.objects.filter(status=PolicyVersion.Status.APPROVED, text__isnull=False).order_by("pk")
    for version in versions:
        subject = (str(version.public_id), None, version.content_hash)
        if not {("approved", *subject, version.starts_on.isoformat()), ("imported", *subject, None)} & said:
            yield f"policy version {version}: the log knows no approval of this content from {version.starts_on}"
    for binding in Binding.objects.select_related("policy", "programme").order_by("pk"):
        if ("bound", str(binding.policy.public_id), binding.programme_id, None, binding.starts_on.isoformat()) not in said:
            yield f"programme {binding.programme.code}: the log knows no binding to {binding.policy.code} from {binding.starts_on}"


def command() -> int:
    """Print what does not hold; 1 if anything does not."""
    lines = [*broken_versions(), *unrecorded()]
    for line in lines:
        print(f"BROKEN {line}")  # noqa: T201
    count = PolicyVersion.objects.filter(status=PolicyVersion.Status.APPROVED).count()
    print(f"{count} approved policy versions: {'as approved' if not lines else f'{len(lines)} broken'}.")  # noqa: T201
    return 1 if lines else 0
