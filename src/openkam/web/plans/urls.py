from django.urls import include, path

urlpatterns = [path("", include("openkam.web.plans.page.urls"))]
