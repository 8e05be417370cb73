from django.urls import path

from openkam.web.plans.review import pages

urlpatterns = [
    path("accounts/<int:pk>/plan/reviews/", pages.reviews, name="reviews"),
    path("reviews/<int:pk>/", pages.review, name="review"),
    path("reviews/<int:pk>/change/", pages.change, name="review-change"),
    path("reviews/<int:pk>/start/", pages.start, name="review-start"),
    path("reviews/<int:pk>/close/", pages.close, name="review-close"),
    path("reviews/<int:pk>/delete/", pages.delete, name="review-delete"),
    path("reviews/<int:pk>/add/", pages.add, name="review-add"),
    path("reviews/<int:pk>/compare/", pages.compare, name="review-compare"),
    path("reviews/items/<int:pk>/", pages.item, name="review-item"),
    path("reviews/items/<int:pk>/move/", pages.move, name="review-item-move"),
    path("reviews/items/<int:pk>/delete/", pages.drop, name="review-item-delete"),
]
