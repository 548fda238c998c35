/** The pages of the naming desk that are for whoever is here. */
import { computed } from 'vue'
import type { MessageKey } from '../../lang/zh-CN'
import { session } from '../../state/session'

interface NamePage {
  path: string
  title: MessageKey
  /** Work for the office, not for whoever passes by. */
  signedIn?: boolean
}

const ALL: readonly NamePage[] = [
  { path: '/names', title: 'names.tab_check' },
  { path: '/names/list', title: 'names.tab_list' },
  { path: '/names/unnamed', title: 'names.tab_unnamed' },
  { path: '/names/campaign', title: 'names.tab_campaign', signedIn: true },
  { path: '/names/reserved', title: 'names.tab_reserved' },
  { path: '/names/words', title: 'names.tab_words' },
]

export const namePages = computed(() => ALL.filter((page) => !page.signedIn || session.signedIn))
