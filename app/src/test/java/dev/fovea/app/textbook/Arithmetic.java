package dev.fovea.app.textbook;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sums as the text writes them: {@code (6 - 3) / 1 + 1 = 4}, with x for times, and {@code max(3, 5)
 * = 5}, {@code exp(1) = 2.718}, {@code -ln(0.5) = 0.693}.
 */
final class Arithmetic {
    private static final Pattern TOKEN =
            Pattern.compile(
                    "\\s*(\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?|max|exp|ln|[-+x/()^,])");

    private static final Pattern SIDE = Pattern.compile("(?:max|exp|ln|[-+x/()^,.\\d\\s])+");

    private final String text;
    private final List<String> tokens;
    private int next;

    private Arithmetic(String text) {
        this.text = text;
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        var found = new ArrayList<String>();
        while (matcher.find() && matcher.start() == end) {
            String token = matcher.group(1);
            found.add(token.length() > 1 ? token.replace(",", "") : token);
            end = matcher.end();
        }
        if (!text.substring(end).isBlank()) {
            throw notASum();
        }
        tokens = found;
    }

    static boolean isEquation(String code) {
        return code.contains("=")
                && Pattern.compile("=")
                        .splitAsStream(code)
                        .allMatch(side -> SIDE.matcher(side).matches() && !side.isBlank());
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
            throw sum.notASum();
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
        BigDecimal value = operand();
        if (peek("^")) {
            take();
            value = value.pow(Integer.parseInt(take()));
        }
        return value;
    }

    private BigDecimal operand() {
        if (peek("max")) {
            take();
            return largest();
        }
        if (peek("exp") || peek("ln")) {
            boolean power = take().equals("exp");
            double of = inBrackets().doubleValue();
            return BigDecimal.valueOf(power ? Math.exp(of) : Math.log(of));
        }
        if (peek("(")) {
            return inBrackets();
        }
        String number = take();
        if (!Character.isDigit(number.charAt(0))) {
            throw notASum();
        }
        return new BigDecimal(number);
    }

    private BigDecimal inBrackets() {
        take("(");
        BigDecimal value = sum();
        take(")");
        return value;
    }

    private BigDecimal largest() {
        take("(");
        BigDecimal value = sum();
        while (peek(",")) {
            take();
            value = value.max(sum());
        }
        take(")");
        return value;
    }

    private boolean peek(String token) {
        return next < tokens.size() && tokens.get(next).equals(token);
    }

    private void take(String token) {
        if (!peek(token)) {
            throw notASum();
        }
        next++;
    }

    private String take() {
        if (next == tokens.size()) {
            throw notASum();
        }
        return tokens.get(next++);
    }

    private IllegalArgumentException notASum() {
        return new IllegalArgumentException("not a sum: " + text);
    }
}
