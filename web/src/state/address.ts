/** The address bar is the shareable state: page, map position, selection, filters, language. */
import { reactive, watch } from 'vue'
import { lang } from '../lang'

export interface Address {
  path: string
  /** `lon,lat,zoom[,bearing]` */
  at: string | null
  /** `kind/id`, or `here/lon,lat` */
  sel: string | null
  /** What of the selected is shown, when not its facts: `history`, `related`. */
  tab: string | null
  /** Hidden layer groups, comma-separated. */
  off: string | null
  /** What a page beside the map asks for, by the names that its list has. */
  filter: Record<string, string>
}

/** Pages that have the map: the others keep its position to themselves. */
const ON_MAP = new Set(['/', '/names', '/names/unnamed', '/boundaries'])
const OF_MAP = ['at', 'sel', 'tab', 'off'] as const

function read(): Address {
  const query = new URLSearchParams(location.search)
  const ofMap: readonly string[] = [...OF_MAP, 'lang']
  const filter = Object.fromEntries([...query].filter(([name]) => !ofMap.includes(name)))
  return {
    path: location.pathname,
    at: query.get('at'),
    sel: query.get('sel'),
    tab: query.get('tab'),
    off: query.get('off'),
    filter,
  }
}

export const address = reactive<Address>(read())

function write(now: Address): string {
  const ofMap = ON_MAP.has(now.path)
    ? { at: now.at, sel: now.sel, tab: now.sel ? now.tab : null, off: now.off }
    : {}
  const pairs = Object.entries({ ...ofMap, ...now.filter, lang: lang.value })
  // Commas and slashes may stand in a query; escaped they make an address that nobody reads.
  const query = pairs
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}=${escaped(value ?? '')}`)
  return `${now.path}?${query.join('&')}`
}

const escaped = (text: string) =>
  encodeURI(text).replace(/[&#+=?]/g, (mark) => encodeURIComponent(mark))

let shownPath = address.path
let shownSelection = address.sel

watch(
  [address, lang],
  () => {
    const next = write(address)
    if (next === location.pathname + location.search) return
    // Going "back" undoes a selection or a page, not each move of the map.
    const isStep = address.path !== shownPath || address.sel !== shownSelection
    shownPath = address.path
    shownSelection = address.sel
    history[isStep ? 'pushState' : 'replaceState'](null, '', next)
  },
  { flush: 'post', deep: true },
)

addEventListener('popstate', () => {
  const before = read()
  shownPath = before.path
  if (!ON_MAP.has(before.path)) {
    Object.assign(address, { path: before.path, filter: before.filter })
    return
  }
  shownSelection = before.sel
  Object.assign(address, before)
})

/** Goes to another page; the map stays where it is. */
export function go(path: string, filter: Record<string, string> = {}): void {
  address.path = path
  address.filter = filter
}

/** Sets some of the page's filters, and takes away those that are empty. */
export function refine(change: Record<string, string | undefined>): void {
  const pairs = Object.entries({ ...address.filter, ...change })
  address.filter = Object.fromEntries(
    pairs.filter((pair): pair is [string, string] => Boolean(pair[1])),
  )
}
