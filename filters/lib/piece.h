/*
 * A text as a reader of bad print takes it: pieces that may be words, and
 * the gaps between them.  A piece is a run of letters, digits and whatever
 * print is misread as (|, }, ^, », �), with the apostrophes and stops inside
 * it that have a letter on both sides; other punctuation and white space are
 * gap.  A word broken at a line end is one piece when its two halves make
 * sense only together, which is for the caller to say.
 */
#ifndef PIECE_H
#define PIECE_H

#include "buf.h"

enum piece_kind {
	PIECE_WORD,   /* letters, and perhaps misread ones */
	PIECE_NUMBER, /* nothing but digits, stops and their like */
	PIECE_ODD,    /* no letter, no digit */
	PIECE_KEEP,   /* an address, code: not to be touched */
};

struct piece {
	size_t off, end;
	unsigned char kind;
	unsigned char shape; /* enum shape, of the letters */
	unsigned mixed : 1;  /* capitals behind small letters */
	unsigned digit : 1;  /* holds one */
	unsigned odd : 1;    /* holds something that is no letter or digit */
	unsigned begins : 1; /* a sentence or line may begin here */
	unsigned stop : 1;   /* a sentence ends behind it */
	unsigned dot : 1;    /* a full stop is behind it */
	unsigned line : 1;   /* the line ends behind it */
	unsigned hyphen : 1; /* and with a hyphen */
	unsigned blank : 1;  /* white space is behind it, at once or later */
	unsigned tight : 1;  /* that white space is all that is behind it */
};

struct pieces {
	struct piece *v;
	size_t n, cap;
};

/* Append the pieces of a text.  With elides, the elided words of French
 * (l', qu') are pieces, their apostrophes taken in. */
void pieces_scan(struct str text, int elides, struct pieces *out);
void pieces_free(struct pieces *);

#endif
