// libvterm for tests: what a terminal would show. Bit-fields, unions and cast macros do not import into Swift, so they are read here.
#ifndef LATHE_CVTERM_SHIM_H
#define LATHE_CVTERM_SHIM_H

#include <vterm.h>

typedef struct {
    uint32_t scalars[VTERM_MAX_CHARS_PER_CELL];
    int width;
    int bold, underline, italic, blink, reverse, strike;
    uint32_t foreground, background;
} cvterm_cell;

// 0 = the terminal's own colour, 0x01000000 | index = palette, 0x02000000 | rrggbb = direct.
static inline uint32_t cvterm_color(const VTermColor *color, int background) {
    uint8_t standard = background ? VTERM_COLOR_DEFAULT_BG : VTERM_COLOR_DEFAULT_FG;
    if (color->type & standard) return 0;
    if (VTERM_COLOR_IS_INDEXED(color)) return 0x01000000u | color->indexed.idx;
    return 0x02000000u | ((uint32_t)color->rgb.red << 16) | ((uint32_t)color->rgb.green << 8) | color->rgb.blue;
}

static inline int cvterm_read_cell(const VTermScreen *screen, int x, int y, cvterm_cell *out) {
    VTermPos pos = { .row = y, .col = x };
    VTermScreenCell cell;
    if (!vterm_screen_get_cell(screen, pos, &cell)) return 0;
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL; i++) out->scalars[i] = cell.chars[i];
    out->width = cell.width;
    out->bold = cell.attrs.bold;
    out->underline = cell.attrs.underline;
    out->italic = cell.attrs.italic;
    out->blink = cell.attrs.blink;
    out->reverse = cell.attrs.reverse;
    out->strike = cell.attrs.strike;
    out->foreground = cvterm_color(&cell.fg, 0);
    out->background = cvterm_color(&cell.bg, 1);
    return 1;
}

// The text of one row as UTF-8, without erased cells at its end; returns the length in bytes.
static inline size_t cvterm_read_row(const VTermScreen *screen, int y, int columns, char *buffer, size_t size) {
    VTermRect rect = { .start_row = y, .end_row = y + 1, .start_col = 0, .end_col = columns };
    return vterm_screen_get_text(screen, buffer, size, rect);
}

static inline void cvterm_cursor(VTerm *vt, int *x, int *y) {
    VTermPos pos;
    vterm_state_get_cursorpos(vterm_obtain_state(vt), &pos);
    *x = pos.col;
    *y = pos.row;
}

// 1 when the pen is as in a fresh terminal: no attribute, own colours.
static inline int cvterm_pen_is_plain(VTerm *vt) {
    VTermState *state = vterm_obtain_state(vt);
    static const VTermAttr flags[] = { VTERM_ATTR_BOLD, VTERM_ATTR_ITALIC, VTERM_ATTR_BLINK, VTERM_ATTR_REVERSE, VTERM_ATTR_STRIKE };
    VTermValue value;
    for (unsigned i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        value.number = 0;
        if (vterm_state_get_penattr(state, flags[i], &value) && value.boolean) return 0;
    }
    value.number = 0;
    if (vterm_state_get_penattr(state, VTERM_ATTR_UNDERLINE, &value) && value.number) return 0;
    if (vterm_state_get_penattr(state, VTERM_ATTR_FOREGROUND, &value) && cvterm_color(&value.color, 0)) return 0;
    if (vterm_state_get_penattr(state, VTERM_ATTR_BACKGROUND, &value) && cvterm_color(&value.color, 1)) return 0;
    return 1;
}

#endif
