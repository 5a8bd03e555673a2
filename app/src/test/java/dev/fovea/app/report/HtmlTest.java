package dev.fovea.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlTest {
    @Test
    void textIsEscapedAndPiecesAreNot() {
        Html bold = Html.of("<b title=\"{}\">{}</b>", "a\"b'c", "<x> & y");

        assertThat(Html.of("<p>{}{}</p>", bold, List.of(1, bold)).markup())
                .isEqualTo("<p>" + bold.markup() + "1" + bold.markup() + "</p>");
        assertThat(bold.markup()).isEqualTo("<b title=\"a&quot;b&#39;c\">&lt;x&gt; &amp; y</b>");
    }

    @Test
    void charactersThatHtmlForbidsAreReplaced() {
        assertThat(Html.text("a\u0000b\u0007c\ud800d\te😀").markup())
                .isEqualTo("a\ufffdb\ufffdc\ufffdd\te😀");
    }

    @Test
    void aHoleInAValueIsText() {
        assertThat(Html.of("{}-{}", "{}", "x").markup()).isEqualTo("{}-x");
    }

    @Test
    void holesAndValuesMustBeAsMany() {
        assertThatThrownBy(() -> Html.of("<p>{}</p>"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one value for each {}; got 0 values for \"<p>{}</p>\"");
        assertThatThrownBy(() -> Html.of("<p></p>", 1)).hasMessageContaining("got 1 values");
    }
}
