/** The pages of joint inspections, and words that they share. */
import { choiceWords } from '../../field/words'
import { lang, t } from '../../lang'
import type { MessageKey } from '../../lang/zh-CN'
import type { FieldTask } from '../../field/types'

export const SECTIONS = [
  { path: '/inspections', title: 'inspection.list' },
  { path: '/arrivals', title: 'inspection.arrivals' },
] as const

/** A field's value in words. */
export function valueWords(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '—'
  if (field === 'position') return placeWords(value as Record<string, string>)
  if (typeof value === 'boolean') return value ? '✓' : '—'
  return choiceWords(field, String(value))
}

function placeWords(place: Record<string, string>): string {
  const figures =
    place['north'] === undefined
      ? `${place['lon']}，${place['lat']}`
      : `X ${place['north']}，Y ${place['east']}`
  const height = place['height'] ? `，H ${place['height']}` : ''
  const accuracy = place['accuracy_m'] ? ` ±${place['accuracy_m']} m` : ''
  return `${figures}${height}（${place['system']}）${accuracy}`
}

export const fieldLabel = (field: string): string =>
  field === 'position' ? t('inspection.position') : t(`field.${field}` as MessageKey)

export const stateOf = (task: FieldTask): 'done' | 'begun' | 'open' =>
  task.done ? 'done' : task.records.length ? 'begun' : 'open'

export const metresWords = (metres: number): string =>
  metres.toLocaleString(lang.value, { maximumFractionDigits: metres < 10 ? 1 : 0 })
