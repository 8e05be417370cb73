from django.urls import path

from openkam.web.toolbox import pages

urlpatterns = [
    path("toolbox/", pages.toolbox, name="toolbox"),
    path("toolbox/<slug:key>/", pages.tool, name="tool"),
    path("toolbox/<slug:key>/<slug:kind>", pages.download, name="tool-download"),
]
