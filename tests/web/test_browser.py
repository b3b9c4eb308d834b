"""The pages in a real browser."""


def test_no_page_is_wider_than_the_screen(page):
    for path in ("/fr/", "/fr/?role=mlops", "/fr/resources", "/en/resources/hands-on-machine-learning", "/docs"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path


def test_the_keyboard_reaches_the_content_first(page):
    page.goto("/en/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
