/*
 * The marks between words: lost, misread, strayed, or with their blanks on
 * the wrong side; specks among them; and small letters read as capitals.
 *
 * What a gap may have been is known from counts (gaps.tsv: read, truth, how
 * often); whether it was, trees say (marktrees.tsv) that look at the words
 * beside it, at what stands there in books (marks.tsv) and in the language
 * model, and at the habits of the document.
 */
#ifndef MARKS_H
#define MARKS_H

#include "gap.h"
#include "misread.h"
#include "pauses.h"

enum {
	MARK_SIGNS = 105, /* of a change, to judge it by */
	HABIT_SIGNS = 12,
};

/* What is counted about a gap: words that are none, letters and digits that
 * stand alone, gaps that are seldom in print, numbers, capitals. */
enum around {
	AROUND_UNKNOWN,
	AROUND_SINGLE,
	AROUND_ODD,
	AROUND_DIGIT,
	AROUND_UPPER,
	AROUND,
};

/* A word of the document, and what is between it and the next. */
struct spot {
	uint32_t off, end;
	uint32_t id;        /* in the model, of its small letters */
	uint32_t row;       /* + 1, in the table of marks */
	uint32_t word;      /* of the pauses */
	unsigned char mark; /* enum mark_kind of the gap behind it */
	unsigned char n;    /* units of that gap */
	unsigned char lines;
	unsigned upper : 1, caps : 1, mixed : 1, digit : 1, keep : 1;
	unsigned short since; /* words behind the last stop */
	unsigned sum[AROUND]; /* of what is before it in the text */
};

enum mark_kind {
	MARK_NONE,
	MARK_COMMA,
	MARK_STOP,
	MARK_SEMI,
	MARK_DASH,
	MARK_QUOTE,
	MARK_OTHER,
};

struct habits {
	struct map gaps;     /* how often each gap is there */
	struct map dotted;   /* abbreviations: how often without, with a stop */
	struct map hyphened; /* how often two words are so */
	struct map places;   /* how often a gap is at such places */
	double abbreviated, undotted; /* the sums of dotted */
	double words, stops, commas, semis, lowstops, capcommas, singles;
	double initials, bare;         /* with and without a stop */
	double capital[26], small[26]; /* beginnings amid sentences */
	double quotes, dquotes;
	double capital_lines, small_lines; /* amid sentences */
	/* What does not change from gap to gap, as signs: */
	int all[HABIT_SIGNS];   /* what all is there */
	int case_of[26], cases; /* capitals of each letter, and of any */
	int capitals[26];
};

struct scene {
	struct doc *d;
	const struct marks *m;
	struct spot *v;
	size_t n, cap;
	struct habits h;
};

struct guess {
	struct str to;
	int odds;  /* log2 of its share of such gaps, times 16 */
	int stays; /* and of those that were read rightly */
	int seen;  /* log2 of how often that was, times 16 */
	unsigned rule;
};

struct marks *marks_open(const struct settings *, const struct rule *names);
void marks_close(struct marks *);
/* What is wrong with the marks of a text whose words have been mended. */
void marks_mend(struct doc *, struct edits *out);

/* ---- signs ---- */

struct mark_row {
	signed char behind[4], before[4]; /* comma, stop, semicolon, dash */
};

struct mark_table {
	struct mark_row *v;
	size_t n, cap;
	struct map words, pairs; /* word or pair, to place + 1; packed odds */
	struct pauses *pauses;   /* or NULL */
};

void signs_scan(struct scene *, const struct mark_table *);
void signs_free(struct scene *);
/* The look of a word: a number, a letter, capitals and so on. */
int signs_shape(const struct spot *);
/* Of the gap between words i and j; the words between them, if any, are
 * specks. */
void signs_of(const struct scene *, const struct mark_table *, size_t i,
    size_t j, const struct gap *, int x[MARK_SIGNS]);
/* And of what it may have been. */
void signs_guess(const struct scene *, size_t i, size_t j, const struct gap *,
    const struct guess *, int x[MARK_SIGNS]);

/* ---- usage ---- */

enum { USAGE = 5 };

/* Count what the text has between words that look so, behind such a word and
 * before one. */
void usage_count(struct scene *, size_t i, struct str gap);
/* How often it has what a gap between words i and j may have been, there and
 * anywhere, over how often what was read. */
void usage_signs(const struct scene *, size_t i, size_t j, struct str from,
    struct str to, int x[USAGE]);

#endif
