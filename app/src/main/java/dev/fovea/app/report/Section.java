package dev.fovea.app.report;

import java.util.List;

/**
 * A part of the page under a heading of its own.
 *
 * @param id what links inside the page point to
 * @param title the heading
 * @param body nothing for a section that is left out
 */
record Section(String id, String title, List<Html> body) {
    Section {
        body = List.copyOf(body);
    }

    static Section empty() {
        return new Section("", "", List.of());
    }

    boolean isEmpty() {
        return body.isEmpty();
    }

    Html link() {
        return Html.of("<li><a href=\"#{}\">{}</a></li>", id, title);
    }

    Html html() {
        return Html.of(
                """
                <section id="{}" aria-labelledby="{}-title">
                <h2 id="{}-title">{}</h2>
                {}
                </section>
                """,
                id,
                id,
                id,
                title,
                body);
    }

    /** A table that may be wider than the screen: it scrolls in a frame that keys can reach. */
    static Html scrolling(String label, Html table) {
        return Html.of(
                "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">{}</div>",
                label,
                table);
    }

    /** A bar, filled up to a share of 0 .. 1; the number itself must stand beside it. */
    static Html meter(double share) {
        return Html.of(
                "<span class=\"meter\" aria-hidden=\"true\"><i style=\"width:{}%\"></i></span>",
                Math.round(1000 * share) / 10.0);
    }
}
