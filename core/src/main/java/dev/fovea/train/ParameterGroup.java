package dev.fovea.train;

/**
 * A learning rate of their own for the parameters whose names match a pattern, such as {@code
 * classifier.*} ({@code *} matches anything). The schedule's factor applies to it as to the
 * optimizer's own.
 *
 * @param pattern of full names of parameters
 * @param learningRate above 0
 */
public record ParameterGroup(String pattern, float learningRate) {
    public ParameterGroup {
        Checks.learningRate("ParameterGroup " + pattern, learningRate);
    }
}
