/*
 * Quotation marks and apostrophes, found in one paragraph with what stands
 * about each of them.
 *
 * The classes look through what is transparent: other marks that touch
 * (“‘ is one place, seen from outside) and the signs of emphasis _ and *.
 */
#ifndef MARK_H
#define MARK_H

#include "map.h"

enum mark_glyph {
	MARK_STRAIGHT, /* " ' */
	MARK_LEFT,     /* “ ‘ */
	MARK_RIGHT,    /* ” ’ */
	MARK_LOW,      /* „ ‚ */
	MARK_TICK,     /* ` ´ and `` */
	MARK_PAIR,     /* '' */
	MARK_ANGLE_L,  /* « ‹ */
	MARK_ANGLE_R,  /* » › */
};

/* What stands beside a mark. */
enum mark_side {
	SIDE_EDGE, /* the paragraph begins or ends */
	SIDE_LOWER,
	SIDE_UPPER,
	SIDE_DIGIT,
	SIDE_STOP, /* . ! ? and the ellipsis, which is: */
	SIDE_DOTS,
	SIDE_COMMA, /* , ; : */
	SIDE_DASH,
	SIDE_OPEN,  /* ( [ { and the like */
	SIDE_CLOSE, /* ) ] } */
	SIDE_MARK,  /* a mark beyond a space */
	SIDE_OTHER,
	NSIDE
};

static inline int
side_letter(int side)
{
	return side == SIDE_LOWER || side == SIDE_UPPER;
}

/* The end of a sentence, or of a part of one. */
static inline int
side_ends(int side)
{
	return side == SIDE_STOP || side == SIDE_COMMA || side == SIDE_DOTS;
}

/* What the words beside a single mark say of it. */
enum mark_hint {
	HINT_NONE,
	HINT_ELISION, /* ’tis: it stands before a word that it begins */
	HINT_DECADE,  /* ’90s */
	HINT_TAIL,    /* don ’ t, China’ s, the ’ in d ’ Or: it joins */
	HINT_FINAL,   /* the dogs’ and goin’: it may end a word */
	HINT_INNER,   /* between two letters */
};

struct mark {
	uint32_t off, end;   /* the mark */
	uint32_t from, to;   /* and the plain spaces about it */
	unsigned char two;   /* a double one, but for those: */
	unsigned char inner; /* “ where guillemets are the outer marks */
	unsigned char glyph;
	unsigned char left, right;    /* enum mark_side */
	unsigned char lspace, rspace; /* white space lies between */
	unsigned char ltouch, rtouch; /* another mark touches it */
	unsigned char locked;         /* code, a prime: not one of ours */
	unsigned char hint;
	unsigned char tail; /* what an apostrophe joins on: s, t, ll */
	unsigned char said; /* a speech verb, or he or she, comes next */
	unsigned char swap; /* it" so "on: one of two such */
};

struct marks {
	struct mark *v;
	size_t n, cap;
};

/* What guillemets are: no marks, marks like others, or the outer ones, with
 * “ and ” on the level of single marks wherever there are any. */
enum { MARKS_NONE, MARKS_LIKE, MARKS_OUTER };

/* The marks of a paragraph, at most max; more, and there are none.  The
 * map holds the words that an apostrophe begins, in lower case. */
void marks_find(struct str para, const struct map *elisions, int angles,
    size_t max, struct marks *);
void marks_free(struct marks *);

/* The mark at off: how long it is, 0 if there is none. */
size_t mark_at(struct str, size_t off, int *two, int *glyph);

#endif
