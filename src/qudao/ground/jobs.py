"""Housekeeping of the job queue itself."""

from procrastinate.contrib.django import app

STALLED_SECONDS = 30
KEPT_HOURS = 24 * 30


@app.periodic(cron="* * * * * */15")
@app.task(name="ground.take_over_stalled_jobs", queueing_lock="ground.take_over_stalled_jobs", pass_context=False)
async def take_over_stalled_jobs(timestamp: int) -> None:
    """Give the jobs of a dead worker to a living one."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        await app.job_manager.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(name="ground.remove_old_jobs", queueing_lock="ground.remove_old_jobs", pass_context=False)
async def remove_old_jobs(timestamp: int) -> None:
    """Forget jobs that were done long ago."""
    await app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS, include_failed=False)
