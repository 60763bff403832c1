/*
 * What the parts of the ocr filter share: a text as pieces, each with its
 * spelling, what it may have been, and the ways through it.
 *
 *	lexis    the words that there are, found by how they may be misread
 *	cuts     words that run together
 *	forms    the spellings of a text, what is known of each, candidates
 *	guess    candidates that only the dictionary knows
 *	own      names that only the document knows
 *	numeral  what a spelling may be as a number
 *	slips    candidates by what was confused before in the same text
 *	arcs     the readings of each place, as arcs of a lattice
 *	weigh    what each change costs where it stands
 *	traits   what speaks for and against it
 *	judge    whether it is sure enough
 */
#ifndef MISREAD_H
#define MISREAD_H

#include "channel.h"
#include "confidence.h"
#include "edits.h"
#include "lattice.h"
#include "lm.h"
#include "map.h"
#include "numeral.h"
#include "piece.h"
#include "trie.h"
#include "words.h"

enum rule_id {
	MISREAD,
	NAME,
	REAL_WORD,
	CASE,
	SPLIT,
	MERGE,
	MARKS,
	DIGITS,
	JUNK,
	STOP,
	GUESS,
	NUMBER,
	MARK_SPACE,
	MARK_STRAY,
	POUND,
	MARK_LOST,
	MARK_MISREAD,
	HYPHEN,
	SPECK,
	CAPITAL,
	RULES,
};

enum {
	FEATURES = 106, /* of a change, to judge it by */
	JUDGED = 12,    /* rules that are */
};

struct nears {
	size_t first, n;
};

/* Of the small words of a language. */
enum tongue { TONGUE_ANY, TONGUE_OWN, TONGUE_OTHER, TONGUES };

/* A spelling as it stands in the document. */
struct form {
	struct str text; /* folded */
	uint32_t id[LM_PARTS];
	unsigned n, count;
	unsigned char known;    /* 0 no word, 1 perhaps, 2 a word */
	unsigned char searched; /* 1 narrowly, 2 widely */
	unsigned char shape;
	unsigned char tongue;
	unsigned char slipped; /* 1 not by a slip of the text, 2 perhaps */
	int spell;
	int doubt; /* odds in 1/1000 that it was not read rightly */
	size_t cand, ncand;
	size_t guess, nguess; /* when guessed */
	int guessed;
};

struct cand {
	uint32_t id;
	int cost; /* in CHANNEL_BITs */
	unsigned char shape;
};

/* What a form may have been that the dictionary knows and the model does
 * not. */
struct rare {
	size_t text, ntext; /* in the pool of guesses */
	int channel, cost;
};

/* An arc that changes the text. */
struct change {
	size_t off, end;
	size_t text, ntext; /* in the pool of texts */
	enum rule_id rule;
	int channel;
	int gain; /* in LM_BITs, over the text as it stands */
	uint32_t from, to;
};

/* What the judge finds of a change of pieces from to to - 1. */
struct verdict {
	uint32_t from, to;
	size_t change;
	int score;
	int sure, made; /* alone; and before its rivals */
	int x[FEATURES];
};

struct verdicts {
	struct verdict *v; /* by place */
	size_t n, cap;
};

struct numerals {
	struct numeral v[4];
	size_t n;
};

struct lexis {
	struct lm *lm;
	struct words *words;
	struct channel channel;
	int space_lost, space_gained; /* in CHANNEL_BITs */
	struct str *list;             /* the words of the trie */
	uint32_t *id;                 /* and their numbers in the model */
	unsigned char *rare;          /* and what they cost for it */
	size_t nlist;
	struct trie *trie;
	struct search *search;
	struct map searched; /* spellings, to places in found */
	struct buf key;      /* of one of them */
	struct nears *found;
	size_t nfound, foundcap;
	struct near *near;
	size_t nnear, nearcap;
	struct map numbered; /* spellings, to what numbers they may be */
	struct numerals *numerals;
	size_t numeralcap;
	struct spelling *spelling; /* what some letters cost */
	struct map spelt;          /* spellings, to places in forms */
	struct form *forms;
	size_t formcap;
	struct map doubted; /* words seldom read rightly: odds in 1/1000 */
	struct judge *judge;
	struct marks *marks;
	int evidence;            /* 1 of words, 2 of marks: reported */
	struct confidences scan; /* of the page that was read */
	int english;
	int elides;        /* a language that writes l'eau */
	struct lattice l;  /* lent to one text after the other */
	struct map dotted; /* the model's words that end in a stop */
};

/* A confusion that a text has shown again and again. */
struct slip {
	unsigned char nread, ntruth;
	char read[CHANNEL_SIDE], truth[CHANNEL_SIDE];
	int plain; /* what it costs in any text */
	int cost;  /* and in this one, as noisy as it is */
	int less;  /* than it would without the slips */
	int count;
	size_t there; /* how often what it was is in the text */
};

struct slips {
	struct slip *v; /* the most common first */
	size_t n, cap;
};

struct doc {
	struct lexis *t;
	struct slips *slips; /* NULL in a plain pass */
	int shift;           /* what each confusion costs more in this text */
	struct str in;
	struct pieces p;
	uint32_t *form; /* of each piece */
	struct form *forms;
	size_t nforms, formcap;
	struct map index;
	struct cand *cands;
	size_t ncands, candcap;
	struct rare *guesses;
	size_t nguesses, guesscap;
	struct buf guessed; /* their pool */
	uint32_t *names;    /* forms: the document's own */
	size_t nnames;
	struct change *changes;
	size_t nchanges, changecap;
	struct buf pool;
	struct lattice l;
	uint32_t end;                 /* of the block at hand */
	int space_lost, space_gained; /* in CHANNEL_BITs */
	int *surprise;                /* what each piece costs as it stands */
	int *told; /* what the scan says against each, in LM_BITs; or NULL */
	double noise;
	size_t unknown;            /* words of small letters that are none */
	size_t numerals[NUMERALS]; /* how many there are of each kind */
	size_t ones; /* and that end in a 1, the l of pounds perhaps */
};

static const double REAL_NOISE = 0.15; /* from here on words are doubted */
/* Up to here, little is looked for, and a change must be surer. */
static const double LOW_NOISE = 0.3;

/* ---- lexis ---- */

/* Without a model or confusions of the language, lm is NULL or channel.n 0. */
struct lexis *lexis_open(const struct settings *);
void lexis_close(struct lexis *);
/* Make the list of words, which is needed before all else here. */
void lexis_list(struct lexis *);
/* The number of a word of small letters, LM_UNKNOWN if it is none. */
uint32_t lexis_word(const struct lexis *, struct str);
/* The number in the model of a spelling in small letters. */
uint32_t lexis_number(const struct lexis *, struct str);
/* What the letters of a word cost, as lm_spell has it: the last are kept. */
int lexis_spell(struct lexis *, struct str);
/* The words that may have been read so, as trie_near finds them.  A spelling
 * is searched once, for all texts: what is found does not depend on them. */
struct nears lexis_near(struct lexis *, struct str reading, enum shape,
    int bound, size_t work, size_t max);

/* The numbers that a spelling may be, found once for all texts too. */
const struct numerals *lexis_numerals(struct lexis *, struct str reading);

/* ---- forms ---- */

/* Capitals made small, into room for as many bytes: those are left that
 * would take more. */
struct str form_small(struct str, char *out);
enum shape form_shape(struct str);
/* The odds, in 1/1000, that a word was not read rightly. */
int form_doubt(const struct doc *, struct str);
/* The place in forms of a folded spelling, which is looked up if new. */
uint32_t form_of(struct doc *, struct str folded);
void forms_make(struct doc *);
/* Are the small words of a text those of another language? */
int forms_foreign(const struct doc *);
/* How much of the text is no word. */
void forms_noise(struct doc *);
/* What a form may have been, within a bound; 0 for one by its length. */
void form_search(struct doc *, struct form *, int widely, int bound);

/* ---- guess ---- */

/* Words that Hunspell knows, likely by their letters, that one confusion or
 * two would have made the form of.  Once for each form. */
void guess_words(struct doc *, struct form *);

/* ---- own ---- */

/* Find the names. */
void own_names(struct doc *);
/* Of them the one, if any, that a form may have been; once for each. */
void own_guess(struct doc *, struct form *);

/* ---- slip ---- */

/* What a text, as it now stands, was misread by where it was changed. */
void slips_learn(const struct lexis *, struct str in, const struct edits *made,
    struct str now, struct slips *);
/* What each costs where all confusions cost so much more. */
void slips_weigh(struct slips *, int shift);
/* What a form may have been by a slip of the text. */
void slips_add(struct doc *, struct form *, int widely, int bound);
/* May a piece or one beside it have been misread by one? */
int slips_near(struct doc *, uint32_t piece);

/* ---- cuts ---- */

enum { CUTS = 2 };

/* A run of letters as words. */
struct cut {
	uint32_t id[ARC_WORDS];
	unsigned n;
	int channel; /* in CHANNEL_BITs */
	int cost;    /* of all, in LM_BITs */
};

/* How a run of small letters may be cut; nearly: one part may be misread. */
size_t cuts_find(struct doc *, struct str, int nearly, struct cut out[CUTS]);

/* ---- arcs ---- */

/* All arcs that begin at a piece, into the lattice. */
void arcs_put(struct doc *, uint32_t piece);
/* How much less likely each piece is where it stands than anywhere. */
void arcs_surprise(struct doc *);
int arc_unknown(const struct doc *, uint32_t piece);
/* No mark but a quotation can stand behind such a word. */
int arc_never_marked(const struct doc *, uint32_t piece);
int str_among(struct str, const char *list); /* with blanks between */

/* ---- judge ---- */

struct judge *judge_open(const struct settings *, const struct rule *names);
void judge_close(struct judge *);
/* Judge the changes of the block that begins at a piece, whose best way
 * through is known. */
void judge(struct doc *, uint32_t from, struct verdicts *);

#endif
