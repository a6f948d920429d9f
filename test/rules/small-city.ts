// A city that fits on a page: two districts, three streets and a zone across both districts.
import { buildCity } from '../../rules/city/build-city.ts'
import type { City } from '../../rules/city/city.ts'
import type { CityFile } from '../../rules/city/city-schema.ts'

export const smallCity = (more: Partial<CityFile> = {}): City =>
  buildCity({
    schema: 'ctmm-city/1',
    name: { zh: '小城', en: 'Small City' },
    zone: 'Asia/Shanghai',
    root: 'city',
    areas: [
      { code: 'city', kind: 'city', zh: '小城', en: 'Small City' },
      { code: 'east', kind: 'district', zh: '东区', en: 'East' },
      { code: 'east-1', kind: 'street', parent: 'east', zh: '东一街', en: 'East One' },
      { code: 'east-2', kind: 'street', parent: 'east', zh: '东二街', en: 'East Two' },
      { code: 'west', kind: 'district', zh: '西区', en: 'West' },
      { code: 'west-1', kind: 'street', parent: 'west', zh: '西一街', en: 'West One' },
      { code: 'park', kind: 'zone', members: ['east-2', 'west-1'], zh: '园区', en: 'Park' },
    ],
    ...more,
  })

/** The areas that facts are reported for. */
export const leaves = ['city', 'east-1', 'east-2', 'west-1'] as const
