"""The web server's entry. It refuses to serve from an unsafe database; one that is not there yet is not unsafe."""

import logging
import os

from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection

from qudao.organization.database import require_safe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qudao.settings")
application = get_wsgi_application()
try:
    require_safe()
except OperationalError as error:
    logging.getLogger(__name__).warning("the database does not answer yet: %s", error)
finally:
    connection.close()
