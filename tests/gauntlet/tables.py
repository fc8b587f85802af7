"""The gauntlet, all tables together: the bad files, those that only the secret shows to be bad, the honest ones.

Each bad file stands with the look that must catch it without knowledge of the secret, each of ``KNOWN`` with the look
that catches it by that knowledge.
"""

from __future__ import annotations

from bad_hidden import HIDDEN
from bad_kept import KEPT
from bad_known import CYRILLIC, KNOWN
from bad_more import MORE, OTHER_SECRETS, PICTURES_ONLY
from bad_said import SAID
from good import GOOD
from good_more import GOOD_MORE
from paper import SECRETS

__all__ = ["BAD", "HONEST", "KNOWING", "KNOWN", "PICTURED"]

BAD = {**HIDDEN, **KEPT, **SAID, **MORE}
HONEST = {**GOOD, **GOOD_MORE}
KNOWING = (*SECRETS, CYRILLIC)
PICTURED = {"box over a scan", "white box over a scan", "thumbnail of the page"} | PICTURES_ONLY | OTHER_SECRETS
"""Files whose words stand in a picture, which no search for text reads."""
