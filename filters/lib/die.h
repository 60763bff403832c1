/*
 * Leaving, and saying why: "prog: subject: reason" on the standard error,
 * one line, and status 2.  die ends the process; warn goes on.
 */
#ifndef DIE_H
#define DIE_H

enum {
	EXIT_CHANGED = 1,  /* -n or -d: something would change */
	EXIT_TROUBLE = 2,  /* it could not be done */
	EXIT_REJECTED = 3, /* done, but records were rejected */
};

/* What messages begin with: the path's last part.  Borrowed. */
void die_name(const char *path);
const char *die_prog(void);
void die_quiet(int on); /* warn says nothing */

void die(const char *, ...) __attribute__((format(printf, 1, 2), noreturn));
void die_errno(const char *, ...) /* adds ": " and what errno means */
    __attribute__((format(printf, 1, 2), noreturn));
void warn(const char *, ...) __attribute__((format(printf, 1, 2)));

/* Like die_errno, but go on: the caller sees to the status. */
void fault_errno(const char *, ...) __attribute__((format(printf, 1, 2)));

#endif
