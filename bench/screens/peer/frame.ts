// A Vue component around one ECharts drawing, and a page of many.
import { init, type EChartsCoreOption } from 'echarts/core'
import { createApp, defineComponent, h, onBeforeUnmount, onMounted, ref } from 'vue'

const ChartFrame = defineComponent((props: { option: EChartsCoreOption }) => {
  const frame = ref<HTMLElement>()
  let dispose = (): void => undefined
  onMounted(() => {
    if (frame.value === undefined) return
    const chart = init(frame.value, undefined, { renderer: 'svg' })
    chart.setOption(props.option)
    dispose = () => chart.dispose()
  })
  onBeforeUnmount(() => dispose())
  return () => h('div', { ref: frame, class: 'drawing', style: { height: '240px' } })
}, { props: ['option'] })

/** Shows one drawing an option, one below the other. */
export function show(options: readonly EChartsCoreOption[]): void {
  createApp(() => options.map((option) => h(ChartFrame, { option }))).mount('#app')
}
