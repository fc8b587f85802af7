"""The gauntlet, all tables together: the bad files, those that only the secret shows to be bad, the honest ones.

Each bad file stands with the look that must catch it without knowledge of the secret, each of ``KNOWN`` with the look
that catches it by that knowledge.
"""

from __future__ import annotations

from bad_acts import ACTS
from bad_fonts import FONTS
from bad_hidden import HIDDEN
from bad_kept import KEPT
from bad_known import CYRILLIC, KNOWN
from bad_layers import LAYERS
from bad_more import MORE, OTHER_SECRETS, PICTURES_ONLY
from bad_names import NAMES
from bad_odd import ODD
from bad_pictures import IMAGES
from bad_said import SAID
from good import GOOD
from good_more import GOOD_MORE
from good_offices import OFFICES
from paper import SECRETS

__all__ = ["BAD", "HONEST", "KNOWING", "KNOWN", "PICTURED"]

BAD = {**HIDDEN, **KEPT, **SAID, **MORE, **LAYERS, **FONTS, **NAMES, **ACTS, **IMAGES, **ODD}
HONEST = {**GOOD, **GOOD_MORE, **OFFICES}
KNOWING = (*SECRETS, CYRILLIC)
PICTURED = {
    "box over a scan", "white box over a scan", "thumbnail of the page", "picture on a layer that is off",
    "composite font of blanks", "composite font of stops", "letter that is a picture", "blank that is a picture",
    "small picture in the metadata", "small picture of the page, words marked", "gray box over other letters",
    "white box over other letters",
} | PICTURES_ONLY | OTHER_SECRETS | {name for name, (look, _) in IMAGES.items() if look in {
    "cropped-picture", "covered-picture"}}
"""Files whose words stand in a picture or in a font that does not say them, which no search for text reads, and those
that keep another secret."""
