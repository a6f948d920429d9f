// The wall decides by itself: what it shows, how it fills a canvas, and whether it still tells the truth.
import { effectScope, nextTick, ref } from 'vue'
import { describe, expect, it } from 'vitest'
import { useCarousel } from '../../web/composables/useCarousel.ts'
import { canvasOf } from '../../web/wall/canvas.ts'
import { largeCount } from '../../web/wall/large-count.ts'
import { everyMs, panelsOf, wallPages } from '../../web/wall/playlist.ts'
import { isReloadDue, verdictOf, type Seen } from '../../web/wall/watch.ts'

describe('a playlist', () => {
  it('shows what the address names, in its order, and leaves out what is not known', () => {
    expect(panelsOf('item:C28, overview,item:C99,nonsense,trends', ['C28', 'C32'])).toEqual([{ kind: 'item', item: 'C28' }, { kind: 'overview' }, { kind: 'trends' }])
  })
  it.each([undefined, '', 'nonsense', 'item:C99'])('of %j shows everything', (show) => {
    expect(panelsOf(show, ['C28'])).toEqual([{ kind: 'overview' }, { kind: 'trends' }, { kind: 'item', item: 'C28' }])
  })
  it.each([[undefined, 20_000], ['30', 30_000], ['1', 5_000], ['99999', 3_600_000], ['soon', 20_000], ['-3', 20_000], ['Infinity', 20_000], ['', 20_000]])('with every=%j stays %i ms', (every, ms) => {
    expect(everyMs(every)).toBe(ms)
  })
  it('fills the last page of a wide canvas from the beginning, and repeats what is fewer than its columns', () => {
    const panels = panelsOf('overview,trends,item:C28', ['C28'])
    expect(wallPages(panels, 2).map((page) => page.panels.map(({ kind }) => kind))).toEqual([['overview', 'trends'], ['item', 'overview']])
    expect(wallPages(panels.slice(0, 1), 3).map((page) => page.panels.map(({ kind }) => kind))).toEqual([['overview', 'overview', 'overview']])
  })
})

describe('a canvas', () => {
  it.each([[1_920, 1_080, 1], [3_840, 1_080, 2], [5_760, 1_080, 3]])('of %i x %i is exact with %i columns', (width, height, columns) => {
    expect(canvasOf({ width, height })).toEqual({ columns, scale: 1, left: 0, top: 0 })
  })
  it('of twice the size is the same at twice the scale', () => {
    expect(canvasOf({ width: 3_840, height: 2_160 })).toEqual({ columns: 1, scale: 2, left: 0, top: 0 })
  })
  it('of another ratio keeps the ratio and lies in the middle', () => {
    expect(canvasOf({ width: 1_920, height: 1_200 })).toEqual({ columns: 1, scale: 1, left: 0, top: 60 })
    expect(canvasOf({ width: 390, height: 844 })).toMatchObject({ columns: 1, scale: 390 / 1_920, left: 0 })
  })
})

describe('a large count', () => {
  it.each([[99_999, 'zh', '99,999'], [100_000, 'zh', '10.00万'], [983_215, 'zh', '98.32万'], [99_999_999, 'zh', '9,999.99万'], [983_215, 'en', '983.21k'], [0, 'zh', '0']] as const)('%i in %s is %s, never more than there is', (count, lang, text) => {
    expect(largeCount(count, lang)).toBe(text)
  })
})

describe('the watch over a wall', () => {
  const now = 1_000_000_000
  const seen: Seen = { link: 'live', lostMs: 0, shown: { asOf: now, text: 'a' }, served: { asOf: now, text: 'a' }, servedBefore: { asOf: now - 60_000, text: 'a' } }

  it.each([
    ['is fresh while both say the same', {}, 'fresh'],
    ['is fresh in a quiet city, whose reading moves on without anything new to see', { served: { asOf: now + 600_000, text: 'a' } }, 'fresh'],
    ['is fresh with a frame under way', { served: { asOf: now + 2_000, text: 'b' } }, 'fresh'],
    ['is fresh before the server has been asked', { served: undefined, servedBefore: undefined }, 'fresh'],
    ['is fresh when it looks back', { link: 'past', lostMs: 900_000 }, 'fresh'],
    ['is stuck where the server has long had other figures', { served: { asOf: now + 121_000, text: 'b' } }, 'stuck'],
    ['is lost without a connection', { link: 'reconnecting', lostMs: 20_000, served: undefined }, 'lost'],
    ['stays lost as long as the server does not answer', { link: 'frozen', lostMs: 9_000_000, served: undefined }, 'lost'],
    ['is stuck where the server answers and the connection does not come back', { link: 'frozen', lostMs: 181_000 }, 'stuck'],
    ['says that the reading of the server itself stands still', { servedBefore: { asOf: now, text: 'a' } }, 'still'],
  ] as const)('%s', (_name, more, verdict) => {
    expect(verdictOf({ ...seen, ...more })).toBe(verdict)
  })
  it('loads a page anew at 03:30, and not once more in the same minute', () => {
    expect([isReloadDue('03:30', 86_400_000), isReloadDue('03:31', 86_400_000), isReloadDue('03:30', 20_000)]).toEqual([true, false, false])
  })
})

describe('a carousel', () => {
  const press = (key: string, on: EventTarget = document.body): void => void on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  const started = () => {
    const [now, count, every] = [ref(0), ref(3), ref(20_000)]
    const scope = effectScope()
    const carousel = scope.run(() => useCarousel(now, count, every))
    if (carousel === undefined) throw new Error('The scope has ended.')
    const tick = async (at: number): Promise<number> => {
      now.value = at
      await nextTick()
      return carousel.index.value
    }
    return { carousel, tick, count, end: () => scope.stop() }
  }

  it('turns by itself, round and round', async () => {
    const { tick, end } = started()
    expect([await tick(19_000), await tick(20_000), await tick(40_000), await tick(60_000)]).toEqual([0, 1, 2, 0])
    end()
  })
  it('gives a page that was turned to by hand its whole time', async () => {
    const { tick, carousel, end } = started()
    await tick(19_000)
    press('ArrowRight')
    expect([carousel.index.value, await tick(30_000), await tick(39_000)]).toEqual([1, 1, 2])
    press('ArrowLeft')
    expect(carousel.index.value).toBe(1)
    end()
  })
  it('stands while it is paused, by the space key', async () => {
    const { tick, carousel, end } = started()
    press(' ')
    expect([carousel.playing.value, await tick(90_000)]).toEqual([false, 0])
    press(' ')
    expect([await tick(109_000), await tick(110_000)]).toEqual([0, 1])
    end()
  })
  it('leaves the space key to the button that has the focus', () => {
    const { carousel, end } = started()
    const button = document.body.appendChild(document.createElement('button'))
    press(' ', button)
    expect(carousel.playing.value).toBe(true)
    button.remove()
    end()
  })
  it('hears no key after its end', () => {
    const { carousel, end } = started()
    end()
    press('ArrowRight')
    expect(carousel.index.value).toBe(0)
  })
})
