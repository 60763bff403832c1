/*
 * Making a language model from text.  The texts are read twice: for their
 * words, of which some become the vocabulary, and for what follows what.
 * Texts that are noisy (read from scans) give no word that is neither known
 * to Hunspell nor in the clean ones, and nothing is learned of unknown
 * words from them; where it is known how print is misread, neither of words
 * that are mostly misread ones.  What a scan broke in two is mended.
 *
 * Memory is bounded by the buffer for sorting, the different words, and the
 * pairs seen twice; the rest goes through temporary files.  The same texts
 * in the same order give the same bytes on every machine.
 */
#ifndef LMBUILD_H
#define LMBUILD_H

#include "channel.h"
#include "lm.h"
#include "map.h"
#include "spill.h"
#include "words.h"

struct lmbuild_word {
	uint64_t clean, noisy;           /* uses */
	uint32_t inner, title, capitals; /* uses inside a sentence */
	uint32_t stop, within; /* with a stop; that does not end a sentence */
	unsigned listed : 1;   /* in the vocabulary without any use */
	unsigned noise : 1;    /* where texts are noisy, other words misread */
};

struct lmbuild_pair {
	uint64_t key;        /* lmfile_bi */
	uint32_t raw, count; /* uses; what it counts for in smoothing */
	double p;
	uint32_t back; /* the cost of falling back from it */
	unsigned kept : 1;
};

struct lmbuild {
	/* Set by the caller. */
	const struct lm *base; /* to extend, or NULL */
	const char *base_path;
	struct words *oracle;          /* or NULL */
	const struct channel *channel; /* how print is misread, or NULL */
	uint32_t least;                /* uses of a word of the vocabulary */
	int elides;                    /* l', qu' and their like are words */
	size_t memory;                 /* bytes for sorting */
	size_t max_pairs, max_triples;
	uint32_t share; /* of an extension, of 256 */

	/* The words: value is the number of those in the vocabulary. */
	struct map map;
	struct lmbuild_word *word;
	size_t capword;
	uint64_t clean, noisy; /* uses of all words */
	uint32_t first, words;
	uint32_t *entry; /* in the map, of first and on */
	int reading;     /* a noisy text */

	struct spill triples, couples;
	uint32_t w2, w1; /* the last two words of the text */
	uint64_t tokens;

	double *p1; /* of each word */
	uint32_t *back1;
	struct lmbuild_pair *pair;
	size_t npair, cappair;
	uint64_t *triple; /* those that stay */
	uint32_t *cost;
	size_t ntriple, captriple, capcost;
};

/* Clean texts are counted before noisy ones. */
void lmbuild_count(struct lmbuild *, struct str text, int noisy);
void lmbuild_list(struct lmbuild *, struct str lines); /* a word each */
void lmbuild_doubt(struct lmbuild *);  /* after counting: what is noise? */
void lmbuild_choose(struct lmbuild *); /* the vocabulary */
void lmbuild_read(struct lmbuild *, struct str text, int noisy);
void lmbuild_fit(struct lmbuild *);
void lmbuild_write(struct lmbuild *, struct buf *out);
void lmbuild_free(struct lmbuild *);

/* The spelling model: appends its two sections. */
void lmbuild_letters(const struct lmbuild *, struct buf *letters,
    struct buf *grams, uint16_t *codes, uint16_t *back_codes);

/* A code for costs: cells of the same width between the lowest and the
 * highest that matter, each with the mean of its costs for a meaning. */
struct lmbuild_code {
	uint64_t n[1 << 14], sum[1 << 8];
	uint32_t count[1 << 8];
	uint32_t low, high;
	unsigned bits;
};

void lmbuild_code_add(struct lmbuild_code *, uint32_t cost);
void lmbuild_code_make(struct lmbuild_code *, unsigned bits, uint16_t *meaning);
unsigned lmbuild_code_of(const struct lmbuild_code *, uint32_t cost);

#endif
