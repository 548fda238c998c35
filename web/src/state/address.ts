/** The address bar is the shareable state: page, map position, selection, hidden layers, language. */
import { reactive, watch } from 'vue'
import { lang } from '../lang'

export interface Address {
  path: string
  /** `lon,lat,zoom[,bearing]` */
  at: string | null
  /** `kind/id`, or `here/lon,lat` */
  sel: string | null
  /** Hidden layer groups, comma-separated. */
  off: string | null
}

function read(): Address {
  const query = new URLSearchParams(location.search)
  return {
    path: location.pathname,
    at: query.get('at'),
    sel: query.get('sel'),
    off: query.get('off'),
  }
}

export const address = reactive<Address>(read())

function write(now: Address): string {
  const pairs = Object.entries({ at: now.at, sel: now.sel, off: now.off, lang: lang.value })
  // Commas and slashes may stand in a query; escaped they make an address that nobody reads.
  const query = pairs
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}=${encodeURI(value ?? '')}`)
  return `${now.path}?${query.join('&')}`
}

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
  { flush: 'post' },
)

addEventListener('popstate', () => {
  const before = read()
  shownPath = before.path
  shownSelection = before.sel
  Object.assign(address, before)
})

/** Goes to another page; the map stays where it is. */
export function go(path: string): void {
  address.path = path
}
