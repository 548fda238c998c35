/** What differs between two versions of a feature, a line each, in the reader's words. */
import type { Feature } from '../api/types'
import { labelOf, t } from '../lang'
import { fieldsOf, inWords } from './kinds'

export function differences(now: Feature, before: Feature): string[] {
  const lines = fieldsOf(now.properties.kind)
    .map((field) => ({
      field: labelOf(field.label),
      before: inWords(field, before.properties[field.name] ?? null) || t('history.empty'),
      after: inWords(field, now.properties[field.name] ?? null) || t('history.empty'),
    }))
    .filter((change) => change.before !== change.after)
    .map((change) => t('history.changed', change))
  const moved = JSON.stringify(now.geometry) !== JSON.stringify(before.geometry)
  return moved ? [...lines, t('history.geometry')] : lines
}
