/** Every page: its address, its words and icon in the rail, and what lies beside the map. */
import { CircleCheck, MapLocation } from '@element-plus/icons-vue'
import { defineAsyncComponent, type Component } from 'vue'
import type { MessageKey } from '../lang/zh-CN'

export interface Page {
  path: string
  title: MessageKey
  icon: Component
  /** What the page adds to the map; the map page adds nothing. */
  panel: Component | null
}

export const PAGES: readonly Page[] = [
  { path: '/', title: 'rail.map', icon: MapLocation, panel: null },
  {
    path: '/names',
    title: 'rail.names',
    icon: CircleCheck,
    panel: defineAsyncComponent(() => import('./names/NameCheckPanel.vue')),
  },
]
