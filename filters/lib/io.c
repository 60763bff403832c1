#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "edits.h"
#include "io.h"

const char *
io_name(const char *path)
{
	return strcmp(path, "-") == 0 ? "standard input" : path;
}

static int
read_all(int fd, struct buf *out)
{
	size_t start = out->n;
	struct stat st;
	ssize_t got;
	size_t room = 65536;

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
	    (size_t)st.st_size <= EDITS_MAX)
		room = (size_t)st.st_size + 1;
	for (;;) {
		got = read(fd, buf_grow(out, room), room);
		out->n -= room;
		if (got == 0)
			return 0;
		if (got < 0 && errno != EINTR)
			return -1;
		if (got > 0)
			out->n += (size_t)got;
		if (out->n - start > EDITS_MAX) {
			errno = EFBIG;
			return -1;
		}
		room = out->cap - out->n > 65536 ? out->cap - out->n : 65536;
	}
}

int
io_try(const char *path, struct buf *out)
{
	int fd = STDIN_FILENO, bad, why;

	if (strcmp(path, "-") != 0 &&
	    (fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return -1;
	bad = read_all(fd, out);
	why = errno;
	if (fd != STDIN_FILENO)
		close(fd);
	errno = why;
	return bad;
}

void
io_read(const char *path, struct buf *out)
{
	if (io_try(path, out) < 0)
		die_errno("%s", io_name(path));
}

FILE *
io_open(const char *path, const char *mode)
{
	FILE *f;

	if (strcmp(path, "-") == 0)
		return *mode == 'r' ? stdin : stdout;
	if ((f = fopen(path, mode)) == NULL)
		die_errno("%s", path);
	return f;
}

struct str
io_map(const char *path)
{
	struct stat st;
	void *p;
	int fd;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		die_errno("%s", path);
	if (fstat(fd, &st) < 0)
		die_errno("%s", path);
	if (!S_ISREG(st.st_mode))
		die("%s: not a regular file", path);
	if (st.st_size == 0) {
		close(fd);
		return STR("");
	}
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		die_errno("%s", path);
	close(fd);
	return str_of(p, (size_t)st.st_size);
}

void
io_write(FILE *f, struct str s)
{
	/* Its failure is seen by io_close: ferror(3) stays set. */
	fwrite(s.p, 1, s.n, f);
}

void
io_close(FILE *f, const char *path)
{
	int lost = ferror(f);

	if (fflush(f) == EOF || (fclose(f) == EOF) || lost)
		die_errno("%s", path);
}

static int
write_all(int fd, struct str s)
{
	ssize_t put;

	while (s.n > 0) {
		put = write(fd, s.p, s.n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -1;
		s = str_cut(s, (size_t)put, s.n);
	}
	return 0;
}

/* The folder of a file must reach the disk too, or the rename may not. */
static void
sync_folder(const char *path)
{
	struct buf dir = { 0 };
	const char *slash = strrchr(path, '/');
	int fd;

	if (slash == NULL)
		buf_puts(&dir, ".");
	else
		buf_put(&dir, str_of(path, (size_t)(slash - path) + 1));
	if ((fd = open(buf_cstr(&dir), O_RDONLY | O_CLOEXEC)) >= 0) {
		fsync(fd);
		close(fd);
	}
	buf_free(&dir);
}

static void
keep_old(const char *path, const char *suffix)
{
	struct buf old = { 0 };

	buf_printf(&old, "%s%s", path, suffix);
	if (unlink(buf_cstr(&old)) < 0 && errno != ENOENT)
		die_errno("%s", buf_cstr(&old));
	if (link(path, buf_cstr(&old)) < 0)
		die_errno("%s", buf_cstr(&old));
	buf_free(&old);
}

/* A file in the folder of path that has no name yet, so that nothing stays
 * of it if we are ended; 0 where the file system has no such files. */
static int
unnamed(const char *path, int *fd)
{
	struct buf dir = { 0 };
	const char *slash = strrchr(path, '/');

	buf_put(&dir, str_of(path, (size_t)(slash - path) + 1));
	*fd = -1;
	if (access("/proc/self/fd", X_OK) == 0)
		*fd = open(
		    buf_cstr(&dir), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
	buf_free(&dir);
	return *fd >= 0;
}

/* Give it one, in which XXXXXX becomes something that is not there. */
static int
name_it(int fd, char *temp)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	char self[64], *x = temp + strlen(temp) - 6;
	unsigned n = (unsigned)getpid(), i, try;

	snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	for (try = 0; try < 1000; try++, n += 7919) {
		for (i = 0; i < 6; i++)
			x[i] = digits[(n >> (5 * i)) % 36];
		if (linkat(AT_FDCWD, self, AT_FDCWD, temp, AT_SYMLINK_FOLLOW) ==
		    0)
			return 1;
		if (errno != EEXIST)
			return 0;
	}
	return 0;
}

/* Another owner's file stays his, or is refused. */
static int
fill(int fd, const struct stat *st, struct str contents)
{
	return write_all(fd, contents) == 0 &&
	       (fchown(fd, st->st_uid, st->st_gid) == 0 ||
	           st->st_uid == geteuid()) &&
	       fchmod(fd, st->st_mode & 07777) == 0 && fsync(fd) == 0;
}

/* Between its name and the other's no signal ends us. */
static int
put_named(int fd, int named, char *temp, const char *real)
{
	sigset_t all, old;
	int good, why;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &old);
	good = named || name_it(fd, temp);
	named = good;
	good = good && rename(temp, real) == 0;
	why = errno;
	if (named && !good)
		unlink(temp);
	sigprocmask(SIG_SETMASK, &old, NULL);
	errno = why;
	return good;
}

void
io_replace(const char *path, const char *suffix, struct str contents)
{
	struct buf name = { 0 };
	struct stat st;
	char *real, *temp;
	int fd, named, why;

	/* A link stays a link: its target is what is replaced. */
	if ((real = realpath(path, NULL)) == NULL || stat(real, &st) < 0)
		die_errno("%s", path);
	buf_printf(&name, "%s.XXXXXX", real);
	temp = (char *)(uintptr_t)buf_cstr(&name);
	named = !unnamed(real, &fd);
	if (named && (fd = mkstemp(temp)) < 0)
		die_errno("%s", path);
	if (!fill(fd, &st, contents)) {
		why = errno;
		if (named)
			unlink(temp);
		errno = why;
		die_errno("%s", path);
	}
	if (suffix != NULL && *suffix != '\0')
		keep_old(real, suffix);
	if (!put_named(fd, named, temp, real))
		die_errno("%s", path);
	if (close(fd) < 0)
		die_errno("%s", path);
	sync_folder(real);
	free(real);
	buf_free(&name);
}
