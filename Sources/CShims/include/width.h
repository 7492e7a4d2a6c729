// How many terminal cells a Unicode scalar takes.
#ifndef LATHE_WIDTH_H
#define LATHE_WIDTH_H

#include <stdint.h>
#include <wchar.h>

// What a scalar is to the cell grid.
enum {
    LATHE_CELL_ZERO = 0,        // a mark drawn over the cell before it
    LATHE_CELL_NARROW = 1,      // one cell
    LATHE_CELL_WIDE = 2,        // two cells
    LATHE_CELL_FORMAT = 3,      // no cell and no ink: zero-width, bidi and variation controls, tags, line separators
    LATHE_CELL_UNASSIGNED = 4,  // one cell, but terminals disagree: show U+FFFD instead
    LATHE_CELL_CONTROL = 5      // C0, DEL, C1 and whatever is above U+10FFFF: never to be drawn
};

// The kind of a scalar. Any value may be asked.
int lathe_cell_kind(uint32_t scalar);

// The cells a scalar takes: -1 for controls, else 0, 1 or 2.
int lathe_cell_width(uint32_t scalar);

// The same answer under libc's name, so that ncurses counts as we do.
int wcwidth(wchar_t character);

#endif
