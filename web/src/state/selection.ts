/** What is selected: a feature of the register, or a spot on the ground. */
import { computed, reactive, watch } from 'vue'
import { connection, isAborted, Problem } from '../api/client'
import { feature as askFeature, reverse as askReverse } from '../api/register'
import { KINDS, type Feature, type Kind, type Reverse } from '../api/types'
import { lang } from '../lang'
import type { LonLat } from '../geo/systems'
import { address } from './address'

export type Selected = { is: 'feature'; kind: Kind; id: string } | { is: 'here'; at: LonLat }

interface State {
  feature: Feature | null
  here: Reverse | null
  loading: boolean
  problem: Problem | null
}

export const selection = reactive<State>({
  feature: null,
  here: null,
  loading: false,
  problem: null,
})

/** Read from the address, so that a link selects too. */
export const selected = computed<Selected | null>(() => {
  const [kind, id] = address.sel?.split('/') ?? []
  if (!kind || !id) return null
  if (kind === 'here') {
    const [lon, lat] = id.split(',').map(Number)
    if (lon === undefined || lat === undefined || !(Math.abs(lon) <= 180 && Math.abs(lat) <= 90))
      return null
    return { is: 'here', at: [lon, lat] }
  }
  const known = KINDS.find((k) => k === kind)
  return known ? { is: 'feature', kind: known, id } : null
})

/** Selects a feature; `known` spares the question when an answer already had it. */
export function select(kind: Kind, id: string, known?: Feature): void {
  if (known) {
    selection.feature = known
    id = known.id
  }
  address.sel = `${kind}/${id}`
}

export function selectHere([lon, lat]: LonLat): void {
  address.sel = `here/${lon.toFixed(6)},${lat.toFixed(6)}`
}

export function unselect(): void {
  address.sel = null
}

let running: AbortController | undefined

async function load(now: Selected | null): Promise<void> {
  running?.abort()
  const mine = (running = new AbortController())
  selection.problem = null
  if (!now) {
    Object.assign(selection, { feature: null, here: null, loading: false })
    return
  }
  const isKnown = now.is === 'feature' && selection.feature?.id === now.id
  if (!isKnown) selection.feature = null
  selection.here = null
  selection.loading = true
  try {
    if (now.is === 'feature') selection.feature = await askFeature(now.kind, now.id, mine.signal)
    else selection.here = await askReverse(now.at[0], now.at[1], mine.signal)
  } catch (error) {
    if (isAborted(error)) return
    if (!(error instanceof Problem)) throw error
    selection.feature = null
    selection.problem = error
  }
  if (running === mine) selection.loading = false
}

/** Asks again: after a commit, or because the reader wants to. */
export const reload = (): Promise<void> => load(selected.value)

watch([() => address.sel, () => connection.recovered, lang], () => void reload(), {
  immediate: true,
})
