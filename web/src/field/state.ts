/** What the app shows: whose phone it is, the inspections taken along, the task at hand, what is left. */
import { computed, reactive, ref } from 'vue'
import { get, Problem } from '../api/client'
import { all, setting, write, type Draft, type KeptPack } from './database'
import { remaining, type Remaining } from './log'
import type { FieldPack, FieldTask, Inspection } from './types'

export type Screen = 'tasks' | 'map' | 'record' | 'packs' | 'phone' | 'sign-in'

export const field = reactive({
  isOpen: false,
  screen: 'tasks' as Screen,
  login: '',
  name: '',
  packs: [] as KeptPack[],
  /** The inspection at hand. */
  pack: null as KeptPack | null,
  /** The task at hand. */
  task: null as FieldTask | null,
  drafts: [] as Draft[],
  left: { operations: [], photos: [], quarantined: [], bytes: 0 } as Remaining,
  /** Of the storage that the browser gives: used and all, in bytes. */
  used: 0,
  quota: 0,
  problem: '',
})

export const isOnline = ref(navigator.onLine)
addEventListener('online', () => (isOnline.value = true))
addEventListener('offline', () => (isOnline.value = false))

/** A photo of a good phone. */
const PHOTO_BYTES = 4_000_000

/** How many more photos there is room for; null where the browser does not say. */
export const roomForPhotos = computed(() =>
  field.quota ? Math.max(0, Math.floor((field.quota - field.used) / PHOTO_BYTES)) : null,
)

export async function refresh(): Promise<void> {
  field.packs = await all('pack')
  field.drafts = (await all('draft')).filter(({ login }) => login === field.login)
  field.left = await remaining()
  const at = field.packs.find(({ id }) => id === field.pack?.id) ?? field.packs[0] ?? null
  field.pack = at
  const estimate = await navigator.storage?.estimate?.()
  field.used = estimate?.usage ?? 0
  field.quota = estimate?.quota ?? 0
}

/** Opens what this phone knows; nothing of it asks the network. */
export async function openPhone(): Promise<void> {
  const me = await setting<{ login: string; name: string }>('me')
  if (me) Object.assign(field, me)
  await refresh()
  field.isOpen = true
  field.screen = !me ? 'sign-in' : field.packs.length ? 'tasks' : 'packs'
}

export const inspectionsThere = async (): Promise<Inspection[]> =>
  (await get<{ inspections: Inspection[] }>('/api/v1/inspections')).inspections

/** What of a pack this phone does not have yet. */
export interface Offer {
  pack: FieldPack
  tag: string
  missing: [string, number, string][]
  bytes: number
}

/** Asks for a pack; none when the phone has it as it is. */
export async function offer(id: string): Promise<Offer | null> {
  const kept = field.packs.find((one) => one.id === id)
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (kept) headers['If-None-Match'] = kept.tag
  const answer = await fetch(`/api/v1/inspections/${id}/pack`, { headers })
  const tiles = new Map((await all('tile')).map((tile) => [tile.id, tile.tag]))
  if (answer.status === 304 && kept) {
    const missing = kept.body.tiles.filter(([tile, , tag]) => tiles.get(tile) !== tag)
    if (missing.length === 0) return null
    return weigh(kept.body, kept.tag, missing)
  }
  if (!answer.ok) {
    const body = await answer
      .json()
      .catch(() => ({ code: 'unknown', title: `HTTP ${answer.status}` }))
    throw new Problem(answer.status, body)
  }
  const pack = (await answer.json()) as FieldPack
  const missing = pack.tiles.filter(([tile, , tag]) => tiles.get(tile) !== tag)
  return weigh(pack, answer.headers.get('etag') ?? '', missing)
}

const weigh = (pack: FieldPack, tag: string, missing: Offer['missing']): Offer => ({
  pack,
  tag,
  missing,
  bytes: JSON.stringify(pack).length + missing.reduce((sum, [, bytes]) => sum + bytes, 0),
})

/** Takes a pack along: tile by tile, each kept as it comes, so that a break costs one tile. */
export async function takeAlong(
  offered: Offer,
  told: (done: number, all: number) => void,
): Promise<void> {
  await navigator.storage?.persist?.()
  const style = await fetch('/style.json')
  if (style.ok) {
    await write({ into: 'setting', put: { id: 'style', value: await style.json() } })
  }
  let done = 0
  const queue = [...offered.missing]
  const work = async () => {
    for (let next = queue.pop(); next; next = queue.pop()) {
      const [id, , tag] = next
      const answer = await fetch(`/tiles/internal/${id}.mvt`)
      if (!answer.ok)
        throw new Problem(answer.status, { code: 'tile', title: `HTTP ${answer.status}` })
      const bytes = await answer.arrayBuffer()
      await write({ into: 'tile', put: { id, tag: answer.headers.get('etag') ?? tag, bytes } })
      told(++done, offered.missing.length)
    }
  }
  await Promise.all([work(), work(), work(), work()])
  const { pack, tag } = offered
  const kept = { id: pack.inspection.id, tag, at: new Date().toISOString(), body: pack }
  await write({ into: 'pack', put: kept })
  await refresh()
  field.pack = field.packs.find(({ id }) => id === kept.id) ?? field.pack
}

/** The newest draft of a task on this phone. */
export const draftOf = (task: FieldTask): Draft | undefined =>
  field.drafts
    .filter((draft) => draft.task === task.id)
    .sort((a, b) => a.changed_at.localeCompare(b.changed_at))
    .at(-1)

export const isDone = (task: FieldTask): boolean =>
  task.done ||
  field.drafts.some((draft) => draft.task === task.id && draft.fields['finished'] === true)
