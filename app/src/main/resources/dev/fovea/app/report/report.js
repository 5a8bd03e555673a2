"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const png = (index) => "data:image/png;base64," + data.pictures[index];
  const percent = (share) => (100 * share).toFixed(1) + " %";

  // Curves.
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const curves = data.curves;
  const few = curves.epoch.length <= 40;

  const line = (label, name, dash, format) => ({
    label,
    stroke: color(name),
    width: 2,
    dash,
    points: { show: few, size: 6, fill: color(name) },
    value: (_, v) => (v == null ? "–" : format(v)),
  });
  const short = (v) => (v === 0 || Math.abs(v) >= 1e-3 ? v.toFixed(4) : v.toExponential(2));
  const charts = {
    loss: [
      ["training", "--first", [6, 4], curves.trainLoss],
      ["validation", "--second", [], curves.validationLoss],
      short,
    ],
    accuracy: [
      ["training", "--first", [6, 4], curves.trainTop1],
      ["validation", "--second", [], curves.validationTop1],
      (v) => v.toFixed(1),
    ],
    rate: [["rate", "--first", [], curves.learningRate], short],
  };
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];
  const plots = [];
  const axis = (more) => ({
    stroke: color("--muted"),
    grid: { stroke: color("--line"), width: 1 },
    ticks: { stroke: color("--line"), width: 1 },
    font: "12px system-ui, sans-serif",
    ...more,
  });

  function draw(id) {
    const figure = document.getElementById("chart-" + id);
    if (!figure) return;
    const place = figure.querySelector(".plot");
    const format = charts[id].at(-1);
    const lines = charts[id].slice(0, -1).filter((l) => l[3].some((v) => v != null));
    const plot = new uPlot(
      {
        width: place.clientWidth,
        height: 220,
        scales: {
          x: { time: false, range: (_, low, high) => (low === high ? [low - 1, high + 1] : [low, high]) },
        },
        cursor: { sync: { key: "epochs" }, drag: { x: false, y: false }, y: false },
        series: [
          { label: "epoch", value: (_, v) => (v == null ? "–" : String(v)) },
          ...lines.map(([label, name, dash]) => line(label, name, dash, format)),
        ],
        axes: [
          axis({ incrs: steps, size: 34, space: 30 }),
          axis({ size: 58, values: (_, splits) => splits.map((v) => (id === "rate" ? rate(v) : String(+v.toPrecision(6)))) }),
        ],
      },
      [curves.epoch, ...lines.map((l) => l[3])],
      place,
    );
    listen(plot, place);
  }

  // Curves that were measured on the finished network.
  const names = ["--first", "--second", "--third", "--fourth", "--fifth"];
  const measured = (v) => (v !== 0 && Math.abs(v) < 1e-3 ? v.toExponential(0) : String(+v.toPrecision(3)));

  function drawMeasured(chart) {
    const place = document.getElementById(chart.id).querySelector(".plot");
    const plot = new uPlot(
      {
        width: place.clientWidth,
        height: 240,
        scales: { x: { time: false }, y: { range: (_, low, high) => [0, high > 1 ? high * 1.05 : 1.02] } },
        cursor: { drag: { x: false, y: false }, y: false },
        series: [
          { label: chart.xLabel.split(",").at(-1).trim(), value: (_, v) => (v == null ? "–" : measured(v)) },
          ...chart.series.map((s, i) => ({
            ...line(s.name, names[i % names.length], i % 2 ? [6, 4] : [], measured),
            spanGaps: true,
          })),
        ],
        axes: [
          axis({ size: 34, space: 36, label: chart.xLabel, labelSize: 20, labelFont: "12px system-ui, sans-serif" }),
          axis({ size: 48, label: chart.yLabel, labelSize: 18, labelFont: "12px system-ui, sans-serif" }),
        ],
      },
      [chart.x, ...chart.series.map((s) => s.y)],
      place,
    );
    listen(plot, place);
  }

  function listen(plot, place) {
    place.onkeydown = (event) => move(event, plot);
    place.onmouseleave = () => setTimeout(rest);
    place.onblur = rest;
    plots.push([plot, place]);
  }

  // Where nothing is pointed at, the legends show the last values.
  function rest() {
    plots.forEach(([plot]) => plot.setLegend({ idx: plot.data[0].length - 1 }));
  }

  const rate = (v) => (v === 0 ? "0" : v < 1e-3 ? v.toExponential(v.toPrecision(1) == v ? 0 : 1) : String(+v.toPrecision(3)));

  function move(event, plot) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const last = plot.data[0].length - 1;
    const index = plot.cursor.idx == null ? (by > 0 ? 0 : last) : Math.min(last, Math.max(0, plot.cursor.idx + by));
    plot.setCursor({ left: plot.valToPos(plot.data[0][index], "x"), top: 10 });
  }

  function drawAll() {
    plots.splice(0).forEach(([plot]) => plot.destroy());
    ["loss", "accuracy", "rate"].forEach(draw);
    data.charts.forEach(drawMeasured);
    // Not before the charts have drawn themselves, which they put off.
    setTimeout(rest);
  }

  drawAll();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  const fit = () =>
    plots.forEach(([plot, place]) => {
      if (plot.width !== place.clientWidth) plot.setSize({ width: place.clientWidth, height: plot.height });
    });
  new ResizeObserver(() => requestAnimationFrame(fit)).observe(document.getElementById("main"));

  // The pictures behind a number.
  const dialog = document.getElementById("pictures");

  function open(key) {
    const [label, predicted] = key.split("-").map(Number);
    const cell = data.cells[key];
    const right = data.classes[label];
    const said = data.classes[predicted];
    const title = label === predicted ? right + ", recognised" : right + " taken for " + said;
    dialog.querySelector("h2").textContent = title;
    const all = cell.count === 1 ? "1 picture" : cell.count + " pictures";
    const some = cell.pictures.length < cell.count ? all + ", " + cell.pictures.length + " of them here" : all;
    document.getElementById("pictures-note").textContent =
      some + ", the surest first. The percentage is the probability of “" + said + "”.";
    dialog.querySelector("ul").replaceChildren(
      ...cell.pictures.map((picture) => {
        const item = document.createElement("li");
        const image = document.createElement("img");
        image.onload = () => pixels(image);
        image.src = png(picture.index);
        image.alt = "Picture " + picture.index + ": " + right;
        image.title = "Picture " + picture.index;
        const words = document.createElement("div");
        words.className = "words sure";
        words.textContent = percent(picture.probability);
        item.append(image, words);
        return item;
      }),
    );
    dialog.showModal();
  }

  // Small pictures are shown pixel by pixel, larger ones smoothly.
  const pixels = (image) => image.classList.toggle("pixels", image.naturalWidth <= 40);
  document.querySelectorAll(".gallery img, .plates img").forEach((image) => image.decode().then(() => pixels(image), () => {}));

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-cell]");
    if (button) open(button.dataset.cell);
    if (event.target === dialog) dialog.close();
  });
  document.getElementById("pictures-close").addEventListener("click", () => dialog.close());

  // One stop of the tab key for the whole matrix; arrows move inside it.
  const matrix = document.querySelector(".matrix");
  if (matrix) {
    const rows = [...matrix.tBodies[0].rows].map((row) => [...row.cells].slice(1).map((c) => c.querySelector("button")));
    const buttons = rows.flat().filter((b) => b);
    const focus = (button) => {
      buttons.forEach((b) => (b.tabIndex = b === button ? 0 : -1));
      button.focus();
    };
    buttons.forEach((b, i) => (b.tabIndex = i === 0 ? 0 : -1));
    matrix.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
      if (!step) return;
      let row = rows.findIndex((r) => r.includes(event.target));
      let column = rows[row]?.indexOf(event.target);
      if (row < 0) return;
      event.preventDefault();
      for (row += step[0], column += step[1]; rows[row] && column >= 0 && column < rows[row].length; row += step[0], column += step[1]) {
        if (rows[row][column]) return focus(rows[row][column]);
      }
    });
  }

  // Commands to take away.
  if (navigator.clipboard) {
    document.querySelectorAll(".copy").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(button.previousElementSibling.textContent);
        button.textContent = "Copied";
        setTimeout(() => (button.textContent = "Copy"), 2000);
      });
    });
  }
})();
