/** What the map shows now, for those who only read it. */
import { reactive } from 'vue'
import type { Box } from '../geo/measure'
import type { LonLat } from '../geo/systems'

export const view = reactive<{
  center: LonLat
  zoom: number
  bearing: number
  bounds: Box | null
  /** The position under the pointer; the centre on a phone. */
  pointer: LonLat | null
  isReady: boolean
  failed: boolean
  /** The review number (审图号) of a configured base map. */
  reviewNumber: string
}>({
  center: [104, 35],
  zoom: 3,
  bearing: 0,
  bounds: null,
  pointer: null,
  isReady: false,
  failed: false,
  reviewNumber: '',
})
