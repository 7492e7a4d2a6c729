// ncursesw for Swift: globals, cast macros and the one hot loop (grid cells to curses cells) that must be C.
// No feature macros here: they would change system types for every other module.
#ifndef LATHE_CNCURSES_SHIM_H
#define LATHE_CNCURSES_SHIM_H

#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <curses.h>

extern int wcwidth(wchar_t scalar);

// From <term.h>, which would also bring <termios.h> and a hundred short macros.
typedef struct term TERMINAL;
extern TERMINAL *cur_term;
extern int setupterm(const char *term, int fd, int *error);
extern TERMINAL *set_curterm(TERMINAL *terminal);
extern int del_curterm(TERMINAL *terminal);

// The same 16 bytes as Swift's `Cell`.
typedef struct {
    uint32_t base, mark1, mark2;
    uint8_t width, role, attributes, reserved;
} lathe_cell;

typedef struct {
    attr_t attributes;
    int pair;
} lathe_style;

static inline WINDOW *lathe_stdscr(void) { return stdscr; }
static inline WINDOW *lathe_curscr(void) { return curscr; }
static inline int lathe_colors(void) { return COLORS; }

static inline attr_t lathe_attributes(int bold, int dim, int italic, int underline, int reverse) {
    attr_t bits = 0;
    if (bold) bits |= WA_BOLD;
    if (dim) bits |= WA_DIM;
    if (italic) bits |= WA_ITALIC;
    if (underline) bits |= WA_UNDERLINE;
    if (reverse) bits |= WA_REVERSE;
    return bits;
}

// newterm takes INT, TERM, TSTP and WINCH when they are at their default: they are ours, so give them back.
static inline SCREEN *lathe_newterm(const char *term, FILE *output, FILE *input) {
    static const int signals[] = { SIGINT, SIGTERM, SIGTSTP, SIGWINCH };
    struct sigaction before[4];
    for (int i = 0; i < 4; i++) sigaction(signals[i], NULL, &before[i]);
    SCREEN *screen = newterm(term, output, input);
    for (int i = 0; i < 4; i++) sigaction(signals[i], &before[i], NULL);
    return screen;
}

// 1 when terminfo knows the name; never ends the process, as initscr and a bare setupterm would.
static inline int lathe_terminfo_knows(const char *term, int fd) {
    int error = 0;
    TERMINAL *before = cur_term;
    if (setupterm(term, fd, &error) != OK || error != 1) return 0;
    TERMINAL *probe = cur_term;
    set_curterm(before);
    if (probe != before) del_curterm(probe);
    return 1;
}

// 1 when terminfo knows the name and the terminal can address its cursor and clear itself.
static inline int lathe_terminfo_addressable(const char *term, int fd) {
    int error = 0;
    TERMINAL *before = cur_term;
    if (setupterm(term, fd, &error) != OK || error != 1) return 0;
    TERMINAL *probe = cur_term;
    const char *address = tigetstr("cup");
    const char *wipe = tigetstr("clear");
    int able = address && address != (char *)-1 && *address && wipe && wipe != (char *)-1 && *wipe;
    set_curterm(before);
    if (probe != before) del_curterm(probe);
    return able;
}

// 1 when the current terminal has a string capability.
static inline int lathe_has(const char *capability) {
    const char *value = tigetstr(capability);
    return value && value != (char *)-1 && *value;
}

static inline void lathe_fill_cell(cchar_t *out, const lathe_cell *cell, const lathe_style *styles, const attr_t *attributes) {
    const lathe_style *style = &styles[cell->role];
    int pair = style->pair;
    out->attr = style->attributes | attributes[cell->attributes] | ((attr_t)COLOR_PAIR(pair < 255 ? pair : 255) & A_COLOR);
    out->ext_color = pair;
    out->chars[0] = (wchar_t)cell->base;
    out->chars[1] = (wchar_t)cell->mark1;
    out->chars[2] = (wchar_t)cell->mark2;
    out->chars[3] = 0;
    out->chars[4] = 0;
}

// Pushes `count` grid cells to row y from column x. A trailing half is skipped, since curses makes it itself. Where curses would count
// another width than the grid does, the cell becomes U+FFFD: a wrong glyph, never a shifted row.
static inline int lathe_put_span(
    WINDOW *window, int y, int x, const lathe_cell *cells, int count, const lathe_style *styles, const attr_t *attributes) {
    enum { batch = 256 };
    cchar_t buffer[batch + 1];
    int used = 0, start = x, column = x;
    for (int i = 0; i < count; i++) {
        const lathe_cell *cell = &cells[i];
        if (cell->width == 0) {
            column++;
            continue;
        }
        cchar_t *out = &buffer[used++];
        lathe_fill_cell(out, cell, styles, attributes);
        if (cell->base < 0x20 || cell->base == 0x7f) {
            out->chars[0] = L' ';
            out->chars[1] = 0;
        } else if (cell->base > 0x7e && wcwidth((wchar_t)cell->base) != cell->width) {
            out->chars[0] = 0xfffd;
            out->chars[1] = 0;
            if (cell->width == 2) {
                buffer[used] = *out;
                buffer[used++].chars[0] = L' ';
            }
        }
        column++;
        if (used >= batch - 1 && i + 1 < count && cells[i + 1].width != 0) {
            if (mvwadd_wchnstr(window, y, start, buffer, used) == ERR) return ERR;
            used = 0;
            start = column;
        }
    }
    return used > 0 ? mvwadd_wchnstr(window, y, start, buffer, used) : OK;
}

#endif
