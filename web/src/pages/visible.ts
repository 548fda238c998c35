/** Which pages whoever is here may see, and what stands in for one that may not be seen yet. */
import { computed } from 'vue'
import { address } from '../state/address'
import { may, session } from '../state/session'
import { PAGES, pageAt, type Page } from './catalogue'

const ADMIN_PATHS = ['/admin', '/accounts', '/keys', '/audit']

/** Whether the page is for whoever is signed in now. */
export function isFor(page: Page): boolean {
  return (
    !page.needs || page.needs.some((act) => (act === 'signed_in' ? session.signedIn : may(act)))
  )
}

/** The rail's pages. */
export const inRail = computed(() =>
  PAGES.filter((page) => {
    if (page.rail === 'none' || !isFor(page)) return false
    return page.rail === 'all' || !session.signedIn
  }),
)

export interface Shown {
  page: Page
  /** What is shown instead: nothing yet, the way in, or that it is not for this person. */
  instead: 'waiting' | 'sign_in' | 'not_yours' | null
}

/** What the address shows. */
export const shown = computed<Shown>(() => {
  const page = pageAt(address.path)
  if (session.mustChange && page.needs && page.path !== '/me')
    return { page: pageAt('/me'), instead: null }
  if (!page.needs || isFor(page)) return { page, instead: null }
  if (!session.isKnown) return { page, instead: 'waiting' }
  if (session.signedIn) return { page, instead: 'not_yours' }
  return { page: pageAt('/sign-in'), instead: 'sign_in' }
})

/** Whether a rail's page is the one that is open, or the one above it. */
export function isCurrent(page: Page): boolean {
  if (page.path === '/admin') return ADMIN_PATHS.includes(address.path)
  return (
    page.path === address.path || (page.path !== '/' && address.path.startsWith(`${page.path}/`))
  )
}
