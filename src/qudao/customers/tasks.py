"""What the worker does for customers: reminds partners of windows that end soon, every morning."""

from procrastinate.contrib.django import app

from qudao.customers.actions.remind_of_ending import remind_of_ending
from qudao.kit import clock
from qudao.programmes.models import Programme


@app.periodic(cron="30 0 * * *")
@app.task(name="customers.remind_of_ending", queueing_lock="customers.remind_of_ending", pass_context=False)
def remind(timestamp: int) -> None:
    """Half past midnight UTC is half past eight in Shanghai; in batches until nobody is left."""
    at = clock.now()
    for programme in Programme.objects.order_by("pk"):
        while remind_of_ending(programme=programme, by=None, at=at):
            pass
