package dev.fovea.image;

/** In which order a network wants the three colours. */
public enum ChannelOrder {
    RGB,
    /** Caffe's order, and OpenCV's. */
    BGR
}
