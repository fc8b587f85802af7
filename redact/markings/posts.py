"""The name of the post before a message's number: where it begins, and where controls end."""

from __future__ import annotations

from collections.abc import Sequence

from redact.markings.captions import near_caption
from redact.markings.damage import repair_of_control, within_one_edit
from redact.markings.register import HEADS, POST_TABLE

_POSTS: frozenset[str] = frozenset(POST_TABLE["posts"]) | frozenset(POST_TABLE["fictional"])
_NEVER: frozenset[str] = frozenset(POST_TABLE["never"])
_LONGEST = max(len(post.split()) for post in _POSTS)
_SHORTEST_EDITED = 4


def post_size(words: Sequence[str]) -> int:
    """How many words at the end of ``words`` name a post: the longest known one, else one word that can be no control.

    0 if the last word is a control, a caption or a code word, or within one edit of one.
    """
    for size in range(min(_LONGEST, len(words)), 0, -1):
        if " ".join(words[-size:]) in _POSTS:
            return size
    return 1 if words and words[-1].replace("'", "").replace(".", "").isalpha() and not speaks(words[-1]) else 0


def speaks(word: str) -> bool:
    """True for a word that says something of who may read: a level, control, caption or code word, also damaged."""
    if word in HEADS or word in _NEVER or near_caption(word) is not None or repair_of_control(word) is not None:
        return True
    return len(word) > _SHORTEST_EDITED and any(within_one_edit(word, never) for never in _NEVER if len(never) > 4)
