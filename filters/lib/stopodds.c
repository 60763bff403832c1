#include <stdlib.h>

#include "dict.h"
#include "stopbits.h"
#include "words.h"

/* What the tables say of an abbreviation, packed into a map's value. */
struct abbreviation {
	int chance, digits, seen;
};

static int64_t
pack(struct abbreviation a)
{
	return (int64_t)a.seen << 16 | a.digits << 8 | a.chance;
}

static struct abbreviation
unpack(int64_t v)
{
	return (struct abbreviation){ v & 0xff, v >> 8 & 0xff, (int)(v >> 16) };
}

static int
number(const struct settings *set, const char *name, struct tsv *t,
    struct str s, int max)
{
	int64_t n = str_num(s);

	if (n < 0)
		dict_broken(set, name, t->line, "not a number");
	return n < max ? (int)n : max;
}

/* A later table adds what it counted to an earlier one; what was not counted
 * but written down only fills gaps. */
static void
read_abbreviations(
    struct stops *t, const struct settings *set, const char *name)
{
	struct tsv rows = { .text = dict_map(set, name, 0) };
	struct abbreviation a, b;
	struct str f[4];
	int64_t *v;
	int n;

	while (tsv_next(&rows, f, 4) > 0) {
		a.chance = number(set, name, &rows, f[1], 99);
		a.digits = number(set, name, &rows, f[2], 99);
		a.seen = number(set, name, &rows, f[3], 1 << 20);
		v = map_borrow(&t->abbreviations, f[0]);
		if (*v != 0 && a.seen == 0)
			continue;
		b = unpack(*v);
		n = a.seen + b.seen;
		if (n > 0) {
			a.chance = (a.chance * a.seen + b.chance * b.seen) / n;
			a.digits = (a.digits * a.seen + b.digits * b.seen) / n;
		}
		a.seen = n > 0 ? n : 1;
		*v = pack(a);
	}
}

static int
tenths(
    const struct settings *set, const char *name, struct tsv *t, struct str s)
{
	int minus = s.n > 0 && s.p[0] == '-';

	s = str_cut(s, (size_t)minus, s.n);
	return number(set, name, t, s, 99) * (minus ? -1 : 1);
}

static void
read_starters(struct stops *t, const struct settings *set)
{
	const char *name = "starters.tsv";
	struct tsv rows = { .text = dict_map(set, name, 0) };
	struct str f[4];
	int capital, small;

	while (tsv_next(&rows, f, 4) > 0) {
		capital = tenths(set, name, &rows, f[1]);
		small = tenths(set, name, &rows, f[2]);
		*map_borrow(&t->starters, f[0]) =
		    (capital + 100) << 8 | (small + 100);
	}
}

static void
read_greetings(struct stops *t, const struct settings *set)
{
	const char *name = "greetings.tsv";
	struct tsv rows = { .text = dict_map(set, name, 0) };
	struct str f[2];

	while (tsv_next(&rows, f, 2) > 0) {
		if (f[1].n != 1)
			dict_broken(set, name, rows.line, "no such class");
		*map_borrow(&t->greetings, f[0]) = f[1].p[0];
	}
}

static void
read_speech(struct stops *t, const struct settings *set)
{
	struct tsv rows = { .text = dict_map(set, "function.tsv", 0) };
	struct str f[2];

	while (tsv_next(&rows, f, 2) > 0)
		if (memchr(f[1].p, 's', f[1].n) != NULL)
			*map_borrow(&t->speech, f[0]) = 1;
}

struct stops *
stops_open(const struct settings *set)
{
	struct stops *t = mem_new(1, sizeof(*t));

	read_abbreviations(t, set, "abbreviations.tsv");
	read_abbreviations(t, set, "abbreviations-wiki.tsv");
	read_abbreviations(t, set, "abbreviations-more.tsv");
	read_starters(t, set);
	read_greetings(t, set);
	read_speech(t, set);
	t->words = words_open(set);
	return t;
}

void
stops_close(struct stops *t)
{
	if (t == NULL)
		return;
	map_free(&t->abbreviations);
	map_free(&t->starters);
	map_free(&t->greetings);
	map_free(&t->speech);
	words_close(t->words);
	free(t);
}

int
stop_knows(const struct stops *t, struct str w)
{
	struct buf low = { 0 };
	int yes;

	if (t->words == NULL || w.n == 0 || w.n > STOP_WORD)
		return 0;
	if (words_know(t->words, w))
		return 1;
	uc_put_lower(&low, w);
	yes = words_know(t->words, buf_str(&low));
	buf_free(&low);
	return yes;
}

int
stop_common(const struct stops *t, struct str w)
{
	struct buf low = { 0 };
	int yes;

	uc_put_lower(&low, w);
	yes = t->words != NULL && words_know(t->words, buf_str(&low));
	buf_free(&low);
	return yes;
}

int
stop_begins(const struct stops *t, struct str w)
{
	int64_t *v = map_get(&t->starters, w);

	if (v != NULL)
		return (int)(*v >> 8) - 100;
	return w.n > 1 && stop_common(t, w) ? 12 : -8;
}

int
stop_opens(const struct stops *t, struct str w)
{
	char capital[STOP_WORD];
	int64_t *v;

	if (w.n == 0 || w.n > sizeof(capital))
		return 0;
	memcpy(capital, w.p, w.n);
	if (w.p[0] >= 'a' && w.p[0] <= 'z')
		capital[0] = (char)(w.p[0] & ~0x20);
	v = map_get(&t->starters, str_of(capital, w.n));
	return v != NULL ? (int)(*v & 0xff) - 100 : -25;
}

/* Ten times the log odds of a chance in percent. */
static int
odds(int percent)
{
	static const signed char of[] = { -55, -46, -39, -35, -32, -29, -28,
		-26, -24, -23, -22 };

	if (percent < (int)NELEM(of))
		return of[percent];
	return percent < 15   ? -19
	       : percent < 25 ? -14
	       : percent < 35 ? -8
	       : percent < 45 ? -4
	       : percent < 55 ? 0
	       : percent < 75 ? 6
	                      : 20;
}

int
stop_initials(struct str w)
{
	size_t i;

	for (i = 0; i < w.n; i++)
		if (i % 2 == 0 ? !letter_at(w, i) : w.p[i] != '.')
			return 0;
	return w.n % 2;
}

/* Napoleon III. */
static int
roman(struct str w)
{
	size_t i;

	for (i = 0; i < w.n; i++)
		if (!is(w, i, "IVXLC"))
			return 0;
	return w.n > 1;
}

static int
vowels(struct str w)
{
	size_t i;

	for (i = 0; i < w.n; i++)
		if ((unsigned char)w.p[i] >= 0x80 ||
		    strchr("aeiouyAEIOUY", w.p[i]) != NULL)
			return 1;
	return 0;
}

int
stop_prior(const struct stops *t, struct str s, const struct stop *p,
    size_t begin, int *share)
{
	struct str token = str_cut(s, p->token, p->tail);
	struct str word = str_cut(s, p->word, p->tail);
	struct abbreviation a;
	int64_t *v;

	*share = 0;
	if (p->spaced || token.n == 0)
		return 60;
	while (token.n > 0 && word_byte((unsigned char)token.p[0]) == 0)
		token = str_cut(token, 1, token.n);
	if (begin == p->token && str_eq(token, STR("No")) &&
	    !digit_at(s, p->next))
		return 40;
	if (begin == p->token &&
	    (str_eq(token, STR("P.S")) || str_eq(token, STR("PS"))))
		return -70;
	if ((v = map_get(&t->abbreviations, token)) == NULL && word.n > 1 &&
	    token.n > word.n)
		v = map_get(&t->abbreviations, word);
	if (v != NULL) {
		a = unpack(*v);
		*share = a.digits;
		return odds(a.chance);
	}
	if (digits(token) && token.n <= 2 && begin != p->token &&
	    (v = map_get(&t->abbreviations, STR("0"))) != NULL)
		return odds(unpack(*v).chance);
	if (roman(token))
		return 10;
	if (digits(token))
		return begin == p->token ? -70 : 45;
	if (stop_initials(token))
		return token.n == 1 ? first_upper(token, 0) ? -25 : 20 : -20;
	if (word.n == 0 || word.n < token.n)
		return 55;
	if (vowels(word) && (word.n > 4 || stop_knows(t, word)))
		return 60;
	return vowels(word) ? 25 : capitals(word) && word.n > 1 ? 30 : 5;
}

int
stop_plain(const struct stops *t, struct str s, const struct stop *p)
{
	int share;

	return stop_prior(t, s, p, s.n, &share);
}

/* He answered, "Yes!" */
static int
introduces(struct str s, size_t at)
{
	if (!is(s, at, ",:"))
		return 0;
	at += 1 + (size_t)is(s, at + 1, " ");
	return is(s, at, "\"'") || general(s, at, LEFT_QUOTES) > 0;
}

/* "Are you there?" Ann Lee said. */
static int
spoken(const struct stops *t, struct str s, const struct stop *p)
{
	size_t at = p->next, end = p->next_end;
	int i;

	if (!p->quoted || !(p->loud || p->dots) || p->next > p->open ||
	    !first_upper(s, at))
		return 0;
	for (i = 0; i < 2 && is(s, end, " "); i++) {
		at = end + 1;
		for (end = at; letter_at(s, end) && end < at + STOP_WORD;)
			end++;
		if (map_has(&t->speech, str_cut(s, at, end)))
			return !introduces(s, end);
		if (!first_upper(s, at))
			break;
	}
	return 0;
}

int
stop_ends(
    const struct stops *t, struct str s, const struct stop *p, size_t begin)
{
	struct str next = str_cut(s, p->next, p->next_end);
	int score, share = 0, begins;

	if (p->open == s.n)
		return ALWAYS;
	if (p->open == p->close) {
		if (stop_noted(s, p) ||
		    (begin == p->token &&
		        digits(str_cut(s, p->token, p->tail))))
			return NEVER;
		score = stop_joins(t, s, p);
		return score > 0 || stop_parts(t, s, p, begin) ? 1 : score;
	}
	if (p->lone || p->off == begin || spoken(t, s, p))
		return NEVER;
	if (p->loud || p->dots)
		score = p->dots ? 30 : 60;
	else
		score = stop_prior(t, s, p, begin, &share);
	if (next.n == 0)
		return score - (is(s, p->open, ",;:)") ? 90 : 10);
	if (digit_at(next, 0))
		return score - (share > 0 ? 5 + share / 2 : 10);
	/* Where a number would follow if none ended, a word speaks for it. */
	score += share > 90 ? 25 : share > 60 ? 10 : 0;
	if (str_eq(next, STR("I")) && stop_runs_on(s, p))
		return score + 25;
	if (first_upper(next, 0)) {
		/* The table counts titles of books with what stands amid
		 * sentences, but behind an abbreviation are few of them. */
		begins = stop_begins(t, next);
		begins += begins >= 25 ? 20 : 0;
		return score + begins * (p->next > p->open ? 6 : 10) / 10;
	}
	if (next.n > 3 && str_starts(next, STR("http")) &&
	    is(s, p->next_end, ":"))
		return score - 20;
	if (p->quoted || (p->close > p->end && is(s, p->close - 1, ")]")))
		return NEVER;
	if (p->loud && p->end == p->off + 1 && p->word > begin &&
	    first_upper(s, p->word))
		return score - 65;
	return score - 45;
}
