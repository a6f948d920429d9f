// The one kind of chart for which the dashboard itself takes ECharts: a line with level bands, bounds and extremes.
import type { EChartsCoreOption } from 'echarts/core'

export const days = Array.from({ length: 365 }, (_, day) => `${day + 1}`)
/** A figure of every day, between 60 and 90. */
export const figures = days.map((_, day) => 75 + 15 * Math.sin(day / 29))

export const trend: EChartsCoreOption = {
  aria: { enabled: true },
  tooltip: { trigger: 'axis' },
  xAxis: { type: 'category', data: days, boundaryGap: false },
  yAxis: { type: 'value', min: 50, max: 100 },
  series: [
    {
      type: 'line',
      data: figures,
      markLine: { symbol: 'none', data: [{ yAxis: 65, name: 'L1' }, { yAxis: 85, name: 'L4' }] },
      markArea: { data: [[{ yAxis: 50 }, { yAxis: 65 }], [{ yAxis: 65 }, { yAxis: 85 }]] },
    },
    { type: 'line', stack: 'extremes', symbol: 'none', lineStyle: { opacity: 0 }, data: figures.map((figure) => figure - 4) },
    { type: 'line', stack: 'extremes', symbol: 'none', lineStyle: { opacity: 0 }, areaStyle: { opacity: 0.2 }, data: figures.map(() => 8) },
  ],
}
