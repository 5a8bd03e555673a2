package dev.fovea.explain;

/**
 * One cell of one map of a node.
 *
 * @param channel counted from 0
 * @param row counted from the top, 0 for a vector
 * @param column counted from the left, 0 for a vector
 */
public record Unit(int channel, int row, int column) {}
