/** How cases are said: when they are due, and in which colour. */
import type { CaseSummary } from '../../api/caseTypes'
import { day, t } from '../../lang'

interface Due {
  due_on: string | null
  due_provisional: boolean
  overdue: boolean
}

const DAY_MS = 86_400_000

/** Days from today, in China, to a date; negative when it has passed. */
function daysUntil(date: string): number {
  const today = new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' })
  return Math.round((Date.parse(date) - Date.parse(today)) / DAY_MS)
}

/** 3月5日 · 还有 2 天 */
export function dueWords(due: Due): string {
  if (!due.due_on) return t('due.none')
  const days = daysUntil(due.due_on)
  let far = t('due.in', { n: days })
  if (days < 0) far = t('due.over', { n: -days })
  else if (days === 0) far = t('due.today')
  const about = due.due_provisional ? t('due.provisional') : ''
  return `${day(due.due_on)} · ${far}${about}`
}

export const dueClass = (due: Due): string => {
  if (due.overdue) return 'over'
  return due.due_on && daysUntil(due.due_on) <= 1 ? 'soon' : ''
}

/** The colour of a state: it is said in words beside it. */
export const stageClass = (one: Pick<CaseSummary, 'stage' | 'overdue'>): string => {
  if (one.stage === 'ended') return 'ended'
  return one.overdue ? 'over' : 'open'
}
