/** The name being checked: its draft outlives the panel, and is checked while it is typed. */
import { reactive, watch } from 'vue'
import { connection, isAborted, Problem } from '../api/client'
import { checkName } from '../api/register'
import { CATEGORIES, type Category, type NameDraft, type NameReport } from '../api/types'
import { lang } from '../lang'

/** What is measured of a place, by its category: the rules on generic terms ask for it. */
export const SIZES = {
  road: ['length_m', 'width_m'],
  residential: ['area_m2', 'floor_area_m2'],
  building: ['floor_area_m2', 'storeys'],
  park: ['area_m2', 'green_percent'],
} as const satisfies Partial<Record<Category, readonly (keyof NameDraft)[]>>

export type Size = (typeof SIZES)[keyof typeof SIZES][number]

export const sizesOf = (category: Category): readonly Size[] =>
  category in SIZES ? SIZES[category as keyof typeof SIZES] : []

interface State {
  name: string
  category: Category
  regionCode: string
  sizes: Partial<Record<Size, number | null>>
  geometry: GeoJSON.Geometry | null
  report: NameReport | null
  problem: Problem | null
  checking: boolean
}

const KEPT = 'mingjie.name-draft'
const empty = {
  name: '',
  category: CATEGORIES[0] as Category,
  regionCode: '',
  sizes: {},
  geometry: null,
}

function kept(): Partial<State> {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? '{}') as Partial<State>
  } catch {
    return {}
  }
}

export const draft = reactive<State>({
  ...empty,
  ...kept(),
  report: null,
  problem: null,
  checking: false,
})

export function body(): NameDraft {
  const asked: NameDraft = { name: draft.name.trim(), category: draft.category }
  if (draft.regionCode) asked.region_code = draft.regionCode
  for (const size of sizesOf(draft.category)) {
    const value = draft.sizes[size]
    if (typeof value === 'number') asked[size] = value
  }
  if (draft.geometry) asked.geometry = draft.geometry
  return asked
}

let running: AbortController | undefined
let timer: ReturnType<typeof setTimeout> | undefined

/** Holds the draft against the register and the rules. */
export async function check(): Promise<void> {
  clearTimeout(timer)
  running?.abort()
  const mine = (running = new AbortController())
  draft.problem = null
  if (!draft.name.trim()) {
    draft.report = null
    draft.checking = false
    return
  }
  draft.checking = true
  try {
    draft.report = await checkName(body(), mine.signal)
  } catch (error) {
    if (isAborted(error)) return
    if (!(error instanceof Problem)) throw error
    draft.report = null
    draft.problem = error
  }
  if (running === mine) draft.checking = false
}

const inputs = () => ({ ...body(), lang: lang.value })

watch(inputs, () => {
  const { name, category, regionCode, sizes, geometry } = draft
  const keep = { name, category, regionCode, sizes, geometry }
  sessionStorage.setItem(KEPT, JSON.stringify(keep))
  clearTimeout(timer)
  timer = setTimeout(() => void check(), 350)
})

watch(
  () => connection.recovered,
  () => void (draft.problem && check()),
)

/** Begins anew with a name and what is known of its place. */
export function takeUp(
  begun: Pick<State, 'name' | 'category' | 'regionCode' | 'sizes' | 'geometry'>,
): void {
  Object.assign(draft, { ...empty, ...begun, report: null, problem: null })
  void check()
}

/** Checks once more when the panel opens on a kept draft. */
export function resume(): void {
  if (draft.name && !draft.report) void check()
}
