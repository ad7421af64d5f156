// The bars beside the table: from zero, gains in the accent, losses in red, sums at their ends. The table beneath says the same.
const place = document.getElementById("chart");
const data = document.getElementById("bars");
if (place && data && window.echarts) {
  const { names, fen } = JSON.parse(data.textContent);
  const style = getComputedStyle(document.documentElement);
  const probe = document.createElement("span");
  document.body.append(probe);
  // The canvas knows no variables: the colours are read from the style sheet.
  const colour = (name) => { probe.style.color = `var(${name})`; return getComputedStyle(probe).color; };
  const ink = colour("--q-ink"), dim = colour("--q-dim"), line = colour("--q-line"), gain = colour("--tblr-primary"), loss = colour("--q-late");
  probe.remove();
  const yuan = (value) => `${value > 0 ? "+" : value < 0 ? "−" : ""}¥${(Math.abs(value) / 100).toLocaleString("en-US", { minimumFractionDigits: 2 })}`;
  const wide = place.clientWidth >= 440;  // on a phone the sums stand in the table only
  const most = Math.max(...fen.map(Math.abs), 1) * (wide ? 1.45 : 1.05);
  place.style.height = `${Math.max(names.length, 2) * 32 + 48}px`;
  const chart = window.echarts.init(place);
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: style.getPropertyValue("--tblr-font-sans-serif") || "sans-serif", color: ink },
    grid: { left: 8, right: 16, top: 8, bottom: 24, containLabel: true },
    xAxis: { type: "value", min: -most, max: most, splitNumber: 4, axisLabel: { color: dim, hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: (value) => Math.round(value / 100).toLocaleString("en-US") }, splitLine: { lineStyle: { color: line } } },
    yAxis: { type: "category", data: names, axisTick: { show: false }, axisLine: { lineStyle: { color: ink }, onZero: true }, axisLabel: { color: ink, margin: 12 }, offset: 0, position: "left" },
    series: [{
      type: "bar", barWidth: 14,
      data: fen.map((value) => ({ value, itemStyle: { color: value < 0 ? loss : gain }, label: { position: value < 0 ? "left" : "right", color: value < 0 ? loss : ink } })),
      label: { show: wide, fontSize: 12, formatter: (bar) => yuan(bar.value) },
    }],
  });
  window.addEventListener("resize", () => chart.resize());
}
