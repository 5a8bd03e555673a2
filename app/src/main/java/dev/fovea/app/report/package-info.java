/**
 * What a training run leaves behind for people and their tools: a page to look at ({@link
 * dev.fovea.app.report.RunReport}, with {@link dev.fovea.app.report.Exhibits} of what the network
 * goes by), a table ({@link dev.fovea.app.report.MetricsCsv}) and event files for TensorBoard
 * ({@link dev.fovea.app.report.EventWriter}).
 */
@NullMarked
package dev.fovea.app.report;

import org.jspecify.annotations.NullMarked;
