#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "buf.h"
#include "die.h"

enum { HUGE = 1 << 21, LARGE = 2 * HUGE };

/* What is large is got in large pages, which is a fifth of the time of the
 * fast filters. */
static void
enlarge(void *p, size_t size)
{
	uintptr_t a, b;

	if (size < LARGE)
		return;
	a = ((uintptr_t)p + HUGE - 1) & ~(uintptr_t)(HUGE - 1);
	b = ((uintptr_t)p + size) & ~(uintptr_t)(HUGE - 1);
	madvise((void *)a, b - a, MADV_HUGEPAGE);
}

static void *
resize(void *p, size_t size)
{
	if ((p = realloc(p, size)) == NULL)
		die("out of memory");
	enlarge(p, size);
	return p;
}

char *
buf_grow(struct buf *b, size_t n)
{
	size_t cap = b->cap;
	char *p;

	if (n > SIZE_MAX / 4 - b->n)
		die("out of memory");
	if (b->n + n > cap) {
		if (cap < 64)
			cap = 64;
		while (cap < b->n + n)
			cap += cap / 2;
		b->p = resize(b->p, cap);
		b->cap = cap;
	}
	p = b->p + b->n;
	b->n += n;
	return p;
}

void
buf_put(struct buf *b, struct str s)
{
	if (s.n > 0)
		memcpy(buf_grow(b, s.n), s.p, s.n);
}

void
buf_putc(struct buf *b, int c)
{
	*buf_grow(b, 1) = (char)c;
}

void
buf_puts(struct buf *b, const char *s)
{
	buf_put(b, str_from(s));
}

void
buf_putu(struct buf *b, uint32_t c)
{
	char *p;

	if (c < 0x80) {
		buf_putc(b, (int)c);
	} else if (c < 0x800) {
		p = buf_grow(b, 2);
		p[0] = (char)(0xc0 | c >> 6);
		p[1] = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		p = buf_grow(b, 3);
		p[0] = (char)(0xe0 | c >> 12);
		p[1] = (char)(0x80 | (c >> 6 & 0x3f));
		p[2] = (char)(0x80 | (c & 0x3f));
	} else {
		p = buf_grow(b, 4);
		p[0] = (char)(0xf0 | c >> 18);
		p[1] = (char)(0x80 | (c >> 12 & 0x3f));
		p[2] = (char)(0x80 | (c >> 6 & 0x3f));
		p[3] = (char)(0x80 | (c & 0x3f));
	}
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		die("out of memory");
	buf_grow(b, (size_t)n + 1);
	b->n -= (size_t)n + 1;
	va_start(ap, fmt);
	vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)n;
}

struct str
buf_str(const struct buf *b)
{
	return str_of(b->p == NULL ? "" : b->p, b->n);
}

const char *
buf_cstr(struct buf *b)
{
	buf_putc(b, '\0');
	b->n--;
	return b->p;
}

void
buf_free(struct buf *b)
{
	free(b->p);
	memset(b, 0, sizeof(*b));
}

void
buf_swap(struct buf *a, struct buf *b)
{
	struct buf t = *a;

	*a = *b;
	*b = t;
}

void *
mem_new(size_t n, size_t size)
{
	void *p;

	if ((p = calloc(n == 0 ? 1 : n, size)) == NULL)
		die("out of memory");
	enlarge(p, n * size);
	return p;
}

void *
mem_room(void *v, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return v;
	*cap = *cap < 16 ? 16 : *cap + *cap / 2;
	if (*cap > SIZE_MAX / size)
		die("out of memory");
	return resize(v, *cap * size);
}

struct str
str_from(const char *s)
{
	return str_of(s, strlen(s));
}

int
str_cmp(struct str a, struct str b)
{
	int c = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);

	return c != 0 ? c : (a.n > b.n) - (a.n < b.n);
}

size_t
str_find(struct str s, size_t from, struct str what)
{
	const char *p;

	if (from > s.n)
		return s.n;
	p = memmem(s.p + from, s.n - from, what.p, what.n);
	return p == NULL ? s.n : (size_t)(p - s.p);
}

int64_t
str_num(struct str s)
{
	int64_t v = 0;
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9' || v > INT64_MAX / 10 - 1)
			return -1;
		v = v * 10 + (s.p[i] - '0');
	}
	return s.n == 0 ? -1 : v;
}

int
str_signed(struct str s)
{
	int minus = s.n > 0 && s.p[0] == '-';
	int64_t n = str_num(str_cut(s, (size_t)minus, s.n));

	return (int)(minus ? -n : n);
}
