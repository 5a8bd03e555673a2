package dev.fovea.train;

import java.util.List;

/**
 * How weights follow their gradients. The numbers are hyper-parameters only; what an optimizer
 * remembers lives in {@link OptimizerState}. Formulas and defaults are PyTorch's.
 */
public sealed interface Optimizer permits Sgd, Adam, RmsProp {
    /** The learning rate before the schedule's factor. */
    float learningRate();

    Optimizer withLearningRate(float rate);

    /** Names of the arrays it keeps for each parameter, as checkpoints record them. */
    List<String> slots();
}
