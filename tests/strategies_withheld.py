"""Other words for what is withheld: strings of the same amount class, as unlike the first as can be (promise 3)."""

from __future__ import annotations

from hypothesis import strategies as st

LINE = 69
"""Characters in a line of text, as amounts count them (design §6)."""


def amount_range(length: int) -> tuple[int, int]:
    """The lengths (characters, white space collapsed) that share an amount with ``length`` under ``lines``.

    Less than 1 line; 1; 1½; 2; 2½; 3; whole lines to 10, fives to 50, tens beyond, rounded up (design §6).
    """
    if length < LINE:
        return (min(length, 1), LINE - 1)
    halves = [2, 3, 4, 5, 6, *range(8, 21, 2), *range(30, 101, 10)]
    below = LINE - 1
    for half in halves:
        above = half * LINE // 2
        if length <= above:
            return (below + 1, above)
        below = above
    tens = -(-length // (10 * LINE))
    return ((tens - 1) * 10 * LINE + 1, tens * 10 * LINE)


_FILLERS: tuple[tuple[str, ...], ...] = (
    ("(C)", "the", "envoy", "said", "(S//NF)", "1.", "(U)", "nothing", "¶2."),
    ("x" * 500,), ("W",), ("i",), ("l" * 68, "m" * 70),
    ("Вальтара", "и", "порт"), ("Ελλάς", "καί"), ("שלום", "עליכם"), ("港口協定", "會議"), ("📦", "🚢📄"),
    ("[less than 1 line not declassified]", "[Withheld: (b)(1)]"), ("<b>", "&amp;", "</p>", "{{", "%s", "\\u0041"),
    ("SECRET//NOFORN", "BT", "NNNN", "SUBJECT:", "PAGE", "02"), ("987-65-4321", "$5,000,000", "10/17/1961"),
)
_GAPS = (" ", " ", "  ", "\n", "\r\n", "\t ")


def _filled(pieces: tuple[str, ...], length: int, gap: str, turn: int) -> str:
    """Exactly ``length`` characters once white space is collapsed; ``gap`` stands for every third blank."""
    text = ""
    while len(text) < length:
        text += pieces[turn % len(pieces)] + " "
        turn += 1
    text = text[:length]
    if text.endswith(" "):
        text = f"{text[:-1]}x"
    words = text.split(" ")
    return "".join(word + ("" if place == len(words) - 1 else gap if place % 3 == 0 else " ")
                   for place, word in enumerate(words))


def withheld_variants(text: str, *, same_length: bool = False, one_line: bool = False) -> st.SearchStrategy[str]:
    """Other strings of the amount class of ``text``: what is withheld may be replaced by any of them (promise 3).

    ``same_length`` keeps the collapsed length, ``one_line`` puts no line end inside, for texts that are put back into
    a source and read again. An empty text has only itself.
    """
    length = len(" ".join(text.split()))
    if length == 0:
        return st.just(text)
    low, high = (length, length) if same_length else amount_range(length)
    gaps = tuple(gap for gap in _GAPS if not one_line or not set(gap) & {"\n", "\r"})
    lengths = st.one_of(st.just(length), st.sampled_from((low, high)), st.integers(low, high))
    return st.builds(_filled, st.sampled_from(_FILLERS), lengths, st.sampled_from(gaps), st.integers(0, 8))
