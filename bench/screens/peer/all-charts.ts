// Every kind of chart that overview, item and trends draw, by ECharts with plain options: what a page of Vue and ECharts costs before it knows anything of a city.
import { BarChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts'
import { AriaComponent, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, VisualMapPiecewiseComponent } from 'echarts/components'
import { use, type EChartsCoreOption } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { show } from './frame.ts'
import { days, figures, trend } from './trend.ts'

use([LineChart, BarChart, ScatterChart, HeatmapChart, GridComponent, TooltipComponent, MarkLineComponent, MarkAreaComponent, VisualMapPiecewiseComponent, AriaComponent, SVGRenderer])

const items = Array.from({ length: 10 }, (_, item) => `C${item + 1}`)
const months = Array.from({ length: 13 }, (_, month) => `${month + 1}`)
const areas = Array.from({ length: 20 }, (_, area) => `A${area + 1}`)
const category = (data: readonly string[]): object => ({ type: 'category', data })
const value = { type: 'value' }
const stackOf = (name: string, data: readonly number[]): object => ({ type: 'bar', stack: 'all', name, data })
const levelOf = (x: number, y: number): number => (x * 3 + y) % 6

/** A value against its bounds, a row an indicator. */
const bullets: EChartsCoreOption = {
  aria: { enabled: true },
  xAxis: { ...value, max: 100 },
  yAxis: category(items),
  series: [
    ...[40, 25, 20, 15].map((width, level) => stackOf(`band ${level}`, items.map(() => width))),
    { type: 'scatter', symbol: 'rect', symbolSize: [3, 18], data: items.map((_, item) => [55 + item * 4, item]) },
  ],
}
/** Items by levels, or by months: one cell a state. */
const cellsOf = (columns: readonly string[]): EChartsCoreOption => ({
  aria: { enabled: true },
  tooltip: {},
  xAxis: category(columns),
  yAxis: category(items),
  visualMap: { type: 'piecewise', min: 0, max: 5, splitNumber: 6, show: false },
  series: [{ type: 'heatmap', label: { show: true }, data: items.flatMap((_, y) => columns.map((_, x) => [x, y, levelOf(x, y)])) }],
})
const stacked: EChartsCoreOption = { aria: { enabled: true }, tooltip: {}, xAxis: category(months), yAxis: value, series: [1, 2, 3, 4, 5].map((level) => stackOf(`L${level}`, months.map((_, month) => levelOf(month, level)))) }
/** How the items are distributed over the levels, and how long each case took. */
const barsOf = (columns: readonly string[]): EChartsCoreOption => ({ aria: { enabled: true }, tooltip: {}, xAxis: category(columns), yAxis: value, series: [{ type: 'bar', data: columns.map((_, x) => 1 + levelOf(x, 2)), markLine: { data: [{ xAxis: 2, name: 'L3' }] } }] })
/** When which level was proven. */
const timeline: EChartsCoreOption = { aria: { enabled: true }, tooltip: {}, xAxis: value, yAxis: category(['standing', 'decided']), series: [1, 2, 3, 4].map((run) => stackOf(`${run}`, [run * 20, 100 - run * 10])) }
const dots: EChartsCoreOption = { aria: { enabled: true }, tooltip: {}, xAxis: value, yAxis: category(areas), series: [{ type: 'scatter', data: areas.map((_, area) => [60 + area, area]), markLine: { data: [{ xAxis: 65 }, { xAxis: 75 }] } }] }
const smalls = Array.from({ length: 30 }, (_, indicator): EChartsCoreOption => ({ xAxis: { ...category(days), show: false }, yAxis: { ...value, show: false }, series: [{ type: 'line', symbol: 'none', data: figures.map((figure) => figure + indicator), markLine: { data: [{ yAxis: 80 }] } }] }))

show([bullets, cellsOf(['L1', 'L2', 'L3', 'L4', 'L5']), barsOf(['L1', 'L2', 'L3', 'L4', 'L5']), trend, timeline, barsOf(months), dots, stacked, cellsOf(months), ...smalls])
