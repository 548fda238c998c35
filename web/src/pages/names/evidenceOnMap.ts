/** Shows what a finding points at: a red line from the draft to the other name, its length on it. */
import { Problem } from '../../api/client'
import { feature as askFeature } from '../../api/register'
import type { Evidence } from '../../api/types'
import { metresBetween, middle, nearestOn } from '../../geo/measure'
import { distance } from '../../lang'
import { ask } from '../../map/desk'
import { view } from '../../map/view'
import { draft } from '../../state/nameCheck'
import { select } from '../../state/selection'

export function useEvidenceOnMap() {
  async function show(evidence: Evidence): Promise<void> {
    const { kind, id } = evidence
    if (!kind || !id) return
    try {
      const other = await askFeature(kind, id)
      select(kind, id, other)
      if (!other.geometry) return
      const from = draft.geometry ? middle(draft.geometry) : view.center
      const to = nearestOn(other.geometry, from)
      const metres = evidence.distance_m ?? metresBetween(from, to)
      ask((desk) => {
        // Without a position of the draft there is nothing that the line could start from.
        desk.link(draft.geometry ? [{ from, to, label: distance(metres) }] : [])
        desk.show(
          draft.geometry
            ? { type: 'MultiPoint', coordinates: [from, to] }
            : { type: 'Point', coordinates: to },
        )
      })
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      // The card says why it cannot be shown.
      select(kind, id)
    }
  }
  return { show }
}
