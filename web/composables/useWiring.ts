// The wizard's state: the draft of this window, what the server proposes for it, and what it would change. One step hands on to the next.
import { computed, inject, provide, ref, shallowRef, watch, type InjectionKey } from 'vue'
import { apiPath, sendJson } from '../api/client.ts'
import type { Choice, Discovery, Preview, Proposal, Template } from '../api/feed-types.ts'
import { EMPTY, keepDraft, recallDraft, type AdapterPart, type Draft } from '../wiring/draft.ts'
import { adapterOf } from '../wiring/connections.ts'
import { useAction } from './useAction.ts'
import { useResource } from './useResource.ts'

/** What the feed file will say of its source: what reached it, and how it is read on. */
function adapterFor({ channel, connection, seen }: Draft): AdapterPart {
  return channel === 'database' ? adapterOf(channel, connection) : (seen?.adapter ?? {})
}

/** Who answers for the feed may be told later; until then the file says nothing about it. */
const NOT_YET = { bureau: '', contact: '' } as const

export type Wiring = ReturnType<typeof provideWiring>
const key: InjectionKey<Wiring> = Symbol('wiring')

/** The page's wizard, for the steps below it. */
export function useWiring(): Wiring {
  const wiring = inject(key)
  if (wiring === undefined) throw new Error('useWiring() is for components below WiringPage.vue')
  return wiring
}

/** Makes the wizard's state and hands it to the steps. */
export function provideWiring() {
  const draft = shallowRef<Draft>(recallDraft())
  watch(draft, keepDraft)
  const change = (part: Partial<Draft>): void => {
    draft.value = { ...draft.value, ...part }
  }
  const choose = (field: string, choice: Choice | undefined): void => {
    const { [field]: _before, ...others } = draft.value.choices
    change({ choices: choice === undefined ? others : { ...others, [field]: choice } })
  }

  const templates = useResource<{ readonly templates: readonly Template[] }>(ref(apiPath('/wiring/templates')))
  const template = computed(() => templates.data.value?.templates.find((one) => one.id === (proposal.value?.template ?? draft.value.template)))

  /** The file that was chosen, as long as this page lives: no browser keeps it any longer. */
  const file = shallowRef<File>()
  const discovering = useAction((signal, adapter: AdapterPart, stored: number | undefined) => sendJson<Discovery>('POST', apiPath('/wiring/discover'), { adapter, ...(stored === undefined ? {} : { file: stored }) }, signal))
  /** Looks at the source, or into a file that the server keeps; what was chosen for other columns is forgotten where a column is gone. */
  async function discover(adapter: AdapterPart, stored?: number): Promise<void> {
    const discovery = await discovering.run(adapter, stored)
    if (discovery !== undefined) see(adapter, discovery)
  }
  function see(adapter: AdapterPart, discovery: Discovery): void {
    const paths = new Set(discovery.fields.map((one) => one.path))
    const kept = Object.entries(draft.value.choices).filter(([, choice]) => typeof choice.path !== 'string' || paths.has(choice.path))
    change({ seen: { adapter, discovery }, choices: Object.fromEntries(kept) })
  }

  const proposal = shallowRef<Proposal>()
  const proposing = useAction((signal, now: Draft) => {
    const { seen, template: chosen, choices, head } = now
    return sendJson<Proposal>('POST', apiPath('/wiring/propose'), {
      adapter: adapterFor(now), fields: seen?.discovery.fields, samples: seen?.discovery.samples, choices, head: { ...NOT_YET, ...head },
      ...(chosen === undefined ? {} : { template: chosen }),
    }, signal)
  })
  async function propose(): Promise<void> {
    const { seen, channel } = draft.value
    // The tables of a database are no rows yet.
    if (seen === undefined || (seen.discovery.samples.length === 0 && channel !== 'manual')) return void (proposal.value = undefined)
    const answer = await proposing.run(draft.value)
    if (answer !== undefined) proposal.value = answer
  }
  watch([() => draft.value.seen, () => draft.value.connection, () => draft.value.template, () => draft.value.choices, () => draft.value.head], () => void propose(), { immediate: true })

  const preview = shallowRef<Preview>()
  const previewing = useAction((signal, text: string, asOf: string | undefined) =>
    sendJson<Preview>('POST', apiPath('/wiring/preview'), { text, samples: draft.value.seen?.discovery.samples ?? [], ...(asOf === undefined ? {} : { asOf }) }, signal))
  /** Works out what the samples would change, at an instant of the city or now. */
  async function previewNow(asOf?: string): Promise<void> {
    const text = proposal.value?.text
    const answer = text === undefined ? undefined : await previewing.run(text, asOf)
    if (answer !== undefined) preview.value = answer
  }

  const wiring = {
    draft, change, choose, templates, template, file, discovering, discover, see, proposal, proposing, propose, preview, previewing, previewNow,
    ready: computed(() => proposal.value?.ready === true),
    /** What the wizard knows so far is forgotten. */
    discard: (): void => {
      proposal.value = preview.value = undefined
      file.value = undefined
      draft.value = EMPTY
    },
  }
  provide(key, wiring)
  return wiring
}
