#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "front.h"
#include "io.h"
#include "log.h"
#include "options.h"
#include "pool.h"

enum { BATCH = 1 << 18 }; /* bytes of records that are done together */

struct front {
	struct options options;
	struct work work;
	struct pool *pool;
	FILE *out, *log, *rejected;
	struct buf file; /* what becomes of a file, with -i */
	uint64_t *tally;
	size_t ntally;
	int unread; /* some file could not be read */
};

/* A number the lowest of which are free would make the next file that is
 * opened the standard output of a program that was started without one. */
static void
guard_standard_files(void)
{
	int fd;

	for (fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
		    open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) < 0)
			exit(EXIT_TROUBLE);
}

static void
progress(const struct front *f)
{
	fprintf(stderr, "\r%s: %llu documents, %.1f MB", die_prog(),
	    (unsigned long long)f->tally[TALLY_DOCUMENTS],
	    (double)f->tally[TALLY_IN] / 1e6);
}

static void
complain(struct str lines)
{
	size_t at, end;

	for (at = 0; at < lines.n; at = end + 1) {
		end = str_chr(lines, at, '\n');
		warn("%.*s", (int)(end - at), lines.p + at);
	}
}

static void
write_piece(void *ctx, struct str piece)
{
	io_write(ctx, piece);
}

static void
take(void *ctx, struct result *r)
{
	struct front *f = ctx;
	const struct options *o = &f->options;
	size_t i;

	complain(buf_str(&r->complaints));
	if (r->tally[TALLY_REJECTED] > 0 && o->on_error == ON_ERROR_FAIL)
		exit(EXIT_TROUBLE);
	for (i = 0; i < f->ntally; i++)
		f->tally[i] += r->tally[i];
	if (f->log != NULL)
		io_write(f->log, buf_str(&r->log));
	if (f->rejected != NULL)
		io_write(f->rejected, buf_str(&r->rejected));
	if (o->diff)
		io_write(f->out, buf_str(&r->diff));
	else if (r->edits.n > 0)
		edits_stream(&r->edits, r->same, write_piece, f->out);
	else if (!o->dry && !o->in_place)
		io_write(f->out, result_out(r));
	/* Who follows a stream of records waits for them. */
	if ((o->jsonl != NULL || o->null) && fflush(f->out) == EOF)
		io_close(
		    f->out, o->output != NULL ? o->output : "standard output");
	if (o->in_place)
		buf_put(&f->file, result_out(r));
	if (o->progress)
		progress(f);
}

/* Hand over the whole records at the start of b; with end set, all. */
static void
put_records(
    struct front *f, const char *path, struct buf *b, size_t *record, int end)
{
	int stop = f->options.null ? '\0' : '\n';
	size_t n = b->n, i;
	const char *last = b->n == 0 ? NULL : memrchr(b->p, stop, b->n);
	struct batch batch = { .name = path, .record = *record };

	if (!end)
		n = last == NULL ? 0 : (size_t)(last - b->p) + 1;
	if (n == 0)
		return;
	batch.bytes = str_of(b->p, n);
	pool_put(f->pool, &batch);
	for (i = 0; (i = str_chr(batch.bytes, i, stop)) < n; i++)
		++*record;
	memmove(b->p, b->p + n, b->n - n);
	b->n -= n;
}

/* The others may well be. */
static void
unread(struct front *f, const char *path)
{
	fault_errno("%s", io_name(path));
	f->unread = 1;
}

static void
stream(struct front *f, const char *path, int fd)
{
	struct buf b = { 0 };
	size_t record = 1;
	ssize_t got;

	for (;;) {
		got = read(fd, buf_grow(&b, BATCH), BATCH);
		b.n -= BATCH;
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			unread(f, path);
			b.n = 0; /* what is there of a record */
			break;
		}
		if (got == 0)
			break;
		b.n += (size_t)got;
		if (b.n > EDITS_MAX)
			die("%s: record %zu: over 1 GiB", io_name(path),
			    record);
		put_records(f, path, &b, &record, 0);
	}
	put_records(f, path, &b, &record, 1);
	buf_free(&b);
}

static void
one_text(struct front *f, const char *path)
{
	struct batch batch = { .name = path };
	struct buf b = { 0 };

	if (io_try(path, &b) == 0) {
		batch.bytes = buf_str(&b);
		pool_put(f->pool, &batch);
	} else {
		unread(f, path);
	}
	buf_free(&b);
}

static void
records(struct front *f, const char *path)
{
	int fd = STDIN_FILENO;

	if (strcmp(path, "-") != 0 &&
	    (fd = open(path, O_RDONLY | O_CLOEXEC)) < 0) {
		unread(f, path);
		return;
	}
	stream(f, path, fd);
	if (fd != STDIN_FILENO)
		close(fd);
}

/* The log leads back only once it is on the disk. */
static void
replace(struct front *f, const char *path)
{
	struct buf old = { 0 };

	if (f->options.dry || f->options.diff)
		return;
	io_read(path, &old);
	if (!str_eq(buf_str(&old), buf_str(&f->file))) {
		if (f->log != NULL && fflush(f->log) == EOF)
			io_close(f->log, f->options.log);
		io_replace(path, f->options.suffix, buf_str(&f->file));
	}
	buf_free(&old);
}

static void
do_file(struct front *f, const char *path)
{
	int before = f->unread;

	f->unread = 0;
	if (f->options.jsonl != NULL || f->options.null)
		records(f, path);
	else
		one_text(f, path);
	if (f->options.in_place) {
		pool_drain(f->pool);
		if (!f->unread)
			replace(f, path);
		f->file.n = 0;
	}
	f->unread |= before;
}

/* Opening the output empties it: an input that is the same file would be
 * lost. */
static void
check_output(const struct options *o, const char *path)
{
	struct stat out, in;
	size_t i;

	if ((path != NULL ? stat(path, &out) : fstat(STDOUT_FILENO, &out)) <
	        0 ||
	    !S_ISREG(out.st_mode))
		return;
	for (i = 0; i < o->nfiles; i++)
		if (strcmp(o->files[i], "-") == 0
		        ? fstat(STDIN_FILENO, &in) == 0
		        : stat(o->files[i], &in) == 0)
			if (in.st_dev == out.st_dev && in.st_ino == out.st_ino)
				die("%s: input file is output file",
				    path != NULL ? path : o->files[i]);
}

/* Two outputs in one file would write over each other. */
static void
check_apart(FILE *a, FILE *b, const char *path)
{
	struct stat x, y;

	if (a == NULL || b == NULL || a == b || fstat(fileno(a), &x) < 0 ||
	    fstat(fileno(b), &y) < 0 || !S_ISREG(x.st_mode))
		return;
	if (x.st_dev == y.st_dev && x.st_ino == y.st_ino)
		die("%s: two outputs in one file", path);
}

static void
open_all(struct front *f)
{
	const struct options *o = &f->options;
	struct buf b = { 0 };

	if (o->output != NULL || !o->in_place)
		check_output(o, o->output);
	if (o->log != NULL)
		check_output(o, o->log);
	if (o->rejected != NULL)
		check_output(o, o->rejected);
	f->out = o->output != NULL ? io_open(o->output, "w") : stdout;
	if (o->rejected != NULL)
		f->rejected = io_open(o->rejected, "w");
	check_apart(f->out, f->rejected, o->rejected);
	if (o->log == NULL)
		return;
	f->log = io_open(o->log, "w");
	check_apart(f->out, f->log, o->log);
	check_apart(f->rejected, f->log, o->log);
	log_begin(&b);
	io_write(f->log, buf_str(&b));
	buf_free(&b);
}

static void
close_all(struct front *f)
{
	const struct options *o = &f->options;

	if (f->log != NULL && f->log != f->out)
		io_close(f->log, o->log);
	if (f->rejected != NULL)
		io_close(f->rejected, o->rejected);
	io_close(f->out, o->output != NULL ? o->output : "standard output");
}

static void
stats(const struct front *f)
{
	const uint64_t *t = f->tally + TALLY_RULES;
	const struct filter *x;
	size_t i, k;

	fprintf(stderr,
	    "%s: %llu documents, %llu changed, %llu rejected, "
	    "%llu bytes in, %llu out\n",
	    die_prog(), (unsigned long long)f->tally[TALLY_DOCUMENTS],
	    (unsigned long long)f->tally[TALLY_CHANGED],
	    (unsigned long long)f->tally[TALLY_REJECTED],
	    (unsigned long long)f->tally[TALLY_IN],
	    (unsigned long long)f->tally[TALLY_OUT]);
	for (i = 0; i < f->work.chain.n; i++) {
		x = f->work.chain.v[i].filter;
		for (k = 0; k < x->nrules; k++, t += 2)
			if (t[0] + t[1] > 0)
				fprintf(stderr,
				    "  %-10s %-20s %8llu applied "
				    "%8llu held\n",
				    x->name, x->rules[k].name,
				    (unsigned long long)t[0],
				    (unsigned long long)t[1]);
	}
}

static int
status(const struct front *f)
{
	if (f->unread)
		return EXIT_TROUBLE;
	if (f->tally[TALLY_REJECTED] > 0)
		return EXIT_REJECTED;
	if ((f->options.dry || f->options.diff) && f->tally[TALLY_CHANGED] > 0)
		return EXIT_CHANGED;
	return 0;
}

int
front_main(const struct filter *const *filters, size_t n, int argc, char **argv)
{
	struct front f = { 0 };
	struct result r;
	size_t i;
	int code;

	guard_standard_files();
	die_name(argv[0]);
	options_parse(&f.options, filters, n, argc, argv);
	die_quiet(f.options.quiet);
	work_open(&f.work, &f.options);
	result_open(&r, &f.work);
	f.tally = r.tally;
	f.ntally = r.ntally;
	open_all(&f);
	f.pool = pool_open(&f.work, f.options.jobs, take, &f);
	for (i = 0; i < f.options.nfiles; i++)
		do_file(&f, f.options.files[i]);
	pool_close(f.pool);
	if (f.options.progress)
		fputc('\n', stderr);
	if (f.options.stats)
		stats(&f);
	close_all(&f);
	code = status(&f);
	work_close(&f.work);
	result_free(&r);
	buf_free(&f.file);
	options_free(&f.options);
	return code;
}
