"""The environment of a test run: a QUDAO_HOME of its own, and the database server that was given under names that nothing else reads."""

import os
import shutil
import tempfile
from pathlib import Path


def prepare_environment() -> None:
    """Set QUDAO_TEST_HOME, and move DATABASE_URL and DATABASE_OWNER_URL aside so that no test works in the given database itself."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2 << 30  # tests lose nothing in a power cut
    home = Path(tempfile.mkdtemp(prefix="qudao-test-", dir=memory if roomy else "/tmp"))
    home.chmod(0o711)
    os.environ["QUDAO_TEST_HOME"] = str(home)
    given_app, given_owner = os.environ.pop("DATABASE_URL", ""), os.environ.pop("DATABASE_OWNER_URL", "")
    os.environ["QUDAO_TEST_OWNER_URL"], os.environ["QUDAO_TEST_APP_URL"] = given_owner or given_app, given_app if given_owner else ""
