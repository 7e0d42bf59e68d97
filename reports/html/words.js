"use strict";
// Turns what a page carries into numbers, and numbers and instants into words.
// Instants are seconds since the start of the scenario; the local days that the page
// lists make dates and times of them.
function pageWords(data) {
  const lang = data.lang;

  // decode reads a series: see codedSeries in the program. Each value is the one
  // before plus a zigzag varint; behind a 0 stands how many more of them follow.
  function decode(series) {
    const bytes = Uint8Array.from(atob(series.code), (c) => c.charCodeAt(0));
    const values = [];
    let at = 0, steps = 0;
    function varint() {
      let value = 0, factor = 1;
      for (;;) {
        const b = bytes[at++];
        value += (b & 127) * factor;
        if (b < 128) return value;
        factor *= 128;
      }
    }
    while (at < bytes.length) {
      const z = varint();
      steps += z % 2 === 0 ? z / 2 : -(z + 1) / 2;
      values.push(steps * series.step);
      if (z === 0) {
        for (let more = varint(); more > 0; more--) values.push(steps * series.step);
      }
    }
    return values;
  }

  // Words for numbers and times.
  function number(x, digits) {
    return new Intl.NumberFormat(lang === "de" ? "de-DE" : "en-GB", { maximumFractionDigits: digits }).format(x);
  }
  function percent(x) { return number(100 * x, 1) + " %"; }
  function span(seconds) {
    const parts = [];
    let rest = Math.round(seconds);
    for (const [unit, length] of [["h", 3600], ["min", 60], ["s", 1]]) {
      const n = Math.floor(rest / length);
      rest -= n * length;
      if (n > 0 && parts.length < 2) parts.push(number(n, 0) + " " + unit);
    }
    return parts.join(" ") || "0 s";
  }

  // The local calendar.
  function dayOf(x) {
    let low = 0, high = data.days.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (data.days[middle].from <= x) low = middle; else high = middle - 1;
    }
    return data.days[low];
  }
  function sinceMidnight(x) {
    const day = dayOf(x);
    return x - day.from + (day.shift && x >= day.at ? day.shift : 0);
  }
  function clock(x) {
    const minutes = Math.round(sinceMidnight(x) / 60);
    return String(Math.floor(minutes / 60)).padStart(2, "0") + ":" + String(minutes % 60).padStart(2, "0");
  }
  function instant(x) { return dayOf(x).long + ", " + clock(x); }
  function during(x, width) { return instant(x - width / 2) + "–" + clock(x + width / 2); }

  // ticks are the instants that an axis over time names: midnights, or round local
  // times where a day or less fills the chart.
  function ticks(u, axis, from, until) {
    const room = Math.max(2, u.bbox.width / devicePixelRatio / 75);
    const days = data.days.filter((d) => d.from >= from && d.from <= until);
    if ((until - from) / 86400 > 2.5) {
      const every = [1, 2, 7, 14, 28].find((n) => days.length / n <= room) || 28;
      const first = every >= 7 ? Math.max(0, days.findIndex((d) => d.monday)) : 0;
      return days.filter((_, i) => i >= first && (i - first) % every === 0).map((d) => d.from);
    }
    const step = [60, 120, 300, 600, 1800, 3600, 7200, 10800, 21600, 43200].find((s) => (until - from) / s <= room) || 43200;
    const found = [];
    for (const day of data.days) {
      const length = 86400 + 3600;
      if (day.from + length < from || day.from > until) continue;
      for (let local = 0; local < 86400; local += step) {
        let x = day.from + local;
        if (day.shift && x - day.shift >= day.at) x -= day.shift;
        if (x >= from && x <= until && dayOf(x) === day && sinceMidnight(x) === local) found.push(x);
      }
    }
    return found;
  }
  function tickWords(u, at) {
    return at.map((x) => (sinceMidnight(x) === 0 ? dayOf(x).short : clock(x)));
  }

  return { decode, number, percent, span, instant, during, ticks, tickWords };
}
