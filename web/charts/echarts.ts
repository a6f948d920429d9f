// The only place that loads ECharts: the modules the trend needs, drawn as SVG; imported lazily by the chart frame.
import { LineChart, type LineSeriesOption } from 'echarts/charts'
import {
  AriaComponent, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent,
  type AriaComponentOption, type GridComponentOption, type MarkAreaComponentOption, type MarkLineComponentOption, type TooltipComponentOption,
} from 'echarts/components'
import { init, use, type ComposeOption, type ECharts } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([LineChart, GridComponent, TooltipComponent, MarkLineComponent, MarkAreaComponent, AriaComponent, SVGRenderer])

export type EChartsOption = ComposeOption<
  LineSeriesOption | GridComponentOption | TooltipComponentOption | MarkLineComponentOption | MarkAreaComponentOption | AriaComponentOption
>

/** A chart in `element`; the caller disposes of it. */
export function createChart(element: HTMLElement): ECharts {
  return init(element, undefined, { renderer: 'svg' })
}
