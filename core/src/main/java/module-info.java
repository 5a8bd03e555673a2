/** Convolutional networks for the JVM: train them, run them, look inside. */
module dev.fovea.core {
    requires java.desktop;
    requires java.net.http;
    requires static jdk.incubator.vector;
    requires static org.jspecify;

    exports dev.fovea.data;
    exports dev.fovea.explain;
    exports dev.fovea.figure;
    exports dev.fovea.image;
    exports dev.fovea.json;
    exports dev.fovea.kernel;
    exports dev.fovea.model;
    exports dev.fovea.nn;
    exports dev.fovea.plan;
    exports dev.fovea.predict;
    exports dev.fovea.tensor;
    exports dev.fovea.text;
    exports dev.fovea.train;
    exports dev.fovea.zoo;
}
