from django.urls import include, path

urlpatterns = [
    path("", include("openkam.web.plans.page.urls")),
    path("", include("openkam.web.plans.rows.urls")),
    path("", include("openkam.web.plans.whitespace.urls")),
    path("", include("openkam.web.plans.history.urls")),
    path("", include("openkam.web.plans.todo.urls")),
    path("", include("openkam.web.plans.objectives.urls")),
    path("", include("openkam.web.plans.reminders.urls")),
    path("", include("openkam.web.plans.deck.urls")),
    path("", include("openkam.web.plans.review.urls")),
    path("", include("openkam.web.plans.health.urls")),
]
