/** Every page: its address, its words and icon in the rail, and what it shows. */
import {
  Bell,
  CircleCheck,
  Connection,
  Files,
  Flag,
  List,
  MapLocation,
  Setting,
  User,
  WarningFilled,
} from '@element-plus/icons-vue'
import { defineAsyncComponent, type Component } from 'vue'
import type { MessageKey } from '../lang/zh-CN'

export interface Page {
  /** One that ends in a slash leads to the pages of single things below it. */
  path: string
  title: MessageKey
  icon: Component
  /** What the page adds to the map; the map page adds nothing. */
  panel?: Component
  /** On a phone, where one covers the other, the panel stays before a card. */
  keepsPanel?: boolean
  /** What it shows instead of the map. */
  screen?: Component
  /** One of these acts is needed; `signed_in` is no act, but enough for some. */
  needs?: readonly string[]
  /** For whom it stands in the rail: everybody who may, only who is not signed in, or nobody. */
  rail: 'all' | 'strangers' | 'none'
  /** Stands alone, without the rail: people without an account come here. */
  alone?: boolean
}

const ADMIN = ['manage_accounts', 'manage_keys', 'read_audit']

const cases = defineAsyncComponent(() => import('./cases/CaseList.vue'))
const followed = defineAsyncComponent(() => import('./report/FollowPage.vue'))

export const PAGES: readonly Page[] = [
  { path: '/', title: 'rail.map', icon: MapLocation, rail: 'all' },
  {
    path: '/names',
    title: 'rail.names',
    icon: CircleCheck,
    rail: 'all',
    panel: defineAsyncComponent(() => import('./names/NameCheckPanel.vue')),
  },
  {
    path: '/names/unnamed',
    title: 'unnamed.title',
    icon: CircleCheck,
    rail: 'none',
    panel: defineAsyncComponent(() => import('./names/UnnamedPanel.vue')),
    keepsPanel: true,
  },
  {
    path: '/names/list',
    title: 'batch.title',
    icon: CircleCheck,
    rail: 'none',
    screen: defineAsyncComponent(() => import('./names/ListPage.vue')),
  },
  {
    path: '/names/campaign',
    title: 'campaign.title',
    icon: CircleCheck,
    rail: 'none',
    needs: ['signed_in'],
    screen: defineAsyncComponent(() => import('./names/CampaignPage.vue')),
  },
  {
    path: '/names/reserved',
    title: 'reserve.title',
    icon: CircleCheck,
    rail: 'none',
    screen: defineAsyncComponent(() => import('./names/ReservedPage.vue')),
  },
  {
    path: '/names/words',
    title: 'word.title',
    icon: CircleCheck,
    rail: 'none',
    screen: defineAsyncComponent(() => import('./names/WordsPage.vue')),
  },
  {
    path: '/names/',
    title: 'name.title',
    icon: CircleCheck,
    rail: 'none',
    screen: defineAsyncComponent(() => import('./names/NamePage.vue')),
  },
  {
    path: '/boundaries',
    title: 'rail.boundaries',
    icon: Connection,
    rail: 'all',
    needs: ['read_exact'],
    panel: defineAsyncComponent(() => import('./boundaries/BoundaryPanel.vue')),
  },
  {
    path: '/inspections',
    title: 'rail.inspections',
    icon: Flag,
    rail: 'all',
    needs: ['read_exact'],
    screen: defineAsyncComponent(() => import('./inspections/InspectionList.vue')),
  },
  {
    path: '/inspections/',
    title: 'rail.inspections',
    icon: Flag,
    rail: 'none',
    needs: ['read_exact'],
    screen: defineAsyncComponent(() => import('./inspections/InspectionPage.vue')),
  },
  {
    path: '/arrivals',
    title: 'inspection.arrivals',
    icon: Flag,
    rail: 'none',
    needs: ['read_exact'],
    screen: defineAsyncComponent(() => import('./inspections/ArrivalsPage.vue')),
  },
  {
    path: '/markers/',
    title: 'marker.inspections',
    icon: Flag,
    rail: 'none',
    needs: ['read_exact'],
    screen: defineAsyncComponent(() => import('./inspections/MarkerPage.vue')),
  },
  {
    path: '/tasks',
    title: 'rail.tasks',
    icon: List,
    rail: 'all',
    needs: ['read_cases'],
    screen: defineAsyncComponent(() => import('./cases/TaskList.vue')),
  },
  {
    path: '/cases',
    title: 'rail.cases',
    icon: Files,
    rail: 'all',
    needs: ['read_cases'],
    screen: cases,
  },
  {
    path: '/cases/',
    title: 'rail.cases',
    icon: Files,
    rail: 'none',
    needs: ['read_cases'],
    screen: defineAsyncComponent(() => import('./cases/CasePage.vue')),
  },
  {
    path: '/propose',
    title: 'propose.title',
    icon: Files,
    rail: 'none',
    needs: ['open_case'],
    screen: defineAsyncComponent(() => import('./cases/ProposePage.vue')),
  },
  {
    path: '/notices',
    title: 'notice.list',
    icon: Bell,
    rail: 'strangers',
    screen: defineAsyncComponent(() => import('./notices/NoticeList.vue')),
    alone: true,
  },
  {
    path: '/notices/',
    title: 'notice.title',
    icon: Bell,
    rail: 'none',
    screen: defineAsyncComponent(() => import('./notices/NoticePage.vue')),
    alone: true,
  },
  {
    path: '/report',
    title: 'rail.report',
    icon: WarningFilled,
    rail: 'strangers',
    screen: defineAsyncComponent(() => import('./report/ReportPage.vue')),
    alone: true,
  },
  {
    path: '/report/',
    title: 'follow.title',
    icon: WarningFilled,
    rail: 'none',
    screen: followed,
    alone: true,
  },
  {
    path: '/admin',
    title: 'rail.admin',
    icon: Setting,
    rail: 'all',
    needs: ADMIN,
    screen: defineAsyncComponent(() => import('./admin/AdminStart.vue')),
  },
  {
    path: '/accounts',
    title: 'accounts.title',
    icon: User,
    rail: 'none',
    needs: ['manage_accounts'],
    screen: defineAsyncComponent(() => import('./admin/AccountList.vue')),
  },
  {
    path: '/keys',
    title: 'keys.title',
    icon: Setting,
    rail: 'none',
    needs: ['manage_keys'],
    screen: defineAsyncComponent(() => import('./admin/KeyList.vue')),
  },
  {
    path: '/audit',
    title: 'audit.title',
    icon: Setting,
    rail: 'none',
    needs: ['read_audit'],
    screen: defineAsyncComponent(() => import('./admin/AuditLog.vue')),
  },
  {
    path: '/me',
    title: 'me.title',
    icon: User,
    rail: 'none',
    needs: ['signed_in'],
    screen: defineAsyncComponent(() => import('./account/MePage.vue')),
  },
  {
    path: '/sign-in',
    title: 'sign_in.title',
    icon: User,
    rail: 'none',
    screen: defineAsyncComponent(() => import('./account/SignInPage.vue')),
    alone: true,
  },
  {
    path: '/link',
    title: 'link.title',
    icon: User,
    rail: 'none',
    screen: defineAsyncComponent(() => import('./account/LinkPage.vue')),
    alone: true,
  },
]

/** What is shown where there is no page. */
const NOWHERE: Page = {
  path: '',
  title: 'nowhere.title',
  icon: MapLocation,
  rail: 'none',
  screen: defineAsyncComponent(() => import('../components/NoPage.vue')),
}

/** The page at an address. The server reads the paths of this file to know which there are. */
export function pageAt(path: string): Page {
  const exact = PAGES.find((page) => page.path === path)
  const below = PAGES.find(
    (page) => page.path.length > 1 && page.path.endsWith('/') && path.startsWith(page.path),
  )
  return exact ?? below ?? NOWHERE
}
