/** Shows what findings point at: a line from the draft to the other name, its length on it. */
import { onBeforeUnmount, shallowRef, watch } from 'vue'
import { Problem } from '../../api/client'
import { feature as askFeature } from '../../api/register'
import type { Evidence, Feature } from '../../api/types'
import { metresBetween, middle, nearestOn } from '../../geo/measure'
import { distance } from '../../lang'
import { ask, type Link } from '../../map/desk'
import { address } from '../../state/address'
import { draft } from '../../state/nameCheck'
import { select } from '../../state/selection'
import { showOnMap } from '../../state/showOnMap'

/** More lines than this say nothing any more. */
const MOST = 24

interface Known {
  evidence: Evidence
  isNote: boolean
}

const features = new Map<string, Feature | null>()

async function featureOf({ kind, id }: Evidence): Promise<Feature | null> {
  if (!kind || !id) return null
  const key = `${kind}/${id}`
  if (features.size > 400) features.clear()
  if (!features.has(key)) {
    try {
      features.set(key, await askFeature(kind, id))
    } catch (error) {
      // What cannot be had is not drawn; the finding's words stand without it.
      if (!(error instanceof Problem)) throw error
      return null
    }
  }
  return features.get(key) ?? null
}

function linkOf({ evidence, isNote }: Known, other: Feature | null): Link | null {
  if (!other?.geometry) return null
  const from = draft.geometry ? middle(draft.geometry) : null
  const to = from ? nearestOn(other.geometry, from) : middle(other.geometry)
  const metres = evidence.distance_m ?? (from ? metresBetween(from, to) : 0)
  return { from, to, label: distance(metres), name: evidence.name ?? '', isNote }
}

/** Every other place that the draft's findings name, each once, the gravest finding first. */
function named(): Known[] {
  const known = new Map<string, Known>()
  for (const { severity, evidence } of draft.report?.findings ?? []) {
    for (const one of evidence) {
      if (one.id && !known.has(one.id))
        known.set(one.id, { evidence: one, isNote: severity === 'note' })
    }
  }
  return [...known.values()].slice(0, MOST)
}

/** Draws the conflicts of the draft as long as the panel is open. */
export function useConflictsOnMap() {
  const links = shallowRef<Link[]>([])
  let round = 0

  async function draw(): Promise<void> {
    const mine = ++round
    const all = named()
    const found = await Promise.all(all.map(({ evidence }) => featureOf(evidence)))
    if (mine !== round) return
    links.value = all.map((one, i) => linkOf(one, found[i] ?? null)).filter((link) => link !== null)
    ask((desk) => desk.link(links.value))
  }

  watch([() => draft.report, () => draft.geometry], () => void draw(), { immediate: true })
  onBeforeUnmount(() => {
    round += 1
    ask((desk) => desk.link([]))
  })

  function showAll(): void {
    const ends = links.value.flatMap(({ from, to }) => (from ? [from, to] : [to]))
    if (ends.length) ask((desk) => desk.show({ type: 'MultiPoint', coordinates: ends }))
  }
  return { links, showAll }
}

/** Leads to one of them: beside the draft on the desk, from other pages to the map. */
export async function showEvidence(evidence: Evidence): Promise<void> {
  const { kind, id } = evidence
  if (!kind || !id) return
  if (address.path !== '/names') return showOnMap(kind, id)
  const other = await featureOf(evidence)
  // Where it cannot be had, the card says why.
  select(kind, id, other ?? undefined)
  const link = linkOf({ evidence, isNote: false }, other)
  if (!link) return
  ask((desk) =>
    desk.show(
      link.from
        ? { type: 'MultiPoint', coordinates: [link.from, link.to] }
        : { type: 'Point', coordinates: link.to },
    ),
  )
}
