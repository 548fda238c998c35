/** Leads from a page to a feature on the large map. */
import { nextTick } from 'vue'
import { Problem } from '../api/client'
import { feature as askFeature } from '../api/register'
import type { Kind } from '../api/types'
import { ask } from '../map/desk'
import { go } from './address'
import { select } from './selection'

const painted = () => new Promise((resolve) => requestAnimationFrame(resolve))

export async function showOnMap(kind: Kind, id: string, path = '/'): Promise<void> {
  try {
    const found = await askFeature(kind, id)
    go(path)
    select(kind, id, found)
    const { geometry } = found
    if (!geometry) return
    // The map has its size again once the page that hid it is gone.
    await nextTick()
    await painted()
    await painted()
    ask((desk) => desk.show(geometry))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    go(path)
    // The card says why it cannot be shown.
    select(kind, id)
  }
}
