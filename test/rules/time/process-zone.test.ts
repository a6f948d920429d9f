import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const script = fileURLToPath(new URL('zone-vectors.ts', import.meta.url))

it('the city keeps its own time, wherever the process thinks it is', () => {
  const printed = ['UTC', 'Asia/Shanghai', 'America/New_York'].map((zone) =>
    execFileSync(process.execPath, [script], { encoding: 'utf8', env: { ...process.env, TZ: zone } }).split(' '))
  expect(printed.map(([hour]) => hour)).toEqual(['0', '8', '19'])
  expect(new Set(printed.map(([, digest]) => digest)).size).toBe(1)
})
