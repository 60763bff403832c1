/*
 * sentence - where sentences end
 *
 * Each text has a | where one sentence ends and the next begins; without
 * the marks it must be split there and nowhere else.  Whatever the bytes,
 * sentences come in order, hold something, and hold all that is not space.
 */
#include "die.h"
#include "sentence.h"
#include "tap.h"

static const struct {
	const char *lang, *text;
} tests[] = {
	{ "en", "It came.| It saw!| Did it win?| Yes" },
	{ "en", "Mr. Smith and Dr. J. R. Jones of St. Paul met.| He left." },
	{ "en", "The U.S. Army left the U.S.| The rest stayed in Vol. 3." },
	{ "en",
	    "He rose at 5 p.m. Eastern time.| She came at 5 p.m.| They ate." },
	{ "en", "“Go!” he said.| “Stay.”| She stayed (why?) there." },
	{ "en", "It fell 3.5 percent in 2017.| The firm did not." },
	{ "en", "So it is.[12]| It was found out. [13]| They knew." },
	{ "en", "1. Introduction to it all.| 2. More of it." },
	{ "en", "It is small.|The end is near.|\"No,\" he said." },
	{ "en", "Use Node.js and www.Example.Com, Yahoo!Mail and ASP.NET." },
	{ "en", "A line that is\nwrapped ends.| Here\nit goes on.|\n\nA "
	        "title|\n\nText" },
	{ "en", "He waited . . . and waited.| Then ... nothing.| Well..." },
	{ "en", "Did you?| No.| No. 5 is alive.| Napoleon III. was not." },
	{ "en", "Dear Ms. Lee,| I have read it.| Thanks,| Ann Roe" },
	{ "en", "Thanks, Ann.| Thank you, Mr. Chair.| The French, I say." },
	{ "en", "Karim:| Please see it.| Regards| Ann" },
	{ "en", "Ann Roe| 03/05/2000 10:30 AM| what do you think?" },
	{ "en", "Sent on 03/05/2000 10:30 AM| Please call." },
	{ "en", "See http://a.example/b.html| It is long.| It is 10:30 now." },
	{ "en", "It was cold :)| We left.| The end| *****| Notes --- and "
	        "more" },
	{ "en", "They sold the old house| It was too big for them." },
	{ "en", "He read The Times and saw It in May.| I know I am." },
	{ "en", "“Are you there?” Ann Lee asked.| “Go!” I cried." },
	{ "en", "It is sold.|$50 was paid.|(We know.)|--Ann" },
	{ "en", "The plant closed.|12 of them left at 5:30.|Rude words fell." },
	{ "en", "As was shown before.12 The rest is in Node.js." },
	{ "en", "P.S. We are well.| P.S. So are they." },
	{ "de", "Es war am 3. Oktober 1990 z.B. in Bonn.| Die Sonne schien." },
	{ "fr", "M. Dupont est venu.| Vraiment ?| Oui, av. J.-C. déjà." },
	{ "ja", "これは文です。|それも文です！|本当？" },
	{ "hi", "यह एक वाक्य है।| यह दूसरा है।" },
};

/* The text without its marks, and where they stood. */
static void
unmark(const char *marked, struct buf *text, struct spans *ends)
{
	for (; *marked != '\0'; marked++) {
		if (*marked != '|') {
			buf_putc(text, *marked);
			continue;
		}
		ends->v =
		    mem_room(ends->v, ends->n, &ends->cap, sizeof(*ends->v));
		ends->v[ends->n++] = (struct span){ 0, (uint32_t)text->n };
	}
}

static void
test_one(const char *lang, const char *marked)
{
	struct settings set = { .lang = lang };
	struct sentences *t = sentences_open(&set);
	struct spans want = { 0 }, got = { 0 };
	struct buf text = { 0 };
	size_t i, same = 0;

	unmark(marked, &text, &want);
	sentences_split(t, buf_str(&text), &got);
	for (i = 0; i < want.n && i < got.n; i++)
		same += got.v[i].end == want.v[i].end;
	tap(same == want.n && got.n == want.n + 1, "%s: %s", lang, marked);
	spans_free(&want);
	spans_free(&got);
	buf_free(&text);
	sentences_close(t);
}

static int
space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static int
sound(struct str s, const struct spans *v)
{
	size_t at = 0, i;

	for (i = 0; i < v->n; at = v->v[i++].end) {
		if (v->v[i].off < at || v->v[i].end <= v->v[i].off ||
		    v->v[i].end > s.n)
			return 0;
		for (; at < v->v[i].off; at++)
			if (!space(s.p[at]))
				return 0;
	}
	for (; at < s.n; at++)
		if (!space(s.p[at]))
			return 0;
	return 1;
}

/* Texts of the bytes that matter, drawn by chance. */
static void
test_any(void)
{
	static const char bytes[] = " \n.!?\"'()[]aBcD,;:12\xe2\x80\x9d\x9c"
	                            "\xa6\xe3\x82\xc3\xa9\xff\0-";
	struct settings set = { .lang = "en" };
	struct sentences *t = sentences_open(&set);
	struct spans got = { 0 };
	char text[64];
	uint32_t x = 1, wrong = 0;
	size_t i, k, n;

	for (i = 0; i < 20000; i++) {
		n = i % sizeof(text);
		for (k = 0; k < n; k++) {
			x = x * 1664525 + 1013904223;
			text[k] = bytes[(x >> 16) % (sizeof(bytes) - 1)];
		}
		got.n = 0;
		sentences_split(t, str_of(text, n), &got);
		wrong += !sound(str_of(text, n), &got);
	}
	tap(wrong == 0, "any bytes: %u of 20000 texts are cut wrongly", wrong);
	spans_free(&got);
	sentences_close(t);
}

int
main(void)
{
	size_t i;

	die_name("sentence");
	for (i = 0; i < NELEM(tests); i++)
		test_one(tests[i].lang, tests[i].text);
	test_any();
	return tap_done();
}
