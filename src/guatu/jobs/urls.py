"""Addresses of jobs."""

from guatu.jobs import views
from guatu.jobs.policies import can_see_jobs
from guatu.shell.routes import act, route

app_name = "jobs"

urlpatterns = [
    route("", views.index, name="index", policy=can_see_jobs),
    route("<int:job_id>/", views.progress, name="progress", policy=can_see_jobs),
    act("<int:job_id>/cancel/", views.cancel, name="cancel", policy=can_see_jobs),
    act("<int:job_id>/retry/", views.retry, name="retry", policy=can_see_jobs),
]
