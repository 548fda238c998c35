/** Suggestions while typing: what the register finds, or coordinates read in each system. */
import { computed, ref, shallowRef, watch } from 'vue'
import { connection, isAborted, Problem } from '../../api/client'
import { search } from '../../api/register'
import type { SearchHit } from '../../api/types'
import { readTyped, type TypedPosition } from '../../geo/typed'
import { t } from '../../lang'
import { view } from '../../map/view'

const LIMIT = 12
const NEAR_FROM_ZOOM = 9

export type Suggestion =
  | { is: 'hit'; key: string; hit: SearchHit }
  | { is: 'position'; key: string; position: TypedPosition }

export function useSearch() {
  const text = ref('')
  const hits = shallowRef<SearchHit[]>([])
  const problem = shallowRef<Problem | null>(null)
  /** The text that the hits answer; while it differs from `text` an answer is on its way. */
  const answered = ref('')
  const typed = computed(() => readTyped(text.value))

  const suggestions = computed<Suggestion[]>(() => {
    if (typed.value.is === 'positions') {
      return typed.value.positions.map((position) => ({
        is: 'position',
        key: position.system,
        position,
      }))
    }
    return hits.value.map((hit) => ({ is: 'hit', key: hit.feature.id, hit }))
  })

  /** Why there are no suggestions, or what to mend. */
  const remark = computed(() => {
    if (typed.value.is === 'swapped') return t('search.swapped', { text: typed.value.mend })
    const q = text.value.trim()
    if (!q || answered.value !== q || suggestions.value.length > 0 || problem.value) return ''
    return t('search.none', { q })
  })

  let running: AbortController | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  async function ask(): Promise<void> {
    const q = text.value.trim()
    if (!q || typed.value.is === 'positions') {
      hits.value = []
      return
    }
    const mine = (running = new AbortController())
    problem.value = null
    try {
      const near =
        view.zoom >= NEAR_FROM_ZOOM ? view.center.map((v) => v.toFixed(5)).join() : undefined
      hits.value = (await search(q, near, LIMIT, mine.signal)).results
    } catch (error) {
      if (isAborted(error)) return
      if (!(error instanceof Problem)) throw error
      hits.value = []
      problem.value = error
    }
    answered.value = q
  }

  watch([text, () => connection.recovered], () => {
    clearTimeout(timer)
    running?.abort()
    timer = setTimeout(() => void ask(), 120)
  })

  return { text, suggestions, remark, problem, ask }
}
