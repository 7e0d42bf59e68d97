"use strict";
// Draws the charts of a review page with uPlot, from the data that the page carries.
// Times are seconds since the start of the scenario. Charts over time are linked:
// they show the same stretch, and their cursors the same instant.
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words;
  const drawn = [];      // every chart: {draw(), plots}
  const overTime = [];   // the plots that are linked

  const { decode, number, percent, span, instant, during, ticks, tickWords } = pageWords(data);

  // Colours follow the scheme of the reader's system.
  function colour(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }
  function tint(i) { return colour("--tint-" + (i % 7)); }
  const dashes = [[], [7, 4], [2, 3], [9, 3, 2, 3], [4, 2], [1, 2], [12, 4]];
  const sideRoom = 34;   // pixels right of a plot over time, for half of the name of its last day
  function pale(text) { return text + "40"; }

  function axes(x, y) {
    const common = { stroke: colour("--faint"), grid: { stroke: colour("--grid"), width: 1 }, ticks: { stroke: colour("--grid"), width: 1 }, font: "12px system-ui, sans-serif" };
    return [Object.assign({}, common, x), Object.assign({ size: 64 }, common, y)];
  }
  let paper = false;   // the charts are drawn for print: A4 without its margins is 680 pixels wide
  function widthOf(box) { return paper ? 680 : Math.max(240, Math.floor(box.clientWidth)); }

  // The stretch of time that all linked charts show.
  let linking = false;
  function show(from, until) {
    const end = overTime.length ? overTime[0].whole[1] : 0;
    const length = Math.min(Math.max(until - from, 600), end);
    from = Math.min(Math.max(0, from), end - length);
    linking = true;
    measure(from, from + length);
    for (const plot of overTime) plot.u.setScale("x", { min: from, max: from + length });
    linking = false;
  }
  // Charts of one kind have one scale, so that strategies compare; or each its own.
  let common = true;
  const tops = {};   // the most that is shown, by kind
  function measure(from, until) {
    for (const kind of Object.keys(tops)) tops[kind] = 0;
    for (const plot of overTime) {
      if (!plot.kind) continue;
      const last = Math.min(plot.u.valToIdx(until) + 1, plot.u.data[0].length - 1);
      for (let i = Math.max(plot.u.valToIdx(from) - 1, 0); i <= last; i++) {
        for (const values of plot.u.data.slice(1)) if (!(values[i] <= tops[plot.kind])) tops[plot.kind] = values[i];
      }
    }
  }
  function shown() { const x = overTime[0].u.scales.x; return [x.min, x.max]; }
  function around(length, at) {
    const [from, until] = shown();
    const centre = at === undefined || at === null ? busiest(from, until) : at;
    show(centre - length / 2, centre + length / 2);
  }
  // busiest is where the line is longest within what is shown, or where most runs.
  function busiest(from, until) {
    let best = (from + until) / 2, most = 0;
    for (const plot of overTime) {
      if (!plot.peak) continue;
      const xs = plot.u.data[0], ys = plot.peak;
      for (let i = 0; i < xs.length; i++) {
        if (xs[i] >= from && xs[i] <= until && ys[i] > most) { most = ys[i]; best = xs[i]; }
      }
    }
    return best;
  }

  // timePlot makes a plot over time that is linked to the others.
  function timePlot(box, readout, options, values, end, kind, peak, tell) {
    const entry = { whole: [0, end], kind: kind, peak: peak };
    options = Object.assign({
      width: widthOf(box), height: 150, legend: { show: false }, padding: [22, sideRoom, 0, 0],
      cursor: { sync: { key: "time", setSeries: false }, drag: { x: true, y: false, uni: 20 }, points: { size: 6 } },
      hooks: {},
    }, options);
    options.scales = Object.assign({ x: { time: false, range: (u, min, max) => [min === null ? 0 : min, max === null ? end : max] } }, options.scales);
    options.hooks = Object.assign({
      setScale: [(u, key) => { if (key === "x" && !linking && u.scales.x.min !== undefined && overTime.includes(entry)) show(u.scales.x.min, u.scales.x.max); }],
      setCursor: [(u) => { readout.textContent = u.cursor.idx === null || u.cursor.left < 0 ? "" : tell(u.cursor.idx); }],
    }, options.hooks);
    entry.u = new uPlot(options, values, box);
    entry.u.over.addEventListener("dblclick", () => show(0, end));
    entry.u.over.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;   // the wheel alone scrolls the page
      event.preventDefault();
      const [from, until] = shown(), scale = Math.exp(event.deltaY / 300);
      const at = entry.u.posToVal(event.clientX - entry.u.over.getBoundingClientRect().left, "x");
      show(at - (at - from) * scale, at + (until - at) * scale);
    }, { passive: false });
    overTime.push(entry);
    fingers(entry.u.over, entry);
    keys(box, entry, end);
    return entry;
  }

  // fingers make a chart work on a phone: one moves it and tells what it is on, two
  // that are spread zoom, and up and down still scrolls the page.
  function fingers(over, entry) {
    const on = new Map();   // the x of each finger that is on the chart, by its id
    const instantAt = (left) => entry.u.posToVal(left - over.getBoundingClientRect().left, "x");
    const held = () => [...on.values()].sort((a, b) => a - b);
    over.style.touchAction = "pan-y";
    over.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "touch") return;
      on.set(event.pointerId, event.clientX);
    });
    over.addEventListener("pointermove", (event) => {
      if (!on.has(event.pointerId)) return;
      const [from, until] = shown(), before = held().map(instantAt);
      on.set(event.pointerId, event.clientX);
      const now = held().map(instantAt);
      if (now.length === 1) {
        show(from + before[0] - now[0], until + before[0] - now[0]);
      } else if (now[1] > now[0]) {
        // What was below each of the two fingers stays below it.
        const scale = (before[1] - before[0]) / (now[1] - now[0]);
        const first = before[0] - (now[0] - from) * scale;
        show(first, first + (until - from) * scale);
      }
      entry.u.setCursor({ left: event.clientX - over.getBoundingClientRect().left, top: 20 });
    });
    for (const end of ["pointerup", "pointercancel"]) over.addEventListener(end, (event) => on.delete(event.pointerId));
  }

  // keys makes a chart work without a mouse.
  function keys(box, entry, end) {
    box.tabIndex = 0;
    const readout = readoutBelow(box);
    box.onfocus = () => readout.setAttribute("aria-live", "polite");
    box.onblur = () => readout.removeAttribute("aria-live");
    box.onkeydown = (event) => {
      const u = entry.u, [from, until] = shown(), length = until - from;
      const at = u.cursor.idx === null || u.cursor.idx === undefined ? null : u.data[0][u.cursor.idx];
      const move = (steps) => {
        const i = Math.min(Math.max((at === null ? u.valToIdx((from + until) / 2) : u.cursor.idx) + steps, 0), u.data[0].length - 1);
        const x = u.data[0][i];
        if (x < from || x > until) show(from + steps * (u.data[0][1] - u.data[0][0]), until + steps * (u.data[0][1] - u.data[0][0]));
        u.setCursor({ left: u.valToPos(x, "x"), top: u.bbox.height / devicePixelRatio / 2 });
      };
      const across = Math.max(1, Math.round(length / (u.data[0][1] - u.data[0][0]) / 100));
      switch (event.key) {
        case "ArrowRight": if (event.shiftKey) show(from + length / 2, until + length / 2); else move(across); break;
        case "ArrowLeft": if (event.shiftKey) show(from - length / 2, until - length / 2); else move(-across); break;
        case "+": around(length / 2, at); break;
        case "-": around(length * 2, at); break;
        case "Home": show(0, end); break;
        default: return;
      }
      event.preventDefault();
    };
  }

  // grey shades the days that are no workdays.
  function offDays(u) {
    u.ctx.save();
    u.ctx.fillStyle = colour("--off");
    data.days.forEach((day, i) => {
      if (!day.off) return;
      const until = i + 1 < data.days.length ? data.days[i + 1].from : day.from + 86400;
      const left = Math.max(u.valToPos(day.from, "x", true), u.bbox.left);
      const right = Math.min(u.valToPos(until, "x", true), u.bbox.left + u.bbox.width);
      if (right > left) u.ctx.fillRect(left, u.bbox.top, right - left, u.bbox.height);
    });
    u.ctx.restore();
  }

  // written writes a word into a chart, kept between its sides, with paper around it
  // that parts it from lines.
  function written(u, text, x, y, stroke, align) {
    const c = u.ctx, ratio = devicePixelRatio;
    c.save();
    c.font = (12 * ratio) + "px system-ui, sans-serif";
    c.fillStyle = stroke;
    c.textAlign = align;
    c.textBaseline = "bottom";
    const half = c.measureText(text).width;
    const least = u.bbox.left + (align === "right" ? half : 0), most = u.bbox.left + u.bbox.width - (align === "left" ? half : 0);
    const left = Math.min(Math.max(x, least), most), low = Math.max(y, 14 * ratio);
    c.strokeStyle = colour("--paper");
    c.lineWidth = 4 * ratio;
    c.lineJoin = "round";
    c.strokeText(text, left, low);
    c.fillText(text, left, low);
    c.restore();
  }
  // room knows what is drawn in a chart, lines of points and words, and finds for each
  // word the first of some places where it covers nothing, left and below; null: none.
  function room(u, curves) {
    const ratio = devicePixelRatio, taken = [];
    const inside = ([left, right, top, bottom]) => left >= u.bbox.left && right <= u.bbox.left + u.bbox.width && top >= u.bbox.top - 4 * ratio && bottom <= u.bbox.top + u.bbox.height;
    const apart = (a) => !taken.some((t) => a[0] < t[1] + 4 * ratio && a[1] > t[0] - 4 * ratio && a[2] < t[3] && a[3] > t[2]);
    const crossed = (a) => curves.some((points) => points.some(([x, y], i) => {
      const [px, py] = points[Math.max(i - 1, 0)];
      return x >= a[0] - ratio && px <= a[1] + ratio && Math.max(y, py) >= a[2] && Math.min(y, py) <= a[3];
    }));
    return (text, places) => {
      u.ctx.font = (12 * ratio) + "px system-ui, sans-serif";
      const width = u.ctx.measureText(text).width;
      const boxes = places.map(([x, y]) => [x < 0 ? -x - width : x, x < 0 ? -x : x + width, y - 13 * ratio, y]);
      const found = boxes.find((a) => inside(a) && apart(a) && !crossed(a));
      if (found) taken.push(found);
      return found ? [found[0], found[3]] : null;
    };
  }

  function middles(n, width) { return Array.from({ length: n }, (_, i) => (i + 0.5) * width); }
  function ends(n, width) { return Array.from({ length: n + 1 }, (_, i) => i * width); }

  // loadChart draws what runs and who waits under one strategy, one above the other.
  function loadChart(box, chart, index) {
    const readout = readoutBelow(box);
    const running = decode(chart.running), waiting = decode(chart.waiting);
    const xs = middles(running.length, chart.width);
    const ceilings = chart.ceilings ? decode(chart.ceilings) : chart.ceiling === undefined ? null : running.map(() => chart.ceiling);
    const flow = chart.flow ? decode(chart.flow) : null;
    const tell = (i) => during(xs[i], chart.width) + ": " + number(running[i], 1) + " " + words.running + (ceilings ? " / " + number(ceilings[i], 0) + " " + words.slots : "") + ", " + number(waiting[i], 1) + " " + words.waiting;
    const bands = (low, high) => (low ? [decode(low), decode(high)] : []);
    const tall = paper ? 110 : 140;
    // plot draws one of the two: below the lower one stand the dates for both.
    const plot = (values, band, extra, kind, note, lower) => {
      const stroke = tint(index), ratio = devicePixelRatio;
      const series = [{}, { stroke: stroke, width: 1.5, points: { show: false } }];
      const all = [xs, values];
      const options = { series: series, bands: [], height: lower ? tall + 32 : tall, hooks: { drawClear: [offDays], draw: [(u) => {
        written(u, words[kind], u.bbox.left, u.bbox.top - 4 * ratio, colour("--ink"), "left");
        if (note) written(u, note, u.bbox.left + u.bbox.width, u.bbox.top - 4 * ratio, colour("--limit"), "right");
      }] } };
      if (band.length) {
        series.push({ stroke: "transparent", width: 0, points: { show: false } }, { stroke: "transparent", width: 0, points: { show: false } });
        all.push(band[0], band[1]);
        options.bands.push({ series: [3, 2], fill: pale(stroke) });
      }
      for (const line of extra) {
        series.push({ stroke: line.stroke, width: 1, dash: line.dash, points: { show: false } });
        all.push(line.values);
      }
      options.scales = { y: { range: (u, min, max) => [0, Math.max(1, (common && tops[kind] || max) * 1.05)] } };
      options.axes = axes({ splits: ticks, values: lower ? tickWords : (u, at) => at.map(() => ""), size: lower ? 32 : 6 }, { values: (u, at) => at.map((y) => number(y, 1)) });
      return timePlot(box, readout, options, all, running.length * chart.width, kind, waiting, tell);
    };
    const slots = ceilings ? [{ values: ceilings, stroke: colour("--limit"), dash: [6, 4] }] : [];
    const fluid = flow ? [{ values: flow, stroke: colour("--faint"), dash: [2, 2] }] : [];
    return [
      plot(running, bands(chart.runningLow, chart.runningHigh), slots, "running", ceilings ? number(Math.max(...ceilings), 0) + " " + words.slots : "", false),
      plot(waiting, bands(chart.waitingLow, chart.waitingHigh), fluid, "waiting", "", true),
    ];
  }

  // adoptionChart draws the share of PCs updated, a line for each strategy.
  function adoptionChart(box, chart) {
    const readout = readoutBelow(box);
    const width = chart.lines[0].width;
    const longest = Math.max(...chart.lines.map((l) => decode(l.updated).length));
    const xs = ends(longest, width);
    const padded = (series) => { const v = decode(series); return [0].concat(v, Array(longest - v.length).fill(null)); };
    const series = [{}], all = [xs], bands = [], lines = [];
    chart.lines.forEach((line, i) => {
      const at = series.length, values = padded(line.updated);
      lines.push({ name: line.name, values: values, openings: line.openings || [], stroke: tint(line.index) });
      series.push({ stroke: tint(line.index), width: 2, dash: dashes[i % dashes.length], points: { show: false } });
      all.push(values);
      if (line.low) {
        series.push({ stroke: "transparent", points: { show: false } }, { stroke: "transparent", points: { show: false } });
        all.push(padded(line.low), padded(line.high));
        bands.push({ series: [at + 2, at + 1], fill: pale(tint(line.index)) });
      }
    });
    const label = (u) => {
      const ratio = devicePixelRatio;
      // What is seen of each line, a point for each pixel.
      const seen = lines.map((line) => {
        const points = [];
        for (let i = Math.max(u.valToIdx(u.scales.x.min) - 1, 0); i < xs.length && xs[i] <= u.scales.x.max; i++) {
          if (line.values[i] === null) break;
          const x = u.valToPos(xs[i], "x", true), y = u.valToPos(line.values[i], "y", true), last = points[points.length - 1];
          if (!last || x - last[0] >= ratio || Math.abs(y - last[1]) >= 3 * ratio) points.push([x, y]);
        }
        return points;
      });
      const place = room(u, seen);
      const whole = seen.flat().length > 0;
      lines.forEach((line, k) => {
        // The name stands beside the line, where it covers none; first where the line
        // passes a height of its own.
        const own = 0.3 + 0.55 * (k + 1) / (lines.length + 1);
        const places = [own, 0.2, 0.35, 0.5, 0.65, 0.8, 0.93].flatMap((height) => {
          const i = line.values.findIndex((v) => v !== null && v >= height);
          if (i <= 0) return [];
          const x = u.valToPos(xs[i], "x", true), y = u.valToPos(height, "y", true);
          return [[x + 6 * ratio, y + 14 * ratio], [x + 6 * ratio, y], [6 * ratio - x, y], [6 * ratio - x, y - 8 * ratio]];
        });
        const at = whole && place(line.name, places);
        if (at) written(u, line.name, at[0], at[1], line.stroke, "left");
        else if (places.length && places[0][0] >= u.bbox.left && places[0][0] <= u.bbox.left + u.bbox.width) written(u, line.name, places[0][0], places[0][1], line.stroke, "left");
      });
      // A dot where a phase opens, and its name where there is room.
      for (const line of lines) {
        for (const o of line.openings) {
          const i = Math.min(Math.round(o.at / width), line.values.length - 1);
          const x = u.valToPos(o.at, "x", true), y = u.valToPos(line.values[i] || 0, "y", true);
          if (x < u.bbox.left - 1 || x > u.bbox.left + u.bbox.width) continue;
          u.ctx.beginPath();
          u.ctx.fillStyle = line.stroke;
          u.ctx.arc(x, y, 3 * ratio, 0, 7);
          u.ctx.fill();
          if (line.openings.length < 2) continue;
          const at = place(o.name, [[x + 5 * ratio, y + 16 * ratio], [5 * ratio - x, y - 3 * ratio], [x + 5 * ratio, y - 3 * ratio], [5 * ratio - x, y + 16 * ratio]]);
          if (at) written(u, o.name, at[0], at[1], line.stroke, "left");
        }
      }
    };
    // openAt is the phase that has opened last, in brackets.
    const openAt = (line, at) => {
      const open = line.openings.filter((o) => o.at <= at);
      return line.openings.length > 1 && open.length ? " (" + open[open.length - 1].name + ")" : "";
    };
    return [timePlot(box, readout, {
      height: 270, padding: [10, sideRoom, 0, 0], series: series, bands: bands, scales: { y: { range: [0, 1.04] } },
      axes: axes({ splits: ticks, values: tickWords, size: 32 }, { values: (u, at) => at.map(percent) }), hooks: { drawClear: [offDays], draw: [label] },
    }, all, xs[longest], null, null, (i) => instant(xs[i]) + ": " + lines.map((l) => l.name + " " + (l.values[i] === null ? "–" : percent(l.values[i])) + openAt(l, xs[i])).join(", "))];
  }

  // pointing lets a figure tell what is under the mouse, a finger or the keys: the datum
  // that is nearest, on which a ring is drawn. Of its layouts the style sheet shows one.
  function pointing(figure) {
    const box = figure.querySelector(".figure"), read = JSON.parse(figure.dataset.readings);
    const svgs = [...box.querySelectorAll("svg")], layoutOf = (svg) => svg.classList[1];
    const put = (svg, name, className, attributes) => {
      let mark = svg.querySelector("." + className);
      if (!mark) {
        mark = document.createElementNS("http://www.w3.org/2000/svg", name);
        mark.setAttribute("class", className);
        svg.append(mark);
      }
      for (const key of Object.keys(attributes)) mark.setAttribute(key, attributes[key]);
    };
    if (read.told) {
      const readout = readoutBelow(box);
      readout.setAttribute("aria-live", "polite");
      let on = -1;
      const tell = (i) => {
        on = i;
        readout.textContent = i < 0 ? "" : read.told[i];
        for (const svg of svgs) {
          const at = i < 0 ? [-99, -99] : read.at[layoutOf(svg)][i];
          put(svg, "circle", "pointed", { cx: at[0], cy: at[1], r: 8 });
        }
      };
      for (const svg of svgs) {
        const nearest = (event) => {
          const seen = svg.getBoundingClientRect(), unit = svg.viewBox.baseVal.width / seen.width;
          const x = (event.clientX - seen.left) * unit, y = (event.clientY - seen.top) * unit;
          const far = read.at[layoutOf(svg)].map((at) => Math.hypot(at[0] - x, at[1] - y));
          tell(far.indexOf(Math.min(...far)));
        };
        svg.addEventListener("pointermove", nearest);
        svg.addEventListener("pointerdown", nearest);
        svg.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") tell(-1); });
      }
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", figure.querySelector("figcaption").firstChild.textContent);
      box.addEventListener("keydown", (event) => {
        const last = read.told.length - 1;
        const to = { ArrowRight: Math.min(on + 1, last), ArrowLeft: Math.max(on - 1, 0), Home: 0, End: last, Escape: -1 }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        tell(to);
      });
    }
    if (!read.stops || read.stops.length < 2) return null;
    // The slider goes from one setting that was computed to the next.
    const slider = figure.querySelector(".slider"), input = slider.querySelector("input"), output = slider.querySelector("output");
    const table = document.createElement("table");
    table.className = "chosen";
    slider.after(table);
    slider.hidden = false;
    Object.assign(input, { min: 0, max: read.stops.length - 1, step: 1 });
    const element = (name, text) => {
      const made = document.createElement(name);
      made.textContent = text;
      return made;
    };
    const choose = (i) => {
      const stop = read.stops[i];
      output.textContent = stop.label;
      input.setAttribute("aria-valuetext", stop.label);
      table.replaceChildren(element("caption", stop.caption), ...stop.rows.map(([name, ...cells]) => {
        const row = document.createElement("tr"), head = element("th", name);
        head.scope = "row";
        row.append(head, ...cells.map((text) => element("td", text)));
        return row;
      }));
      for (const svg of svgs) put(svg, "path", "picked", { d: "M" + stop.at[layoutOf(svg)] + " " + read.top[layoutOf(svg)] + "V" + read.bottom[layoutOf(svg)] });
    };
    input.value = read.begin;
    input.oninput = () => choose(Number(input.value));
    choose(read.begin);
    return { onPaper: () => choose(read.signed), onScreen: () => choose(Number(input.value)) };
  }
  const sliders = [...document.querySelectorAll("figure[data-readings]")].map(pointing).filter((s) => s);

  // readoutBelow is where a chart tells in words what the cursor is on.
  function readoutBelow(box) {
    let readout = box.parentElement.querySelector(".readout");
    if (!readout) {
      readout = document.createElement("p");
      readout.className = "readout";
      box.after(readout);
    }
    return readout;
  }

  // toolbar puts the stretches of time that can be chosen above the charts of a
  // section; it stays in sight while they are scrolled through.
  function toolbar(figure) {
    const section = figure.closest("section");
    if (section.querySelector(".toolbar")) return;
    const bar = document.createElement("div");
    bar.className = "toolbar";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", words.stretch);
    const add = (word, action) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = word;
      button.onclick = action;
      bar.append(button);
      return button;
    };
    for (const [word, length] of [["whole", 0], ["week", 7 * 86400], ["day", 86400], ["hour", 3600], ["tenMinutes", 600]]) {
      add(words[word], () => {
        const u = overTime[0].u;
        const at = u.cursor.idx !== null && u.cursor.idx !== undefined ? u.data[0][u.cursor.idx] : null;
        if (length === 0) show(0, overTime[0].whole[1]); else around(length, at);
      }).dataset.length = length;
    }
    if (section.querySelectorAll("figure[data-chart^=load-]").length > 1) {
      const same = add(words.sameScale, () => {
        common = !common;
        same.setAttribute("aria-pressed", common);
        show(...shown());
      });
      same.className = "same";
      same.setAttribute("aria-pressed", common);
    }
    const hint = document.createElement("span");
    hint.textContent = words.howToZoom;
    bar.append(hint);
    figure.before(bar);
  }

  function draw() {
    overTime.length = 0;
    drawn.length = 0;
    for (const figure of document.querySelectorAll("figure[data-chart]")) {
      const name = figure.dataset.chart, chart = data.charts[name], box = figure.querySelector(".plot");
      if (!chart || !box) continue;
      box.replaceChildren();
      let plots = [];
      if (name.startsWith("load-")) {
        toolbar(figure);
        plots = loadChart(box, chart, chart.index);
      } else if (name === "adoption") {
        toolbar(figure);
        plots = adoptionChart(box, chart);
      }
      drawn.push({ box: box, plots: plots });
    }
    if (overTime.length) show(0, overTime[0].whole[1]);
  }
  // again draws everything anew, on what it was.
  function again() {
    const range = overTime.length ? shown() : null;
    draw();
    if (range) show(...range);
  }

  draw();
  let waiting = 0;
  addEventListener("resize", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => {
      for (const chart of drawn) for (const plot of chart.plots) plot.u.setSize({ width: widthOf(chart.box), height: plot.u.height });
    });
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  // Paper is white, also where the screen is dark, and has a width of its own.
  function forPaper(printing) {
    paper = printing;
    for (const slider of sliders) if (printing) slider.onPaper(); else slider.onScreen();
    document.documentElement.classList.toggle("paper", printing);
    again();
  }
  addEventListener("beforeprint", () => forPaper(true));
  addEventListener("afterprint", () => forPaper(false));
  window.rollsim = { show: show, shown: shown, plots: overTime };
})();
