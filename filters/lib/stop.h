/*
 * One stop - a run of . ! ? and their like - and what stands about it: the
 * evidence on which sentence boundaries are found and run-together sentences
 * are told from addresses, names of files and abbreviations.
 */
#ifndef STOP_H
#define STOP_H

#include "filter.h"

struct stops; /* the tables: abbreviations, beginnings, words */

struct stops *stops_open(const struct settings *);
void stops_close(struct stops *);

/* All are offsets.  token <= word <= tail <= off < end <= close <= open <= next. */
struct stop {
	size_t token; /* back to white space, a bracket, a quote or a dash */
	size_t word;  /* the letters right before the stop; tail if none */
	size_t tail;  /* where they end: before the space, if there is one */
	size_t off;   /* the marks */
	size_t end;
	size_t close;    /* behind closing quotes, brackets and note numbers */
	size_t open;     /* behind white space: where a sentence would begin */
	size_t next;     /* behind opening quotes and brackets */
	size_t next_end; /* of the letters or digits there */
	unsigned spaced : 1; /* white space before the marks */
	unsigned loud : 1;   /* there is a ! or a ? among them */
	unsigned dots : 1;   /* two full stops or more, or an ellipsis */
	unsigned quoted : 1; /* a closing quote among the closing marks */
	unsigned lone : 1;   /* the closing marks close what just opened */
};

/* Is there a mark at at that may end a sentence?  Its length, or 0. */
size_t stop_mark(struct str, size_t at);

/* Read the stop whose first mark is at at.  Looks at a bounded number of
 * bytes before it and over the white space behind it. */
void stop_read(struct str, size_t at, struct stop *);

/* How much speaks for the end of a sentence there: ten times the log of the
 * odds.  begin is where the sentence began. */
int stop_ends(
    const struct stops *, struct str, const struct stop *, size_t begin);

/* The same for a stop with no space behind it. */
int stop_joins(const struct stops *, struct str, const struct stop *);

/* How much the capital of a word speaks for the beginning of a sentence. */
int stop_begins(const struct stops *, struct str word);

/* How much a word without its capital speaks for one: ten times the log of
 * how much likelier it is there than amid a sentence. */
int stop_opens(const struct stops *, struct str word);

/* How sure it is that the word before a single full stop is an ordinary
 * one and no abbreviation: over 40 it is. */
int stop_plain(const struct stops *, struct str, const struct stop *);

/* Does the dictionary know the word, or the word in small letters? */
int stop_knows(const struct stops *, struct str word);

#endif
