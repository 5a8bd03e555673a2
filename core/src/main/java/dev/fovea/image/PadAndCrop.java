package dev.fovea.image;

/**
 * Adds black on all sides and cuts a piece of the old size out at a random place: the usual
 * augmentation of CIFAR (He et al. 2016, section 4.2, with 4 pixels).
 *
 * @param pad pixels on each side, at least 1
 */
public record PadAndCrop(int pad) implements Augmentation {
    public PadAndCrop {
        Augmentation.require(
                pad >= 1 && pad <= 10_000, "the padding of a crop lies between 1 and 10,000", pad);
    }

    @Override
    public Image apply(Image image, SampleRandom random) {
        int down = random.between(-pad, pad);
        int right = random.between(-pad, pad);
        return Shift.by(image, down, right);
    }

    @Override
    public String toString() {
        return "crop:" + pad;
    }
}
