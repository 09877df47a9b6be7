/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/alias.h"

#include "base/text.h"

static const char *const adjectives[] = {
    "Amber",   "Autumn",   "Azure",   "Birch",   "Brave",    "Bright",  "Bronze", "Calm",
    "Cedar",   "Clear",    "Cobalt",  "Copper",  "Coral",    "Crimson", "Dewy",   "Early",
    "Evening", "Fair",     "Fern",    "Fond",    "Friendly", "Gentle",  "Gilded", "Golden",
    "Good",    "Graceful", "Green",   "Hazel",   "Honest",   "Hopeful", "Indigo", "Jade",
    "Kind",    "Kindly",   "Lilac",   "Linden",  "Lively",   "Loyal",   "Maple",  "Mild",
    "Morning", "Mossy",    "Noble",   "Patient", "Peaceful", "Pearl",   "Quiet",  "Rosy",
    "Russet",  "Sage",     "Scarlet", "Serene",  "Silver",   "Spring",  "Starry", "Summer",
    "Sunny",   "Teal",     "Tender",  "True",    "Velvet",   "Violet",  "Warm",   "Welcome",
    "Willow",  "Winter",
};

static const char *const nouns[] = {
    "Acorn",   "Aspen",  "Aster",    "Badger",  "Bay",     "Beech",     "Bluebird", "Brook",
    "Canyon",  "Clover", "Cove",     "Crane",   "Creek",   "Cypress",   "Daisy",    "Deer",
    "Dolphin", "Dove",   "Egret",    "Elk",     "Elm",     "Falcon",    "Fawn",     "Field",
    "Finch",   "Fir",    "Fjord",    "Forest",  "Garden",  "Glade",     "Grove",    "Harbor",
    "Hare",    "Heath",  "Heron",    "Hill",    "Island",  "Ivy",       "Juniper",  "Kestrel",
    "Lagoon",  "Lake",   "Lark",     "Laurel",  "Linnet",  "Lynx",      "Magnolia", "Marigold",
    "Meadow",  "Moon",   "Oak",      "Orchard", "Oriole",  "Osprey",    "Otter",    "Owl",
    "Pebble",  "Pine",   "Plover",   "Pond",    "Poplar",  "Prairie",   "Puffin",   "Quail",
    "Rabbit",  "Reed",   "River",    "Robin",   "Rowan",   "Sandpiper", "Seal",     "Shore",
    "Sparrow", "Spruce", "Starling", "Stream",  "Swallow", "Swan",      "Tern",     "Thrush",
    "Valley",  "Walnut", "Warbler",  "Wren",
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

_Static_assert(COUNT(adjectives) >= 64 && COUNT(nouns) >= 64, "aliases must not repeat at once");

/* The finaliser of SplitMix64: ids that follow each other must not give look-alike names. */
static uint64_t spread(uint64_t n)
{
    n = (n ^ n >> 30) * 0xbf58476d1ce4e5b9u;
    n = (n ^ n >> 27) * 0x94d049bb133111ebu;
    return n ^ n >> 31;
}

void alias_make(uint64_t seed, char out[ALIAS_BYTES_MAX + 1])
{
    uint64_t n = spread(seed + 0x9e3779b97f4a7c15u);
    struct str alias;

    str_init(&alias, out, ALIAS_BYTES_MAX + 1);
    str_addf(&alias, "%s %s", adjectives[n % COUNT(adjectives)],
             nouns[n / COUNT(adjectives) % COUNT(nouns)]);
}
