import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.addresses import canonical

TEXT = st.text(max_size=30)
ADDRESSES = st.builds(
    "{}://{}{}/{}{}".format,
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(["www.", "WWW.", ""]),
    st.sampled_from(["Example.org", "example.org:8080", "exämple.org", "sub.example.org:443"]),
    TEXT,
    st.sampled_from(["", "/", "?b=2&a=1", "?utm_source=x", "#top", "#/lesson/"]),
)


@pytest.mark.parametrize(
    "written",
    [
        "https://example.org/Course",
        "http://example.org/Course/",
        "HTTPS://WWW.Example.ORG/Course",
        "example.org/Course",
        "//example.org./Course",
        "www.www.example.org/Course",
        " https://example.org:443/Course#top ",
        "https://example.org/Course?utm_source=a&utm_medium=b&fbclid=c&gclid=d&ref=e",
        "https://example.org/%43ourse",
    ],
)
def test_ways_to_write_an_address_are_one(written):
    assert canonical(written) == "example.org/Course"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "https://example.org/b"),
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/watch?v=1", "https://example.org/watch?v=2"),
        ("https://example.org/#/lesson/1", "https://example.org/#/lesson/2"),
        ("https://example.org:8080/", "https://example.org/"),
        ("https://fr.example.org/", "https://example.org/"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org/c%2B%2B", "https://example.org/c"),
    ],
)
def test_addresses_of_other_pages_stay_apart(one, other):
    assert canonical(one) != canonical(other)


def test_the_order_of_parameters_tells_nothing():
    assert (
        canonical("https://example.org/?b=2&a=1") == canonical("https://example.org?a=1&b=2") == "example.org?a=1&b=2"
    )


@pytest.mark.parametrize("no_address", ["", "http://[", "https://example.org:port/", "https://"])
def test_what_is_no_address_comes_back(no_address):
    assert canonical(no_address) == no_address


def test_an_address_within_an_address_stays():
    kept = "web.archive.org/web/2020/https://example.org"
    assert canonical(kept) == canonical(f"https://{kept}/") == kept


@given(ADDRESSES)
def test_a_canonical_address_is_its_own_canonical_address(address):
    assert canonical(canonical(address)) == canonical(address)


@given(TEXT)
def test_any_text_can_be_asked_for(text):
    assert isinstance(canonical(text), str)
