/** Small words of the field app. */
import { t } from '../lang'
import type { MessageKey } from '../lang/zh-CN'

/** Bytes as people say them. */
export function size(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} KB`
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`
}

/** Metres as people say them. */
export function metres(value: number): string {
  return value < 1000 ? `${Math.round(value)} m` : `${(value / 1000).toFixed(1)} km`
}

/** What a choice is called; what is no choice is said as it is. */
export function choiceWords(field: string, value: string): string {
  const keys: Record<string, string> = {
    condition: `field.condition.${value}`,
    inscription: `field.inscription.${value}`,
    surroundings: `field.surroundings.${value}`,
    landmarks: `field.landmarks.${value}`,
    course: `field.course.${value}`,
  }
  const key = keys[field]
  return key ? t(key as MessageKey) : value
}
