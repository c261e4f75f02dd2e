"""Every number that decides what stands where in the results, in one place. `docs/search.md` tells how they were found.

The engine's score of a document is the sum over the query's words of idf * x * (K1 + 1) / (x + K1 * (1 - B + B * length / mean
length)). A word's frequency x is the weighted sum of the counts of its terms; a title's word counts TITLE times.
"""

from __future__ import annotations

# --- BM25 -------------------------------------------------------------------------------------------------------------
K1 = 0.9
B = 0.6

# --- what a word of a document counts ---------------------------------------------------------------------------------
TITLE = 3
# Where a thing is says as much as its title to who asks for the place; a place named in passing does not.
PLACE = 3

# --- what a term adds to its word's frequency ---------------------------------------------------------------------------
FORM = 1.0
LEMMA = 1.0
PREFIX = 0.5
PREFIX_LENGTH = 6
# A word that editors, or the field's abbreviations, say to mean the same.
SYNONYM = 0.8
# A word of the index that the query's word, unknown to the index, may be a slip of the keyboard for.
CORRECTION = 0.7
# A word that begins as one does that no document has.
RELATED = 0.3
# A word made of the same one as a word that no document has.
FAMILY = 0.7
# A part of an act number, a date without the year that was asked for too.
PART_OF_COMPOUND = 0.3

# --- what a word of the query weighs ------------------------------------------------------------------------------------
FUNCTION_WORD = 0.6

# --- what is a result ---------------------------------------------------------------------------------------------------
# A document with at least this share of the best possible sum of idf is counted, a word that stands somewhere counting twice. Met but by
# its beginning or a part it counts less than half of that: nothing is a result by beginnings alone.
STRONG = 0.5
BEGINNING = 0.9
# And so many of the words that stand anywhere it must have: of two both, however rare one of them is. Strangers who asked for a thing and
# a place were shown the thing everywhere.
FEWEST_WORDS = 2
MOST_WEAK = 200
# A question whose words stand in more rows of the index than this is answered from its rarest words; the others are looked up in so
# many of the documents that these found (search/cutting.py).
MOST_ROWS = 6_000
MOST_CUT = 600
# So many of the best are ordered anew by what stands below.
MOST_REORDERED = 100

# --- the order of the best ------------------------------------------------------------------------------------------------
# Each factor is worth so much of the engine's score, added to it.
ALL_WORDS = 0.15
# Two neighbouring words of the query that stand as near in the text: the share of the smaller idf that they add; less the farther apart.
NEIGHBOURS = 0.4
PHRASE = 0.2
WINDOW = 10
TAG = 0.1
# The title has every word of the question. (No figure of either set changes; of pages as good the one with that name stands first.)
IN_TITLE = 0.2
# What is over is worth less than what is to come: of events with the same words the coming one stands first, and yet an archived
# event that fits much better is found.
PAST_EVENT = 0.85
# A coming event gains the more the nearer it is: half of it at so many days.
NEAR_EVENT = 0.06
NEAR_EVENT_DAYS = 30
# What happens in the commune that the visitor calls theirs; a text about its whole county or voivodeship gains half as much.
OWN_COMMUNE = 0.15
# News lose it slowly: half of it after so many days.
OLD_NEWS = 0.12
OLD_NEWS_DAYS = 365
