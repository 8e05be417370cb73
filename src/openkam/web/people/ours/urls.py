from django.urls import path

from openkam.web.people.ours import joint_pages, pages

urlpatterns = [
    path("accounts/<int:pk>/people/team/", pages.ours, name="account-ours"),
    path("accounts/<int:pk>/people/team/join/", pages.join, name="member-join"),
    path("accounts/<int:pk>/people/team/hand-over/", pages.hand, name="links-hand-over"),
    path("accounts/<int:pk>/people/team/functions/", pages.pairs, name="function-pairs"),
    path("accounts/<int:pk>/people/team/joint/", joint_pages.add, name="joint-team-add"),
    path("members/<int:pk>/", pages.member, name="member"),
    path("members/<int:pk>/leave/", pages.leave, name="member-leave"),
    path("members/<int:pk>/back/", pages.come_back, name="member-back"),
    path("joint-teams/<int:pk>/", joint_pages.edit, name="joint-team"),
    path("joint-teams/<int:pk>/delete/", joint_pages.delete, name="joint-team-delete"),
    path("joint-teams/restore/<int:history_id>/", joint_pages.restore, name="joint-team-restore"),
]
