/** What is measured, and the worker that every engine runs in; shared with the peers. */
@NullMarked
package dev.fovea.bench.task;

import org.jspecify.annotations.NullMarked;
