package dev.fovea.app.report;

import java.util.List;

/**
 * A piece of HTML. Whatever goes into one is escaped unless it is a piece itself, so that a class
 * called {@code <b>} is read as it is written.
 *
 * @param markup well-formed in the place where it will stand
 */
record Html(String markup) {
    static final Html NONE = new Html("");
    private static final String HOLE = "{}";

    /** Text, escaped for elements and for quoted attributes. */
    static Html text(String text) {
        var escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> escape(point, escaped));
        return new Html(escaped.toString());
    }

    /**
     * A template whose holes {@code {}} are filled in order: by pieces as they are, by lists of
     * pieces one after the other, by anything else as escaped text. An attribute's hole must stand
     * in quotes.
     *
     * @throws IllegalArgumentException if there are not as many values as holes
     */
    static Html of(String template, Object... values) {
        var filled = new StringBuilder(template.length() * 2);
        int from = 0;
        for (Object value : values) {
            int hole = template.indexOf(HOLE, from);
            if (hole < 0) {
                throw mismatch(template, values.length);
            }
            filled.append(template, from, hole).append(piece(value).markup);
            from = hole + HOLE.length();
        }
        if (template.indexOf(HOLE, from) >= 0) {
            throw mismatch(template, values.length);
        }
        return new Html(filled.append(template, from, template.length()).toString());
    }

    static Html join(List<Html> pieces) {
        var all = new StringBuilder();
        pieces.forEach(piece -> all.append(piece.markup));
        return new Html(all.toString());
    }

    private static Html piece(Object value) {
        return switch (value) {
            case Html html -> html;
            case List<?> list -> join(list.stream().map(Html::piece).toList());
            default -> text(value.toString());
        };
    }

    private static void escape(int point, StringBuilder out) {
        switch (point) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            case '\t', '\n' -> out.appendCodePoint(point);
            // Control characters and lone surrogates have no place in HTML.
            default -> out.appendCodePoint(isPrintable(point) ? point : 0xFFFD);
        }
    }

    private static boolean isPrintable(int point) {
        return !Character.isISOControl(point) && Character.getType(point) != Character.SURROGATE;
    }

    private static IllegalArgumentException mismatch(String template, int values) {
        return new IllegalArgumentException(
                "Html: a template needs one value for each {}; got "
                        + values
                        + " values for \""
                        + template
                        + "\"");
    }
}
