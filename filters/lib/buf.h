/*
 * Bytes.  A str borrows them and a buf owns them.  Neither is a C string:
 * NULs and invalid UTF-8 are ordinary contents, and nothing here scans for
 * a terminator.
 *
 * A buf of all zeros is empty and ready to use.  The p of a str is never
 * NULL, even when n is 0, so it may be passed to memcpy(3) and fwrite(3).
 * Growing a buf may move it: across calls that append, hold offsets, not
 * pointers.  Running out of memory ends the process (see die.h), so no
 * function here can fail.
 */
#ifndef BUF_H
#define BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define NELEM(a) (sizeof(a) / sizeof((a)[0]))

struct str {
	const char *p;
	size_t n;
};

/* The str of a string literal, in an initializer and in an expression. */
#define STR_INIT(s)                                                            \
	{                                                                      \
		"" s, sizeof(s) - 1                                            \
	}
#define STR(s) ((struct str)STR_INIT(s))

struct buf {
	char *p;
	size_t n;   /* bytes in use */
	size_t cap; /* bytes owned */
};

char *buf_grow(struct buf *, size_t n); /* n more bytes, unset */
void buf_put(struct buf *, struct str);
void buf_putc(struct buf *, int c);
void buf_puts(struct buf *, const char *); /* a C string */
void buf_putu(struct buf *, uint32_t cp);  /* a code point, as UTF-8 */
void buf_printf(struct buf *, const char *, ...)
    __attribute__((format(printf, 2, 3)));
struct str buf_str(const struct buf *);
const char *buf_cstr(struct buf *); /* ends it with a NUL not counted in n */
void buf_free(struct buf *);        /* leaves it empty and ready to use */
void buf_swap(struct buf *, struct buf *);

/* Memory that does not run out: n items of size bytes, all zero. */
void *mem_new(size_t n, size_t size);

/* Room for one more item behind n items of size bytes in v: v, moved if
 * cap, in items, had to grow. */
void *mem_room(void *v, size_t n, size_t *cap, size_t size);

static inline struct str
str_of(const char *p, size_t n)
{
	return (struct str){ p, n };
}

struct str str_from(const char *); /* a C string's bytes */

/* The bytes from a up to b; both are offsets and a <= b <= n. */
static inline struct str
str_cut(struct str s, size_t a, size_t b)
{
	return str_of(s.p + a, b - a);
}

static inline int
str_eq(struct str a, struct str b)
{
	return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

static inline int
str_starts(struct str s, struct str with)
{
	return s.n >= with.n && memcmp(s.p, with.p, with.n) == 0;
}

static inline int
str_ends(struct str s, struct str with)
{
	return s.n >= with.n && memcmp(s.p + s.n - with.n, with.p, with.n) == 0;
}

int str_cmp(struct str, struct str); /* by bytes, like strcmp(3) */

/* The offset of what in s at or after from, or s.n if it is not there. */
size_t str_find(struct str s, size_t from, struct str what);

/* The offset of the first c at or after from, or s.n. */
static inline size_t
str_chr(struct str s, size_t from, int c)
{
	const char *q;

	if (from >= s.n)
		return s.n;
	q = memchr(s.p + from, c, s.n - from);
	return q == NULL ? s.n : (size_t)(q - s.p);
}

/* White space of ASCII. */
static inline int
is_blank(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* What a hexadecimal digit is worth; -1 for anything else. */
static inline int
hex_digit(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A decimal number that fills s; -1 when s is anything else or too large. */
int64_t str_num(struct str s);
/* The same with a minus in front or none, small enough for an int. */
int str_signed(struct str s);

#endif
