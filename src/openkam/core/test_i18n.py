import pytest

from openkam.core.i18n import gettext_lazy, language, locale, normalise_language, use_language


@pytest.mark.parametrize(
    ("tag", "language_code"),
    [
        ("zh-TW", "zh-Hant"),
        ("zh_HK", "zh-Hant"),
        ("zh-hant-tw", "zh-Hant"),
        ("zh-CN", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("en-GB", "en"),
        ("de", "en"),
        (None, "en"),
    ],
)
def test_usual_tags_find_one_of_the_three_languages(tag: str | None, language_code: str) -> None:
    assert normalise_language(tag) == language_code


def test_the_former_language_comes_back() -> None:
    with use_language("zh-TW"):
        assert (language(), locale()) == ("zh-Hant", "zh_Hant")
        with use_language("en"):
            assert language() == "en"
        assert language() == "zh-Hant"
    assert language() == "en"


def test_a_lazy_text_is_known_by_its_source() -> None:
    assert gettext_lazy("Portfolio analysis") == gettext_lazy("Portfolio analysis")
    assert str(gettext_lazy("A text that no catalogue has")) == "A text that no catalogue has"
