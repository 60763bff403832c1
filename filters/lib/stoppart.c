/*
 * A stop with no space behind it where nothing is to be mended: too little
 * speaks for a lost space to put one there, but a sentence may well end.
 */
#include "stopbits.h"

/* A mark that may begin a line; a dash before a small letter goes on. */
static int
parts_mark(const struct stops *t, struct str s, const struct stop *p)
{
	size_t at = p->next;

	if (!is(s, at, "-*~<#&$@+_=") || p->dots)
		return 0;
	while (is(s, at, "- "))
		at++;
	return !(at > p->next && first_lower(s, at)) &&
	       (p->loud || p->close > p->end || stop_plain_left(t, s, p));
}

int
stop_noted(struct str s, const struct stop *p)
{
	return digit_at(s, p->next) && p->next_end - p->next < 4 &&
	       (p->next_end == s.n ||
	           first_upper(
	               s, p->next_end + (size_t)is(s, p->next_end, " ")));
}

static int
parts_number(const struct stops *t, struct str s, const struct stop *p)
{
	return !p->dots &&
	       (p->loud || p->close > p->end || stop_plain_left(t, s, p));
}

/* A small letter: "karol bagh.some beautiful". */
static int
parts_small(const struct stops *t, struct str s, const struct stop *p)
{
	struct str right = str_cut(s, p->next, p->next_end);

	return (p->loud || stop_plain_left(t, s, p)) && right.n > 1 &&
	       stop_opens(t, right) >= 0 && !stop_suffix(right) &&
	       (is(s, p->next_end, ",") || stop_runs_on(s, p));
}

/* Digits stand in the token: 5:30, $25, '70s, 20/20. */
static int
numbered(struct str token)
{
	size_t i, letters = 0, figures = 0;

	for (i = 0; i < token.n; i++) {
		figures += (size_t)digit_at(token, i);
		letters += (size_t)letter_at(token, i);
		if (is(token, i, "_=\\"))
			return 0;
	}
	return figures > 0 && letters < 3;
}

/* Running text goes on behind the word at next: "Image: Ann", "Pro-British",
 * "Montalvo is". */
static int
goes_on(struct str s, const struct stop *p)
{
	return stop_runs_on(s, p) ||
	       (is(s, p->next_end, ":") && blank(s, p->next_end + 1)) ||
	       (is(s, p->next_end, "-") && letter_at(s, p->next_end + 1));
}

/* A capital behind a word: "in a few minutes.NK", "the Sea Org.Montalvo is",
 * "Thanks.Sara", "Mhm.Yeah". */
static int
parts_words(
    const struct stops *t, struct str s, const struct stop *p, size_t begin)
{
	struct str token = str_cut(s, p->token, p->tail);
	struct str left = str_cut(s, p->word, p->tail);
	struct str right = str_cut(s, p->next, p->next_end);

	if (stop_plain_left(t, s, p) && (small(left) || begin == p->token))
		return 1;
	if (p->word != p->token || left.n < 2 || right.n < 3 ||
	    map_has(&t->abbreviations, token))
		return 0;
	return begin == p->token ? stop_common(t, right)
	                         : left.n > 2 && goes_on(s, p);
}

static int
parts_capital(
    const struct stops *t, struct str s, const struct stop *p, size_t begin)
{
	struct str token = str_cut(s, p->token, p->tail);
	struct str right = str_cut(s, p->next, p->next_end);
	int sure = p->loud || p->close > p->end;

	if (right.n == 1 && is(s, p->next_end, "'") &&
	    letter_at(s, p->next_end + 1))
		return sure || stop_plain_left(t, s, p);
	if (str_eq(right, STR("I")))
		return is(s, p->next_end, " ,") &&
		       (sure || stop_plain_left(t, s, p));
	if (right.n < 2 || stop_suffix(right))
		return 0;
	if (p->loud && p->end == p->off + 1 && p->close == p->end &&
	    first_upper(s, p->word) && begin < p->token)
		return 0; /* Yahoo!Mail */
	if (sure || p->dots)
		return right.n > 2;
	if (numbered(token))
		return right.n > 2 && stop_knows(t, right);
	return parts_words(t, s, p, begin);
}

int
stop_parts(
    const struct stops *t, struct str s, const struct stop *p, size_t begin)
{
	if (p->lone || p->next == s.n || p->off == begin ||
	    (p->spaced && !p->dots) || stop_machine(s, p) != 0)
		return 0;
	if (p->next == p->next_end)
		return p->next == p->open && parts_mark(t, s, p);
	if (digit_at(s, p->next))
		return parts_number(t, s, p);
	if (first_upper(s, p->next))
		return parts_capital(t, s, p, begin);
	return first_lower(s, p->next) && parts_small(t, s, p);
}
