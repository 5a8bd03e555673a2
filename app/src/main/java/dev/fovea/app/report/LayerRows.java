package dev.fovea.app.report;

import dev.fovea.nn.Network;
import dev.fovea.nn.Size;
import dev.fovea.nn.Summary;
import java.util.List;

/** A network's summary as the report shows it. */
final class LayerRows {
    private LayerRows() {}

    static List<ReportInput.LayerRow> of(Network network) {
        return Summary.of(network).rows().stream().map(LayerRows::row).toList();
    }

    private static ReportInput.LayerRow row(Summary.Row row) {
        Size size = row.receptiveField().size();
        String field =
                size.height() == size.width()
                        ? Integer.toString(size.height())
                        : size.height() + " x " + size.width();
        return new ReportInput.LayerRow(
                row.name(),
                row.type(),
                row.outputShape().toString(),
                row.parameters(),
                row.multiplyAdds(),
                field);
    }
}
