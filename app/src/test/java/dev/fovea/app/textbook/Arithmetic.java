package dev.fovea.app.textbook;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sums as the text writes them, {@code (6 - 3) / 1 + 1 = 4}, with x for times. */
final class Arithmetic {
    private static final Pattern TOKEN = Pattern.compile("\\s*(\\d[\\d,]*(?:\\.\\d+)?|[-+x/()^])");

    private final String text;
    private final List<String> tokens;
    private int next;

    private Arithmetic(String text) {
        this.text = text;
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        var found = new ArrayList<String>();
        while (matcher.find() && matcher.start() == end) {
            found.add(matcher.group(1).replace(",", ""));
            end = matcher.end();
        }
        if (!text.substring(end).isBlank()) {
            throw new IllegalArgumentException("not a sum: " + text);
        }
        tokens = found;
    }

    static boolean isEquation(String code) {
        return code.contains("=")
                && Pattern.compile("=")
                        .splitAsStream(code)
                        .allMatch(side -> side.matches("[-+x/()^,.\\d\\s]+") && !side.isBlank());
    }

    /** Whether all sides are worth the same; a side that is a decimal fraction may be rounded. */
    static boolean holds(String equation) {
        List<String> sides =
                Pattern.compile("=").splitAsStream(equation).map(String::strip).toList();
        BigDecimal first = value(sides.getFirst());
        return sides.stream()
                .allMatch(side -> {
                    BigDecimal value = value(side);
                    BigDecimal half =
                            side.matches("-?[\\d,]+\\.\\d+")
                                    ? BigDecimal.ONE
                                            .movePointLeft(value.scale())
                                            .divide(BigDecimal.TWO)
                                    : new BigDecimal("1e-9");
                    return first.subtract(value).abs().compareTo(half) <= 0;
                });
    }

    static BigDecimal value(String text) {
        var sum = new Arithmetic(text);
        BigDecimal value = sum.sum();
        if (sum.next < sum.tokens.size()) {
            throw new IllegalArgumentException("not a sum: " + text);
        }
        return value;
    }

    private BigDecimal sum() {
        BigDecimal value = product();
        while (peek("+") || peek("-")) {
            boolean plus = take().equals("+");
            BigDecimal right = product();
            value = plus ? value.add(right) : value.subtract(right);
        }
        return value;
    }

    private BigDecimal product() {
        BigDecimal value = factor();
        while (peek("x") || peek("/")) {
            boolean times = take().equals("x");
            BigDecimal right = factor();
            value = times ? value.multiply(right) : value.divide(right, MathContext.DECIMAL64);
        }
        return value;
    }

    private BigDecimal factor() {
        if (peek("-")) {
            take();
            return factor().negate();
        }
        BigDecimal value;
        if (peek("(")) {
            take();
            value = sum();
            take();
        } else {
            value = new BigDecimal(take());
        }
        if (peek("^")) {
            take();
            value = value.pow(Integer.parseInt(take()));
        }
        return value;
    }

    private boolean peek(String token) {
        return next < tokens.size() && tokens.get(next).equals(token);
    }

    private String take() {
        if (next == tokens.size()) {
            throw new IllegalArgumentException("not a sum: " + text);
        }
        return tokens.get(next++);
    }
}
