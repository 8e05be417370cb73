"""The part of allauth that a workspace of invited people needs: no signing up, no second address, no telephone."""

from allauth.account import urls as account_urls
from allauth.socialaccount import views as social_views
from allauth.socialaccount.providers.openid_connect import urls as oidc_urls
from django.urls import URLPattern, include, path

UNUSED = {"account_email", "account_email_verification_sent", "account_confirm_email", "account_signup_by_passkey"}

urlpatterns = [
    *[entry for entry in account_urls.urlpatterns if not (isinstance(entry, URLPattern) and entry.name in UNUSED)],
    path("2fa/", include("allauth.mfa.urls")),
    path("3rdparty/login/cancelled/", social_views.login_cancelled, name="socialaccount_login_cancelled"),
    path("3rdparty/login/error/", social_views.login_error, name="socialaccount_login_error"),
    path("3rdparty/signup/", social_views.signup, name="socialaccount_signup"),
    *oidc_urls.urlpatterns,
]
