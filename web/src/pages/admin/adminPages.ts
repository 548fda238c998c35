/** The pages of the administration that are for whoever is signed in. */
import { computed } from 'vue'
import type { MessageKey } from '../../lang/zh-CN'
import { may } from '../../state/session'

interface AdminPage {
  path: string
  title: MessageKey
  act: string
}

const ALL: readonly AdminPage[] = [
  { path: '/accounts', title: 'accounts.title', act: 'manage_accounts' },
  { path: '/keys', title: 'keys.title', act: 'manage_keys' },
  { path: '/audit', title: 'audit.title', act: 'read_audit' },
]

export const adminPages = computed(() => ALL.filter(({ act }) => may(act)))
